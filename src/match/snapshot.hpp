// SPDX-License-Identifier: Apache-2.0
// match/snapshot.hpp — an index as a file: written whole beside the old one, mapped into memory when it is read.
//
// Use this when   a large bank must be there at once after a start; HammingIndex::save and load do.
// Shapes          the arrays of the segments as they are in memory (snapshot_head.hpp).
// Errors          save: unavailable, with the disk's reason; the file that was there stays. load: not_found,
//                 unavailable; corrupt for a file that is cut, damaged or another's; unsupported for a later version.
// Threads         load and save from any; two saves of one path at once are the caller's mistake.
// Cost            load reads the file once, with two threads, to compare its checksums: at the speed of the disk, or of
//                 memory where the kernel still has it. Pages of a mapped file are small ones.
// Source          docs/reference/match-snapshot.md.
// Never           changes a file in place: one that is mapped stays as it is until nobody maps it.
#pragma once

#include <string>

#include "match/segment.hpp"

namespace redress::match {

struct SnapshotTail {
  std::vector<std::uint32_t> slots;
  std::vector<Bits256> hashes;
};

struct SnapshotParts {
  BitOrder::Places places{};
  std::vector<bool> is_there;
  SnapshotTail tail;
  std::vector<const Segment*> segments;
};
// The file's mode is 0600: it tells the order of bits.
[[nodiscard]] Status save_snapshot(const std::string& path, const SnapshotParts& parts);

struct Snapshot {
  BitOrder::Places places{};
  std::vector<bool> is_there;
  SnapshotTail tail;
  std::vector<Segment> segments;
};
[[nodiscard]] Result<Snapshot> load_snapshot(const std::string& path);

// Of an array, as the head keeps it: any single change of a bit changes it.
[[nodiscard]] std::uint64_t checksum(ByteView bytes);

}  // namespace redress::match
