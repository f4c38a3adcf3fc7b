// SPDX-License-Identifier: Apache-2.0
// server/api_generation.cpp — POST /api/v1/generation/seal: what an AI tool made goes in, labelled, watermarked, signed
// and registered it comes out.
#include <fstream>
#include <iterator>

#include "http/multipart.hpp"
#include "label/label_words.hpp"
#include "label/statement.hpp"
#include "server/api.hpp"
#include "server/generation_routes.hpp"

namespace redress::server {
namespace {

constexpr std::uint64_t sealed_bytes_max = 50U << 20U;
constexpr std::size_t part_count_max = 12;
constexpr std::size_t field_bytes_max = 256;

struct SealWish {
  label::LabelWish wish;
  Bytes file;
  std::optional<store::SealRequest> request;
};

Result<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  return Error{Code::invalid, "is true or false"};
}

Result<bool> parse_strength(std::string_view text) {
  if (text == "plain" || text == "strong") return text == "strong";
  return Error{Code::invalid, "is plain or strong"};
}

label::LabelWish parse_wish(const Json& body, Faults& faults) {
  ObjectReader fields(body, "#", faults);
  label::LabelWish wish;
  wish.statement.label = fields.word<label::LabelClass>("label", label::parse_label_class);
  wish.statement.regime = fields.word<label::Regime>("regime", label::parse_regime);
  wish.statement.producer = fields.text("producer", field_bytes_max);
  wish.language = fields.text("language", 16);
  wish.corner = fields.word<label::Corner>("corner", label::parse_corner, label::Corner::least_detail);
  wish.has_words = fields.word<bool>("words", parse_flag, true);
  const bool is_strong = fields.word<bool>("watermark", parse_strength, false);
  wish.psnr_db = is_strong ? label::strong_psnr_db : label::default_psnr_db;
  if (wish.statement.regime == label::Regime::china && wish.statement.producer.empty()) {
    fields.fault("producer", "China's label names who made it");
  }
  fields.finish();
  return wish;
}

// All fields are texts, and all of them count for what a key is bound to.
Result<Json> fields_of(const std::vector<http::Part>& parts) {
  Json body = Json::object();
  for (const auto& part : parts) {
    if (part.file) continue;
    if (body.contains(part.name)) return Error{Code::invalid, "a field stands twice"};
    body[part.name] = part.value;
  }
  return body;
}

Result<Bytes> load(const http::SpoolFile& file) {
  std::ifstream in(file.path(), std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != file.size_bytes()) return Error{Code::unavailable, "the upload could not be read again"};
  return bytes;
}

OrProblem<SealWish> read_wish(Desk& desk, const http::Request& request, const Caller& caller) {
  const auto key = idempotency_key_of(request, "seal/" + caller.name);
  if (!key.ok()) return problem_of(400, key.error().message);
  http::MultipartLimits limits;
  limits.part_count_max = part_count_max;
  limits.file_bytes_max = sealed_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  const auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  const auto body = fields_of(parts.value());
  if (!body.ok()) return problem_of(400, body.error().message);
  const http::SpoolFile* file = nullptr;
  for (const auto& part : parts.value()) {
    if (!part.file) continue;
    if (file != nullptr) return problem_of(400, "send one file a request");
    file = &*part.file;
  }
  if (file == nullptr) return problem_of(400, "send the picture as a part with a file name");
  Faults faults;
  SealWish wish{parse_wish(body.value(), faults), {}, std::nullopt};
  if (!faults.is_empty()) return faults.respond();
  auto bytes = load(*file);
  if (!bytes.ok()) return problem_of(bytes.error());
  wish.file = std::move(bytes).value();
  if (!key.value().empty()) {
    wish.request = store::SealRequest{sha256(key.value()), sha256(body.value().dump() + render_hex(file->sha256()))};
  }
  return wish;
}

http::Response render_sealed(engine::Sealed sealed) {
  http::Response response = http::reply(200, "image/" + std::string(media::render(sealed.format)),
                                        std::string(sealed.file.begin(), sealed.file.end()));
  response.headers.push_back({"Redress-Record", label::render_record_urn(sealed.record.record)});
  response.headers.push_back({"Redress-Manifest", sealed.record.manifest_id});
  return response;
}

http::Response seal(Desk& desk, const engine::Generation& generation, const SealWish& wish) {
  auto sealed = generation.seal(wish.file, wish.wish, desk.engine.now(), wish.request);
  if (sealed.ok()) return render_sealed(std::move(sealed).value());
  const bool is_no_picture = sealed.error().code == Code::invalid || sealed.error().code == Code::unsupported;
  return is_no_picture ? problem_of(415, sealed.error().message) : problem_of(sealed.error());
}

void post_seal(Desk& desk, const engine::Generation& generation, const http::Request& request,
               const http::Responder& respond) {
  const auto identified = require_scope(desk, request, "media");
  if (const auto* problem = find_problem(identified)) return respond(*problem);
  auto read = read_wish(desk, request, std::get<Caller>(identified));
  if (const auto* problem = find_problem(read)) return respond(*problem);
  const auto pushed =
      desk.labels.push(std::packaged_task<void()>([&desk, &generation, wish = std::move(std::get<SealWish>(read)),
                                                   respond] { respond(seal(desk, generation, wish)); }));
  if (!pushed.ok()) respond(problem_of(pushed.error()));
}

}  // namespace

void add_generation_routes(Desk& desk, const engine::Generation& generation, std::vector<Route>& routes) {
  http::RouteOptions options;
  options.upload_bytes_max = sealed_bytes_max + json_bytes_max;
  options.content_types = {"multipart/form-data"};
  options.body_required = true;
  routes.push_back({http::Method::post, "/api/v1/generation/seal",
                    [&desk, &generation](http::Request&& request, const http::Responder& respond) {
                      post_seal(desk, generation, request, respond);
                    },
                    options});
}

http::Routes routes(Desk& desk, const engine::Generation* generation) {
  std::vector<Route> all = list_routes(desk);
  if (generation != nullptr) add_generation_routes(desk, *generation, all);
  http::Routes table;
  for (Route& route : all) table.add(route.method, route.pattern, std::move(route.handler), std::move(route.options));
  return table;
}

}  // namespace redress::server
