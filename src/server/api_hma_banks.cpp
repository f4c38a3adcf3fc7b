// SPDX-License-Identifier: Apache-2.0
// server/api_hma_banks.cpp — banks and exchanges as Hasher-Matcher-Actioner's curation tools know them: /c/bank/… and
// /c/exchange/….
#include <algorithm>
#include <cmath>

#include "server/bank_routes.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

constexpr std::size_t note_bytes_max = 255;
constexpr std::array<std::pair<const char*, std::size_t>, 4> signal_digits{
    {{"pdq", 64}, {"md5", 32}, {"video_md5", 32}, {"sha256", 64}}};

std::string bank_name(const http::Request& request) { return std::string(request.parameter("name")); }

std::string& place_of(store::BankEntry& entry, std::string_view signal_type) {
  if (signal_type == "pdq") return entry.pdq;
  return signal_type == "sha256" ? entry.sha256 : entry.md5;
}

// The share of pictures the bank looks at. A share that is not nothing is at least one percent.
void take_ratio(const Json& body, store::BankPolicy& policy, Faults& faults) {
  if (body.contains("enabled_ratio")) {
    const Json& given = body["enabled_ratio"];
    const double ratio = given.is_number() ? given.get<double>() : -1;
    if (!(ratio >= 0 && ratio <= 1)) return faults.add_value("#/enabled_ratio", "must be a number from 0 to 1");
    policy.is_on = ratio > 0;
    if (policy.is_on) policy.enabled_percent = std::max(1, static_cast<int>(std::lround(100 * ratio)));
  } else if (body.contains("enabled")) {
    if (!body["enabled"].is_boolean()) return faults.add_value("#/enabled", "must be true or false");
    policy.is_on = body["enabled"].get<bool>();
    if (policy.is_on) policy.enabled_percent = 100;
  }
}

OrProblem<Json> read_object(const http::Request& request) {
  auto json = read_json(request);
  if (find_problem(json) == nullptr && !std::get<Json>(json).is_object()) return problem_of(400, "send a JSON object");
  return json;
}

http::Response make_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  const auto json = read_object(request);
  if (const auto* problem = find_problem(json)) return *problem;
  const Json& body = std::get<Json>(json);
  Faults faults;
  store::BankPolicy policy;
  policy.territory = law::everywhere();
  if (body.contains("name") && body["name"].is_string()) policy.name = body["name"].get<std::string>();
  if (policy.name.empty()) faults.add_value("#/name", "is needed");
  take_ratio(body, policy, faults);
  if (!faults.is_empty()) return faults.respond();
  return respond_seen(desk, banks.make_bank(policy, by(desk, caller)), 201, render_hma_bank(policy));
}

http::Response show_bank(Desk&, store::BankStore& banks, const Caller&, http::Request& request) {
  const auto policy = banks.load_bank(bank_name(request));
  return policy.ok() ? reply_json(200, render_hma_bank(policy.value())) : problem_of(policy.error());
}

http::Response set_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  const auto json = read_object(request);
  if (const auto* problem = find_problem(json)) return *problem;
  const Json& body = std::get<Json>(json);
  const auto known = banks.load_bank(bank_name(request));
  if (!known.ok()) return problem_of(known.error());
  store::BankPolicy policy = known.value();
  Faults faults;
  if (body.contains("name") && body["name"] != policy.name) faults.add_value("#/name", "a bank keeps its name");
  take_ratio(body, policy, faults);
  if (!faults.is_empty()) return faults.respond();
  return respond_seen(desk, banks.set_bank(policy, by(desk, caller)), 200, render_hma_bank(policy));
}

http::Response remove_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  return respond_seen(desk, banks.remove_bank(bank_name(request), by(desk, caller)), 200, {{"message", "Done"}});
}

Json render_signals(const store::BankEntry& entry) {
  Json signals = Json::object();
  if (!entry.pdq.empty()) signals["pdq"] = entry.pdq;
  if (!entry.md5.empty()) signals["video_md5"] = entry.md5;
  if (!entry.sha256.empty()) signals["sha256"] = entry.sha256;
  return signals;
}

// Those who bank something with these tools vouch for it: it acts as the bank says.
http::Response bank_entry(Desk& desk, store::BankStore& banks, const Caller& caller, const std::string& bank,
                          store::BankEntry entry) {
  entry.role = store::EntryRole::confirmed;
  const Json signals = render_signals(entry);
  const auto put = put_entry(desk, banks, caller, bank, std::move(entry));
  if (!put.ok()) return problem_of(put.error());
  return respond_seen(desk, Done{}, 200, {{"id", put.value().nos.at(0)}, {"signals", signals}});
}

http::Response add_content(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  http::MultipartLimits limits;
  limits.part_count_max = 4;
  limits.file_bytes_max = media::file_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  const auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  store::BankEntry entry;
  entry.reason = std::string(request.find_query("note").value_or(""));
  const http::SpoolFile* file = nullptr;
  for (const auto& part : parts.value()) {
    if (part.file && part.name == "photo") {
      file = &*part.file;
    } else if (part.name == "note" && !part.file) {
      entry.reason = part.value;
    } else {
      return problem_of(422, "send the picture as the part photo, and a note if you like");
    }
  }
  if (file == nullptr) return problem_of(422, "send the picture as the part photo: addresses are not fetched");
  if (entry.reason.size() > note_bytes_max) return problem_of(422, "a note has at most 255 bytes");
  if (const auto filled = fill_from_picture(desk, *file, entry); !filled.ok()) return problem_of(filled.error());
  return bank_entry(desk, banks, caller, bank_name(request), std::move(entry));
}

// {"pdq": "…", "note": "…"}: one signal or several of the same content.
http::Response add_signal(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  const auto json = read_object(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  ObjectReader fields(std::get<Json>(json), "#", faults);
  store::BankEntry entry;
  entry.reason = fields.text("note", note_bytes_max);
  for (const auto& [type, digits] : signal_digits) {
    const std::string value = fields.text(type, digits);
    if (!value.empty()) place_of(entry, type) = value;
  }
  fields.finish();
  if (!faults.is_empty()) return faults.respond();
  return bank_entry(desk, banks, caller, bank_name(request), std::move(entry));
}

Result<store::BankEntry> find_content(store::BankStore& banks, const http::Request& request) {
  TRY_ASSIGN(const auto entry, banks.find(parse_number(request.parameter("id"))));
  if (!entry || entry->bank != bank_name(request)) return Error{Code::not_found, "this bank has no such content"};
  return *entry;
}

http::Response render_content(store::BankStore& banks, const store::BankEntry& entry) {
  const auto policy = banks.load_bank(entry.bank);
  if (!policy.ok()) return problem_of(policy.error());
  Json origin = Json::object();
  if (entry.source != "staff") origin[entry.source] = {entry.source_ref};
  return reply_json(200, {{"id", entry.no},
                          {"bank", render_hma_bank(policy.value())},
                          {"disable_until_ts", entry.is_on ? 0 : 1},
                          {"collab_metadata", origin},
                          {"original_media_uri", nullptr},
                          {"signals", render_signals(entry)}});
}

http::Response show_content(Desk&, store::BankStore& banks, const Caller&, http::Request& request) {
  const auto entry = find_content(banks, request);
  return entry.ok() ? render_content(banks, entry.value()) : problem_of(entry.error());
}

http::Response set_content(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  const auto json = read_object(request);
  if (const auto* problem = find_problem(json)) return *problem;
  auto entry = find_content(banks, request);
  if (!entry.ok()) return problem_of(entry.error());
  Faults faults;
  ObjectReader fields(std::get<Json>(json), "#", faults);
  if (!fields.has("disable_until_ts")) faults.add_value("#/disable_until_ts", "is needed");
  const bool is_on = fields.integer("disable_until_ts", 0, 1, 0) == 0;
  fields.finish();
  if (!faults.is_empty()) return faults.respond();
  entry.value().is_on = is_on;
  const Status done = banks.change(entry.value().no, {is_on, {}, {}, {}}, "", by(desk, caller));
  if (!done.ok()) return problem_of(done.error());
  if (const Status seen = desk.engine.refresh_banks(); !seen.ok()) return problem_of(seen.error());
  return render_content(banks, entry.value());
}

http::Response remove_content(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  const auto entry = find_content(banks, request);
  if (!entry.ok()) return problem_of(entry.error());
  return respond_seen(desk, banks.remove(entry.value().no, by(desk, caller)), 200, {{"deleted", 1}});
}

const engine::ExchangeSettings* find_exchange(const Desk& desk, const http::Request& request) {
  const auto& all = desk.options.exchanges;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == request.parameter("name"); });
  return found == all.end() ? nullptr : &*found;
}

http::Response list_exchanges(Desk& desk, store::BankStore&, const Caller&, http::Request&) {
  Json names = Json::array();
  for (const auto& exchange : desk.options.exchanges) names.push_back(exchange.name);
  return reply_json(200, names);
}

http::Response show_exchange(Desk& desk, store::BankStore&, const Caller&, http::Request& request) {
  const auto* exchange = find_exchange(desk, request);
  if (exchange == nullptr) return problem_of(404, "redress.toml names no such exchange");
  return reply_json(
      200,
      {{"name", exchange->name}, {"api", engine::render(exchange->kind)}, {"bank", exchange->bank}, {"enabled", true}});
}

http::Response show_exchange_status(Desk& desk, store::BankStore& banks, const Caller&, http::Request& request) {
  const auto* exchange = find_exchange(desk, request);
  if (exchange == nullptr) return problem_of(404, "redress.toml names no such exchange");
  const auto state = banks.load_exchange(exchange->name);
  if (!state.ok()) return problem_of(state.error());
  const auto fetched_at = state.value().fetched_at;
  const Json at = fetched_at ? Json(fetched_at->ms / 1'000) : Json();
  return reply_json(200, {{"last_fetch_time", at},
                          {"checkpoint_time", at},
                          {"success", fetched_at.has_value() && state.value().failure.empty()}});
}

}  // namespace

Json render_hma_bank(const store::BankPolicy& policy) {
  return {{"name", policy.name}, {"matching_enabled_ratio", policy.is_on ? policy.enabled_percent / 100.0 : 0.0}};
}

void add_hma_bank_routes(Desk& desk, std::vector<Route>& routes) {
  using http::Method;
  const std::string bank = "/c/bank/{name}";
  const std::string content = bank + "/content/{id}";
  http::RouteOptions picture;
  picture.upload_bytes_max = media::file_bytes_max + json_bytes_max;
  picture.content_types = {"multipart/form-data"};
  routes.push_back({Method::post, "/c/banks", at_desk(desk, for_staff<make_bank>), json_body()});
  routes.push_back({Method::get, bank, at_desk(desk, for_staff<show_bank>), {}});
  routes.push_back({Method::put, bank, at_desk(desk, for_staff<set_bank>), json_body()});
  routes.push_back({Method::remove, bank, at_desk(desk, for_staff<remove_bank>), {}});
  routes.push_back({Method::post, bank + "/content", at_desk(desk, for_staff<add_content>), picture});
  routes.push_back({Method::post, bank + "/signal", at_desk(desk, for_staff<add_signal>), json_body()});
  routes.push_back({Method::get, content, at_desk(desk, for_staff<show_content>), {}});
  routes.push_back({Method::put, content, at_desk(desk, for_staff<set_content>), json_body()});
  routes.push_back({Method::remove, content, at_desk(desk, for_staff<remove_content>), {}});
  routes.push_back({Method::get, "/c/exchanges", at_desk(desk, for_staff<list_exchanges>), {}});
  routes.push_back({Method::get, "/c/exchange/{name}", at_desk(desk, for_staff<show_exchange>), {}});
  routes.push_back({Method::get, "/c/exchange/{name}/status", at_desk(desk, for_staff<show_exchange_status>), {}});
}

}  // namespace redress::server
