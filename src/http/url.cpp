// SPDX-License-Identifier: Apache-2.0
#include "http/url.hpp"

#include <charconv>
#include <vector>

#include "base/utf8.hpp"
#include "http/ascii.hpp"

namespace redress::http {
namespace {

constexpr std::size_t url_length_max = 2048;

Error invalid(const char* why) { return Error{Code::invalid, why}; }

constexpr bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_ipv6_literal(std::string_view inner) {
  if (inner.size() < 2 || inner.find(':') == std::string_view::npos) return false;
  return std::all_of(inner.begin(), inner.end(), [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::size_t at = 0;
  while (at <= host.size()) {
    const std::size_t end = std::min(host.find('.', at), host.size());
    const std::string_view label = host.substr(at, end - at);
    const bool trailing_dot = label.empty() && end == host.size() && at > 0;
    if (label.size() > 63 || (label.empty() && !trailing_dot)) return false;
    if (!label.empty() && (label.front() == '-' || label.back() == '-')) return false;
    for (const char c : label) {
      const bool international = static_cast<unsigned char>(c) >= 0x80;
      if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '_' && !international) return false;
    }
    at = end + 1;
  }
  return true;
}

Status parse_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) return invalid("an address must not hold a user name");
  std::string_view host = authority;
  std::string_view port;
  bool has_port = false;
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
    has_port = true;
  }
  if (!host.empty() && host.front() == '[') {
    if (host.back() != ']' || !is_ipv6_literal(host.substr(1, host.size() - 2))) return invalid("not an IPv6 address");
  } else if (!is_host_name(host)) {
    return invalid("not a host name");
  }
  url.host = lower_ascii(host);
  url.port = url.scheme == "https" ? 443 : 80;
  if (has_port && !port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || end != port.data() + port.size() || url.port == 0 || !is_digit(port.front())) {
      return invalid("the port must be a number from 1 to 65535");
    }
  }
  return Done{};
}

// Escapes upper case, unreserved characters bare, everything that may not stand in a URL escaped.
Result<std::string> normalise_escapes(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "!$&'()*+,;=:@/?[]|^`{}";
  std::string out;
  out.reserve(text.size());
  const auto escape = [&](char c) {
    out += '%';
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return invalid("a percent sign must be followed by two hexadecimal digits");
      c = static_cast<char>(high * 16 + low);
      i += 2;
      if (c == '\0') return invalid("a NUL character is not allowed");
      if (is_unreserved(c)) {
        out += c;
      } else {
        escape(c);
      }
    } else if (is_unreserved(c) || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      escape(c);
    }
  }
  return out;
}

std::string resolve_dots(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t at = 1;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    const bool last = end == path.size();
    at = end + 1;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (part != ".") {
      parts.push_back(part);
      continue;
    }
    if (last) parts.emplace_back();  // "/a/." and "/a/b/.." name folders
  }
  std::string out;
  for (const std::string_view part : parts) {
    out += '/';
    out += part;
  }
  return out.empty() ? "/" : out;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  if (text.empty() || text.size() > url_length_max) return invalid("an address has 1 to 2,048 characters");
  if (!is_utf8(text)) return invalid("the address is not UTF-8");
  for (const char c : text) {
    if (is_control(c) || c == ' ' || c == '\\' || c == '<' || c == '>' || c == '"') {
      return invalid("the address holds a space, a control character, a backslash, a quote or an angle bracket");
    }
  }
  Url url;
  const std::size_t colon = text.find("://");
  url.scheme = lower_ascii(text.substr(0, std::min(colon, text.size())));
  if (colon == std::string_view::npos || (url.scheme != "http" && url.scheme != "https")) {
    return invalid("the address must begin with http:// or https://");
  }
  text.remove_prefix(colon + 3);
  text = text.substr(0, text.find('#'));
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  TRY(parse_authority(text.substr(0, end), url));
  const std::string_view rest = text.substr(end);
  const std::size_t question = std::min(rest.find('?'), rest.size());
  TRY_ASSIGN(const std::string path, normalise_escapes(rest.substr(0, question)));
  url.path = path.empty() ? "/" : resolve_dots(path);
  url.has_query = question < rest.size();
  if (url.has_query) {
    TRY_ASSIGN(url.query, normalise_escapes(rest.substr(question + 1)));
  }
  return url;
}

std::string render_url(const Url& url) {
  std::string out = url.scheme + "://" + url.host;
  if (url.port != (url.scheme == "https" ? 443 : 80)) out += ":" + std::to_string(url.port);
  out += url.path;
  if (url.has_query) out += "?" + url.query;
  return out;
}

}  // namespace redress::http
