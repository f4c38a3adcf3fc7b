// SPDX-License-Identifier: Apache-2.0
// media/pdq_kernel.hpp — the arithmetic of PDQ with the widest vectors that the machine has.
//
// Use this when   through media/pdq.hpp. The twins, one number after the other, are in media/pdq_reference.hpp.
// Shapes          samples: 64 × 64, row by row; spectrum: frequencies 1…16 of both axes, row by row.
// Errors          none.
// Threads         pure functions.
// Cost            a row: 16 pixels in three or four cycles with AVX-512. The rest, once a picture: a few microseconds.
// Source          Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, §2; SIMD
//                 through Highway.
// Never           fuses a multiplication with an addition, or sums in an order that depends on the vectors' width: a
//                 hash must not depend on the machine that made it. All kernels give the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "media/pdq_axis.hpp"

namespace redress::media {

inline constexpr std::size_t pdq_frequencies = 16;
using Samples = std::array<float, pdq_side * pdq_side>;
using Spectrum = std::array<float, pdq_frequencies * pdq_frequencies>;

// to[x] += weight · luma[x]
void add_weighted(float* to, const std::uint8_t* luma, std::size_t count, float weight);
void add_weighted(float* to, const float* luma, std::size_t count, float weight);

// The weights of an axis in the order in which sum_columns reads them: of four samples the first, of four the second …
[[nodiscard]] std::vector<float> group_by_four(const PdqAxis& across);
// One row of samples. `columns` can be read `across.reach` places past its last column.
void sum_columns(const float* columns, const PdqAxis& across, const float* grouped, float* samples);

// Row i of the table is frequency i + 1 of the DCT of 64 samples; the mean, frequency 0, carries nothing a hash should
// depend on.
using Cosines = std::array<float, pdq_frequencies * pdq_side>;
[[nodiscard]] const Cosines& pdq_cosines();
[[nodiscard]] Spectrum transform(const Samples& samples);

// Of each the element that 127 of the 256 come before.
using FourSpectra = std::array<Spectrum, 4>;
[[nodiscard]] std::array<float, 4> find_lower_medians(const FourSpectra& spectra);
// Bit j of row i: coefficient (i, j) is over the median.
using BitRows = std::array<std::uint16_t, pdq_frequencies>;
[[nodiscard]] BitRows compare(const Spectrum& spectrum, float median);
// How much the samples change from neighbour to neighbour: a plane of one colour has 0.
[[nodiscard]] int measure_quality(const Samples& samples);

}  // namespace redress::media
