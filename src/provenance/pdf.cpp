// SPDX-License-Identifier: Apache-2.0
// A scan for the embedded stream that is a manifest store, and for XMP in plain text. Objects are not followed: a
// store in a
// compressed stream is not found, and C2PA asks for none.
// Source: C2PA 2.2, A.4 (associated file, one store for each incremental update); ISO 32000-2, 7.3.8 (streams).
#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view store_start = "jumdc2pa\0\x11\0\x10"sv;
constexpr std::uint64_t head_bytes = 8;

// Does `stream` and the end of a line stand right before the superbox?
Result<bool> begins_stream(Walk& walk, std::uint64_t at) {
  constexpr std::uint64_t before = 8;  // "stream\r\n"
  if (at < before) return false;
  TRY_ASSIGN(const ByteView bytes, walk.read(at - before, static_cast<std::size_t>(before)));
  return text_of(bytes) == "stream\r\n" || text_of(bytes).ends_with("stream\n");
}

// The superbox around the description at `at`, if there is one and all of it.
Result<std::optional<Range>> find_store(Walk& walk, std::uint64_t at) {
  constexpr std::uint64_t box_head_bytes = 8;
  const std::uint64_t description_at = at - 4;  // its length comes first
  if (at < 4 + box_head_bytes) return std::optional<Range>();
  const std::uint64_t store_at = description_at - box_head_bytes;
  TRY_ASSIGN(const bool begins, begins_stream(walk, store_at));
  TRY_ASSIGN(const ByteView head, walk.read(store_at, head_bytes));
  const std::uint64_t length = decode_big(head.first(4));
  if (!begins || text_of(head.subspan(4)) != "jumb" || length > walk.size() - store_at) return std::optional<Range>();
  return std::optional(Range{store_at, length});
}

Status read_stores(Walk& walk) {
  std::optional<Range> last;
  for (std::uint64_t at = 0; at < walk.size();) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::optional<std::uint64_t> found, walk.find(store_start, at, walk.size()));
    if (!found) break;
    TRY_ASSIGN(const std::optional<Range> store, find_store(walk, *found));
    if (store && last) walk.remark("a store of an earlier update", last->offset);
    if (store) last = store;
    at = store ? store->offset + store->length : *found + store_start.size();
  }
  if (!last) return Done{};
  return walk.take_store(*last, {*last});
}

}  // namespace

Status read_pdf(Walk& walk) {
  TRY(read_stores(walk));
  std::optional<Range> packet;
  for (std::uint64_t at = 0;;) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::optional<std::uint64_t> begin, walk.find("<x:xmpmeta", at, walk.size()));
    if (!begin) break;
    TRY_ASSIGN(const std::optional<std::uint64_t> end, walk.find("</x:xmpmeta>", *begin, walk.size()));
    if (!end) break;
    packet = Range{*begin, *end + std::string_view("</x:xmpmeta>").size() - *begin};
    at = packet->offset + packet->length;
  }
  if (packet) return walk.take_xmp(*packet, *packet);
  return Done{};
}

}  // namespace redress::provenance
