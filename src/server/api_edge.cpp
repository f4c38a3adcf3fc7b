// SPDX-License-Identifier: Apache-2.0
// server/api_edge.cpp — GET /api/v1/edge/check: may this address be served to a visitor from this country?
#include "http/url.hpp"
#include "server/api.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

// nginx's auth_request passes the visitor's request in headers; X-Original-URI lacks scheme and host: they are added.
std::string url_of(const http::Request& request) {
  if (const auto url = request.find_query("url")) return std::string(*url);
  if (const auto url = request.find_header("x-original-url")) return std::string(*url);
  const auto uri = request.find_header("x-original-uri");
  if (!uri) return {};
  const auto host = request.find_header("x-original-host").value_or(request.find_header("host").value_or(""));
  const auto scheme = request.find_header("x-forwarded-proto").value_or("http");
  return std::string(scheme) + "://" + std::string(host) + std::string(*uri);
}

std::string country_of(const http::Request& request) {
  const auto country = request.find_query("country");
  return std::string(country ? *country : request.find_header("x-country").value_or(""));
}

bool is_admitted(Desk& desk, const http::Request& request) {
  if (desk.options.edge_open_to_loopback && is_loopback(request.remote_address) && bearer_of(request).empty())
    return true;
  const auto caller = identify(desk, request);
  return find_problem(caller) == nullptr && std::get<Caller>(caller).may("edge");
}

// RFC 7725: the link names who implements the block, not who asked; the page behind it counts the orders received.
http::Response respond_blocked(const Desk& desk, int status) {
  auto response = problem_of(status, "not available here for legal reasons");
  response.headers.push_back({"Link", "<" + desk.options.public_url + "/transparency>; rel=\"blocked-by\""});
  return response;
}

http::Response check_edge(Desk& desk, http::Request&& request) {
  if (!is_admitted(desk, request)) return problem_of(401, "send a token of scope edge");
  const auto url = url_of(request);
  if (url.empty()) return problem_of(400, "name the address: ?url= or the header X-Original-URL");
  const auto country = country_of(request);
  if (!country.empty() && !is_country(country))
    return problem_of(400, "country must be an ISO 3166-1 code in capitals");
  const auto status = request.find_query("status");
  if (status && *status != "403" && *status != "451") return problem_of(400, "status must be 451 or 403");
  const auto answer = desk.engine.check_edge(url, country);
  if (!answer.is_blocked) return http::reply_empty(204);
  return respond_blocked(desk, status && *status == "403" ? 403 : 451);
}

}  // namespace

void add_edge_routes(Desk& desk, std::vector<Route>& routes) {
  http::RouteOptions options;
  options.immediate = true;
  routes.push_back({http::Method::get, "/api/v1/edge/check", at_desk(desk, check_edge), options});
}

}  // namespace redress::server
