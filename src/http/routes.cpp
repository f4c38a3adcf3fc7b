// SPDX-License-Identifier: Apache-2.0
#include "http/routes.hpp"

#include <array>

namespace redress::http {
namespace {

bool is_parameter(std::string_view part) { return part.size() > 2 && part.front() == '{' && part.back() == '}'; }
bool is_rest(std::string_view part) { return is_parameter(part) && part.size() > 5 && part.ends_with("...}"); }

std::vector<std::string> split_pattern(std::string_view pattern) {
  CHECK(!pattern.empty() && pattern.front() == '/');
  std::vector<std::string> parts;
  std::size_t at = 1;
  while (at <= pattern.size()) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    parts.emplace_back(pattern.substr(at, end - at));
    CHECK(is_parameter(parts.back()) || parts.back().find_first_of("{}") == std::string::npos);
    CHECK(!is_rest(parts.back()) || end == pattern.size());
    at = end + 1;
  }
  return parts;
}

bool matches(const Route& route, const std::vector<std::string>& parts, Fields* parameters) {
  const bool open = is_rest(route.parts.back());
  if (open ? parts.size() < route.parts.size() : parts.size() != route.parts.size()) return false;
  for (std::size_t i = 0; i < route.parts.size(); ++i) {
    const std::string& wanted = route.parts[i];
    if (is_rest(wanted)) {
      std::string rest = parts[i];
      for (std::size_t k = i + 1; k < parts.size(); ++k) rest += "/" + parts[k];
      if (parameters != nullptr) parameters->push_back({wanted.substr(1, wanted.size() - 5), std::move(rest)});
    } else if (is_parameter(wanted)) {
      if (parts[i].empty()) return false;
      if (parameters != nullptr) parameters->push_back({wanted.substr(1, wanted.size() - 2), parts[i]});
    } else if (wanted != parts[i]) {
      return false;
    }
  }
  return true;
}

bool answers(const Route& route, Method method) {
  return route.method == method || (route.method == Method::get && method == Method::head);
}

void append_allow(std::string& allow, const Route& route) {
  if (!allow.empty()) allow += ", ";
  allow += render_method(route.method);
  if (route.method == Method::get) allow += ", HEAD";
}

}  // namespace

std::string_view render_method(Method method) {
  constexpr std::array<std::string_view, 7> names = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return names[static_cast<std::size_t>(method)];
}

Routes::Routes() : table_(std::make_unique<Table>()) {}
Routes::Routes(Routes&&) noexcept = default;
Routes& Routes::operator=(Routes&&) noexcept = default;
Routes::~Routes() = default;

void Routes::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
  CHECK(method != Method::head && handler != nullptr);
  for (const auto& route : table_->all) CHECK(route->method != method || route->pattern != pattern);
  table_->all.push_back(std::make_unique<Route>(
      Route{method, std::string(pattern), split_pattern(pattern), std::move(handler), std::move(options)}));
  const Route* route = table_->all.back().get();
  if (pattern.find('{') == std::string_view::npos) {
    table_->exact[route->pattern].push_back(route);
  } else {
    table_->with_parameters.push_back(route);
  }
}

Found find_route(const Routes::Table& table, Method method, const Target& target) {
  Found found;
  // An encoded slash in a part would make the joined path look like another one; such paths never match exactly.
  const bool plain = std::none_of(target.parts.begin(), target.parts.end(),
                                  [](const std::string& part) { return part.find('/') != std::string::npos; });
  const auto exact = plain ? table.exact.find(target.path) : table.exact.end();
  if (exact != table.exact.end()) {
    for (const Route* route : exact->second) {
      if (answers(*route, method)) return {route, {}, {}};
      append_allow(found.allow, *route);
    }
  }
  for (const Route* route : table.with_parameters) {
    if (!answers(*route, method)) {
      if (matches(*route, target.parts, nullptr)) append_allow(found.allow, *route);
    } else if (matches(*route, target.parts, &found.parameters)) {
      found.route = route;
      return found;
    } else {
      found.parameters.clear();
    }
  }
  if (!found.allow.empty()) found.allow += ", OPTIONS";
  return found;
}

}  // namespace redress::http
