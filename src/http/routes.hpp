// SPDX-License-Identifier: Apache-2.0
// http/routes.hpp — from a method and decoded path parts to the handler that answers.
//
// Errors          none: what is not found is a value.
// Threads         built by one thread, then read by all.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/form.hpp"
#include "http/http.hpp"

namespace redress::http {

struct Route {
  Method method = Method::get;
  std::string pattern;
  std::vector<std::string> parts;  // "{name}" kept as written
  Handler handler;
  RouteOptions options;
};

struct Routes::Table {
  std::vector<std::unique_ptr<Route>> all;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::vector<const Route*>, Hash, std::equal_to<>> exact;
  std::vector<const Route*> with_parameters;
};

struct Found {
  const Route* route = nullptr;
  Fields parameters;
  std::string allow;  // when no route answers this method: those that do, for the Allow header; empty is 404
};

[[nodiscard]] Found find_route(const Routes::Table& table, Method method, const Target& target);
[[nodiscard]] std::string_view render_method(Method method);

}  // namespace redress::http
