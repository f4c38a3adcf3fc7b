// SPDX-License-Identifier: Apache-2.0
// media/samples.hpp — pictures made on the spot, and headers that lie. For tests only.
//
// Errors          CHECK: an encoder that fails is a broken test machine. encode_heic: nothing where heif-enc is
//                 missing.
// Threads         pure functions; encode_heic runs a program.
// Source          the formats' own specifications, as in media/header.hpp.
#pragma once

#include <optional>
#include <string_view>

#include "media/canvas.hpp"

namespace redress::test {

[[nodiscard]] media::Pixels make_scene(std::uint32_t width, std::uint32_t height);

[[nodiscard]] Bytes encode_png(const media::Pixels& pixels, bool interlaced = false);
[[nodiscard]] Bytes encode_webp(const media::Pixels& pixels);
[[nodiscard]] Bytes encode_gif(const media::Pixels& pixels);
[[nodiscard]] Bytes encode_avif(const media::Pixels& pixels);
[[nodiscard]] std::optional<Bytes> encode_heic(const media::Pixels& pixels);
// An EXIF block with an orientation and a comment, put into a JPEG.
[[nodiscard]] Bytes add_exif(const Bytes& jpeg, std::uint8_t orientation, std::string_view comment);

// Small files that claim a size.
[[nodiscard]] Bytes png_header(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes gif_header(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes jpeg_header(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes webp_header(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes avif_header(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes gif_frames(std::uint32_t count);
// A whole PNG of one colour: true to its header, and far smaller than its pixels.
[[nodiscard]] Bytes deflate_bomb(std::uint32_t width, std::uint32_t height);

}  // namespace redress::test
