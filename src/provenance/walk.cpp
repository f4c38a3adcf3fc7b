// SPDX-License-Identifier: Apache-2.0
#include "provenance/walk.hpp"

#include <algorithm>
#include <cstring>

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view store_type = "\x63\x32\x70\x61\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"sv;
constexpr std::string_view too_much = "more metadata than is read";

}  // namespace

std::uint64_t decode_big(ByteView bytes) {
  CHECK(bytes.size() <= 8);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8U | byte;
  return value;
}

std::uint64_t decode_little(ByteView bytes) {
  CHECK(bytes.size() <= 8);
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | bytes[i];
  return value;
}

Error broken(std::string_view what, std::uint64_t offset) {
  return {Code::corrupt, std::string(what) + " at byte " + std::to_string(offset)};
}

// jumd: length, type, then the UUID of what the superbox is.
bool describes_store(ByteView content) {
  constexpr std::size_t head_bytes = 8;
  return content.size() >= head_bytes + store_type.size() && text_of(content.subspan(4, 4)) == "jumd" &&
         text_of(content.subspan(head_bytes, store_type.size())) == store_type;
}

Result<ByteView> Walk::read(Range range) {
  if (range.length > size()) return broken("a length beyond the file", range.offset);
  return read(range.offset, static_cast<std::size_t>(range.length));
}

Result<ByteView> Walk::read_up_to(std::uint64_t offset, std::size_t length) {
  const std::uint64_t left = offset < size() ? size() - offset : 0;
  return read(std::min(offset, size()), static_cast<std::size_t>(std::min<std::uint64_t>(length, left)));
}

Result<std::uint64_t> Walk::read_big(std::uint64_t offset, std::size_t length) {
  TRY_ASSIGN(const ByteView bytes, read(offset, length));
  return decode_big(bytes);
}

Result<std::uint64_t> Walk::read_little(std::uint64_t offset, std::size_t length) {
  TRY_ASSIGN(const ByteView bytes, read(offset, length));
  return decode_little(bytes);
}

Result<std::optional<std::uint64_t>> Walk::find(std::string_view text, std::uint64_t from, std::uint64_t end) {
  CHECK(!text.empty() && text.size() < block_bytes_min && end <= size());
  std::size_t block_bytes = block_bytes_min;
  while (from < end && end - from >= text.size()) {
    TRY_ASSIGN(const ByteView block,
               read(from, static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, end - from))));
    const void* found = memmem(block.data(), block.size(), text.data(), text.size());
    if (found != nullptr) {
      return std::optional(from + static_cast<std::uint64_t>(static_cast<const std::uint8_t*>(found) - block.data()));
    }
    from += block.size() - (text.size() - 1);
    block_bytes = next_block(block_bytes);
  }
  return std::optional<std::uint64_t>();
}

Status Walk::count_part() {
  if (++parts_ > limits_.parts_max) return Error{Code::exhausted, "the file has too many parts to be looked through"};
  return Done{};
}

bool Walk::has_room_for(std::uint64_t metadata_bytes) {
  if (metadata_bytes > limits_.metadata_bytes_max - metadata_bytes_) {
    if (asset.remarks.empty() || asset.remarks.back() != too_much) asset.remarks.emplace_back(too_much);
    return false;
  }
  metadata_bytes_ += metadata_bytes;
  return true;
}

Status Walk::take_store(Range store, std::vector<Range> lies_at) {
  if (store.length > limits_.store_bytes_max) {
    return Error{Code::exhausted,
                 "the manifest store is larger than " + std::to_string(limits_.store_bytes_max) + " bytes"};
  }
  if (asset.stores_count > 0) {
    take_joined_store(Bytes{}, std::move(lies_at));
    return Done{};
  }
  TRY_ASSIGN(const ByteView bytes, read(store));
  take_joined_store(Bytes(bytes.begin(), bytes.end()), std::move(lies_at));
  return Done{};
}

void Walk::take_joined_store(Bytes store, std::vector<Range> lies_at) {
  if (++asset.stores_count == 1) {
    asset.store = std::move(store);
  } else {
    asset.store.reset();
  }
  asset.store_lies_at.insert(asset.store_lies_at.end(), lies_at.begin(), lies_at.end());
}

Status Walk::take_xmp(Range packet, Range lies_at) {
  if (!asset.xmp.empty()) {
    remark("a second XMP packet, not read,", packet.offset);
    return Done{};
  }
  if (!has_room_for(packet.length)) return Done{};
  TRY_ASSIGN(const ByteView bytes, read(packet));
  asset.xmp.assign(bytes.begin(), bytes.end());
  asset.xmp_offset = packet.offset;
  asset.xmp_lies_at = lies_at;
  return Done{};
}

void Walk::note(MetadataKind kind, std::string name, Range value, Range lies_at) {
  if (asset.metadata.size() >= limits_.metadata_count_max) return;
  asset.metadata.push_back({kind, std::move(name), value, lies_at});
  if (asset.metadata.size() == limits_.metadata_count_max) remark("no metadata is read beyond that", value.offset);
}

void Walk::remark(std::string sentence) {
  constexpr std::size_t remarks_max = 16;
  if (asset.remarks.size() < remarks_max) asset.remarks.push_back(std::move(sentence));
}

}  // namespace redress::provenance
