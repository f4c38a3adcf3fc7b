// SPDX-License-Identifier: Apache-2.0
// http/problem.cpp — RFC 9457 documents, written without a JSON library: the edge must answer while it refuses.
#include "base/utf8.hpp"
#include "http/http.hpp"

namespace redress::http {
namespace {

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (code < 0x20 || code == 0x7f) {
      out += "\\u00";
      out += digits[code >> 4U];
      out += digits[code & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  append_json(out, name);
  out += ':';
  // A detail may quote input; a problem document is UTF-8 whatever came in.
  append_json(out, is_utf8(value) ? value : std::string_view("(not valid UTF-8)"));
}

}  // namespace

Response problem(int status, std::string_view title, std::string_view detail, const std::vector<ProblemPointer>& errors,
                 std::string_view type) {
  std::string body = "{";
  append_member(body, "type", type.empty() ? "about:blank" : type);
  append_member(body, "title", title);
  body += ",\"status\":" + std::to_string(status);
  append_member(body, "detail", detail);
  if (!errors.empty()) {
    body += ",\"errors\":[";
    for (const ProblemPointer& error : errors) {
      if (body.back() != '[') body += ',';
      body += '{';
      append_member(body, "pointer", error.pointer);
      append_member(body, "detail", error.detail);
      body += '}';
    }
    body += ']';
  }
  body += "}\n";
  Response response = reply(status, "application/problem+json", std::move(body));
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

}  // namespace redress::http
