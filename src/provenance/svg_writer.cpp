// SPDX-License-Identifier: Apache-2.0
// Source: C2PA 2.2, A.3.6 (metadata/c2pa:manifest, Base64).
#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

bool may_follow_name(char c) { return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Behind the start tag whose name ends at `at`: a `>` between quotes does not end it.
Result<std::uint64_t> find_tag_end(std::string_view text, std::size_t at) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      if (text[at - 1] == '/') return Error{Code::unsupported, "the SVG is empty"};
      return at + 1;
    }
  }
  return broken("markup without an end", at);
}

// The root element; what comes before it are declarations, remarks and white space. A DTD may hold anything.
Result<std::uint64_t> find_root_inside(std::string_view text) {
  for (std::size_t at = 0;;) {
    at = text.find('<', at);
    if (at == text.npos) return broken("no root element of an SVG", text.size());
    const std::string_view rest = text.substr(at);
    std::string_view end;
    if (rest.starts_with("<!--")) end = "-->";
    if (rest.starts_with("<?")) end = "?>";
    if (rest.starts_with("<!DOCTYPE")) {
      if (rest.substr(0, rest.find('>')).find('[') != rest.npos) {
        return Error{Code::unsupported, "an SVG with declarations of its own is not written"};
      }
      end = ">";
    }
    if (end.empty()) {
      const bool is_root = rest.starts_with("<svg") && rest.size() > 4 && may_follow_name(rest[4]);
      if (!is_root) return Error{Code::unsupported, "an SVG whose root is not named svg is not written"};
      return find_tag_end(text, at + 4);
    }
    const std::size_t found = rest.find(end);
    if (found == rest.npos) return broken("markup without an end", at);
    at += found + end.size();
  }
}

}  // namespace

Result<Splices> splice_svg(Walk& walk, const Asset& asset, ByteView store) {
  Bytes base64;
  append(base64, render_base64(store));
  if (!asset.store_lies_at.empty()) return replace_store(asset, 0, std::move(base64));
  TRY_ASSIGN(const ByteView bytes, walk.read(0, static_cast<std::size_t>(walk.size())));
  TRY_ASSIGN(const std::uint64_t place, find_root_inside(text_of(bytes)));
  Bytes element;
  append(element, "<metadata><c2pa:manifest xmlns:c2pa=\"http://c2pa.org/manifest\">"sv);
  append(element, ByteView(base64));
  append(element, "</c2pa:manifest></metadata>"sv);
  return Splices{{place, 0, std::move(element)}};
}

}  // namespace redress::provenance
