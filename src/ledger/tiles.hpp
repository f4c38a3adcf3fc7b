// SPDX-License-Identifier: Apache-2.0
// ledger/tiles.hpp — the tree as stored tiles: proofs and roots from files, and the files that new entries make.
//
// Use this when   a log is on disk or behind HTTP. Nothing of the tree is kept but its right edge.
// Errors          of the reader as they are; corrupt: a tile that does not belong to what is above it, or to the root.
// Threads         a TileTree and a TileWriter belong to one thread each; several may read the same files.
// Cost            opening reads one tile a level (at most 8). A proof reads at most two tiles a level; memory is
//                 bounded by cached_tiles_max tiles of 8 KiB. Appending hashes a leaf and, on average, one node.
// Source          c2sp.org/tlog-tiles; RFC 6962 §2.1.1 and §2.1.2 (proofs).
// Never           hashes a partial tile upward, reads a tile without checking it, or writes a full tile twice.
#pragma once

#include <functional>
#include <map>

#include "ledger/bundle.hpp"
#include "ledger/merkle.hpp"
#include "ledger/tile_path.hpp"

namespace redress::ledger {

// The bytes of one file, as stored. Not found where there is none.
using TileReader = std::function<Result<Bytes>(const TilePath& tile)>;

// The hashes of a tile. Where a partial tile is gone its full one is read and cut; gzip is unpacked.
[[nodiscard]] Result<std::vector<Digest>> read_tile(const TileReader& reader, TilePath tile);
// A bundle and where its entries are; the views point into `bytes`, which moves without changing its place.
struct Bundle {
  Bytes bytes;
  std::vector<ByteView> entries;
};
[[nodiscard]] Result<Bundle> read_bundle(const TileReader& reader, std::uint64_t index, unsigned width);

constexpr std::size_t cached_tiles_max = 64;

// A log of a known size, read with suspicion.
class TileTree {
 public:
  // Reads the right edge and checks it against `root`.
  [[nodiscard]] static Result<TileTree> open(TileReader reader, std::uint64_t size, const Digest& root);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const Digest& root() const { return root_; }
  [[nodiscard]] Result<Digest> leaf(std::uint64_t index);
  // Of any smaller size as well: a checkpoint of yesterday keeps its proofs.
  [[nodiscard]] Result<Digest> root_at(std::uint64_t size);
  [[nodiscard]] Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size);
  [[nodiscard]] Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t new_size);
  // The entry itself, checked against its leaf.
  [[nodiscard]] Result<Bytes> entry(std::uint64_t index);

 private:
  using Key = std::pair<unsigned, std::uint64_t>;  // level, index

  TileTree(TileReader reader, std::uint64_t size, const Digest& root)
      : reader_(std::move(reader)), size_(size), root_(root) {}
  // The hashes of a tile, checked against the tile above it and so on up to the edge.
  [[nodiscard]] Result<std::vector<Digest>> checked_tile(unsigned level, std::uint64_t index);
  [[nodiscard]] Result<Digest> range_root(std::uint64_t start, std::uint64_t end);

  TileReader reader_;
  std::uint64_t size_;
  Digest root_;
  std::vector<std::vector<Digest>> edge_;  // by level; empty where the level has no partial tile
  std::map<Key, std::vector<Digest>> cache_;
};

struct TileFile {
  TilePath path;
  Bytes bytes;
};

// Entries in, files out. Keeps the partial tile of each level and the partial bundle, nothing else.
class TileWriter {
 public:
  TileWriter() = default;  // of an empty log
  [[nodiscard]] static Result<TileWriter> resume(const TileReader& reader, std::uint64_t size, const Digest& root);

  // The hash of the leaf.
  [[nodiscard]] Result<Digest> append(ByteView entry);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;
  // What has changed since the last call: full tiles and bundles, then the partial ones of the present size.
  [[nodiscard]] std::vector<TileFile> take_files();
  // Only what is full: for many entries between two checkpoints, so that memory stays bounded on the way.
  [[nodiscard]] std::vector<TileFile> take_full_files();
  // What take_files would have to hand out holds at least this many bytes: call it before that grows too large.
  [[nodiscard]] std::size_t waiting_bytes() const { return waiting_bytes_; }

 private:
  void push(unsigned level, const Digest& hash);
  void finish(TilePath path, Bytes bytes);

  TreeHasher hasher_;
  std::uint64_t size_ = 0;
  std::vector<std::vector<Digest>> edge_;
  Bytes bundle_;
  std::vector<TileFile> full_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t written_size_ = 0;
};

}  // namespace redress::ledger
