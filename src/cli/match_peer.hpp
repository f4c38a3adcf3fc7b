// SPDX-License-Identifier: Apache-2.0
// cli/match_peer.hpp — another program's exact index, asked beside ours in one process: FAISS, where it is installed.
//
// Use this when   measuring. The program itself links no peer: it opens a library that lies beside it, built from
//                 bench/faiss_peer.cpp where Debian's libfaiss-dev was found.
// Units           radius_bits, distance_bits 0…256.
// Errors          open: not_found, saying what to install.
// Threads         find from any number; make and the rest from one.
// Lifetime        an index does not outlive its peer.
// Source          the figures of peers that are quoted, and under which flags: docs/decisions/0022.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/bits256.hpp"

namespace redress::cli {

class MatchPeer {
 public:
  enum class Kind { flat, multi_hash };  // IndexBinaryFlat; IndexBinaryMultiHash of 16 x 16 bits, one bit flipped

  class Index {
   public:
    Index(const MatchPeer& peer, Kind kind, std::span<const match::Bits256> hashes);
    ~Index();
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;
    // Positions within the radius, in order.
    [[nodiscard]] std::vector<std::uint32_t> find(const match::Bits256& query, int radius_bits) const;

   private:
    const MatchPeer& peer_;
    void* index_;
  };

  [[nodiscard]] static Result<MatchPeer> open();

 private:
  using Make = void*(int kind, const unsigned char* hashes, std::size_t count);
  using Find = std::size_t(const void* index, const unsigned char* query, int radius_bits, std::uint32_t* found,
                           std::size_t found_max);
  using Free = void(void* index);
  Make* make_ = nullptr;
  Find* find_ = nullptr;
  Free* free_ = nullptr;
};

// What cannot be built here: the survey's own figures, on a machine with AVX-512, one query at a time, one thread.
struct QuotedPeer {
  std::string_view name;
  double at_1m = 0;  // queries a second at radius 31 among a million uniform hashes; 0: not measured
  double at_10m = 0;
};
[[nodiscard]] std::span<const QuotedPeer> quoted_peers();

}  // namespace redress::cli
