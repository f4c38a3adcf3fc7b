// SPDX-License-Identifier: Apache-2.0
// label/visible_label.hpp — words in a box, drawn into the pixels where people see them.
//
// Use this when   a picture is labelled, before its watermark: what is drawn is part of what is marked.
// Shapes          white on black where the picture is light, black on white where it is dark; in the corner with
//                 the least to hide, or a given one. Too wide a line is broken between words.
// Units           pixels. `glyph_height_px` is the ink of a letter, not its line or its box: half of the letters are as
//                 high or higher, and in capitals and Chinese every one. Contrast as a ratio to one.
// Errors          unsupported: the picture is so small, or the words so long, that they do not fit. unavailable: no
//                 installed font has the letters (Debian's fonts-noto-core, fonts-noto-cjk).
// Threads         any: each call has fonts of its own.
// Cost            10 to 40 ms, most of it for finding fonts.
// Source          height: GB 45438-2025, 5 % of the shorter side; contrast: WCAG 2.1, 1.4.3. Shaping: Pango.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "media/plane.hpp"

namespace redress::label {

enum class Corner { least_detail, top_left, top_right, bottom_left, bottom_right };
[[nodiscard]] Result<Corner> parse_corner(std::string_view text);

inline constexpr double glyph_share_min = 0.05;  // of the shorter side
inline constexpr double contrast_min = 4.5;

struct VisibleLabel {
  media::Box box;
  double glyph_height_px = 0;
  double contrast = 0;
};

[[nodiscard]] Result<VisibleLabel> draw_visible_label(media::Pixels& pixels, std::string_view words,
                                                      Corner corner = Corner::least_detail);

}  // namespace redress::label
