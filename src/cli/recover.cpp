// SPDX-License-Identifier: Apache-2.0
#include "cli/recover.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/records.hpp"
#include "mail/fetch.hpp"
#include "server/json_record.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t content_bytes_max = 25U << 20U;
constexpr std::size_t results_max = 10;
constexpr std::uint64_t answer_bytes_max = 1U << 20U;
constexpr std::chrono::seconds patience{60};

Result<std::string> load_picture(const std::string& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed) return Error{Code::not_found, "there is no such file"};
  if (size > content_bytes_max) return Error{Code::exhausted, "a picture to recover has 25 MiB at most"};
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool is_url(const std::string& place) { return place.starts_with("http://") || place.starts_with("https://"); }

// Only for the header: the server looks for itself.
std::string_view mime_of(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8")) return "image/jpeg";
  return bytes.starts_with("\x89PNG") ? "image/png" : "application/octet-stream";
}

Result<Json> ask_server(const std::string& place, const mail::Guard& guard, const std::string& picture) {
  mail::FetchOptions options;
  options.post_body = &picture;
  options.headers = {{"Content-Type", std::string(mime_of(picture))}, {"Accept", "application/json"}};
  options.body_bytes_max = answer_bytes_max;
  options.redirects_max = 0;
  options.timeout = patience;
  std::string url = place;
  while (url.ends_with('/')) url.pop_back();
  TRY_ASSIGN(const mail::Fetched answer, mail::fetch(guard, url + "/api/v1/provenance/matches/byContent", options));
  if (answer.status != 200) {
    return Error{Code::unavailable, "the server answered " + std::to_string(answer.status)};
  }
  TRY_ASSIGN(Json json, server::parse_json(answer.body));
  if (!json.is_object()) return Error{Code::corrupt, "the server's answer is no JSON object"};
  return json;
}

// A name from elsewhere must not be able to move the cursor.
std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return "";
  std::string clean;
  for (const char c : found->get<std::string>()) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return clean;
}

}  // namespace

struct Recoverer::State {
  std::string place;
  mail::Guard guard;
  std::optional<media::WholePictures> pictures;
  std::unique_ptr<store::RecordStore> store;
  std::unique_ptr<engine::Records> records;
};

Recoverer::Recoverer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recoverer::~Recoverer() = default;
Recoverer::Recoverer(Recoverer&&) noexcept = default;
Recoverer& Recoverer::operator=(Recoverer&&) noexcept = default;

Result<Recoverer> Recoverer::start(const RecoverOptions& options) {
  auto state = std::make_unique<State>();
  state->place = options.place;
  state->guard = mail::Guard(mail::GuardRules{{80, 443}, options.reach});
  if (is_url(options.place)) return Recoverer(std::move(state));
  if (!std::filesystem::exists(options.place + "/records.db")) {
    return Error{Code::not_found, "there are no records in " + options.place + ": name a data folder, or an address"};
  }
  TRY_ASSIGN(state->pictures, media::WholePictures::start());
  TRY_ASSIGN(state->store, store::RecordStore::open(options.place));
  state->records = std::make_unique<engine::Records>(*state->store, engine::Records::Limits{});
  return Recoverer(std::move(state));
}

Result<Json> Recoverer::find(const std::string& path) const {
  TRY_ASSIGN(const std::string picture, load_picture(path));
  if (!state_->records) return ask_server(state_->place, state_->guard, picture);
  const ByteView bytes = view_bytes(picture);
  TRY_ASSIGN(const media::WholePicture whole, state_->pictures->decode(bytes));
  TRY_ASSIGN(const auto findings, state_->records->find(bytes, whole, results_max));
  return server::render_findings(findings);
}

void print_recovered(const Json& found) {
  const Json labels = found.value("labels", Json::array());
  for (const Json& label : labels.is_array() ? labels : Json::array()) {
    if (!label.is_object()) continue;
    std::cout << fmt::format("  recovered   {}: {}, {}, by {}\n", text_of(label, "state"), text_of(label, "label"),
                             text_of(label, "record"), text_of(label, "found_by"));
    if (text_of(label, "state") != server::recovered_state) continue;
    const std::string manifest = text_of(label, "manifest_id");
    if (manifest.empty()) continue;
    std::cout << fmt::format("  manifest    {}, of a file that looked like this one; not valid for these bytes\n",
                             manifest);
  }
  const Json mark = found.value("watermark", Json::object());
  if (labels.empty() && mark.is_object() && !mark.empty()) {
    std::cout << fmt::format("  watermark   {}, {}: nothing is registered under it\n", text_of(mark, "label"),
                             text_of(mark, "record"));
  } else if (labels.empty()) {
    std::cout << "  recovered   nothing\n";
  }
}

}  // namespace redress::cli
