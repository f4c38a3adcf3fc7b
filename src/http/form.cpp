// SPDX-License-Identifier: Apache-2.0
#include "http/form.hpp"

#include <array>

#include "base/utf8.hpp"
#include "http/ascii.hpp"

namespace redress::http {
namespace {

constexpr std::size_t pair_count_max = 256;

constexpr bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool has_control(std::string_view text) { return std::any_of(text.begin(), text.end(), is_control); }

Status split_path(std::string_view raw, Target& target) {
  std::size_t at = 1;  // after the leading slash
  while (at <= raw.size()) {
    const std::size_t end = std::min(raw.find('/', at), raw.size());
    auto decoded = decode_percent(raw.substr(at, end - at), false);
    if (!decoded.ok()) return std::move(decoded).error();
    std::string& part = decoded.value();
    if (part == "." || part == ".." || has_control(part)) {
      return Error{Code::invalid, "the path holds a dot part or a control character"};
    }
    target.path += '/';
    target.path += part;
    target.parts.push_back(std::move(part));
    at = end + 1;
  }
  return Done{};
}

}  // namespace

Result<std::string> decode_percent(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return Error{Code::invalid, "a percent sign must be followed by two hexadecimal digits"};
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos) return Error{Code::invalid, "a NUL character is not allowed"};
  if (!is_utf8(out)) return Error{Code::invalid, "the text is not UTF-8"};
  return out;
}

std::string encode_percent(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto code = static_cast<unsigned char>(c);
      out += '%';
      out += digits[code >> 4U];
      out += digits[code & 15U];
    }
  }
  return out;
}

Result<Fields> parse_form(std::string_view text) {
  Fields fields;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    at = end + 1;
    if (pair.empty()) continue;
    if (fields.size() == pair_count_max) return Error{Code::exhausted, "more than 256 fields"};
    const std::size_t equals = std::min(pair.find('='), pair.size());
    TRY_ASSIGN(std::string name, decode_percent(pair.substr(0, equals), true));
    TRY_ASSIGN(std::string value, decode_percent(pair.substr(std::min(equals + 1, pair.size())), true));
    fields.push_back({std::move(name), std::move(value)});
  }
  return fields;
}

std::optional<std::string_view> find_cookie(std::string_view cookie_header, std::string_view name) {
  while (!cookie_header.empty()) {
    const std::size_t end = std::min(cookie_header.find(';'), cookie_header.size());
    const std::string_view pair = trim(cookie_header.substr(0, end));
    cookie_header.remove_prefix(std::min(end + 1, cookie_header.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name) continue;
    std::string_view value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return std::nullopt;
}

std::string render_cookie(const Cookie& cookie) {
  std::string out = encode_percent(cookie.name) + "=" + encode_percent(cookie.value);
  out += "; Path=" + cookie.path;
  if (cookie.max_age) out += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.http_only) out += "; HttpOnly";
  if (cookie.secure) out += "; Secure";
  if (!cookie.same_site.empty()) out += "; SameSite=" + cookie.same_site;
  return out;
}

Result<Target> parse_target(std::string_view text) {
  Target target;
  if (text.find('#') != std::string_view::npos) return Error{Code::invalid, "a fragment does not belong in a request"};
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (text.size() < scheme.size() || !is_equal_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    target.authority = text.substr(0, end);
    if (target.authority.empty() || target.authority.find('@') != std::string::npos) {
      return Error{Code::invalid, "the target names no host, or a user"};
    }
    text.remove_prefix(end);
    if (text.empty() || text.front() == '?') {
      target.path = "/";
      target.parts = {""};
    }
    break;
  }
  const std::size_t question = std::min(text.find('?'), text.size());
  const std::string_view path = text.substr(0, question);
  if (target.parts.empty()) {
    if (path.empty() || path.front() != '/')
      return Error{Code::invalid, "the target must be a path that begins with /"};
    TRY(split_path(path, target));
  }
  if (question < text.size()) {
    TRY_ASSIGN(target.query, parse_form(text.substr(question + 1)));
  }
  return target;
}

}  // namespace redress::http
