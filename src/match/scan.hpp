// SPDX-License-Identifier: Apache-2.0
// match/scan.hpp — all hashes within a radius, by looking at every one: the plain way, and the fastest for few.
//
// Units           radius_bits, distance_bits 0…256.
// Errors          none.
// Threads         pure.
// Cost            about 1 ns a hash with AVX-512 or AVX2, 3 ns without; scan_each half of it.
// Source          SIMD through Highway, which picks the widest vectors of the machine.
#pragma once

#include <span>
#include <vector>

#include "match/bits256.hpp"
#include "match/chunk_tables.hpp"

namespace redress::match {

void scan(std::span<const Bits256> hashes, const Bits256& query, int radius_bits, std::vector<Found>& found);
// For many queries: as many hashes as the nearest cache holds are shown to all of them before the next ones are read.
void scan_each(std::span<const Bits256> hashes, std::span<const Bits256> queries, int radius_bits,
               std::span<std::vector<Found>> found);
// Its twin, one hash after the other, for the tests and nothing else.
void scan_plainly(std::span<const Bits256> hashes, const Bits256& query, int radius_bits, std::vector<Found>& found);

}  // namespace redress::match
