// SPDX-License-Identifier: Apache-2.0
// A scan of the text, not an XML reader: no DTD is read and no entity is replaced, so there is nothing to expand.
// Source: C2PA 2.2, A.3.6 (metadata/c2pa:manifest, Base64).
#include <algorithm>

#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

Status take_manifest(Walk& walk, Range content) {
  const std::uint64_t base64_bytes_max = walk.limits().store_bytes_max / 3 * 4 + 4;
  if (content.length > base64_bytes_max) return Error{Code::exhausted, "the manifest store is larger than is read"};
  TRY_ASSIGN(const ByteView bytes, walk.read(content));
  std::string text(text_of(bytes));
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  Result<Bytes> store = parse_base64(text);
  if (!store.ok()) walk.remark("a manifest that is not Base64", content.offset);
  walk.take_joined_store(store.ok() ? std::move(store).value() : Bytes(), {content});
  return Done{};
}

// Behind the end of what begins at `at` and ends with `end`.
Result<std::uint64_t> skip_past(Walk& walk, std::uint64_t at, std::string_view end) {
  TRY_ASSIGN(const std::optional<std::uint64_t> found, walk.find(end, at, walk.size()));
  if (!found) return broken("markup without an end", at);
  return *found + end.size();
}

Result<std::uint64_t> read_element(Walk& walk, std::uint64_t at, std::string_view start) {
  TRY_ASSIGN(const std::uint64_t inside, skip_past(walk, at, ">"));
  if (start.starts_with("<c2pa:manifest")) {
    TRY_ASSIGN(const std::uint64_t end, skip_past(walk, inside, "</c2pa:manifest"));
    const std::uint64_t length = end - std::string_view("</c2pa:manifest").size() - inside;
    TRY(take_manifest(walk, {inside, length}));
    return end;
  }
  if (start.starts_with("<x:xmpmeta")) {
    TRY_ASSIGN(const std::uint64_t end, skip_past(walk, inside, "</x:xmpmeta>"));
    TRY(walk.take_xmp({at, end - at}, {at, end - at}));
    return end;
  }
  return inside;
}

Result<std::uint64_t> read_markup(Walk& walk, std::uint64_t at) {
  constexpr std::size_t start_bytes = 16;
  TRY(walk.count_part());
  TRY_ASSIGN(const ByteView bytes, walk.read_up_to(at, start_bytes));
  const std::string start(text_of(bytes));
  if (start.starts_with("<!--")) return skip_past(walk, at, "-->");
  if (start.starts_with("<![CDATA[")) return skip_past(walk, at, "]]>");
  if (start.starts_with("<?")) return skip_past(walk, at, "?>");
  return read_element(walk, at, start);
}

}  // namespace

Status read_svg(Walk& walk) {
  for (std::uint64_t at = 0; at < walk.size();) {
    TRY_ASSIGN(const std::optional<std::uint64_t> markup, walk.find("<", at, walk.size()));
    if (!markup) break;
    TRY_ASSIGN(at, read_markup(walk, *markup));
  }
  return Done{};
}

}  // namespace redress::provenance
