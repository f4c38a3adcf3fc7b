// SPDX-License-Identifier: Apache-2.0
// media/borders.hpp — the picture inside a frame, a letterbox or a caption's band.
//
// Use this when   a whole-picture hash is asked for: what was put around a picture changes all of it. Trimmed, it is
//                 asked for once more.
// Shapes          none, one or two boxes, each smaller than the plane: what uniform borders leave; and, where more
//                 lines have mostly the border's colour, as a band with text on it has, what those leave as well.
// Units           pixels; luma within 20 of the border's own is the border's.
// Errors          none.
// Threads         pure.
// Cost            about four looks at each pixel of the border.
// Source          none: the outermost line's median, and how much of each next line agrees with it.
// Never           promises that a border is one: a picture may end in a plain sky. The boxes are for asking again, and
//                 a wrong one finds nothing.
#pragma once

#include "media/plane.hpp"

namespace redress::media {

[[nodiscard]] std::vector<Box> find_content(const Plane& plane);
// The quarters and the ninths: what a collage is made of. None of a plane too small for it.
[[nodiscard]] std::vector<Box> cut_grid(const Plane& plane);

}  // namespace redress::media
