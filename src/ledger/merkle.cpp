// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle.hpp"

#include <openssl/evp.h>

#include <bit>
#include <cstring>

namespace redress::ledger {
namespace {

constexpr std::uint8_t leaf_prefix = 0;
constexpr std::uint8_t node_prefix = 1;
// Entries up to this size are copied behind their prefix: one call into the hash instead of two.
constexpr std::size_t copied_bytes_max = 1024;

// Fetched once: EVP_sha256() would look the implementation up at every call.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(method != nullptr);
  return method;
}

Error does_not_fit(const char* what) {
  return Error{Code::invalid, std::string("the proof does not hold: ") + what + "; ask for it again or report the log"};
}

}  // namespace

struct TreeHasher::State {
  struct Free {
    void operator()(EVP_MD_CTX* held) const { EVP_MD_CTX_free(held); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};

  void start() { CHECK(EVP_DigestInit_ex2(context.get(), sha256_method(), nullptr) == 1); }
  void add(const std::uint8_t* bytes, std::size_t count) { CHECK(EVP_DigestUpdate(context.get(), bytes, count) == 1); }
  Digest finish() {
    Digest digest;
    CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    return digest;
  }
};

TreeHasher::TreeHasher() : state_(std::make_unique<State>()) {}
TreeHasher::~TreeHasher() = default;
TreeHasher::TreeHasher(TreeHasher&&) noexcept = default;
TreeHasher& TreeHasher::operator=(TreeHasher&&) noexcept = default;

Digest TreeHasher::leaf(ByteView entry) {
  state_->start();
  if (entry.size() <= copied_bytes_max) {
    std::array<std::uint8_t, 1 + copied_bytes_max> bytes;
    bytes[0] = leaf_prefix;
    if (!entry.empty()) std::memcpy(bytes.data() + 1, entry.data(), entry.size());
    state_->add(bytes.data(), 1 + entry.size());
  } else {
    state_->add(&leaf_prefix, 1);
    state_->add(entry.data(), entry.size());
  }
  return state_->finish();
}

Digest TreeHasher::node(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> bytes;
  bytes[0] = node_prefix;
  std::memcpy(bytes.data() + 1, left.data(), left.size());
  std::memcpy(bytes.data() + 33, right.data(), right.size());
  state_->start();
  state_->add(bytes.data(), bytes.size());
  return state_->finish();
}

namespace {

TreeHasher& thread_hasher() {
  thread_local TreeHasher hasher;
  return hasher;
}

}  // namespace

Digest leaf_hash(ByteView entry) { return thread_hasher().leaf(entry); }
Digest node_hash(const Digest& left, const Digest& right) { return thread_hasher().node(left, right); }
Digest empty_root() { return sha256(ByteView{}); }

Digest subtree_root(std::span<const Digest> hashes) {
  CHECK(!hashes.empty());
  // Level by level in place. A hash without a right neighbour moves up as it is: that is the split at the largest power
  // of two below the count.
  std::vector<Digest> row(hashes.begin(), hashes.end());
  TreeHasher& hasher = thread_hasher();
  while (row.size() > 1) {
    const std::size_t pairs = row.size() / 2;
    for (std::size_t i = 0; i < pairs; ++i) row[i] = hasher.node(row[2 * i], row[2 * i + 1]);
    if (row.size() % 2 != 0) row[pairs] = row.back();
    row.resize((row.size() + 1) / 2);
  }
  return row.front();
}

Result<CompactTree> CompactTree::restore(std::uint64_t size, std::vector<Digest> hashes) {
  if (hashes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return Error{Code::invalid, "the saved tree does not hold one hash for each bit of its size"};
  }
  CompactTree tree;
  tree.size_ = size;
  tree.hashes_ = std::move(hashes);
  return tree;
}

void CompactTree::append_leaf(const Digest& leaf) {
  Digest right = leaf;
  for (std::uint64_t rest = size_; rest % 2 != 0; rest /= 2) {
    right = hasher_.node(hashes_.back(), right);
    hashes_.pop_back();
  }
  hashes_.push_back(right);
  ++size_;
}

Digest CompactTree::root() const {
  if (hashes_.empty()) return empty_root();
  Digest root = hashes_.back();
  for (std::size_t i = hashes_.size() - 1; i-- > 0;) root = node_hash(hashes_[i], root);
  return root;
}

Status verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                        const Digest& root) {
  if (index >= size) return does_not_fit("the entry's index lies outside the tree");
  std::uint64_t place = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& step : proof) {
    if (last == 0) return does_not_fit("it has too many hashes");
    if (place % 2 != 0 || place == last) {
      hash = node_hash(step, hash);
      while (place % 2 == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      hash = node_hash(hash, step);
    }
    place >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return does_not_fit("it has too few hashes");
  if (hash != root) return does_not_fit("it leads to another root");
  return Done{};
}

Status verify_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t new_size,
                          const Digest& new_root, std::span<const Digest> proof) {
  if (old_size == 0) return does_not_fit("nothing can be proved about an empty tree");
  if (old_size > new_size) return does_not_fit("the newer tree is smaller than the older one");
  if (old_size == new_size) {
    if (!proof.empty()) return does_not_fit("two trees of one size need none");
    if (old_root != new_root) return does_not_fit("two roots of one size differ");
    return Done{};
  }
  if (proof.empty()) return does_not_fit("it is empty");
  std::uint64_t place = old_size - 1;
  std::uint64_t last = new_size - 1;
  while (place % 2 != 0) {
    place >>= 1U;
    last >>= 1U;
  }
  std::span<const Digest> rest = proof;
  // An old tree that is a complete subtree of the new one starts the proof itself.
  Digest old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    old_hash = rest.front();
    rest = rest.subspan(1);
  }
  Digest new_hash = old_hash;
  for (const Digest& step : rest) {
    if (last == 0) return does_not_fit("it has too many hashes");
    if (place % 2 != 0 || place == last) {
      old_hash = node_hash(step, old_hash);
      new_hash = node_hash(step, new_hash);
      while (place % 2 == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      new_hash = node_hash(new_hash, step);
    }
    place >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return does_not_fit("it has too few hashes");
  if (old_hash != old_root) return does_not_fit("it leads to another old root");
  if (new_hash != new_root) return does_not_fit("it leads to another new root");
  return Done{};
}

}  // namespace redress::ledger
