// SPDX-License-Identifier: Apache-2.0
#include "engine/url_key.hpp"

#include <algorithm>
#include <vector>

namespace redress::engine {
namespace {

struct Parts {
  std::string scheme;
  std::string host;  // with a port that is not the scheme's own
  std::string_view path;
  std::string_view query;  // with its "?"
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool split(std::string_view url, Parts& parts) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return false;
  parts.scheme = lower(url.substr(0, colon));
  if (parts.scheme != "http" && parts.scheme != "https") return false;
  std::string_view rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  parts.host = lower(rest.substr(0, host_end));
  const std::string_view own_port = parts.scheme == "http" ? ":80" : ":443";
  if (parts.host.ends_with(own_port)) parts.host.resize(parts.host.size() - own_port.size());
  if (parts.host.ends_with('.')) parts.host.pop_back();
  rest = rest.substr(host_end);
  const std::size_t path_end = std::min(rest.find('?'), rest.size());
  parts.path = rest.substr(0, path_end);
  parts.query = rest.substr(path_end);
  return !parts.host.empty();
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// As nginx does before it looks for a file: every escape is undone, "%2F" too.
std::string decode_escapes(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool is_escape =
        path[i] == '%' && i + 2 < path.size() && hex_value(path[i + 1]) >= 0 && hex_value(path[i + 2]) >= 0;
    if (!is_escape) {
      out += path[i];
      continue;
    }
    out += static_cast<char>(hex_value(path[i + 1]) * 16 + hex_value(path[i + 2]));
    i += 2;
  }
  return out;
}

std::string fold_path(std::string_view path) {
  const std::string decoded = decode_escapes(path);
  std::vector<std::string_view> kept;
  std::string_view rest = decoded;
  bool ends_in_folder = rest.empty() || rest.ends_with('/');
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (rest.empty() && (segment == "." || segment == "..")) ends_in_folder = true;
    if (segment.empty() || segment == "." || segment == "..") continue;
    kept.push_back(segment);
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  if (ends_in_folder || out.empty()) out += '/';
  return out;
}

}  // namespace

std::string normalise_url(std::string_view url) {
  Parts parts;
  if (!split(url, parts)) return std::string(url);
  return parts.scheme + "://" + parts.host + (parts.path.empty() ? "/" : std::string(parts.path)) +
         std::string(parts.query);
}

EdgeKey edge_key(std::string_view url) {
  Parts parts;
  if (!split(url, parts)) return EdgeKey{std::string(url), ""};
  return EdgeKey{parts.host + fold_path(parts.path),
                 std::string(parts.query.empty() ? parts.query : parts.query.substr(1))};
}

}  // namespace redress::engine
