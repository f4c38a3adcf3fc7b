// SPDX-License-Identifier: Apache-2.0
#include "provenance/asset_digest.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace redress::provenance {
namespace {

const EVP_MD* find_algorithm(HashName name) {
  if (name == HashName::sha384) return EVP_sha384();
  return name == HashName::sha512 ? EVP_sha512() : EVP_sha256();
}

}  // namespace

struct AssetDigest::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

AssetDigest::AssetDigest(const ByteSource& source, HashName algorithm)
    : source_(source), algorithm_(algorithm), state_(std::make_unique<State>()) {
  CHECK(EVP_DigestInit_ex(state_->context, find_algorithm(algorithm_), nullptr) == 1);
}

AssetDigest::~AssetDigest() = default;

void AssetDigest::add(ByteView bytes) { CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1); }

Status AssetDigest::add(Range range) {
  constexpr std::uint64_t block_bytes = 1U << 20U;
  while (range.length > 0) {
    const std::uint64_t count = std::min(block_bytes, range.length);
    TRY_ASSIGN(const ByteView block, source_.read(range.offset, static_cast<std::size_t>(count), buffer_));
    add(block);
    range = {range.offset + count, range.length - count};
  }
  return Done{};
}

Bytes AssetDigest::finish() {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &length) == 1);
  digest.resize(length);
  CHECK(EVP_DigestInit_ex(state_->context, find_algorithm(algorithm_), nullptr) == 1);
  return digest;
}

}  // namespace redress::provenance
