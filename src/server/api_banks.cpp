// SPDX-License-Identifier: Apache-2.0
// server/api_banks.cpp — /api/v1/banks: which banks there are, what each does on a match, and their entries.
#include <charconv>

#include "media/features_codec.hpp"
#include "server/bank_routes.hpp"
#include "server/json_bank.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

constexpr std::size_t page_count_max = 1'000;

store::BankPolicy read_policy(const Json& body, std::string name, Faults& faults) {
  store::BankPolicy policy;
  ObjectReader fields(body, "#", faults);
  policy.name = name.empty() ? fields.required_text("name", 64) : std::move(name);
  const auto number = [&](std::string_view field, int low, int high, int otherwise) {
    return static_cast<int>(fields.integer(field, low, high, otherwise));
  };
  policy.is_on = fields.boolean("is_on", policy.is_on);
  policy.enabled_percent = number("enabled_percent", 0, 100, policy.enabled_percent);
  policy.radius_bits = number("radius_bits", 0, 31, policy.radius_bits);
  policy.same_bits = number("same_bits", 0, policy.radius_bits, std::min(policy.radius_bits, policy.same_bits));
  policy.uses_features = fields.boolean("uses_features", policy.uses_features);
  policy.action = fields.word<store::BankAction>("action", store::parse_bank_action, policy.action);
  policy.harm = fields.word<law::Harm>("harm", law::parse_harm, policy.harm);
  policy.flood_count_max = number("flood_count_max", 0, 1'000'000, policy.flood_count_max);
  const auto territory = law::parse_territory(fields.texts("territory", 250, 8));
  if (territory.ok()) policy.territory = territory.value();
  if (!territory.ok()) fields.fault("territory", "must be a list of ISO 3166-1 codes, or [\"*\"]");
  if (policy.territory.is_empty()) policy.territory = law::everywhere();
  fields.finish();
  return policy;
}

store::BankEntry read_entry(const Json& body, Faults& faults) {
  store::BankEntry entry;
  ObjectReader fields(body, "#", faults);
  entry.role = fields.word<store::EntryRole>("role", store::parse_entry_role, store::EntryRole::candidate);
  entry.source_ref = fields.text("source_ref", 300);
  entry.reason = fields.text("reason", 1'000);
  entry.case_code = fields.text("case_code", 20);
  entry.sha256 = fields.text("sha256", 64);
  entry.md5 = fields.text("md5", 32);
  entry.pdq = fields.text("pdq", 64);
  entry.pdq_quality = static_cast<int>(fields.integer("pdq_quality", 0, 100, 100));
  entry.expires_at = fields.instant("expires_at");
  fields.finish();
  return entry;
}

OrProblem<store::BankEntry> read_upload(Desk& desk, const http::Request& request) {
  http::MultipartLimits limits;
  limits.part_count_max = 20;
  limits.file_bytes_max = media::file_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  const http::SpoolFile* file = nullptr;
  Json body = Json::object();
  for (const auto& part : parts.value()) {
    if (part.file) {
      file = &*part.file;
    } else {
      body[part.name] = part.value;
    }
  }
  Faults faults;
  auto entry = read_entry(body, faults);
  if (!faults.is_empty()) return faults.respond();
  if (file == nullptr) return problem_of(422, "send the picture as a file, or its hashes as JSON");
  if (const auto filled = fill_from_picture(desk, *file, entry); !filled.ok()) return problem_of(filled.error());
  return entry;
}

OrProblem<store::BankEntry> read_new_entry(Desk& desk, const http::Request& request) {
  if (request.media_type() == "multipart/form-data") return read_upload(desk, request);
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  auto entry = read_entry(std::get<Json>(json), faults);
  if (!faults.is_empty()) return faults.respond();
  return entry;
}

http::Response list_banks(Desk&, store::BankStore& banks, const Caller&, http::Request&) {
  const auto policies = banks.load_banks();
  if (!policies.ok()) return problem_of(policies.error());
  Json list = Json::array();
  for (const auto& policy : policies.value()) {
    const auto counts = banks.count(policy.name);
    if (!counts.ok()) return problem_of(counts.error());
    list.push_back(render_bank(policy, counts.value()));
  }
  return reply_json(200, {{"banks", std::move(list)}});
}

http::Response make_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  const auto policy = read_policy(std::get<Json>(json), {}, faults);
  if (!faults.is_empty()) return faults.respond();
  return respond_seen(desk, banks.make_bank(policy, by(desk, caller)), 201, render_bank(policy));
}

http::Response set_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  const auto policy = read_policy(std::get<Json>(json), std::string(request.parameter("name")), faults);
  if (!faults.is_empty()) return faults.respond();
  return respond_seen(desk, banks.set_bank(policy, by(desk, caller)), 200, render_bank(policy));
}

http::Response remove_bank(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  return respond_seen(desk, banks.remove_bank(std::string(request.parameter("name")), by(desk, caller)), 204, Json());
}

http::Response list_entries(Desk&, store::BankStore& banks, const Caller&, http::Request& request) {
  const std::string bank(request.parameter("name"));
  const auto known = banks.load_bank(bank);
  if (!known.ok()) return problem_of(known.error());
  const auto after = parse_number(request.find_query("after").value_or(""));
  const auto entries = banks.load_entries(bank, after, page_count_max);
  if (!entries.ok()) return problem_of(entries.error());
  Json list = Json::array();
  for (const auto& entry : entries.value()) list.push_back(render_bank_entry(entry));
  const auto last = entries.value().empty() ? after : entries.value().back().no;
  return reply_json(200, {{"entries", std::move(list)}, {"last", last}});
}

http::Response add_entry(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  auto read = read_new_entry(desk, request);
  if (const auto* problem = find_problem(read)) return *problem;
  auto& entry = std::get<store::BankEntry>(read);
  const auto put = put_entry(desk, banks, caller, std::string(request.parameter("name")), std::move(entry));
  if (!put.ok()) return problem_of(put.error());
  const Json json{{"no", put.value().nos.at(0)}, {"added", put.value().added == 1}};
  return respond_seen(desk, Done{}, put.value().added == 1 ? 201 : 200, json);
}

http::Response change_entry(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  ObjectReader fields(std::get<Json>(json), "#", faults);
  store::EntryChange change;
  if (fields.has("is_on")) change.is_on = fields.boolean("is_on", true);
  if (fields.has("role")) change.role = fields.word<store::EntryRole>("role", store::parse_entry_role);
  if (fields.has("is_quarantined")) change.is_quarantined = fields.boolean("is_quarantined", true);
  if (fields.has("expires_at")) change.expires_at = fields.instant("expires_at");
  const auto reason = fields.text("reason", 1'000);
  fields.finish();
  if (!faults.is_empty()) return faults.respond();
  const auto no = parse_number(request.parameter("no"));
  return respond_seen(desk, banks.change(no, change, reason, by(desk, caller)), 204, Json());
}

http::Response remove_entry(Desk& desk, store::BankStore& banks, const Caller& caller, http::Request& request) {
  return respond_seen(desk, banks.remove(parse_number(request.parameter("no")), by(desk, caller)), 204, Json());
}

http::Response list_acts(Desk&, store::BankStore& banks, const Caller&, http::Request& request) {
  const auto acts = banks.load_acts(std::string(request.parameter("name")), page_count_max);
  if (!acts.ok()) return problem_of(acts.error());
  Json list = Json::array();
  for (const auto& act : acts.value()) {
    list.push_back({{"at", render_instant(act.at)}, {"by", act.by}, {"entry_no", act.entry_no}, {"what", act.what}});
  }
  return reply_json(200, {{"acts", std::move(list)}});
}

}  // namespace

store::BankStore::By by(const Desk& desk, const Caller& caller) { return {caller.name, desk.engine.now()}; }

Status fill_from_picture(Desk& desk, const http::SpoolFile& file, store::BankEntry& entry) {
  TRY_ASSIGN(const auto seen, desk.decoder.examine_file(file.path(), media::Want::fingerprint_and_plane));
  entry.sha256 = render_hex(seen.fingerprint.sha256);
  entry.md5 = render_hex(seen.fingerprint.md5);
  entry.pdq = media::render_pdq(seen.fingerprint.pdq);
  entry.pdq_quality = seen.fingerprint.pdq_quality;
  if (seen.plane) entry.look = media::encode_features(media::find_features(*seen.plane, media::stored_plan));
  return Done{};
}

http::Response respond_seen(Desk& desk, const Status& done, int status, const Json& json) {
  if (!done.ok()) return problem_of(done.error());
  if (const Status seen = desk.engine.refresh_banks(); !seen.ok()) return problem_of(seen.error());
  return json.is_null() ? http::reply_empty(status) : reply_json(status, json);
}

Result<store::BankStore::Put> put_entry(Desk& desk, store::BankStore& banks, const Caller& caller,
                                        const std::string& bank, store::BankEntry entry) {
  if (entry.source_ref.empty()) {
    entry.source_ref = render_hex(sha256(entry.sha256 + " " + entry.md5 + " " + entry.pdq)).substr(0, 32);
  }
  return banks.put({bank, "staff", {std::move(entry)}, {}, {}}, by(desk, caller));
}

std::int64_t parse_number(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void add_bank_routes(Desk& desk, std::vector<Route>& routes) {
  using http::Method;
  const std::string one = "/api/v1/banks/{name}";
  auto picture = json_body();
  picture.upload_bytes_max = media::file_bytes_max + json_bytes_max;
  picture.content_types = {"application/json", "multipart/form-data"};
  routes.push_back({Method::get, "/api/v1/banks", at_desk(desk, for_staff<list_banks>), {}});
  routes.push_back({Method::post, "/api/v1/banks", at_desk(desk, for_staff<make_bank>), json_body()});
  routes.push_back({Method::put, one, at_desk(desk, for_staff<set_bank>), json_body()});
  routes.push_back({Method::remove, one, at_desk(desk, for_staff<remove_bank>), {}});
  routes.push_back({Method::get, one + "/entries", at_desk(desk, for_staff<list_entries>), {}});
  routes.push_back({Method::post, one + "/entries", at_desk(desk, for_staff<add_entry>), picture});
  routes.push_back({Method::patch, one + "/entries/{no}", at_desk(desk, for_staff<change_entry>), json_body()});
  routes.push_back({Method::remove, one + "/entries/{no}", at_desk(desk, for_staff<remove_entry>), {}});
  routes.push_back({Method::get, one + "/acts", at_desk(desk, for_staff<list_acts>), {}});
}

}  // namespace redress::server
