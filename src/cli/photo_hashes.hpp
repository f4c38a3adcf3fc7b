// SPDX-License-Identifier: Apache-2.0
// cli/photo_hashes.hpp — PDQ hashes of parts of real photographs, for benches: those that are known, and others that no
// known one shows.
//
// Shapes          parts of 25 to 95 % of a side, with quality enough. Beyond part_count_max the known are parts with up
//                 to 48 bits flipped. Photographs are those of cli/copies_pictures.hpp; a quarter of the scenes is
//                 never among the known.
// Errors          none: nothing is made where the packages are not installed.
// Threads         one call; it uses every core.
// Cost            about 0.1 ms a part.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/bench_hashes.hpp"

namespace redress::cli {

struct PhotoHashes {
  static constexpr std::size_t part_count_max = 200'000;
  static constexpr std::size_t stranger_count = 20'000;
  std::vector<match::Bits256> known;
  std::vector<match::Bits256> strangers;
  std::size_t part_count = 0;  // of the known: real ones
  std::size_t scene_count = 0;
};

[[nodiscard]] PhotoHashes make_photo_hashes(std::size_t count, BenchHashes& dice);

}  // namespace redress::cli
