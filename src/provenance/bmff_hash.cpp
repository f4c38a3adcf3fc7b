// SPDX-License-Identifier: Apache-2.0
// Source: C2PA 2.2, 15.12.2 and 18.6.
#include <algorithm>

#include "provenance/asset_digest.hpp"
#include "provenance/bmff_exclusions.hpp"
#include "provenance/merkle_row.hpp"

namespace redress::provenance {
namespace {

BindingVerdict mismatch(std::string explanation) {
  return {"assertion.bmffHash.mismatch", std::move(explanation), false};
}

BindingVerdict malformed(std::string explanation) {
  return {"assertion.bmffHash.malformed", std::move(explanation), false};
}

using Doubt = std::optional<BindingVerdict>;  // nothing: so far it matches

std::uint64_t end_of(const Range& range) { return range.offset + range.length; }

Doubt find_malformed(const BmffHash& wanted) {
  if (wanted.exclusions.empty()) return malformed("the assertion leaves nothing out, not even its own store");
  for (const BmffExclusion& exclusion : wanted.exclusions) {
    for (std::size_t i = 0; i + 1 < exclusion.subset.size(); ++i) {
      const Range& part = exclusion.subset[i];
      if (part.length > UINT64_MAX - part.offset || end_of(part) > exclusion.subset[i + 1].offset) {
        return malformed("the parts left out of " + exclusion.xpath + " overlap or are not in order");
      }
    }
  }
  return std::nullopt;
}

// The bytes of `range` without what is excluded.
Status add_included(AssetDigest& digest, const std::vector<Range>& excluded, const Range& range) {
  std::uint64_t at = range.offset;
  auto part = std::lower_bound(excluded.begin(), excluded.end(), at,
                               [](const Range& left, std::uint64_t offset) { return end_of(left) <= offset; });
  for (; part != excluded.end() && part->offset < end_of(range); ++part) {
    if (part->offset > at) TRY(digest.add(Range{at, part->offset - at}));
    at = std::max(at, std::min(end_of(*part), end_of(range)));
  }
  return digest.add(Range{at, end_of(range) - at});
}

// Root boxes from `first` up to `last`, each led by where it stands in the file; what is wholly excluded leaves
// nothing behind.
Status add_roots(AssetDigest& digest, const ExcludedBytes& found, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    const Range& root = found.roots[i].lies_at;
    if (is_excluded(found.ranges, root)) continue;
    std::array<std::uint8_t, 8> offset{};
    for (std::size_t k = 0; k < offset.size(); ++k)
      offset[k] = static_cast<std::uint8_t>(root.offset >> (56U - 8U * k));
    digest.add(ByteView(offset));
    TRY(add_included(digest, found.ranges, root));
  }
  return Done{};
}

// Fewer than 8 bytes may stand behind the last box.
Status add_tail(AssetDigest& digest, const ExcludedBytes& found, std::uint64_t file_bytes) {
  const std::uint64_t end = found.roots.empty() ? 0 : end_of(found.roots.back().lies_at);
  return digest.add(Range{end, file_bytes - end});
}

Result<Bytes> hash_whole(const ByteSource& source, const ExcludedBytes& found, HashName algorithm) {
  AssetDigest digest(source, algorithm);
  TRY(add_roots(digest, found, 0, found.roots.size()));
  TRY(add_tail(digest, found, source.size()));
  return digest.finish();
}

Result<Doubt> check_whole(const ByteSource& source, const ExcludedBytes& found, const BmffHash& wanted) {
  if (!wanted.hash) return Doubt();
  TRY_ASSIGN(const Bytes hash, hash_whole(source, found, wanted.algorithm));
  if (hash == *wanted.hash) return Doubt();
  return Doubt(mismatch("the file's bytes are not those that were signed"));
}

std::vector<std::size_t> find_roots(const ExcludedBytes& found, std::string_view type) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < found.roots.size(); ++i) {
    if (found.roots[i].type == type) indices.push_back(i);
  }
  return indices;
}

Doubt judge_row(MerkleRow row, const BmffMerkle& tree) {
  if (row.count() != tree.count) return mismatch("the film has more or fewer parts than were signed");
  if (!row.fold_to(tree.hashes.size())) return malformed("the Merkle tree has no row of that length");
  for (std::size_t i = 0; i < tree.hashes.size(); ++i) {
    if (!row.has(i, tree.hashes[i])) return mismatch("part " + std::to_string(i) + " of the Merkle row does not match");
  }
  return std::nullopt;
}

Doubt find_malformed(const BmffMerkle& tree, const Asset& asset, std::uint64_t payload_bytes) {
  if (tree.count > MerkleRow::leaves_max) return mismatch("the Merkle tree has more leaves than are checked");
  if (tree.fixed_block_size && !tree.variable_block_sizes.empty())
    return malformed("blocks of fixed and of variable size");
  if (tree.fixed_block_size && *tree.fixed_block_size == 0) return malformed("blocks of no size");
  if (tree.hashes.size() > tree.count) return malformed("more hashes than leaves");
  if (tree.hashes.size() < tree.count && asset.merkle_boxes.empty())
    return malformed("no auxiliary box proves the leaves");
  if (tree.variable_block_sizes.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const std::uint64_t size : tree.variable_block_sizes) {
    if (size > payload_bytes - sum) return malformed("the blocks are longer than the media data");
    sum += size;
  }
  if (sum != payload_bytes || tree.variable_block_sizes.size() != tree.count) {
    return malformed("the blocks do not add up to the media data");
  }
  return std::nullopt;
}

// The media data in blocks, each a leaf.
Result<Doubt> check_media(const ByteSource& source, const Asset& asset, const BmffMerkle& tree, const Range& payload) {
  if (const Doubt doubt = find_malformed(tree, asset, payload.length)) return doubt;
  MerkleRow row(tree.algorithm);
  AssetDigest digest(source, tree.algorithm);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < tree.count; ++i) {
    std::uint64_t length = payload.length - at;
    if (tree.fixed_block_size) length = std::min(length, *tree.fixed_block_size);
    if (!tree.variable_block_sizes.empty()) length = tree.variable_block_sizes[i];
    if (length == 0 && payload.length != 0) return Doubt(mismatch("the media data has fewer blocks than were signed"));
    TRY(digest.add(Range{payload.offset + at, length}));
    row.add(digest.finish());
    at += length;
  }
  if (at != payload.length) return Doubt(mismatch("the media data has more blocks than were signed"));
  return judge_row(std::move(row), tree);
}

Result<Doubt> check_monolith(const ByteSource& source, const Asset& asset, const ExcludedBytes& found,
                             const BmffHash& wanted) {
  const std::vector<std::size_t> media = find_roots(found, "mdat");
  if (media.size() != wanted.merkle.size())
    return Doubt(mismatch("the file has not one Merkle tree for each mdat box"));
  for (std::size_t i = 0; i < media.size(); ++i) {
    TRY_ASSIGN(Doubt doubt, check_media(source, asset, wanted.merkle[i], found.roots[media[i]].content));
    if (doubt) return doubt;
  }
  return Doubt();
}

Result<Doubt> check_beginning(const ByteSource& source, const ExcludedBytes& found, const BmffMerkle& tree,
                              std::size_t roots_count) {
  if (tree.init_hash.empty()) return Doubt(mismatch("the beginning of a fragmented film has no hash"));
  AssetDigest digest(source, tree.algorithm);
  TRY(add_roots(digest, found, 0, roots_count));
  if (roots_count == found.roots.size()) TRY(add_tail(digest, found, source.size()));
  if (digest.finish() == tree.init_hash) return Doubt();
  return Doubt(mismatch("the beginning of the film is not the one that was signed"));
}

// Which tree the fragment belongs to: its auxiliary box says.
const BmffProof* find_proof(const BmffHash& wanted, const BmffMerkle& tree, std::size_t fragment) {
  if (fragment >= wanted.proofs.size()) return nullptr;
  const BmffProof& proof = wanted.proofs[fragment];
  return proof.unique_id == tree.unique_id && proof.local_id == tree.local_id ? &proof : nullptr;
}

// Every fragment begins at its `moof`, and what stands before it (`styp`, `sidx`, the auxiliary box) belongs to the
// one before.
Result<Doubt> check_fragments(const ByteSource& source, const Asset& asset, const ExcludedBytes& found,
                              const BmffHash& wanted, const BmffMerkle& tree, const std::vector<std::size_t>& begins) {
  if (tree.count > MerkleRow::leaves_max) return Doubt(mismatch("the Merkle tree has more leaves than are checked"));
  if (asset.merkle_boxes.empty()) return Doubt(malformed("no auxiliary box proves the fragments"));
  MerkleRow row(tree.algorithm);
  AssetDigest digest(source, tree.algorithm);
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const BmffProof* proof = find_proof(wanted, tree, i);
    if (wanted.merkle.size() > 1 && proof == nullptr) continue;
    if (proof != nullptr && proof->location != row.count())
      return Doubt(mismatch("the fragments are not in their order"));
    if (row.count() == tree.count) return Doubt(mismatch("the film has more fragments than were signed"));
    TRY(add_roots(digest, found, begins[i], i + 1 < begins.size() ? begins[i + 1] : found.roots.size()));
    if (i + 1 == begins.size()) TRY(add_tail(digest, found, source.size()));
    row.add(digest.finish());
  }
  return judge_row(std::move(row), tree);
}

Result<Doubt> check_trees(const ByteSource& source, const Asset& asset, const ExcludedBytes& found,
                          const BmffHash& wanted) {
  const std::vector<std::size_t> begins = find_roots(found, "moof");
  const bool is_fragmented =
      !begins.empty() || std::any_of(wanted.merkle.begin(), wanted.merkle.end(),
                                     [](const BmffMerkle& tree) { return !tree.init_hash.empty(); });
  if (!is_fragmented) return check_monolith(source, asset, found, wanted);
  if (begins.empty()) return Doubt(mismatch("the fragments of the film are not in this file"));
  for (const BmffMerkle& tree : wanted.merkle) {
    TRY_ASSIGN(Doubt beginning, check_beginning(source, found, tree, begins.front()));
    if (beginning) return beginning;
    TRY_ASSIGN(Doubt fragments, check_fragments(source, asset, found, wanted, tree, begins));
    if (fragments) return fragments;
  }
  return Doubt();
}

Result<Doubt> check_found(const ByteSource& source, const Asset& asset, const ExcludedBytes& found,
                          const BmffHash& wanted) {
  TRY_ASSIGN(Doubt doubt, check_whole(source, found, wanted));
  if (doubt || wanted.merkle.empty()) return doubt;
  return check_trees(source, asset, found, wanted);
}

}  // namespace

Result<Bytes> hash_bmff(const ByteSource& source, HashName algorithm, const std::vector<BmffExclusion>& exclusions) {
  Walk walk(source, AssetLimits());
  TRY_ASSIGN(const ExcludedBytes found, find_excluded(walk, exclusions));
  return hash_whole(source, found, algorithm);
}

Result<BindingVerdict> check_bmff_hash(const ByteSource& source, const Asset& asset, const BmffHash& wanted) {
  if (const Doubt doubt = find_malformed(wanted)) return *doubt;
  if (!wanted.hash && wanted.merkle.empty()) return mismatch("the assertion holds no hash");
  Walk walk(source, AssetLimits());
  Result<ExcludedBytes> found = find_excluded(walk, wanted.exclusions);
  if (!found.ok() && found.error().code == Code::unavailable) return found.error();
  if (!found.ok()) return mismatch(found.error().message);
  TRY_ASSIGN(const Doubt doubt, check_found(source, asset, found.value(), wanted));
  if (doubt) return *doubt;
  return BindingVerdict{"assertion.bmffHash.match", "the file's bytes are those that were signed",
                        found.value().has_more_than_usual};
}

}  // namespace redress::provenance
