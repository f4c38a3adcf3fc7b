// SPDX-License-Identifier: Apache-2.0
// provenance/asset_digest.hpp — a SHA-2 digest over ranges of a source, in blocks.
//
// Errors          add: as the source's read.
// Threads         one digest belongs to one thread.
// Cost            1 MiB of memory for a file, none for a view; OpenSSL's kernels.
// Source          FIPS 180-4; C2PA 2.2, 13.1.
#pragma once

#include <memory>

#include "provenance/asset_hash.hpp"

namespace redress::provenance {

class AssetDigest {
 public:
  AssetDigest(const ByteSource& source, HashName algorithm);
  ~AssetDigest();
  AssetDigest(const AssetDigest&) = delete;
  AssetDigest& operator=(const AssetDigest&) = delete;

  void add(ByteView bytes);
  [[nodiscard]] Status add(Range range);
  // The digest of what was added; then it begins anew.
  [[nodiscard]] Bytes finish();

 private:
  struct State;
  const ByteSource& source_;
  HashName algorithm_;
  Bytes buffer_;
  std::unique_ptr<State> state_;
};

}  // namespace redress::provenance
