// SPDX-License-Identifier: Apache-2.0
#include "server/problem.hpp"

#include <string>

namespace redress::server {

int status_of(Code code) {
  switch (code) {
    case Code::invalid:
      return 422;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::forbidden:
      return 403;
    case Code::exhausted:
      return 429;
    case Code::corrupt:
      return 500;
    case Code::unavailable:
      return 503;
    case Code::unsupported:
      return 415;
  }
  return 500;
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "This request cannot be read";
    case 401:
      return "Sign in first";
    case 403:
      return "Not allowed";
    case 404:
      return "Nothing here";
    case 409:
      return "Not possible in this state";
    case 413:
      return "Too large";
    case 415:
      return "This kind of content is not accepted";
    case 422:
      return "Some fields need your attention";
    case 429:
      return "Too many requests";
    case 451:
      return "Unavailable for legal reasons";
    case 503:
      return "Not available at the moment";
    default:
      return "Something went wrong on our side";
  }
}

http::Response problem_of(int status, std::string_view detail) {
  auto response = http::problem(status, title_of(status), detail);
  if (status == 429 || status == 503) response.headers.push_back({"Retry-After", status == 429 ? "30" : "2"});
  if (status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"redress\""});
  return response;
}

http::Response problem_of(const Error& error) {
  const int status = status_of(error.code);
  // What broke inside is for the operator's log, not for a stranger.
  if (status == 500) return problem_of(500, "The fault is ours and has been recorded. Nothing you sent was changed.");
  return problem_of(status, error.message);
}

void Faults::add_value(std::string pointer, std::string detail) {
  if (list.size() < count_max) list.push_back({std::move(pointer), std::move(detail)});
}

void Faults::add_shape(std::string pointer, std::string detail) {
  is_malformed = true;
  add_value(std::move(pointer), std::move(detail));
}

http::Response Faults::respond() const {
  const int status = is_malformed ? 400 : 422;
  const auto detail = list.size() == 1 ? std::string("1 field failed") : std::to_string(list.size()) + " fields failed";
  return http::problem(status, title_of(status), detail, list);
}

}  // namespace redress::server
