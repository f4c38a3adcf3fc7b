// SPDX-License-Identifier: Apache-2.0
// label/watermark.hpp — a mark of 64 bits laid into a picture's pixels, unseen, and found again in copies of it:
// saved as JPEG, made smaller, cut, shown in a screenshot, mirrored, stretched, turned a little.
//
// Use this when   a label must outlive the metadata. A hit proves nothing alone: a mark can be copied onto another
//                 picture, and washed out. It opens the look-up; the record's fingerprint decides.
// Shapes          any picture with a short side of `marked_side_min` or more that is at most `marked_ratio_max`
//                 times as long as it is wide.
// Units           PSNR over red, green and blue, in dB; scores in standard deviations of chance.
// Errors          mark_picture: unsupported when the picture is too small or too long, or too flat to hide anything in.
//                 find_mark: none; such a picture bears no mark that could be found.
// Threads         pure functions over a constant Carrier.
// Cost            `redress bench watermark` measures it: docs/reference/watermark.md.
// Source          a periodic spread-spectrum tile as in Kutter 1998 and Honsinger and Rabbani 2000; phases alone
//                 are compared, as in Kuglin and Hines 1975.
// Never           depends on anything but its arguments: the same picture, mark and key give the same pixels.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "label/carrier.hpp"
#include "media/plane.hpp"

namespace redress::label {

inline constexpr std::uint32_t marked_side_min = 256;
inline constexpr std::uint32_t marked_ratio_max = 4;
inline constexpr double default_psnr_db = 42;
inline constexpr double strong_psnr_db = 40;

// The PSNR reached: at least what was asked for.
[[nodiscard]] Result<double> mark_picture(media::Pixels& pixels, const Mark& mark, const Carrier& carrier,
                                          double psnr_db = default_psnr_db);

// How the found tile lies in the picture: one pixel to the right is (xx, yx) of the tile's own pixels away, one down
// (xy, yy); both in pixels of the canonical picture, whose short side is 640.
struct Lie {
  double xx = 1;
  double xy = 0;
  double yx = 0;
  double yy = 1;
};

struct FoundMark {
  Mark mark;
  float score = 0;  // of the sync, in standard deviations of chance
  Lie lie;
};

// at_once: only where the picture was neither cut nor turned; everywhere: all that mark_picture promises.
enum class Search { at_once, everywhere };
[[nodiscard]] std::optional<FoundMark> find_mark(const media::Plane& luma, const Carrier& carrier,
                                                 Search search = Search::everywhere);

}  // namespace redress::label
