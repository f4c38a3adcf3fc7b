// SPDX-License-Identifier: Apache-2.0
// media/preview.hpp — pixels to the two JPEGs that a person may be shown.
//
// Shapes          the picture turned upright; the blurred one is at most 320 pixels long, made of 12 × 12 colours or
//                 fewer.
// Errors          unavailable: the encoder failed (memory).
// Threads         pure functions.
// Source          EXIF 2.3 §4.6.4 for the turning.
// Never           sees a byte of the original file: its input is pixels of a known size and nothing else, so what comes
//                 out is an ordinary JPEG whatever the worker was made to send.
#pragma once

#include "media/canvas.hpp"
#include "media/decode.hpp"

namespace redress::media {

[[nodiscard]] Pixels turn_upright(const Pixels& stored, int orientation);
// So that what is found in a plane lies where a preview shows it.
[[nodiscard]] Plane turn_upright(Plane stored, int orientation);
[[nodiscard]] Pixels blur(const Pixels& pixels);
[[nodiscard]] Result<Bytes> encode_jpeg(const Pixels& pixels, int quality);
[[nodiscard]] Result<Preview> make_preview(const Pixels& stored, int orientation);

}  // namespace redress::media
