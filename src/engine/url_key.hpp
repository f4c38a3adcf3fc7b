// SPDX-License-Identifier: Apache-2.0
// engine/url_key.hpp — when two URLs name the same thing: for joining notices, and for the edge, where a way round is
// a leak.
//
// Shapes          normalise_url: scheme and host in lower case, default port and fragment dropped, an empty path is
//                 "/"; path and
//                 query byte for byte. What is stored and shown.
//                 edge_key: host, port and path as a file server resolves them (percent-encoding undone where it
//                 means nothing,
//                 dot segments and doubled slashes folded), without the scheme: what is compared.
//                 docs/reference/events.md.
// Errors          none: a text that is no http URL is its own key.
// Threads         pure functions.
// Source          RFC 3986 §6.2.2 and §5.2.4; nginx merges slashes and decodes before it looks for a file.
#pragma once

#include <string>
#include <string_view>

namespace redress::engine {

[[nodiscard]] std::string normalise_url(std::string_view url);

struct EdgeKey {
  std::string path;   // "host:port/path"
  std::string query;  // as sent, without "?"
};
[[nodiscard]] EdgeKey edge_key(std::string_view url);

}  // namespace redress::engine
