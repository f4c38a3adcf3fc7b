// SPDX-License-Identifier: Apache-2.0
// Sources: TIFF 6.0, section 2; C2PA 2.2, A.3.4 (tag 0xCD41, type UNDEFINED, in the last directory).
#include <algorithm>

#include "provenance/ifd.hpp"
#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

constexpr std::uint64_t tag_store = 0xcd41;
constexpr std::uint64_t type_undefined = 7;
constexpr std::uint64_t entry_bytes = 12;
constexpr std::size_t directories_max = 256;

class Numbers {
 public:
  explicit Numbers(bool is_little) : is_little_(is_little) {}
  void write(Bytes& to, std::uint64_t value, std::size_t bytes_count) const {
    if (is_little_) return append_little(to, value, bytes_count);
    append_big(to, value, bytes_count);
  }
  [[nodiscard]] std::uint64_t read(ByteView bytes) const {
    return is_little_ ? decode_little(bytes) : decode_big(bytes);
  }

 private:
  bool is_little_;
};

struct LastDirectory {
  std::uint64_t pointer_at = 4;  // where the file says where it stands
  std::uint64_t at = 0;
};

Result<LastDirectory> find_last(Walk& walk, const Numbers& numbers) {
  LastDirectory last;
  TRY_ASSIGN(const ByteView first, walk.read(last.pointer_at, 4));
  last.at = numbers.read(first);
  for (std::size_t i = 0; i < directories_max; ++i) {
    TRY_ASSIGN(const ByteView count, walk.read(last.at, 2));
    const std::uint64_t next_at = last.at + 2 + entry_bytes * numbers.read(count);
    TRY_ASSIGN(const ByteView next, walk.read(next_at, 4));
    if (numbers.read(next) == 0) return last;
    last = {next_at, numbers.read(next)};
  }
  return broken("more directories than a TIFF has", last.at);
}

// The directory once more, with our entry in its place among the tags; `store_at` is where the store will stand.
Result<Bytes> copy_directory(Walk& walk, std::uint64_t at, const Numbers& numbers, ByteView entry) {
  TRY_ASSIGN(const ByteView count_bytes, walk.read(at, 2));
  const std::uint64_t count = numbers.read(count_bytes);
  if (count == UINT16_MAX) return Error{Code::exhausted, "the TIFF's directory is full"};
  TRY_ASSIGN(const ByteView entries, walk.read(at + 2, static_cast<std::size_t>(count * entry_bytes)));
  std::size_t place = 0;
  while (place < entries.size() && numbers.read(entries.subspan(place, 2)) < tag_store) place += entry_bytes;
  Bytes directory;
  numbers.write(directory, count + 1, 2);
  append(directory, entries.first(place));
  append(directory, entry);
  append(directory, entries.subspan(place));
  append_big(directory, 0, 4);
  return directory;
}

Bytes encode_entry(const Numbers& numbers, std::uint64_t store_bytes, std::uint64_t store_at) {
  Bytes entry;
  numbers.write(entry, tag_store, 2);
  numbers.write(entry, type_undefined, 2);
  numbers.write(entry, store_bytes, 4);
  numbers.write(entry, store_at, 4);
  return entry;
}

Error too_long() { return {Code::exhausted, "the TIFF would be longer than its offsets can say"}; }

// Nothing in a TIFF may move, so the old store leaves zeros behind, unless it is the end of the file.
Result<Splices> replace(Walk& walk, const Asset& asset, const Numbers& numbers, ByteView store) {
  const Range entry = asset.store_lies_at.front();
  const Range old = asset.store_lies_at.back();
  if (old.offset < entry.offset + entry.length && entry.offset < old.offset + old.length) {
    return broken("a store inside of its entry", entry.offset);
  }
  const bool is_last = old.offset + old.length == walk.size();
  const std::uint64_t end = is_last ? old.offset : walk.size();
  const std::uint64_t padding = end % 2;
  if (end + padding + store.size() > UINT32_MAX) return too_long();
  Splices splices{{entry.offset, entry.length, encode_entry(numbers, store.size(), end + padding)}};
  if (!is_last) splices.push_back({old.offset, old.length, Bytes(static_cast<std::size_t>(old.length))});
  Bytes tail(static_cast<std::size_t>(padding));
  append(tail, store);
  splices.push_back({end, walk.size() - end, std::move(tail)});
  return splices;
}

}  // namespace

Result<Splices> splice_tiff(Walk& walk, const Asset& asset, ByteView store) {
  TRY_ASSIGN(const ByteView head, walk.read(0, 2));
  const Numbers numbers(text_of(head) == "II");
  if (!asset.store_lies_at.empty()) return replace(walk, asset, numbers, store);
  TRY_ASSIGN(const LastDirectory last, find_last(walk, numbers));
  const std::uint64_t at = walk.size() + walk.size() % 2;
  TRY_ASSIGN(const ByteView count, walk.read(last.at, 2));
  const std::uint64_t directory_bytes = 2 + entry_bytes * (numbers.read(count) + 1) + 4;
  const std::uint64_t store_at = at + directory_bytes;
  if (store_at + store.size() > UINT32_MAX) return too_long();
  const Bytes entry = encode_entry(numbers, store.size(), store_at);
  TRY_ASSIGN(const Bytes directory, copy_directory(walk, last.at, numbers, entry));
  Bytes tail(static_cast<std::size_t>(at - walk.size()));
  append(tail, ByteView(directory));
  append(tail, store);
  Bytes pointer;
  numbers.write(pointer, at, 4);
  return Splices{{last.pointer_at, 4, std::move(pointer)}, {walk.size(), 0, std::move(tail)}};
}

}  // namespace redress::provenance
