// SPDX-License-Identifier: Apache-2.0
#include "provenance/merkle_row.hpp"

#include <algorithm>

#include "provenance/asset_digest.hpp"

namespace redress::provenance {
namespace {

std::size_t width_of(HashName algorithm) {
  if (algorithm == HashName::sha256) return 32;
  return algorithm == HashName::sha384 ? 48 : 64;
}

}  // namespace

MerkleRow::MerkleRow(HashName algorithm) : algorithm_(algorithm), width_(width_of(algorithm)) {}

void MerkleRow::add(ByteView hash) {
  CHECK(hash.size() == width_ && count() < leaves_max);
  hashes_.insert(hashes_.end(), hash.begin(), hash.end());
}

bool MerkleRow::fold_to(std::size_t wanted) {
  if (wanted == 0) return false;
  const ByteSource none{ByteView()};
  AssetDigest digest(none, algorithm_);
  while (count() > wanted) {
    Bytes above;
    for (std::size_t i = 0; i < count(); i += 2) {
      digest.add(at(i));
      if (i + 1 < count()) digest.add(at(i + 1));
      const Bytes pair = digest.finish();
      const ByteView node = i + 1 < count() ? ByteView(pair) : at(i);
      above.insert(above.end(), node.begin(), node.end());
    }
    hashes_ = std::move(above);
  }
  return count() == wanted;
}

bool MerkleRow::has(std::size_t index, ByteView hash) const {
  const ByteView mine = at(index);
  return std::equal(mine.begin(), mine.end(), hash.begin(), hash.end());
}

}  // namespace redress::provenance
