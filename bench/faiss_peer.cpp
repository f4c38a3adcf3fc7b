// SPDX-License-Identifier: Apache-2.0
// bench/faiss_peer.cpp — FAISS behind three C functions, a library of its own that `redress bench match` opens where it
// is there (src/cli/match_peer.hpp). Nothing else uses it, and the program does not link it.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHash.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <omp.h>

#include <cstdint>
#include <memory>

namespace {

constexpr int bits = 256;
constexpr int chunk_count = 16;
constexpr int flat = 0;

}  // namespace

extern "C" {

void* redress_peer_make(int kind, const unsigned char* hashes, std::size_t count) {
  std::unique_ptr<faiss::IndexBinary> index;
  if (kind == flat) {
    index = std::make_unique<faiss::IndexBinaryFlat>(bits);
  } else {
    auto multi_hash = std::make_unique<faiss::IndexBinaryMultiHash>(bits, chunk_count, bits / chunk_count);
    multi_hash->nflip = 1;  // 16 chunks, one bit each: exact up to 31
    index = std::move(multi_hash);
  }
  index->add(static_cast<faiss::IndexBinary::idx_t>(count), hashes);
  return index.release();
}

std::size_t redress_peer_find(const void* index, const unsigned char* query, int radius_bits, std::uint32_t* found,
                              std::size_t found_max) {
  omp_set_num_threads(1);  // of this thread: one query at a time, as ours
  faiss::RangeSearchResult result(1);
  static_cast<const faiss::IndexBinary*>(index)->range_search(1, query, radius_bits + 1, &result);  // it asks for "<"
  const std::size_t count = result.lims[1];
  for (std::size_t i = 0; i < count && i < found_max; ++i) found[i] = static_cast<std::uint32_t>(result.labels[i]);
  return count;
}

void redress_peer_free(void* index) { std::unique_ptr<faiss::IndexBinary>(static_cast<faiss::IndexBinary*>(index)); }
}
