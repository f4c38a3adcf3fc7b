// SPDX-License-Identifier: Apache-2.0
// ledger/merkle.hpp — the hash tree: leaf and node hashes, a tree that only grows, and proofs checked without a tree.
//
// Use this when   there is no stored log at hand: to check a proof, or to keep a root while entries arrive.
// Errors          invalid: a proof that does not fit, a size that cannot be, saved hashes that do not belong to a size.
// Threads         leaf_hash, node_hash, verify_*: any. A TreeHasher and a CompactTree belong to one thread.
// Cost            one leaf and, on average, one node for each append; memory is one hash for each bit of the size.
// Source          RFC 6962 §2.1 (hashes), RFC 9162 §2.1.3.2 and §2.1.4.2 (checks of proofs).
// Never           treats size 0 as provable: there is nothing to prove, and callers say what it means to them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/digest.hpp"

namespace redress::ledger {

using Proof = std::vector<Digest>;

// One hashing context that is used again and again: several times the rate of a context made for each hash.
class TreeHasher {
 public:
  TreeHasher();
  ~TreeHasher();
  TreeHasher(TreeHasher&&) noexcept;
  TreeHasher& operator=(TreeHasher&&) noexcept;
  [[nodiscard]] Digest leaf(ByteView entry);
  [[nodiscard]] Digest node(const Digest& left, const Digest& right);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest leaf_hash(ByteView entry);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
[[nodiscard]] Digest empty_root();
// The root over `hashes`, each the root of a complete subtree of the same size. The last level may be incomplete.
[[nodiscard]] Digest subtree_root(std::span<const Digest> hashes);

// The tree without its leaves: one hash for each complete subtree, the largest first.
class CompactTree {
 public:
  CompactTree() = default;
  [[nodiscard]] static Result<CompactTree> restore(std::uint64_t size, std::vector<Digest> hashes);

  void append(ByteView entry) { append_leaf(hasher_.leaf(entry)); }
  void append_leaf(const Digest& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;
  [[nodiscard]] const std::vector<Digest>& hashes() const { return hashes_; }

 private:
  TreeHasher hasher_;
  std::uint64_t size_ = 0;
  std::vector<Digest> hashes_;
};

[[nodiscard]] Status verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                      std::span<const Digest> proof, const Digest& root);
[[nodiscard]] Status verify_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t new_size,
                                        const Digest& new_root, std::span<const Digest> proof);

}  // namespace redress::ledger
