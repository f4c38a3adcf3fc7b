// SPDX-License-Identifier: Apache-2.0
#include "provenance/ifd.hpp"

#include <algorithm>

namespace redress::provenance {
namespace {

constexpr std::uint64_t entry_bytes = 12;

std::uint64_t width_of(std::uint64_t type) {
  constexpr std::array<std::uint8_t, 14> widths{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < widths.size() ? widths[type] : 0;
}

}  // namespace

Result<std::optional<Tiff>> Tiff::open(Walk& walk, Range range) {
  constexpr std::uint64_t head_bytes = 8;
  constexpr std::uint64_t magic = 42;
  if (range.length < head_bytes) return std::optional<Tiff>();
  TRY_ASSIGN(const ByteView order, walk.read(range.offset, 2));
  const bool little = text_of(order) == "II";
  if (!little && text_of(order) != "MM") return std::optional<Tiff>();
  Tiff tiff(walk, range, little);
  TRY_ASSIGN(const std::uint64_t number, tiff.read(2, 2));
  if (number != magic) return std::optional<Tiff>();
  TRY_ASSIGN(tiff.first_, tiff.read(4, 4));
  return std::optional(tiff);
}

Result<std::uint64_t> Tiff::read(std::uint64_t offset, std::size_t length) const {
  if (offset > range_.length || length > range_.length - offset)
    return broken("a TIFF that is not all there", range_.offset);
  return little_ ? walk_->read_little(range_.offset + offset, length) : walk_->read_big(range_.offset + offset, length);
}

Result<std::uint64_t> Tiff::read_number(const IfdEntry& entry) const {
  const auto width = static_cast<std::size_t>(std::min(width_of(entry.type), entry.value.length));
  return read(entry.value.offset - range_.offset, std::min<std::size_t>(width, 8));
}

Result<std::optional<IfdEntry>> Tiff::read_entry(std::uint64_t at) const {
  IfdEntry entry;
  TRY_ASSIGN(entry.tag, read(at, 2));
  TRY_ASSIGN(entry.type, read(at + 2, 2));
  TRY_ASSIGN(entry.count, read(at + 4, 4));
  const std::uint64_t length = entry.count * width_of(entry.type);  // 32 bits by at most 8: no overflow
  std::uint64_t value_at = at + 8;
  if (length > 4) {
    TRY_ASSIGN(value_at, read(at + 8, 4));
  }
  if (length == 0 || value_at > range_.length || length > range_.length - value_at) return std::optional<IfdEntry>();
  entry.value = {range_.offset + value_at, length};
  entry.lies_at = {range_.offset + at, entry_bytes};
  return std::optional(entry);
}

Result<std::uint64_t> Tiff::for_each_entry(std::uint64_t directory,
                                           const std::function<Status(const IfdEntry&)>& visit) const {
  TRY_ASSIGN(const std::uint64_t count, read(directory, 2));
  std::uint64_t at = directory + 2;
  for (std::uint64_t i = 0; i < count; ++i, at += entry_bytes) {
    TRY(walk_->count_part());
    TRY_ASSIGN(const std::optional<IfdEntry> entry, read_entry(at));
    if (entry) TRY(visit(*entry));
  }
  const Result<std::uint64_t> next = read(at, 4);
  return next.ok() ? next.value() : 0;  // some writers of EXIF leave it out
}

}  // namespace redress::provenance
