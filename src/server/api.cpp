// SPDX-License-Identifier: Apache-2.0
#include "server/api.hpp"

namespace redress::server {

OrProblem<Json> read_json(const http::Request& request) {
  if (request.media_type() != "application/json") {
    return problem_of(415, "send the body as application/json");
  }
  auto parsed = parse_json(request.body);
  if (!parsed.ok()) return problem_of(400, parsed.error().message);
  if (!parsed.value().is_object()) return problem_of(400, "the body must be one JSON object");
  return std::move(parsed).value();
}

Result<Id> find_case(const Desk& desk, std::string_view id_or_code) {
  if (const auto id = parse_id(id_or_code); id.ok()) return id.value();
  auto found = desk.engine.find_case(id_or_code);
  if (found.ok()) return found;
  return Error{Code::not_found, "no such case"};
}

http::RouteOptions json_body() {
  http::RouteOptions options;
  options.body_bytes_max = json_body_bytes_max;
  return options;
}

}  // namespace redress::server
