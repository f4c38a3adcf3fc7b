// SPDX-License-Identifier: Apache-2.0
// http/form.hpp — the small spellings of the web: percent encoding, queries and forms, cookies, request targets.
//
// Shapes          at most 256 pairs in a query or form.
// Errors          invalid: a broken %-escape, a NUL, bytes that are not UTF-8, "." or ".." as a path part. exhausted:
//                 too many pairs.
// Threads         pure functions.
// Source          WHATWG URL §5 (urlencoded, read strictly), RFC 3986 §2.1, RFC 6265 §5.4, RFC 9112 §3.2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"

namespace redress::http {

// `plus_is_space` for queries and forms, not for paths.
[[nodiscard]] Result<std::string> decode_percent(std::string_view text, bool plus_is_space);
[[nodiscard]] std::string encode_percent(std::string_view text);  // all but RFC 3986 unreserved characters
[[nodiscard]] Result<Fields> parse_form(std::string_view text);
[[nodiscard]] std::optional<std::string_view> find_cookie(std::string_view cookie_header, std::string_view name);

struct Cookie {
  std::string name, value;
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age;  // none: until the browser closes
  bool secure = true, http_only = true;
  std::string same_site = "Strict";
};
// The value of a Set-Cookie header. The value is percent-encoded where a cookie could not hold it.
[[nodiscard]] std::string render_cookie(const Cookie& cookie);

struct Target {
  std::string authority;           // of the absolute form ("http://host/path"), else empty
  std::string path;                // decoded
  std::vector<std::string> parts;  // decoded, between the slashes: "/a/b" is {"a", "b"}, "/" is {""}
  Fields query;
};
[[nodiscard]] Result<Target> parse_target(std::string_view target);

}  // namespace redress::http
