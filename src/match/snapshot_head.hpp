// SPDX-License-Identifier: Apache-2.0
// match/snapshot_head.hpp — the first bytes of a snapshot: what lies in the file, and where.
//
// Use this when   reading or writing a snapshot; snapshot.hpp does.
// Shapes          the arrays lie behind the head in a fixed order, each at the next multiple of 4,096 bytes: what is
//                 there (a bit a slot), the tail's slots and hashes, then of each segment its slots, its hashes, and of
//                 each chunk its groups and entries. Where they lie follows from how many there are.
// Units           bytes; all numbers little-endian.
// Errors          decode: unsupported for a later version; corrupt for whatever this program did not write.
// Threads         pure functions.
// Source          docs/reference/match-snapshot.md.
// Never           takes the file's word for a place: extents_of works them out.
#pragma once

#include "base/bytes.hpp"
#include "match/bits256.hpp"
#include "match/chunk_plan.hpp"

namespace redress::match {

inline constexpr std::uint64_t snapshot_page_bytes = 4'096;
inline constexpr std::size_t snapshot_head_bytes_max = 65'536;
inline constexpr std::uint32_t snapshot_version = 2;

struct SegmentHead {
  std::uint64_t first_slot = 0;
  std::uint64_t hash_count = 0;
  bool has_slots = false;
  std::uint32_t chunk_count = 0;
  std::vector<std::uint64_t> entry_counts;  // of each chunk's table
  bool operator==(const SegmentHead&) const = default;
};

struct SnapshotHead {
  BitOrder::Places places{};
  std::uint64_t slot_count = 0;
  std::uint64_t tail_count = 0;
  std::vector<SegmentHead> segments;
  std::vector<std::uint64_t> checksums;  // of each array, in the order of the file
  bool operator==(const SnapshotHead&) const = default;
};

struct Extent {
  std::uint64_t offset_bytes = 0;
  std::uint64_t item_count = 0;
  std::uint64_t item_bytes = 0;
  [[nodiscard]] std::uint64_t end_bytes() const { return offset_bytes + item_count * item_bytes; }
};

// In the order of the file. Checksums need not be there yet, only as many as arrays.
[[nodiscard]] std::vector<Extent> extents_of(const SnapshotHead& head);
[[nodiscard]] std::size_t count_arrays(const std::vector<SegmentHead>& segments);

[[nodiscard]] Bytes encode_snapshot_head(const SnapshotHead& head);
// `bytes`: the file from its start, at least the head of it. `file_bytes`: how long the file is.
[[nodiscard]] Result<SnapshotHead> decode_snapshot_head(ByteView bytes, std::uint64_t file_bytes);

}  // namespace redress::match
