// SPDX-License-Identifier: Apache-2.0
// server/api_provenance.cpp — the C2PA Soft Binding Resolution API: whose manifest and label does this copy have?
//
// Paths and `matches` are the specification's; what stands in `labels` is ours.
#include <charconv>
#include <fstream>
#include <iterator>

#include "engine/records.hpp"
#include "label/soft_binding.hpp"
#include "provenance/jumbf.hpp"
#include "server/api.hpp"
#include "server/json_record.hpp"

namespace redress::server {
namespace {

constexpr std::uint64_t content_bytes_max = 25U << 20U;
constexpr std::size_t results_default = 10;
constexpr std::size_t results_max = 100;
constexpr double tokens_of_content = 10;

// Anyone may ask, as often as a neighbourhood may; a platform with a token as often as it likes.
std::optional<http::Response> refuse(Desk& desk, const http::Request& request, double tokens) {
  auto identified = identify(desk, request);
  if (const auto* problem = find_problem(identified)) return *problem;
  if (std::get<Caller>(identified).may("media")) return std::nullopt;
  const auto admitted = desk.admit(desk.lookup_limit, request, tokens);
  return admitted.ok() ? std::nullopt : std::optional(problem_of(admitted.error()));
}

Result<std::size_t> read_results_max(const http::Request& request) {
  const auto text = request.find_query("maxResults");
  if (!text) return results_default;
  std::size_t count = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), count);
  if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size() || count == 0 || count > results_max) {
    return Error{Code::invalid, "maxResults is a number from 1 to " + std::to_string(results_max)};
  }
  return count;
}

// ---- by a soft binding that the asker has read

http::Response answer_binding(Desk& desk, const http::Request& request, const std::string& alg,
                              std::string_view value_text) {
  const auto count_max = read_results_max(request);
  if (!count_max.ok()) return problem_of(400, count_max.error().message);
  auto value = parse_base64(value_text);
  if (alg.empty() || alg.size() > store::RecordStore::text_bytes_max || !value.ok() || value.value().empty() ||
      value.value().size() > store::RecordStore::binding_bytes_max) {
    return problem_of(400, "send alg, the name of a soft binding, and value, its value in base64");
  }
  const auto records = desk.options.records->find_by_binding({alg, std::move(value).value()}, count_max.value());
  if (!records.ok()) return problem_of(records.error());
  Json matches = Json::array();
  Json labels = Json::array();
  for (const store::LabelRecord& record : records.value()) {
    if (!record.manifest_id.empty()) matches.push_back({{"manifestId", record.manifest_id}});
    labels.push_back(render_label(record, "named by its soft binding, not compared"));
  }
  return reply_json(200, {{"matches", std::move(matches)}, {"labels", std::move(labels)}});
}

http::Response find_by_binding(Desk& desk, http::Request&& request) {
  if (auto refused = refuse(desk, request, 1)) return std::move(*refused);
  return answer_binding(desk, request, std::string(request.find_query("alg").value_or("")),
                        request.find_query("value").value_or(""));
}

http::Response post_binding(Desk& desk, http::Request&& request) {
  if (auto refused = refuse(desk, request, 1)) return std::move(*refused);
  const auto body = read_json(request);
  if (const auto* problem = find_problem(body)) return *problem;
  Faults faults;
  ObjectReader fields(std::get<Json>(body), "#", faults);
  const std::string alg = fields.required_text("alg", store::RecordStore::text_bytes_max);
  const std::string value = fields.required_text("value", 2 * store::RecordStore::binding_bytes_max);
  fields.finish();
  return faults.is_empty() ? answer_binding(desk, request, alg, value) : faults.respond();
}

// ---- by the picture itself

http::Response look_at_content(Desk& desk, const http::SpoolFile& file, std::size_t count_max, bool is_mark_only) {
  std::ifstream in(file.path(), std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != file.size_bytes()) return problem_of(503, "the upload could not be read again: try once more");
  const auto whole = desk.options.whole_pictures->decode(bytes);
  if (!whole.ok()) {
    return problem_of(whole.error().code == Code::invalid ? 415 : status_of(whole.error().code), whole.error().message);
  }
  const auto findings = desk.options.records->find(bytes, whole.value(), count_max);
  return findings.ok() ? reply_json(200, render_findings(findings.value(), is_mark_only))
                       : problem_of(findings.error());
}

void find_by_content(Desk& desk, http::Request&& request, const http::Responder& respond) {
  if (auto refused = refuse(desk, request, tokens_of_content)) return respond(std::move(*refused));
  const auto count_max = read_results_max(request);
  if (!count_max.ok()) return respond(problem_of(400, count_max.error().message));
  const auto alg = request.find_query("alg");
  if (alg && *alg != label::watermark_algorithm) {
    return respond(problem_of(400, "no such algorithm here: ask /api/v1/provenance/services/supportedAlgorithms"));
  }
  if (!request.upload)
    return respond(problem_of(415, "send the picture itself as the body, as image/jpeg or the like"));
  const auto pushed = desk.labels.push(std::packaged_task<void()>(
      [&desk, file = std::move(*request.upload), count = count_max.value(), is_mark_only = alg.has_value(), respond] {
        respond(look_at_content(desk, file, count, is_mark_only));
      }));
  if (!pushed.ok()) respond(problem_of(pushed.error()));
}

// ---- manifests

Result<Bytes> cut_active(Bytes store) {
  TRY_ASSIGN(const provenance::JumbfBox box, provenance::parse_jumbf(store));
  if (box.children.empty()) return Error{Code::corrupt, "the manifest store is empty"};
  const ByteView active = box.children.back().encoded;
  return Bytes(active.begin(), active.end());
}

http::Response find_manifest(Desk& desk, http::Request&& request) {
  if (auto refused = refuse(desk, request, 1)) return std::move(*refused);
  auto manifest = desk.options.records->find_manifest(request.parameter("manifestId"));
  if (!manifest.ok()) return problem_of(manifest.error());
  if (!manifest.value()) return problem_of(404, "no manifest of that name is kept here");
  Bytes bytes = std::move(*manifest.value());
  const auto wanted = request.find_query("returnActiveManifest").value_or("false");
  if (wanted != "true" && wanted != "false") return problem_of(400, "returnActiveManifest is true or false");
  if (wanted == "true") {
    auto active = cut_active(std::move(bytes));
    if (!active.ok()) return problem_of(active.error());
    bytes = std::move(active).value();
  }
  return http::reply(200, "application/c2pa", std::string(bytes.begin(), bytes.end()));
}

http::Response list_algorithms(Desk&, http::Request&&) {
  return reply_json(200, {{"watermarks", {{{"alg", label::watermark_algorithm}}}}, {"fingerprints", Json::array()}});
}

}  // namespace

void add_provenance_routes(Desk& desk, std::vector<Route>& routes) {
  if (desk.options.records == nullptr || desk.options.whole_pictures == nullptr) return;
  const std::string base = "/api/v1/provenance";
  http::RouteOptions content;
  content.upload_bytes_max = content_bytes_max;
  content.body_required = true;
  routes.push_back({http::Method::get, base + "/matches/byBinding", at_desk(desk, find_by_binding), {}});
  routes.push_back({http::Method::post, base + "/matches/byBinding", at_desk(desk, post_binding), json_body()});
  routes.push_back({http::Method::post, base + "/matches/byContent",
                    [&desk](http::Request&& request, const http::Responder& respond) {
                      find_by_content(desk, std::move(request), respond);
                    },
                    content});
  routes.push_back({http::Method::get, base + "/manifests/{manifestId}", at_desk(desk, find_manifest), {}});
  routes.push_back({http::Method::get, base + "/services/supportedAlgorithms", at_desk(desk, list_algorithms), {}});
}

}  // namespace redress::server
