// SPDX-License-Identifier: Apache-2.0
// cli/watermark_attacks.hpp — what `redress bench watermark` does to a marked picture before it looks for the mark, and
// how like the marked picture is to the one before.
//
// Shapes          a name for the table; the share of pictures that must give their mark back at 42 and at 40 dB.
// Units           pixels; the likeness is SSIM, 0…1, of luma.
// Errors          none.
// Threads         pure functions.
// Source          Wang, Bovik, Sheikh and Simoncelli 2004: a Gaussian window of 11 pixels, sigma 1.5.
#pragma once

#include <span>
#include <string_view>

#include "cli/copies_draw.hpp"

namespace redress::cli {

struct Attack {
  std::string_view name;
  Pixels (*make)(const Pixels& marked);
  double wanted_42 = 0;  // 0: measured, and nothing is promised
  double wanted_40 = 0;
};

[[nodiscard]] std::span<const Attack> watermark_attacks();

[[nodiscard]] double measure_ssim(const media::Plane& before, const media::Plane& after);

}  // namespace redress::cli
