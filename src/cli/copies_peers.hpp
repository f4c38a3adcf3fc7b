// SPDX-License-Identifier: Apache-2.0
// cli/copies_peers.hpp — the hashes that others use, written small, for the table of `redress bench copies`.
//
// Shapes          each as 256 bits of which the first 64, or all, are used.
// Units           distances in bits.
// Errors          none.
// Threads         pure functions.
// Cost            under a millisecond each on a picture of 800 pixels.
// Source          pHash and dHash as Python's imagehash makes them (Zauner 2010; Krawetz 2013); blockhash as Yang, Gu
//                 and Niu 2006, method 1, 16 × 16 blocks, medians of four bands.
#pragma once

#include <string_view>

#include "match/bits256.hpp"
#include "media/plane.hpp"

namespace redress::cli {

[[nodiscard]] match::Bits256 phash(const media::Plane& plane);      // 64 bits
[[nodiscard]] match::Bits256 dhash(const media::Plane& plane);      // 64 bits
[[nodiscard]] match::Bits256 blockhash(const media::Plane& plane);  // 256 bits

}  // namespace redress::cli
