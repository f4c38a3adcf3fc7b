// SPDX-License-Identifier: Apache-2.0
// media/formats.hpp — one decoder a kind of picture, each a thin door to a maintained library.
//
// Use this when   inside the sandbox, in tests and in fuzz targets. Everyone else: media/decode.hpp.
// Shapes          each draws the picture on a canvas it begins itself, after verify_size on the size its own library
//                 read: two parsers may read one header differently.
// Errors          a Refusal. An allocation that fails may throw std::bad_alloc: the worker's door catches it.
// Threads         pure functions.
// Source          libjpeg-turbo 2.1, libpng 1.6, libwebp 1.2, giflib 5.2, libavif 0.11 with dav1d; YUV4MPEG2 and
//                 PNG for what `heif-convert` writes.
#pragma once

#include "media/canvas.hpp"
#include "media/header.hpp"

namespace redress::media {

// With Luma::scaled only a JPEG is drawn smaller, at as few eighths of its size as leave its longer side this long.
inline constexpr std::uint32_t screening_side_min = 512;
[[nodiscard]] std::uint32_t screening_eighths(std::uint32_t longest);  // 8: as it is

// image_end: first byte after the picture. A JPEG cut short is drawn as far as it goes, as browsers do.
[[nodiscard]] Refusal decode_jpeg(ByteView file, Canvas& canvas, std::size_t& image_end);
[[nodiscard]] Refusal decode_png(ByteView file, Canvas& canvas);
[[nodiscard]] Refusal decode_webp(ByteView file, Canvas& canvas);
[[nodiscard]] Refusal decode_gif(ByteView file, Canvas& canvas);
[[nodiscard]] Refusal decode_avif(ByteView file, Canvas& canvas, int& orientation);
[[nodiscard]] Refusal decode_y4m(ByteView file, Canvas& canvas);

struct Decoded {
  Header header;
  PdqResult pdq;
  Pixels preview;  // as stored: not yet turned upright
};

// Header, size, picture, tail. A HEIC file that passes the first two gives no_heic: its decoder is a program of its
// own.
[[nodiscard]] Refusal decode_picture(ByteView file, std::uint32_t preview_side_max, Decoded& decoded,
                                     Luma luma = Luma::full);
// What `heif-convert` made of a HEIC file.
[[nodiscard]] Refusal decode_converted(ByteView file, std::uint32_t preview_side_max, Decoded& decoded);

}  // namespace redress::media
