// SPDX-License-Identifier: Apache-2.0
// engine/digest_filter.hpp — whether a digest was ever put: most likely not, and then no disk is asked.
//
// Use this when   nearly all that is asked is not there. A yes means: look; a no is certain.
// Shapes          a Bloom filter of seven bits a digest in sixteen: 1 yes in 1,500 is wrong when it is full. Nothing is
//                 taken out: a digest that is gone is one wrong yes more, until the next start.
// Errors          none; beyond count_max there are more wrong yeses.
// Threads         put and may_have from any, together.
// Cost            2 bytes a digest of count_max. may_have: up to seven lines of memory, one or two for a no.
// Source          Bloom: Space/time trade-offs in hash coding with allowable errors (1970); Kirsch and Mitzenmacher
//                 (2006): two hashes do for all seven.
#pragma once

#include <cstdlib>
#include <memory>

#include "base/bytes.hpp"

namespace redress::engine {

class DigestFilter {
 public:
  explicit DigestFilter(std::size_t count_max);

  // A cryptographic digest of 16 bytes and more: its own bits are the hashes.
  void put(ByteView digest);
  [[nodiscard]] bool may_have(ByteView digest) const;

 private:
  std::size_t word_count_;
  struct Free {
    void operator()(std::uint64_t* words) const { std::free(words); }
  };
  std::unique_ptr<std::uint64_t[], Free> words_;  // zeroed when first touched: a small bank takes little
};

}  // namespace redress::engine
