// SPDX-License-Identifier: Apache-2.0
// media/pdq_reference.hpp — the plain twins of PDQ: its reference spelled out, and our kernels one number at a time.
//
// Use this when   in tests, and in `redress bench hash`, which has the reference's filter as its measure. Nowhere else.
// Shapes          planes of width · height floats, row by row; samples and results as in media/pdq.hpp.
// Errors          none: a plane of another size than it says is a CHECK.
// Threads         pure functions.
// Cost            filter_as_reference writes the whole plane four times, twice of them column by column.
// Source          Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, §2;
//                 facebook/ThreatExchange at baefb4ed for the sums that move along, in float, and the order of passes.
#pragma once

#include "media/pdq.hpp"

namespace redress::media {

// Two box passes along the rows and along the columns in turn, then every 64th part of each axis.
[[nodiscard]] Samples filter_as_reference(std::vector<float> plane, std::uint32_t width, std::uint32_t height);

// The weighted sums of the kernels, in the same order: equal to theirs bit for bit.
[[nodiscard]] Samples filter_plainly(std::span<const float> plane, std::uint32_t width, std::uint32_t height);
[[nodiscard]] PdqResult hash_samples_plainly(const Samples& samples);

}  // namespace redress::media
