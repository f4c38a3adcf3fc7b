// SPDX-License-Identifier: Apache-2.0
// provenance/merkle_row.hpp — the leaves of C2PA's Merkle tree, folded up to the row that a claim holds.
//
// Errors          none: fold_to says whether the tree has a row of that length.
// Threads         values.
// Source          C2PA 2.2, A.5.4: a node without a neighbour moves up as it is.
#pragma once

#include "provenance/asset_hash.hpp"

namespace redress::provenance {

class MerkleRow {
 public:
  static constexpr std::size_t leaves_max = 1U << 17U;  // 8 MB at most: a film of a day and a half in seconds

  explicit MerkleRow(HashName algorithm);

  void add(ByteView hash);
  [[nodiscard]] std::size_t count() const { return hashes_.size() / width_; }
  // Halves the row until it has `count`; no where it never does.
  [[nodiscard]] bool fold_to(std::size_t count);
  [[nodiscard]] bool has(std::size_t index, ByteView hash) const;

 private:
  [[nodiscard]] ByteView at(std::size_t index) const { return ByteView(hashes_).subspan(index * width_, width_); }

  HashName algorithm_;
  std::size_t width_;
  Bytes hashes_;
};

}  // namespace redress::provenance
