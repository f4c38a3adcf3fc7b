// SPDX-License-Identifier: Apache-2.0
// http/url.hpp — an absolute http(s) URL, checked strictly and spelled one way.
//
// Use this when   a person or a platform names content by its address, before it is stored or compared.
// Shapes          at most 2,048 characters. render_url gives: scheme and host lower case, default port dropped, dot
//                 parts resolved,
//                 %-escapes upper case and undone for unreserved characters, "/" for an empty path, no fragment.
// Errors          invalid, with the reason: other scheme, user name, empty or malformed host, port, escape, control
//                 character.
// Threads         pure functions.
// Source          RFC 3986 §3, §6.2; host names by RFC 1123; international names arrive in their xn-- form or as
//                 UTF-8, kept as sent.
// Never           resolves a name or decides whether an address may be fetched (mail/guard.hpp does).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::http {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; an IPv6 address keeps its brackets
  std::uint16_t port = 0;
  std::string path;   // begins with "/"
  std::string query;  // without "?"
  bool has_query = false;
  bool operator==(const Url&) const = default;
};

[[nodiscard]] Result<Url> parse_url(std::string_view text);
[[nodiscard]] std::string render_url(const Url& url);

}  // namespace redress::http
