// SPDX-License-Identifier: Apache-2.0
#include "match/snapshot.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <thread>

#include "base/descriptor.hpp"
#include "match/snapshot_head.hpp"

namespace redress::match {
namespace {

static_assert(std::endian::native == std::endian::little, "the file's numbers are the memory's");

constexpr std::size_t write_bytes_max = 64UL << 20;

Error failed(const std::string& verb, const std::string& path) {
  const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
  return {code, "cannot " + verb + " " + path + ": " + std::strerror(errno)};
}

template <class T>
ByteView bytes_of(std::span<const T> items) {
  return {reinterpret_cast<const std::uint8_t*>(items.data()), items.size_bytes()};
}

Status write_at(int descriptor, std::uint64_t offset, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const std::size_t step = std::min(bytes.size(), write_bytes_max);
    const ssize_t count = ::pwrite(descriptor, bytes.data(), step, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return Done{};
}

Status read_at_start(int descriptor, Bytes& bytes, const std::string& path) {
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = ::pread(descriptor, bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path);
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return Done{};
}

std::vector<std::uint64_t> pack(const std::vector<bool>& bits) {
  std::vector<std::uint64_t> words((bits.size() + 63) / 64);
  for (std::size_t i = 0; i < bits.size(); ++i) words[i / 64] |= std::uint64_t{bits[i]} << (i % 64);
  return words;
}

// The arrays in the order of the file.
std::vector<ByteView> arrays_of(const SnapshotParts& parts, std::span<const std::uint64_t> is_there) {
  std::vector<ByteView> arrays{bytes_of(is_there), bytes_of<std::uint32_t>(parts.tail.slots),
                               bytes_of<Bits256>(parts.tail.hashes)};
  for (const Segment* segment : parts.segments) {
    arrays.push_back(bytes_of(segment->slots.view()));
    arrays.push_back(bytes_of(segment->hashes.view()));
    for (const ChunkTable& table : segment->tables.tables()) {
      arrays.push_back(bytes_of(table.groups.view()));
      arrays.push_back(bytes_of(table.entries.view()));
    }
  }
  return arrays;
}

SnapshotHead head_of(const SnapshotParts& parts) {
  SnapshotHead head{parts.places, parts.is_there.size(), parts.tail.hashes.size(), {}, {}};
  for (const Segment* segment : parts.segments) {
    SegmentHead& one = head.segments.emplace_back();
    one.first_slot = segment->first_slot;
    one.hash_count = segment->hashes.size();
    one.has_slots = segment->slots.size() > 0;
    one.chunk_count = static_cast<std::uint32_t>(segment->tables.plan().size());
    for (const ChunkTable& table : segment->tables.tables()) one.entry_counts.push_back(table.entries.size());
  }
  return head;
}

// Calls work(i) for each i below `count`, two at a time.
template <class Work>
void share(std::size_t count, Work&& work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  const std::jthread other(take);
  take();
}

Status write_file(const std::string& path, const SnapshotHead& head, const std::vector<ByteView>& arrays) {
  const Descriptor file(::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  if (!file.is_open()) return failed("create", path);
  const auto extents = extents_of(head);
  if (::ftruncate(file.number(), static_cast<off_t>(extents.back().end_bytes())) != 0) return failed("grow", path);
  TRY(write_at(file.number(), 0, encode_snapshot_head(head), path));
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    CHECK(arrays[i].size() == extents[i].item_count * extents[i].item_bytes);
    TRY(write_at(file.number(), extents[i].offset_bytes, arrays[i], path));
  }
  if (::fsync(file.number()) != 0) return failed("sync", path);
  return Done{};
}

Status sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.number()) != 0) return failed("sync", folder);
  return Done{};
}

// Maps the arrays in the order of the file.
class Mapper {
 public:
  Mapper(int descriptor, const SnapshotHead& head) : descriptor_(descriptor), extents_(extents_of(head)) {}
  template <class T>
  [[nodiscard]] Result<HugeArray<T>> next() {
    const Extent& extent = extents_.at(at_++);
    CHECK(extent.item_bytes == sizeof(T));
    TRY_ASSIGN(auto array, HugeArray<T>::map(descriptor_, extent.offset_bytes, extent.item_count));
    views_.push_back(bytes_of(array.view()));
    return array;
  }
  [[nodiscard]] const std::vector<ByteView>& views() const { return views_; }

 private:
  int descriptor_;
  std::vector<Extent> extents_;
  std::size_t at_ = 0;
  std::vector<ByteView> views_;
};

Result<Segment> map_segment(const SegmentHead& head, Mapper& mapper) {
  Segment segment;
  segment.first_slot = static_cast<std::uint32_t>(head.first_slot);
  TRY_ASSIGN(segment.slots, mapper.next<std::uint32_t>());
  TRY_ASSIGN(segment.hashes, mapper.next<Bits256>());
  std::vector<ChunkTable> tables(head.chunk_count);
  for (auto& table : tables) {
    TRY_ASSIGN(table.groups, mapper.next<BucketGroup>());
    TRY_ASSIGN(table.entries, mapper.next<std::uint32_t>());
  }
  segment.tables = ChunkTables::restore(segment.hashes.view(), cut_evenly(head.chunk_count), std::move(tables));
  return segment;
}

bool are_checksums_good(const std::vector<ByteView>& views, const std::vector<std::uint64_t>& checksums) {
  std::atomic<bool> is_good{true};
  share(views.size(), [&](std::size_t i) {
    if (checksum(views[i]) != checksums[i]) is_good = false;
  });
  return is_good;
}

// A checksum is no signature: no number in the file may lead out of its array.
bool are_numbers_good(const std::vector<Segment>& segments, const SnapshotTail& tail, std::size_t slot_count) {
  std::atomic<bool> is_good{true};
  const auto look_at_slots = [&](std::span<const std::uint32_t> slots) {
    if (std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) { return slot >= slot_count; }))
      is_good = false;
  };
  look_at_slots(tail.slots);
  for (const Segment& segment : segments) {
    look_at_slots(segment.slots.view());
    const auto& tables = segment.tables.tables();
    share(tables.size(), [&](std::size_t i) {
      if (!tables[i].is_sound(segment.tables.plan()[i], segment.hashes.size())) is_good = false;
    });
  }
  return is_good;
}

}  // namespace

std::uint64_t checksum(ByteView bytes) {
  constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;
  constexpr std::size_t lane_count = 8;
  const auto mix = [](std::uint64_t sum, std::uint64_t word) { return std::rotl(sum ^ word, 29) * odd; };
  std::array<std::uint64_t, lane_count> lanes{1, 2, 3, 4, 5, 6, 7, 8};
  const std::size_t whole = bytes.size() / sizeof(lanes) * sizeof(lanes);
  for (std::size_t at = 0; at < whole; at += sizeof(lanes)) {
    std::array<std::uint64_t, lane_count> words;
    std::memcpy(words.data(), bytes.data() + at, sizeof(words));
    for (std::size_t i = 0; i < lane_count; ++i) lanes[i] = mix(lanes[i], words[i]);
  }
  std::uint64_t sum = bytes.size();
  for (const std::uint64_t lane : lanes) sum = mix(sum, lane);
  for (std::size_t at = whole; at < bytes.size(); ++at) sum = mix(sum, bytes[at]);
  return sum;
}

Status save_snapshot(const std::string& path, const SnapshotParts& parts) {
  const auto is_there = pack(parts.is_there);
  const auto arrays = arrays_of(parts, is_there);
  SnapshotHead head = head_of(parts);
  head.checksums.resize(arrays.size());
  share(arrays.size(), [&](std::size_t i) { head.checksums[i] = checksum(arrays[i]); });
  const std::string part = path + ".part";
  TRY(write_file(part, head, arrays));
  if (::rename(part.c_str(), path.c_str()) != 0) return failed("rename to", path);
  return sync_folder_of(path);
}

Result<Snapshot> load_snapshot(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return failed("open", path);
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return failed("look at", path);
  Bytes start(snapshot_head_bytes_max);
  TRY(read_at_start(file.number(), start, path));
  TRY_ASSIGN(const SnapshotHead head, decode_snapshot_head(start, static_cast<std::uint64_t>(about.st_size)));
  Mapper mapper(file.number(), head);
  TRY_ASSIGN(const auto is_there, mapper.next<std::uint64_t>());
  TRY_ASSIGN(const auto tail_slots, mapper.next<std::uint32_t>());
  TRY_ASSIGN(const auto tail_hashes, mapper.next<Bits256>());
  Snapshot snapshot;
  for (const SegmentHead& segment_head : head.segments) {
    TRY_ASSIGN(Segment segment, map_segment(segment_head, mapper));
    snapshot.segments.push_back(std::move(segment));
  }
  const Error damaged{Code::corrupt, path + " is damaged: delete it, it is made again"};
  if (!are_checksums_good(mapper.views(), head.checksums)) return damaged;
  snapshot.places = head.places;
  snapshot.tail.slots.assign(tail_slots.view().begin(), tail_slots.view().end());
  snapshot.tail.hashes.assign(tail_hashes.view().begin(), tail_hashes.view().end());
  if (!are_numbers_good(snapshot.segments, snapshot.tail, head.slot_count)) return damaged;
  snapshot.is_there.reserve(head.slot_count);
  for (std::size_t slot = 0; slot < head.slot_count; ++slot) {
    snapshot.is_there.push_back((is_there[slot / 64] >> (slot % 64) & 1) == 1);
  }
  return snapshot;
}

}  // namespace redress::match
