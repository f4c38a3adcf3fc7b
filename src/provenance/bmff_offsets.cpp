// SPDX-License-Identifier: Apache-2.0
#include "provenance/bmff_offsets.hpp"

#include <algorithm>
#include <array>

#include "provenance/bmff_boxes.hpp"

namespace redress::provenance {
namespace {

constexpr std::size_t depth_max = 16;

// Boxes within which one of the tables may stand.
bool is_parent(std::string_view type) {
  constexpr std::array<std::string_view, 9> parents = {"moov", "trak", "mdia", "minf", "stbl",
                                                       "meta", "moof", "traf", "mfra"};
  return std::ranges::find(parents, type) != parents.end();
}

// One table: its bytes, read from front to back, each offset replaced where it stands.
class Table {
 public:
  Table(const BmffBox& box, ByteView content, const Shift& shift)
      : at_file_(box.content.offset), bytes_(content.begin(), content.end()), shift_(&shift) {}

  [[nodiscard]] Result<std::uint64_t> read(std::size_t bytes_count) {
    if (bytes_count > bytes_.size() - at_) return broken("a table that is not all there", at_file_);
    const std::uint64_t value = decode_big(ByteView(bytes_).subspan(at_, bytes_count));
    at_ += bytes_count;
    return value;
  }

  [[nodiscard]] Status pass(std::uint64_t bytes_count) {
    if (bytes_count > bytes_.size() - at_) return broken("a table that is not all there", at_file_);
    at_ += static_cast<std::size_t>(bytes_count);
    return Done{};
  }

  Status move(std::size_t bytes_count) {
    TRY_ASSIGN(const std::uint64_t offset, read(bytes_count));
    TRY_ASSIGN(const std::uint64_t moved, shift_->moved(offset));
    return write_back(moved, bytes_count);
  }

  // An offset in two parts: `base`, which stays, and this one.
  Status move_behind(std::uint64_t base, std::size_t bytes_count) {
    TRY_ASSIGN(const std::uint64_t offset, read(bytes_count));
    if (offset > UINT64_MAX - base) return broken("an offset that is none", at_file_);
    TRY_ASSIGN(const std::uint64_t moved, shift_->moved(base + offset));
    if (moved < base) return Error{Code::unsupported, "an item's offset cannot be moved"};
    return write_back(moved - base, bytes_count);
  }

  [[nodiscard]] Splice splice() && { return {at_file_, bytes_.size(), std::move(bytes_)}; }

 private:
  Status write_back(std::uint64_t value, std::size_t bytes_count) {
    if (bytes_count < 8 && value >> (8 * bytes_count) != 0) {
      return Error{Code::exhausted, "an offset of the file would be longer than its field"};
    }
    for (std::size_t i = 1; i <= bytes_count; ++i) {
      bytes_[at_ - i] = static_cast<std::uint8_t>(value >> (8 * (i - 1)));
    }
    return Done{};
  }

  std::uint64_t at_file_;
  Bytes bytes_;
  const Shift* shift_;
  std::size_t at_ = 0;
};

Status move_chunks(Table& table, std::size_t offset_bytes) {
  TRY(table.pass(4));
  TRY_ASSIGN(const std::uint64_t count, table.read(4));
  for (std::uint64_t i = 0; i < count; ++i) TRY(table.move(offset_bytes));
  return Done{};
}

// Only of a track: in a fragment they count from what the fragment's head says.
Status move_auxiliary(Table& table) {
  TRY_ASSIGN(const std::uint64_t head, table.read(4));
  if ((head & 1U) != 0) TRY(table.pass(8));
  TRY_ASSIGN(const std::uint64_t count, table.read(4));
  for (std::uint64_t i = 0; i < count; ++i) TRY(table.move(head >> 24U == 0 ? 4 : 8));
  return Done{};
}

Status move_fragment_base(Table& table) {
  TRY_ASSIGN(const std::uint64_t head, table.read(4));
  TRY(table.pass(4));
  return (head & 1U) != 0 ? table.move(8) : Status(Done{});
}

Status move_fragment_index(Table& table) {
  TRY_ASSIGN(const std::uint64_t head, table.read(4));
  TRY(table.pass(4));
  TRY_ASSIGN(const std::uint64_t sizes, table.read(4));
  TRY_ASSIGN(const std::uint64_t count, table.read(4));
  const std::size_t offset_bytes = head >> 24U == 0 ? 4 : 8;
  const std::uint64_t numbers_bytes = (sizes >> 4U & 3U) + (sizes >> 2U & 3U) + (sizes & 3U) + 3;
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(table.pass(offset_bytes));
    TRY(table.move(offset_bytes));
    TRY(table.pass(numbers_bytes));
  }
  return Done{};
}

struct ItemSizes {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::size_t base = 0;
  std::size_t index = 0;
};

Status move_extents(Table& table, const ItemSizes& sizes, std::uint64_t base) {
  TRY_ASSIGN(const std::uint64_t count, table.read(2));
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(table.pass(sizes.index));
    TRY(table.move_behind(base, sizes.offset));
    TRY(table.pass(sizes.length));
  }
  return Done{};
}

Status pass_extents(Table& table, const ItemSizes& sizes) {
  TRY_ASSIGN(const std::uint64_t count, table.read(2));
  return table.pass(count * (sizes.index + sizes.offset + sizes.length));
}

// Where the extents say 0 bytes of offset, the base says it all; else the base stays and each extent moves.
Status move_item(Table& table, const ItemSizes& sizes, std::uint64_t version) {
  TRY(table.pass(version < 2 ? 2 : 4));
  std::uint64_t method = 0;
  if (version > 0) {
    TRY_ASSIGN(method, table.read(2));
    method &= 0xfU;
  }
  TRY_ASSIGN(const std::uint64_t reference, table.read(2));
  if (method != 0 || reference != 0) {
    TRY(table.pass(sizes.base));
    return pass_extents(table, sizes);
  }
  if (sizes.offset == 0) {
    if (sizes.base == 0) return Error{Code::unsupported, "an item's offset cannot be moved"};
    TRY(table.move(sizes.base));
    return pass_extents(table, sizes);
  }
  TRY_ASSIGN(const std::uint64_t base, table.read(sizes.base));
  return move_extents(table, sizes, base);
}

Status move_items(Table& table) {
  TRY_ASSIGN(const std::uint64_t head, table.read(4));
  const std::uint64_t version = head >> 24U;
  if (version > 2) return Error{Code::unsupported, "an item table of a version that is not known"};
  TRY_ASSIGN(const std::uint64_t packed, table.read(2));
  const auto nibble = [packed](unsigned shift) { return static_cast<std::size_t>(packed >> shift & 0xfU); };
  const ItemSizes sizes{nibble(12), nibble(8), nibble(4), version == 0 ? 0 : nibble(0)};
  for (const std::size_t size : {sizes.offset, sizes.length, sizes.base, sizes.index}) {
    if (size != 0 && size != 4 && size != 8) return Error{Code::corrupt, "an item table with numbers of odd lengths"};
  }
  TRY_ASSIGN(const std::uint64_t count, table.read(version < 2 ? 2 : 4));
  for (std::uint64_t i = 0; i < count; ++i) TRY(move_item(table, sizes, version));
  return Done{};
}

class Mover {
 public:
  Mover(Walk& walk, const Shift& shift) : walk_(walk), shift_(shift) {}

  Status look(Range inside, std::size_t depth, bool in_fragment) {
    if (depth == depth_max) return Error{Code::corrupt, "boxes stand in one another too deep"};
    return for_each_bmff_box(walk_, inside, [&](const BmffBox& box) -> Status {
      if (box.type == "cmov") return Error{Code::unsupported, "a compressed movie header is not written"};
      if (is_parent(box.type.view())) {
        TRY_ASSIGN(const Range children, find_children(walk_, box));
        return look(children, depth + 1, in_fragment || box.type == "moof");
      }
      return move(box, in_fragment);
    });
  }

  Splices splices;

 private:
  Status move(const BmffBox& box, bool in_fragment) {
    if (box.type == "stco") return with_table(box, [](Table& table) { return move_chunks(table, 4); });
    if (box.type == "co64") return with_table(box, [](Table& table) { return move_chunks(table, 8); });
    if (box.type == "saio" && !in_fragment) return with_table(box, move_auxiliary);
    if (box.type == "tfhd") return with_table(box, move_fragment_base);
    if (box.type == "tfra") return with_table(box, move_fragment_index);
    if (box.type == "iloc") return with_table(box, move_items);
    return Done{};
  }

  template <class Change>
  Status with_table(const BmffBox& box, Change change) {
    TRY_ASSIGN(const ByteView content, walk_.read(box.content));
    Table table(box, content, shift_);
    TRY(change(table));
    splices.push_back(std::move(table).splice());
    return Done{};
  }

  Walk& walk_;
  const Shift& shift_;
};

}  // namespace

Result<std::uint64_t> Shift::moved(std::uint64_t offset) const {
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  for (const Splice& cut : *cuts_) {
    if (cut.offset > offset) break;
    if (offset - cut.offset < cut.removed_bytes) return broken("an offset into the manifest's box", offset);
    added += cut.inserted.size();
    removed += cut.removed_bytes;
  }
  return offset + added - removed;
}

Result<Splices> move_offsets(Walk& walk, const Shift& shift) {
  Mover mover(walk, shift);
  TRY(mover.look({0, walk.size()}, 0, false));
  return std::move(mover.splices);
}

}  // namespace redress::provenance
