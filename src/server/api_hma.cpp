// SPDX-License-Identifier: Apache-2.0
// server/api_hma.cpp — the look-ups of Hasher-Matcher-Actioner, so that its clients can ask here: /m/… and /c/banks.
#include "server/bank_routes.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

// HMA has no tokens: a client on this machine may ask without one where the edge may.
bool is_admitted(Desk& desk, const http::Request& request) {
  const bool is_neighbour = desk.options.edge_open_to_loopback && is_loopback(request.remote_address);
  if (is_neighbour && bearer_of(request).empty()) return true;
  const auto caller = identify(desk, request);
  return find_problem(caller) == nullptr && std::get<Caller>(caller).may("media");
}

http::Response refuse_stranger() { return problem_of(401, "send a token of scope media"); }

// signal=HEX&signal_type=pdq|md5|sha256
Result<store::Content> read_signal(const http::Request& request) {
  const std::string signal(request.find_query("signal").value_or(""));
  const auto type = request.find_query("signal_type").value_or("pdq");
  const auto is_hex = [&](std::size_t digits) { return signal.size() == digits && parse_hex(signal).ok(); };
  store::Content content;
  if (type == "pdq" && is_hex(64)) {
    content.pdq = signal;
    content.pdq_quality = 100;
    return content;
  }
  if ((type == "md5" || type == "video_md5") && is_hex(32)) {
    content.md5 = signal;
    return content;
  }
  if (type == "sha256" && is_hex(64)) {
    content.sha256 = signal;
    return content;
  }
  return Error{Code::invalid, "signal must be hex digits of its signal_type: pdq 64, md5 or video_md5 32, sha256 64"};
}

bool is_wanted(const http::Request& request, const std::string& bank) {
  const auto banks = request.find_query("banks");
  return !banks || ("," + std::string(*banks) + ",").find("," + bank + ",") != std::string::npos;
}

// {"BANK": [{"bank_content_id": 1, "distance": "0"}]}, the nearest first.
Json render_hits(const std::vector<engine::BankHit>& hits, const http::Request& request) {
  Json banks = Json::object();
  for (const auto& hit : hits) {
    // An entry in quarantine is not vouched for, and these clients have no word for it.
    if (hit.is_quarantined || !is_wanted(request, hit.bank)) continue;
    banks[hit.bank].push_back({{"bank_content_id", hit.entry_no}, {"distance", std::to_string(hit.distance_bits)}});
  }
  return banks;
}

http::Response look_up(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  const auto content = read_signal(request);
  if (!content.ok()) return problem_of(content.error());
  const auto hits = desk.engine.find_in_banks(content.value());
  return hits.ok() ? reply_json(200, render_hits(hits.value(), request)) : problem_of(hits.error());
}

// {"matches": [1, 2]}, or with include_distance the same with distances.
http::Response look_up_raw(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  const auto content = read_signal(request);
  if (!content.ok()) return problem_of(content.error());
  const bool with_distance = request.find_query("include_distance").value_or("") == "true";
  const auto hits = desk.engine.find_in_banks(content.value());
  if (!hits.ok()) return problem_of(hits.error());
  Json matches = Json::array();
  for (const auto& hit : hits.value()) {
    if (hit.is_quarantined || !is_wanted(request, hit.bank)) continue;
    Json id = hit.entry_no;
    if (with_distance) id = {{"content_id", hit.entry_no}, {"distance", std::to_string(hit.distance_bits)}};
    matches.push_back(std::move(id));
  }
  return reply_json(200, {{"matches", std::move(matches)}});
}

OrProblem<media::Fingerprint> read_picture(Desk& desk, const http::Request& request) {
  http::MultipartLimits limits;
  limits.part_count_max = 4;
  limits.file_bytes_max = media::file_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  const auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  for (const auto& part : parts.value()) {
    if (!part.file || part.name != "photo") continue;
    auto seen = desk.decoder.examine_file(part.file->path());
    if (!seen.ok())
      return problem_of(seen.error().code == Code::invalid ? 415 : status_of(seen.error().code), seen.error().message);
    return seen.value().fingerprint;
  }
  return problem_of(400, "send the picture as the part named photo");
}

http::Response look_up_picture(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  const auto read = read_picture(desk, request);
  if (const auto* problem = find_problem(read)) return *problem;
  const auto& fingerprint = std::get<media::Fingerprint>(read);
  store::Content content;
  content.sha256 = render_hex(fingerprint.sha256);
  content.md5 = render_hex(fingerprint.md5);
  content.pdq = media::render_pdq(fingerprint.pdq);
  content.pdq_quality = fingerprint.pdq_quality;
  const auto hits = desk.engine.find_in_banks(content);
  return hits.ok() ? reply_json(200, {{"pdq", render_hits(hits.value(), request)}}) : problem_of(hits.error());
}

http::Response hash_picture(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  const auto read = read_picture(desk, request);
  if (const auto* problem = find_problem(read)) return *problem;
  return reply_json(200, {{"pdq", media::render_pdq(std::get<media::Fingerprint>(read).pdq)}});
}

http::Response show_index(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  const auto count = desk.engine.metrics().bank_table_entries;
  // What is in the banks is in the index: there is no rebuild to wait for.
  return reply_json(200, {{"pdq", {{"db_size", count}, {"index_size", count}, {"index_out_of_date", false}}}});
}

http::Response list_banks(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return refuse_stranger();
  if (desk.options.banks == nullptr) return reply_json(200, Json::array());
  const auto policies = desk.options.banks->load_banks();
  if (!policies.ok()) return problem_of(policies.error());
  Json list = Json::array();
  for (const auto& policy : policies.value()) list.push_back(render_hma_bank(policy));
  return reply_json(200, list);
}

}  // namespace

void add_hma_routes(Desk& desk, std::vector<Route>& routes) {
  using http::Method;
  http::RouteOptions picture;
  picture.upload_bytes_max = media::file_bytes_max + json_bytes_max;
  picture.content_types = {"multipart/form-data"};
  routes.push_back({Method::get, "/m/lookup", at_desk(desk, look_up), {}});
  routes.push_back({Method::get, "/m/raw_lookup", at_desk(desk, look_up_raw), {}});
  routes.push_back({Method::post, "/m/lookup", at_desk(desk, look_up_picture), picture});
  routes.push_back({Method::post, "/h/hash", at_desk(desk, hash_picture), picture});
  routes.push_back({Method::get, "/m/index/status", at_desk(desk, show_index), {}});
  routes.push_back({Method::get, "/c/banks", at_desk(desk, list_banks), {}});
  add_hma_bank_routes(desk, routes);
}

}  // namespace redress::server
