// SPDX-License-Identifier: Apache-2.0
#include "ledger/tiles.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace redress::ledger {
namespace {

Error corrupt(const TilePath& tile, const char* what) {
  return Error{Code::corrupt, render_tile_path(tile) + " " + what};
}

std::vector<Digest> split_hashes(ByteView bytes, unsigned width) {
  std::vector<Digest> hashes(width);
  for (unsigned i = 0; i < width; ++i) std::memcpy(hashes[i].data(), bytes.data() + i * 32, 32);
  return hashes;
}

Bytes join_hashes(std::span<const Digest> hashes) {
  Bytes bytes;
  bytes.reserve(hashes.size() * 32);
  for (const Digest& hash : hashes) bytes.insert(bytes.end(), hash.begin(), hash.end());
  return bytes;
}

// The file of a tile, or of the full tile that took a partial one's place.
Result<Bytes> read_stored(const TileReader& reader, TilePath& tile) {
  auto bytes = reader(tile);
  if (bytes.ok() || tile.is_full() || bytes.error().code != Code::not_found) return bytes;
  tile.width = tile_width_max;
  return reader(tile);
}

// Root of the log from the partial tiles of its right edge. Each level's hashes are complete subtrees of one size; a
// level's own binary digits are cut from its front, largest first.
Digest edge_root(const std::vector<std::vector<Digest>>& edge) {
  std::vector<Digest> subtrees;
  for (std::size_t level = edge.size(); level-- > 0;) {
    std::span<const Digest> rest = edge[level];
    while (!rest.empty()) {
      const std::size_t count = std::bit_floor(rest.size());
      subtrees.push_back(subtree_root(rest.first(count)));
      rest = rest.subspan(count);
    }
  }
  if (subtrees.empty()) return empty_root();
  Digest root = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;) root = node_hash(subtrees[i], root);
  return root;
}

Result<std::vector<std::vector<Digest>>> read_edge(const TileReader& reader, std::uint64_t size, const Digest& root) {
  std::vector<std::vector<Digest>> edge(level_count(size));
  for (unsigned level = 0; level < edge.size(); ++level) {
    const TileCount count = tile_count(size, level);
    if (count.partial_width == 0) continue;
    TRY_ASSIGN(edge[level], read_tile(reader, {TileKind::hashes, level, count.full, count.partial_width}));
  }
  if (edge_root(edge) != root) {
    return Error{Code::corrupt, "the tiles on the right edge of the log do not lead to its root"};
  }
  return edge;
}

}  // namespace

Result<std::vector<Digest>> read_tile(const TileReader& reader, TilePath tile) {
  const unsigned width = tile.width;
  TRY_ASSIGN(Bytes bytes, read_stored(reader, tile));
  const std::size_t expected = std::size_t{tile.width} * 32;
  if (bytes.size() != expected && is_gzip(bytes)) {
    TRY_ASSIGN(bytes, unpack_gzip(bytes, expected));
  }
  if (bytes.size() != expected) return corrupt(tile, "has the wrong length");
  return split_hashes(bytes, width);
}

Result<Bundle> read_bundle(const TileReader& reader, std::uint64_t index, unsigned width) {
  TilePath tile{TileKind::entries, 0, index, width};
  Bundle bundle;
  TRY_ASSIGN(bundle.bytes, read_stored(reader, tile));
  auto entries = decode_bundle(bundle.bytes, tile.width);
  // An entry may by chance begin like gzip, so plain comes first.
  if (!entries.ok() && is_gzip(bundle.bytes)) {
    TRY_ASSIGN(bundle.bytes, unpack_gzip(bundle.bytes, bundle_bytes_max));
    entries = decode_bundle(bundle.bytes, tile.width);
  }
  if (!entries.ok()) return corrupt(tile, "does not hold exactly its entries");
  bundle.entries = std::move(entries).value();
  bundle.entries.resize(width);
  return bundle;
}

Result<TileTree> TileTree::open(TileReader reader, std::uint64_t size, const Digest& root) {
  TRY_ASSIGN(auto edge, read_edge(reader, size, root));
  TileTree tree(std::move(reader), size, root);
  tree.edge_ = std::move(edge);
  return tree;
}

Result<std::vector<Digest>> TileTree::checked_tile(unsigned level, std::uint64_t index) {
  const TileCount count = tile_count(size_, level);
  if (index == count.full && count.partial_width != 0) return edge_[level];
  CHECK(index < count.full);
  if (const auto known = cache_.find({level, index}); known != cache_.end()) return known->second;
  // A full tile's own hash stands in the tile above it.
  TRY_ASSIGN(const std::vector<Digest> above, checked_tile(level + 1, index / tile_width_max));
  const TilePath path{TileKind::hashes, level, index, tile_width_max};
  TRY_ASSIGN(std::vector<Digest> hashes, read_tile(reader_, path));
  if (subtree_root(hashes) != above[index % tile_width_max])
    return corrupt(path, "was changed: it does not fit the tile above it");
  if (cache_.size() >= cached_tiles_max) cache_.clear();
  cache_.emplace(Key{level, index}, hashes);
  return hashes;
}

Result<Digest> TileTree::range_root(std::uint64_t start, std::uint64_t end) {
  CHECK(start < end && end <= size_);
  const std::uint64_t count = end - start;
  if (std::has_single_bit(count) && start % count == 0) {
    const unsigned bits = static_cast<unsigned>(std::countr_zero(count));
    // All 256 hashes of a tile stand as one in the tile above it.
    const unsigned level = bits / 8;
    const std::uint64_t first = start >> 8 * level;
    TRY_ASSIGN(const std::vector<Digest> tile, checked_tile(level, first / tile_width_max));
    return subtree_root(std::span(tile).subspan(first % tile_width_max, std::size_t{1} << bits % 8));
  }
  const std::uint64_t split = std::bit_floor(count - 1);
  TRY_ASSIGN(const Digest left, range_root(start, start + split));
  TRY_ASSIGN(const Digest right, range_root(start + split, end));
  return node_hash(left, right);
}

Result<Digest> TileTree::leaf(std::uint64_t index) {
  if (index >= size_) return Error{Code::not_found, "the log has no such entry"};
  return range_root(index, index + 1);
}

Result<Digest> TileTree::root_at(std::uint64_t size) {
  if (size > size_) return Error{Code::not_found, "the log is not that long"};
  if (size == 0) return empty_root();
  return size == size_ ? Result<Digest>(root_) : range_root(0, size);
}

Result<Proof> TileTree::inclusion_proof(std::uint64_t index, std::uint64_t size) {
  if (size > size_ || index >= size) return Error{Code::not_found, "the log has no such entry at that size"};
  Proof proof;
  // From the root down to the leaf; the format wants it from the leaf up.
  std::uint64_t start = 0;
  std::uint64_t end = size;
  while (end - start > 1) {
    const std::uint64_t middle = start + std::bit_floor(end - start - 1);
    const bool left = index < middle;
    TRY_ASSIGN(const Digest sibling, left ? range_root(middle, end) : range_root(start, middle));
    proof.push_back(sibling);
    (left ? end : start) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<Proof> TileTree::consistency_proof(std::uint64_t old_size, std::uint64_t new_size) {
  if (old_size == 0 || old_size > new_size || new_size > size_) {
    return Error{Code::not_found, "there is no consistency proof between these sizes of the log"};
  }
  Proof proof;
  std::uint64_t start = 0;
  std::uint64_t end = new_size;
  bool from_zero = true;  // the old tree itself is a subtree: its root is known and left out
  while (end != old_size) {
    const std::uint64_t middle = start + std::bit_floor(end - start - 1);
    if (old_size <= middle) {
      TRY_ASSIGN(const Digest right, range_root(middle, end));
      proof.push_back(right);
      end = middle;
    } else {
      TRY_ASSIGN(const Digest left, range_root(start, middle));
      proof.push_back(left);
      start = middle;
      from_zero = false;
    }
  }
  if (!from_zero) {
    TRY_ASSIGN(const Digest old_part, range_root(start, end));
    proof.push_back(old_part);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<Bytes> TileTree::entry(std::uint64_t index) {
  TRY_ASSIGN(const Digest expected, leaf(index));
  const std::uint64_t number = index / tile_width_max;
  TRY_ASSIGN(const Bundle bundle, read_bundle(reader_, number, tile_width(size_, 0, number)));
  const ByteView bytes = bundle.entries[index % tile_width_max];
  if (leaf_hash(bytes) != expected) {
    return corrupt({TileKind::entries, 0, number, tile_width(size_, 0, number)},
                   "was changed: an entry is not its leaf");
  }
  return Bytes(bytes.begin(), bytes.end());
}

Result<TileWriter> TileWriter::resume(const TileReader& reader, std::uint64_t size, const Digest& root) {
  TileWriter writer;
  TRY_ASSIGN(writer.edge_, read_edge(reader, size, root));
  writer.size_ = size;
  writer.written_size_ = size;
  const TileCount count = tile_count(size, 0);
  if (count.partial_width == 0) return writer;
  TRY_ASSIGN(const Bundle bundle, read_bundle(reader, count.full, count.partial_width));
  for (unsigned i = 0; i < count.partial_width; ++i) {
    if (leaf_hash(bundle.entries[i]) != writer.edge_[0][i]) {
      return corrupt({TileKind::entries, 0, count.full, count.partial_width}, "was changed: an entry is not its leaf");
    }
    TRY(encode_entry(bundle.entries[i], writer.bundle_));
  }
  return writer;
}

void TileWriter::finish(TilePath path, Bytes bytes) {
  waiting_bytes_ += bytes.size();
  full_.push_back({path, std::move(bytes)});
}

void TileWriter::push(unsigned level, const Digest& hash) {
  if (level == edge_.size()) edge_.emplace_back().reserve(tile_width_max);
  std::vector<Digest>& tile = edge_[level];
  tile.push_back(hash);
  if (tile.size() < tile_width_max) return;
  const std::uint64_t index = tile_count(size_, level).full - 1;
  finish({TileKind::hashes, level, index, tile_width_max}, join_hashes(tile));
  for (std::size_t width = tile.size(); width > 1; width /= 2) {
    for (std::size_t i = 0; i < width / 2; ++i) tile[i] = hasher_.node(tile[2 * i], tile[2 * i + 1]);
  }
  const Digest root = tile.front();
  tile.clear();
  push(level + 1, root);
}

Result<Digest> TileWriter::append(ByteView entry) {
  TRY(encode_entry(entry, bundle_));
  const Digest leaf = hasher_.leaf(entry);
  ++size_;
  if (size_ % tile_width_max == 0) {
    finish({TileKind::entries, 0, size_ / tile_width_max - 1, tile_width_max}, std::move(bundle_));
    bundle_ = {};
  }
  push(0, leaf);
  return leaf;
}

Digest TileWriter::root() const { return edge_root(edge_); }

std::vector<TileFile> TileWriter::take_full_files() {
  waiting_bytes_ = 0;
  return std::exchange(full_, {});
}

std::vector<TileFile> TileWriter::take_files() {
  std::vector<TileFile> files = take_full_files();
  for (unsigned level = 0; level < edge_.size(); ++level) {
    // A level that did not grow has its partial tile from before.
    const TileCount count = tile_count(size_, level);
    if (edge_[level].empty() || count == tile_count(written_size_, level)) continue;
    const unsigned width = count.partial_width;
    const std::uint64_t index = count.full;
    files.push_back({{TileKind::hashes, level, index, width}, join_hashes(edge_[level])});
    if (level == 0) files.push_back({{TileKind::entries, 0, index, width}, bundle_});
  }
  written_size_ = size_;
  return files;
}

}  // namespace redress::ledger
