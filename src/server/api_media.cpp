// SPDX-License-Identifier: Apache-2.0
// server/api_media.cpp — POST /api/v1/media/check: what is being uploaded, is it known, may it stand?
#include "http/url.hpp"
#include "provenance/inspector.hpp"
#include "server/api.hpp"
#include "server/examine.hpp"
#include "server/json_case.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

constexpr std::size_t urls_max = 20;
constexpr std::size_t text_bytes_max = 200'000;

std::vector<std::string> read_urls(ObjectReader& fields) {
  auto urls = fields.texts("urls", urls_max, url_bytes_max);
  if (auto single = fields.text("url", url_bytes_max); !single.empty()) urls.push_back(std::move(single));
  std::vector<std::string> spelled;
  for (const auto& written : urls) {
    auto url = http::parse_url(written);
    if (url.ok()) {
      spelled.push_back(http::render_url(url.value()));
    } else {
      fields.fault("url", "must be an absolute http(s) URL");
    }
  }
  return spelled;
}

std::string read_hex(ObjectReader& fields, std::string_view name, std::size_t digits) {
  auto hex = fields.text(name, digits);
  if (hex.empty()) return hex;
  const auto bytes = parse_hex(hex);
  if (bytes.ok() && hex.size() == digits) return render_hex(bytes.value());
  fields.fault(name, "must be " + std::to_string(digits) + " hex digits");
  return {};
}

// What the uploader declared; nothing where the field is left out.
std::optional<provenance::Declaration> read_declaration(ObjectReader& fields) {
  const auto word = fields.text("declared", 16);
  if (word.empty()) return std::nullopt;
  const auto declared = provenance::parse_declaration(word);
  if (declared.ok()) return declared.value();
  fields.fault("declared", declared.error().message);
  return std::nullopt;
}

using Declared = std::optional<provenance::Declaration>;

engine::MediaCheck parse_check(const Json& body, Instant now, Declared& declared, Faults& faults) {
  engine::MediaCheck check;
  ObjectReader fields(body, "#", faults);
  declared = read_declaration(fields);
  auto& content = check.content;
  content.content_id = fields.text("content_id", 200);
  content.urls = read_urls(fields);
  content.uploader = fields.text("uploader", 200);
  for (const auto* name : {"country", "uploaded_from"}) {
    const auto country = fields.text(name, 2);
    if (!country.empty() && !is_country(country)) fields.fault(name, "must be an ISO 3166-1 code in capitals");
    if (!country.empty()) content.uploaded_from = country;
  }
  content.sha256 = read_hex(fields, "sha256", 64);
  content.md5 = read_hex(fields, "md5", 32);
  content.pdq = read_hex(fields, "pdq", 64);
  content.pdq_quality = static_cast<int>(fields.integer("pdq_quality", 0, 100, content.pdq.empty() ? 0 : 100));
  content.kind = "image";
  content.registered_at = now;
  if (auto text = fields.text("text", text_bytes_max); !text.empty()) {
    content.kind = "text";
    if (content.sha256.empty()) content.sha256 = render_hex(sha256(text));
    check.text = std::move(text);
  }
  check.register_content = fields.boolean("register", true) && !content.content_id.empty();
  check.first_tier_only = fields.boolean("first_tier_only", false);
  fields.finish();
  return check;
}

// The multipart form carries the same fields as texts.
Result<Json> fields_of(const std::vector<http::Part>& parts) {
  Json body = Json::object();
  for (const auto& part : parts) {
    if (part.file) continue;
    if (body.contains(part.name) && part.name != "url") return Error{Code::invalid, "a field stands twice"};
    if (part.name == "url" || part.name == "urls") {
      body["urls"].push_back(part.value);
    } else if (part.name == "pdq_quality") {
      body[part.name] = Json::parse(part.value, nullptr, false);
    } else if (part.name == "register" || part.name == "first_tier_only") {
      body[part.name] = part.value != "false";
    } else {
      body[part.name] = part.value;
    }
  }
  return body;
}

// The fields, and the file that is still to be looked at.
struct Upload {
  engine::MediaCheck check;
  std::optional<http::SpoolFile> file;
  Declared declared;
};

OrProblem<Upload> read_upload(Desk& desk, const http::Request& request) {
  http::MultipartLimits limits;
  limits.part_count_max = 40;
  limits.file_bytes_max = media::file_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  Upload upload;
  auto fields = fields_of(parts.value());
  if (!fields.ok()) return problem_of(400, fields.error().message);
  for (auto& part : parts.value()) {
    if (!part.file) continue;
    if (upload.file) return problem_of(400, "send one file a request");
    upload.file = std::move(part.file);
  }
  Faults faults;
  upload.check = parse_check(fields.value(), desk.engine.now(), upload.declared, faults);
  if (!faults.is_empty()) return faults.respond();
  return upload;
}

OrProblem<Upload> read_check(Desk& desk, const http::Request& request) {
  if (request.media_type() == "multipart/form-data") return read_upload(desk, request);
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  Upload upload;
  upload.check = parse_check(std::get<Json>(json), desk.engine.now(), upload.declared, faults);
  if (!faults.is_empty()) return faults.respond();
  return upload;
}

Json render_bank_hits(const std::vector<engine::BankHit>& hits) {
  Json list = Json::array();
  for (const auto& hit : hits) {
    Json& json = list.emplace_back(Json{{"bank", hit.bank},
                                        {"entry_no", hit.entry_no},
                                        {"source", hit.source},
                                        {"role", store::render(hit.role)},
                                        {"tier", hit.tier},
                                        {"needs_look", hit.needs_look},
                                        {"is_quarantined", hit.is_quarantined},
                                        {"harm", law::render(hit.harm)},
                                        {"territory", law::render_territory(hit.territory)}});
    render_nearness(json, hit.distance_bits, hit.inlier_count);
  }
  return list;
}

Json render_answer(const engine::MediaAnswer& answer, const store::Content& content) {
  Json matches = Json::array();
  for (const auto& match : answer.matches) {
    Json& json = matches.emplace_back(Json{{"case_id", render_id(match.case_id)},
                                           {"case_code", match.case_code},
                                           {"tier", match.tier},
                                           {"needs_look", match.needs_look},
                                           {"harm", law::render(match.harm)},
                                           {"territory", law::render_territory(match.territory)}});
    render_nearness(json, match.distance_bits, match.inlier_count);
    if (match.matched_ms) json["matched_ms"] = *match.matched_ms;
  }
  Json json{{"verdict", engine::render(answer.verdict)}, {"matches", std::move(matches)}};
  json["bank_matches"] = render_bank_hits(answer.bank_hits);
  if (!answer.case_code.empty()) json["case_code"] = answer.case_code;
  json["fingerprint"] = {
      {"sha256", content.sha256}, {"md5", content.md5}, {"pdq", content.pdq}, {"pdq_quality", content.pdq_quality}};
  return json;
}

// What the file says about itself, and whether that is what was declared.
struct Told {
  std::optional<Result<provenance::Inspection>> inspection;
  Declared declared;

  [[nodiscard]] std::optional<provenance::Origin> origin() const {
    if (!inspection || !inspection->ok()) return std::nullopt;
    return inspection->value().verdict.origin;
  }
};

// Whoever asks for the first tier alone cannot wait for more.
Told tell_of(const Desk& desk, const Upload& upload) {
  Told told{std::nullopt, upload.declared};
  if (!upload.file || desk.options.inspector == nullptr || upload.check.first_tier_only) return told;
  told.inspection = desk.options.inspector->inspect(upload.file->path(), desk.engine.now());
  return told;
}

// For who may have to look at it: of what is registered, as its preview.
void keep_note(Desk& desk, const Upload& upload, const Told& told) {
  if (!told.origin() || !upload.check.register_content) return;
  // A full folder costs the reviewer a line, not the uploader the upload.
  const Status kept =
      desk.previews.keep_note(upload.check.content.sha256, provenance::render_inspection(told.inspection->value()));
  static_cast<void>(kept.ok());
}

void render_told(const Told& told, Json& json) {
  if (told.inspection && told.inspection->ok()) {
    Json says = Json::parse(provenance::render_inspection(told.inspection->value()));
    json["origin"] = std::move(says["verdict"]);
    for (const auto* key : {"reasons", "provenance", "signals"}) json[key] = std::move(says[key]);
  } else if (told.inspection) {
    json["provenance"] = {{"state", "unread"}, {"summary", told.inspection->error().message}};
    json["signals"] = Json::array();
  }
  if (!told.declared) return;
  const auto verdict =
      provenance::check_declaration(*told.declared, told.origin().value_or(provenance::Origin::unknown));
  json["declaration"] = {{"declared", provenance::declaration_name(*told.declared)},
                         {"agreement", provenance::agreement_name(verdict.agreement)},
                         {"reason", verdict.reason}};
}

void check(Desk& desk, Upload upload, const http::Responder& respond) {
  if (upload.file) {
    if (const auto examined = examine(desk, *upload.file, Shown::yes, upload.check); !examined.ok()) {
      const int status = examined.error().code == Code::exhausted ? 413 : status_of(examined.error().code);
      return respond(problem_of(status, examined.error().message));
    }
  }
  const auto& content = upload.check.content;
  if (content.sha256.empty() && content.pdq.empty() && content.urls.empty() && content.content_id.empty()) {
    return respond(problem_of(422, "send a file, a fingerprint, a text, a URL or a content_id"));
  }
  auto told = tell_of(desk, upload);
  keep_note(desk, upload, told);
  const auto least = judge_synthetic(desk.options.synthetic, told.origin(), told.declared);
  auto given = content;
  desk.engine.check_media(std::move(upload.check), [respond, given = std::move(given), told = std::move(told),
                                                    least](const Result<engine::MediaAnswer>& answer) {
    if (!answer.ok()) return respond(problem_of(answer.error()));
    Json json = render_answer(answer.value(), given);
    json["verdict"] = engine::render(stricter(answer.value().verdict, least));
    render_told(told, json);
    respond(reply_json(200, json));
  });
}

void post_check(Desk& desk, http::Request&& request, http::Responder respond) {
  auto identified = require_scope(desk, request, "media");
  if (const auto* problem = find_problem(identified)) return respond(*problem);
  auto read = read_check(desk, request);
  if (const auto* problem = find_problem(read)) return respond(*problem);
  auto& upload = std::get<Upload>(read);
  if (!upload.file || !is_recording(*upload.file)) return check(desk, std::move(upload), respond);
  const auto pushed = desk.recordings.push(std::packaged_task<void()>(
      [&desk, upload = std::move(upload), respond]() mutable { check(desk, std::move(upload), respond); }));
  if (!pushed.ok()) respond(problem_of(pushed.error()));
}

}  // namespace

void add_media_routes(Desk& desk, std::vector<Route>& routes) {
  auto options = json_body();
  options.upload_bytes_max = media::file_bytes_max + json_bytes_max;
  options.content_types = {"application/json", "multipart/form-data"};
  routes.push_back({http::Method::post, "/api/v1/media/check", at_desk(desk, post_check), options});
}

}  // namespace redress::server
