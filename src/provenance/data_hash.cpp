// SPDX-License-Identifier: Apache-2.0
// Source: C2PA 2.2, 15.12.1.
#include <algorithm>
#include <optional>

#include "provenance/asset_digest.hpp"
#include "provenance/walk.hpp"

namespace redress::provenance {
namespace {

std::uint64_t end_of(const Range& range) { return range.offset + range.length; }

bool overlap(const Range& a, const Range& b) { return a.offset < end_of(b) && b.offset < end_of(a); }

BindingVerdict mismatch(std::string explanation) {
  return {"assertion.dataHash.mismatch", std::move(explanation), false};
}

std::string at_byte(std::uint64_t offset) { return " at byte " + std::to_string(offset); }

// Nothing where they are in order. A sum that does not fit counts as beyond every file.
std::optional<BindingVerdict> find_disorder(const std::vector<Range>& exclusions) {
  std::uint64_t end = 0;
  for (const Range& range : exclusions) {
    if (range.length > UINT64_MAX - range.offset || range.offset < end) {
      return BindingVerdict{"assertion.dataHash.malformed",
                            "the excluded ranges overlap or are not in order" + at_byte(range.offset), false};
    }
    end = end_of(range);
  }
  return std::nullopt;
}

// From where the store begins to where it ends, as the file stands now.
std::uint64_t extent_of(const std::vector<Range>& store_lies_at) {
  return end_of(store_lies_at.back()) - store_lies_at.front().offset;
}

std::vector<Range> present_exclusions(const Asset& asset, const DataHash& wanted) {
  std::vector<Range> exclusions = wanted.exclusions;
  if (!wanted.store_may_have_grown || asset.store_lies_at.empty()) return exclusions;
  for (Range& range : exclusions) {
    if (range.offset == asset.store_lies_at.front().offset) range.length = extent_of(asset.store_lies_at);
  }
  return exclusions;
}

// What of `range` none of `permitted` covers. Both are few; `permitted` is in file order.
std::vector<Range> subtract(Range range, std::vector<Range> permitted) {
  std::sort(permitted.begin(), permitted.end(), [](const Range& a, const Range& b) { return a.offset < b.offset; });
  std::vector<Range> left;
  std::uint64_t at = range.offset;
  for (const Range& part : permitted) {
    if (!overlap(part, range)) continue;
    if (part.offset > at) left.push_back({at, part.offset - at});
    at = std::max(at, std::min(end_of(part), end_of(range)));
  }
  if (at < end_of(range)) left.push_back({at, end_of(range) - at});
  return left;
}

Result<bool> is_zero(const ByteSource& source, Range range) {
  constexpr std::uint64_t block_bytes = 1U << 16U;
  Bytes buffer;
  while (range.length > 0) {
    const std::uint64_t count = std::min(block_bytes, range.length);
    TRY_ASSIGN(const ByteView block, source.read(range.offset, static_cast<std::size_t>(count), buffer));
    if (std::any_of(block.begin(), block.end(), [](std::uint8_t byte) { return byte != 0; })) return false;
    range = {range.offset + count, range.length - count};
  }
  return true;
}

// What 9.2.5 calls asset metadata. A comment is none: a lifted manifest could be laid over whatever it hides.
std::vector<Range> metadata_of(const Asset& asset) {
  std::vector<Range> ranges;
  for (const Metadata& part : asset.metadata) {
    if (part.kind == MetadataKind::exif || part.kind == MetadataKind::iim) ranges.push_back(part.lies_at);
  }
  ranges.push_back(asset.xmp_lies_at);
  return ranges;
}

// Only the store and zeros may be in the range around the store; only metadata and zeros in any other. Nothing where
// it is so.
Result<std::optional<BindingVerdict>> find_smuggled(const ByteSource& source, const Asset& asset, const Range& range,
                                                    bool around_store) {
  const std::vector<Range> permitted = around_store ? asset.store_lies_at : metadata_of(asset);
  for (const Range& left : subtract(range, permitted)) {
    TRY_ASSIGN(const bool zero, is_zero(source, left));
    if (zero) continue;
    return std::optional(mismatch(
        around_store ? "the excluded range holds more than the manifest store and padding" + at_byte(left.offset)
                     : "the claim leaves bytes out that are neither the store nor metadata" + at_byte(left.offset)));
  }
  return std::optional<BindingVerdict>();
}

// Behind the superbox only padding may stand, for it lies in the range around the store too.
bool has_smuggled_tail(const Bytes& store) {
  constexpr std::size_t head_bytes = 8;
  if (store.size() < head_bytes) return false;
  const std::uint64_t length = decode_big(ByteView(store).first(4));
  if (length < head_bytes || length >= store.size()) return false;
  const ByteView tail = ByteView(store).subspan(static_cast<std::size_t>(length));
  return std::any_of(tail.begin(), tail.end(), [](std::uint8_t byte) { return byte != 0; });
}

bool is_around_store(const Asset& asset, const Range& range) {
  return std::any_of(asset.store_lies_at.begin(), asset.store_lies_at.end(),
                     [&](const Range& part) { return overlap(part, range); });
}

// 15.12.1.2: the lengths of the APP11 segments stand inside the excluded range, so their sum is what proves it.
bool has_other_length(const Asset& asset, const Range& range) {
  std::uint64_t segments = 0;
  for (const Range& part : asset.store_lies_at) segments += part.length;
  return asset.container == Container::jpeg && range.length != segments;
}

Result<std::optional<BindingVerdict>> judge_exclusions(const ByteSource& source, const Asset& asset,
                                                       const std::vector<Range>& exclusions, bool& additional) {
  for (const Range& range : exclusions) {
    if (end_of(range) > source.size()) return std::optional(mismatch("an excluded range ends beyond the file"));
    const bool around_store = is_around_store(asset, range);
    if (around_store && has_other_length(asset, range)) {
      return std::optional(mismatch("the excluded range is not as long as the segments of the manifest store"));
    }
    if (around_store && asset.store && has_smuggled_tail(*asset.store)) {
      return std::optional(mismatch("bytes stand behind the manifest store, where only padding may"));
    }
    TRY_ASSIGN(std::optional<BindingVerdict> verdict, find_smuggled(source, asset, range, around_store));
    if (verdict) return verdict;
    additional = additional || !around_store;
  }
  return std::optional<BindingVerdict>();
}

}  // namespace

// `exclusions` in order, and within the file.
Result<Bytes> hash_data(const ByteSource& source, HashName algorithm, const std::vector<Range>& exclusions) {
  AssetDigest digest(source, algorithm);
  std::uint64_t at = 0;
  for (const Range& range : exclusions) {
    TRY(digest.add({at, range.offset - at}));
    at = end_of(range);
  }
  TRY(digest.add({at, source.size() - at}));
  return digest.finish();
}

Result<BindingVerdict> check_data_hash(const ByteSource& source, const Asset& asset, const DataHash& wanted) {
  if (const auto disorder = find_disorder(wanted.exclusions)) return *disorder;
  const std::vector<Range> exclusions = present_exclusions(asset, wanted);
  if (const auto disorder = find_disorder(exclusions)) return *disorder;
  bool additional = false;
  TRY_ASSIGN(std::optional<BindingVerdict> verdict, judge_exclusions(source, asset, exclusions, additional));
  if (verdict) return std::move(*verdict);
  TRY_ASSIGN(const Bytes found, hash_data(source, wanted.algorithm, exclusions));
  if (found != wanted.hash) return mismatch("the file's bytes are not those that were signed");
  return BindingVerdict{"assertion.dataHash.match", "the file's bytes are those that were signed", additional};
}

}  // namespace redress::provenance
