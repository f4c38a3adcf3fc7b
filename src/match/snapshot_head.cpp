// SPDX-License-Identifier: Apache-2.0
#include "match/snapshot_head.hpp"

#include <algorithm>
#include <cstring>

#include "base/digest.hpp"
#include "match/chunk_table.hpp"

namespace redress::match {
namespace {

constexpr std::array<std::uint8_t, 8> magic{'R', 'D', 'R', 'S', 'H', 'I', 'D', 'X'};
constexpr std::uint64_t hash_bytes = sizeof(Bits256);
constexpr std::uint64_t number_bytes = sizeof(std::uint32_t);
constexpr std::uint64_t slot_count_max = UINT32_MAX;
constexpr std::size_t segment_count_max = 64;
constexpr std::uint32_t chunk_count_min = 9;
constexpr std::uint32_t chunk_count_max = 24;

class Writer {
 public:
  void put(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void put(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

// Past the end everything is 0: the caller asks is_whole() once.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}
  std::uint64_t take(int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value |= std::uint64_t{next()} << (8 * i);
    return value;
  }
  std::uint8_t next() {
    if (at_ < bytes_.size()) return bytes_[at_++];
    is_whole_ = false;
    return 0;
  }
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool is_whole_ = true;
};

Error corrupt(const std::string& what) {
  return {Code::corrupt, "this is no whole snapshot of a match index (" + what + "): delete it, it is made again"};
}

std::size_t count_head_bytes(const std::vector<SegmentHead>& segments) {
  const std::size_t fixed = magic.size() + 4 + 4 + 8 + 8 + 8 + 4 + 256;
  std::size_t of_segments = 0;
  for (const SegmentHead& segment : segments) of_segments += 8 + 8 + 4 + 4 + 8 * std::size_t{segment.chunk_count};
  return fixed + of_segments + count_arrays(segments) * 8 + sizeof(Digest);
}

Status verify_counts(const SnapshotHead& head) {
  if (head.slot_count > slot_count_max || head.tail_count > head.slot_count) return corrupt("its counts");
  for (const SegmentHead& segment : head.segments) {
    if (segment.hash_count > head.slot_count) return corrupt("a segment's count");
    if (segment.chunk_count < chunk_count_min || segment.chunk_count > chunk_count_max) return corrupt("a plan");
    for (const std::uint64_t count : segment.entry_counts) {
      if (count < segment.hash_count || count > 3 * segment.hash_count) return corrupt("a table's count");
    }
    if (!segment.has_slots && segment.first_slot > head.slot_count - segment.hash_count) return corrupt("a first slot");
  }
  return Done{};
}

}  // namespace

std::size_t count_arrays(const std::vector<SegmentHead>& segments) {
  std::size_t count = 3;
  for (const SegmentHead& segment : segments) count += 2 + 2 * std::size_t{segment.chunk_count};
  return count;
}

std::vector<Extent> extents_of(const SnapshotHead& head) {
  std::vector<Extent> extents;
  std::uint64_t end = count_head_bytes(head.segments);
  const auto place = [&](std::uint64_t count, std::uint64_t item_bytes) {
    const std::uint64_t at = (end + snapshot_page_bytes - 1) / snapshot_page_bytes * snapshot_page_bytes;
    extents.push_back({at, count, item_bytes});
    end = extents.back().end_bytes();
  };
  place((head.slot_count + 63) / 64, sizeof(std::uint64_t));
  place(head.tail_count, number_bytes);
  place(head.tail_count, hash_bytes);
  for (const SegmentHead& segment : head.segments) {
    place(segment.has_slots ? segment.hash_count : 0, number_bytes);
    place(segment.hash_count, hash_bytes);
    const ChunkPlan plan = cut_evenly(segment.chunk_count);
    for (std::size_t i = 0; i < plan.size(); ++i) {
      place(ChunkTable::count_groups(plan[i]), sizeof(BucketGroup));
      place(segment.entry_counts[i], number_bytes);
    }
  }
  return extents;
}

Bytes encode_snapshot_head(const SnapshotHead& head) {
  CHECK(head.checksums.size() == count_arrays(head.segments) && head.segments.size() <= segment_count_max);
  Writer out;
  out.put(magic);
  out.put(snapshot_version, 4);
  out.put(count_head_bytes(head.segments), 4);
  out.put(extents_of(head).back().end_bytes(), 8);
  out.put(head.slot_count, 8);
  out.put(head.tail_count, 8);
  out.put(head.segments.size(), 4);
  out.put(head.places);
  for (const SegmentHead& segment : head.segments) {
    out.put(segment.first_slot, 8);
    out.put(segment.hash_count, 8);
    out.put(segment.has_slots ? 1 : 0, 4);
    out.put(segment.chunk_count, 4);
    for (const std::uint64_t count : segment.entry_counts) out.put(count, 8);
  }
  for (const std::uint64_t checksum : head.checksums) out.put(checksum, 8);
  out.put(sha256(out.bytes()));
  CHECK(out.bytes().size() == count_head_bytes(head.segments));
  return out.bytes();
}

Result<SnapshotHead> decode_snapshot_head(ByteView bytes, std::uint64_t file_bytes) {
  Reader in(bytes);
  for (const std::uint8_t byte : magic) {
    if (in.next() != byte) return corrupt("its first bytes");
  }
  if (const std::uint64_t version = in.take(4); version != snapshot_version) {
    return Error{Code::unsupported, "this snapshot of a match index has version " + std::to_string(version) +
                                        ", this program reads " + std::to_string(snapshot_version) +
                                        ": delete it, it is made again"};
  }
  const std::uint64_t head_bytes = in.take(4);
  if (head_bytes > bytes.size() || head_bytes < sizeof(Digest)) return corrupt("its head is cut short");
  const Digest digest = sha256(bytes.first(head_bytes - sizeof(Digest)));
  if (!std::equal(digest.begin(), digest.end(),
                  bytes.begin() + static_cast<std::ptrdiff_t>(head_bytes - digest.size()))) {
    return corrupt("its head's checksum");
  }
  const std::uint64_t told_bytes = in.take(8);
  SnapshotHead head;
  head.slot_count = in.take(8);
  head.tail_count = in.take(8);
  const std::uint64_t segment_count = in.take(4);
  if (segment_count > segment_count_max) return corrupt("its count of segments");
  for (auto& place : head.places) place = in.next();
  for (std::uint64_t i = 0; i < segment_count; ++i) {
    SegmentHead segment{in.take(8), in.take(8), false, 0, {}};
    const std::uint64_t has_slots = in.take(4);
    if (has_slots > 1) return corrupt("a segment's flag");
    segment.has_slots = has_slots == 1;
    segment.chunk_count = static_cast<std::uint32_t>(in.take(4));
    if (segment.chunk_count > chunk_count_max) return corrupt("a plan");
    for (std::uint32_t chunk = 0; chunk < segment.chunk_count; ++chunk) segment.entry_counts.push_back(in.take(8));
    head.segments.push_back(std::move(segment));
  }
  TRY(verify_counts(head));
  for (std::size_t i = count_arrays(head.segments); i > 0; --i) head.checksums.push_back(in.take(8));
  if (!in.is_whole() || in.at() + sizeof(Digest) != head_bytes) return corrupt("its head's length");
  if (!BitOrder::is_order(head.places)) return corrupt("its order of bits");
  if (told_bytes != extents_of(head).back().end_bytes()) return corrupt("its length");
  if (told_bytes != file_bytes) return corrupt("the file is longer or shorter than it says");
  return head;
}

}  // namespace redress::match
