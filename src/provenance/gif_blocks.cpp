// SPDX-License-Identifier: Apache-2.0
#include "provenance/gif_blocks.hpp"

namespace redress::provenance {
namespace {

constexpr std::uint64_t trailer = 0x3b;

// From the first sub-block to behind the zero. `each` sees what they hold; a large window, for they are small.
Result<std::uint64_t> skip_data(Walk& walk, std::uint64_t at, const std::function<Status(ByteView)>& each) {
  std::size_t window_bytes = Walk::block_bytes_min;
  constexpr std::size_t block_bytes_max = 256;
  while (at < walk.size()) {
    TRY_ASSIGN(const ByteView window, walk.read_up_to(at, window_bytes));
    std::size_t used = 0;
    while (used < window.size() && (window.size() - used >= block_bytes_max || at + window.size() == walk.size())) {
      const std::size_t length = window[used];
      if (length == 0) return at + used + 1;
      if (length > window.size() - used - 1) return broken("a GIF block that is not all there", at + used);
      if (each) TRY(each(window.subspan(used + 1, length)));
      used += length + 1;
    }
    at += used;
    window_bytes = Walk::next_block(window_bytes);
  }
  return broken("GIF data without an end", walk.size());
}

// The packed fields say whether a table of colours follows, and how long it is.
std::uint64_t table_bytes(std::uint64_t packed) {
  return (packed & 0x80U) != 0 ? std::uint64_t{3} << ((packed & 7U) + 1U) : 0;
}

std::string_view name_extension(std::uint64_t label) {
  switch (label) {
    case 0x01:
      return "2101";
    case 0xf9:
      return "21F9";
    case 0xfe:
      return "21FE";
    case 0xff:
      return "21FF";
    default:
      return "21";
  }
}

using Visit = std::function<Result<bool>(const GifBlock&)>;

// A picture is two boxes: its descriptor with the table, and its data.
Result<bool> read_picture(Walk& walk, std::uint64_t& at, const Visit& visit) {
  constexpr std::uint64_t descriptor_bytes = 10;
  TRY_ASSIGN(const std::uint64_t packed, walk.read_big(at + descriptor_bytes - 1, 1));
  const Range descriptor{at, descriptor_bytes + table_bytes(packed)};
  if (descriptor.length > walk.size() - at) return broken("a GIF picture that is not all there", at);
  at += descriptor.length;
  TRY_ASSIGN(const bool goes_on, visit({"2C", descriptor, {}}));
  if (!goes_on) return false;
  TRY_ASSIGN(const std::uint64_t end, skip_data(walk, at + 1, {}));
  const Range data{at, end - at};
  at = end;
  return visit({"TBID", data, {}});
}

}  // namespace

Status for_each_gif_block(Walk& walk, const Visit& visit) {
  constexpr std::uint64_t signature_bytes = 6;
  constexpr std::uint64_t screen_bytes = 7;
  TRY_ASSIGN(const std::uint64_t packed, walk.read_big(signature_bytes + 4, 1));
  TRY_ASSIGN(bool goes_on, visit({"GIF89a", {0, signature_bytes}, {}}));
  if (!goes_on) return Done{};
  const Range screen{signature_bytes, screen_bytes + table_bytes(packed)};
  if (screen.offset + screen.length > walk.size()) return broken("a GIF that ends in its head", walk.size());
  TRY_ASSIGN(goes_on, visit({"LSD", screen, {}}));
  for (std::uint64_t at = screen.offset + screen.length; goes_on;) {
    TRY(walk.count_part());
    const std::uint64_t begin = at;
    TRY_ASSIGN(const std::uint64_t introducer, walk.read_big(at, 1));
    if (introducer == 0x2c) {
      TRY_ASSIGN(goes_on, read_picture(walk, at, visit));
    } else if (introducer == 0x21) {
      TRY_ASSIGN(const std::uint64_t label, walk.read_big(at + 1, 1));
      TRY_ASSIGN(at, skip_data(walk, at + 2, {}));
      TRY_ASSIGN(goes_on, visit({name_extension(label), {begin, at - begin}, {begin + 2, at - begin - 2}}));
    } else if (introducer == trailer) {
      TRY(visit({"3B", {at, 1}, {}}));
      return Done{};
    } else {
      return broken("no GIF block", at);
    }
  }
  return Done{};
}

Result<Bytes> read_gif_data(Walk& walk, Range data, std::size_t bytes_max) {
  Bytes joined;
  const Result<std::uint64_t> end = skip_data(walk, data.offset, [&](ByteView block) -> Status {
    if (joined.size() + block.size() > bytes_max) return Error{Code::exhausted, "a GIF block larger than is read"};
    joined.insert(joined.end(), block.begin(), block.end());
    return Done{};
  });
  if (!end.ok()) return end.error();
  return joined;
}

}  // namespace redress::provenance
