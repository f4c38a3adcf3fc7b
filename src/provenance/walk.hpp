// SPDX-License-Identifier: Apache-2.0
// provenance/walk.hpp — one walk over a container: small reads, the limits, and what was found so far.
//
// Use this when   writing a container's reader; everybody else calls read_asset.
// Errors          corrupt where the container breaks off (read_asset turns it into `damage`), exhausted past a limit,
//                 unavailable from the source.
// Threads         one walk belongs to one thread.
// Source          none: the formats are cited where they are read.
#pragma once

#include <array>
#include <string_view>

#include "provenance/asset.hpp"

namespace redress::provenance {

[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The name of a box or chunk, or a UUID: so many bytes that are compared with a literal.
template <std::size_t count>
class Letters {
 public:
  Letters() = default;
  explicit Letters(ByteView bytes) {
    CHECK(bytes.size() == count);
    for (std::size_t i = 0; i < count; ++i) letters_[i] = static_cast<char>(bytes[i]);
  }
  [[nodiscard]] std::string_view view() const { return {letters_.data(), count}; }
  bool operator==(std::string_view text) const { return view() == text; }

 private:
  std::array<char, count> letters_{};
};
using FourLetters = Letters<4>;

[[nodiscard]] std::uint64_t decode_big(ByteView bytes);     // at most 8 bytes
[[nodiscard]] std::uint64_t decode_little(ByteView bytes);  // at most 8 bytes

[[nodiscard]] Error broken(std::string_view what, std::uint64_t offset);

// Is this, after the head of a superbox, the description of a manifest store?
[[nodiscard]] bool describes_store(ByteView content);

class Walk {
 public:
  Walk(const ByteSource& source, const AssetLimits& limits) : source_(source), limits_(limits) {}

  [[nodiscard]] std::uint64_t size() const { return source_.size(); }
  [[nodiscard]] const AssetLimits& limits() const { return limits_; }
  // How much a search looks at next: little at first, for what is searched for is mostly near.
  static constexpr std::size_t block_bytes_min = 1U << 10U;
  static constexpr std::size_t block_bytes_max = 1U << 16U;
  [[nodiscard]] static std::size_t next_block(std::size_t bytes) { return bytes < block_bytes_max ? bytes * 4 : bytes; }

  // Valid until the next read.
  [[nodiscard]] Result<ByteView> read(std::uint64_t offset, std::size_t length) {
    return source_.read(offset, length, buffer_);
  }
  [[nodiscard]] Result<ByteView> read(Range range);
  // As much of `length` as there is.
  [[nodiscard]] Result<ByteView> read_up_to(std::uint64_t offset, std::size_t length);
  [[nodiscard]] Result<std::uint64_t> read_big(std::uint64_t offset, std::size_t length);
  [[nodiscard]] Result<std::uint64_t> read_little(std::uint64_t offset, std::size_t length);

  // Where `text` next stands within [from, end), read a block at a time; nothing where it does not.
  [[nodiscard]] Result<std::optional<std::uint64_t>> find(std::string_view text, std::uint64_t from, std::uint64_t end);

  // Each box, chunk and segment, so that a file of nothing but heads ends somewhere.
  [[nodiscard]] Status count_part();
  // Bytes of metadata that are looked at as a whole. No, with a remark, once they are too many: the rest still counts.
  [[nodiscard]] bool has_room_for(std::uint64_t metadata_bytes);

  // A whole store: the bytes, and where it and its heads lie.
  [[nodiscard]] Status take_store(Range store, std::vector<Range> lies_at);
  void take_joined_store(Bytes store, std::vector<Range> lies_at);
  [[nodiscard]] Status take_xmp(Range packet, Range lies_at);
  void note(MetadataKind kind, std::string name, Range value, Range lies_at);
  void remark(std::string_view what, std::uint64_t offset) { remark(broken(what, offset).message); }
  void remark(std::string sentence);

  Asset asset;

 private:
  const ByteSource& source_;
  AssetLimits limits_;
  Bytes buffer_;
  std::size_t parts_ = 0;
  std::uint64_t metadata_bytes_ = 0;
};

}  // namespace redress::provenance
