// SPDX-License-Identifier: Apache-2.0
// cli/copies_draw.hpp — what people do to a picture before they upload it again, as plain operations on pixels.
//
// Use this when   `redress bench copies` makes its copies (copies_transforms.hpp).
// Units           pixels; colours 0…255; angles in degrees.
// Errors          none: misuse is a CHECK.
// Threads         pure functions.
// Cost            a few ms on a picture of 800 pixels.
#pragma once

#include <array>
#include <functional>
#include <random>
#include <string_view>

#include "media/plane.hpp"

namespace redress::cli {

using media::Box;
using media::Pixels;
using Colour = std::array<std::uint8_t, 3>;
using Dice = std::mt19937_64;

struct Spot {
  double x = 0;
  double y = 0;
};

[[nodiscard]] Pixels make_pixels(std::uint32_t width, std::uint32_t height, Colour colour);
[[nodiscard]] Pixels crop(const Pixels& from, const Box& box);
[[nodiscard]] Pixels resize(const Pixels& from, std::uint32_t width, std::uint32_t height);
[[nodiscard]] Pixels mirror(const Pixels& from);
[[nodiscard]] Pixels soften(const Pixels& from, double sigma_px);
// Each channel of each pixel through `map`.
[[nodiscard]] Pixels map_values(const Pixels& from, const std::function<double(double)>& map);
// The new picture's pixel at (x, y) is the old one's at source(x, y); outside it is `colour`.
[[nodiscard]] Pixels warp(const Pixels& from, std::uint32_t width, std::uint32_t height, Colour colour,
                          const std::function<Spot(Spot)>& source);
[[nodiscard]] Pixels rotate(const Pixels& from, double degrees, Colour colour);

void paste(Pixels& onto, const Pixels& what, std::uint32_t left, std::uint32_t top);
void fill(Pixels& onto, const Box& box, Colour colour, double opacity = 1);
void fill_disc(Pixels& onto, Spot centre, double radius, Colour colour);
// Capital letters and spaces; each letter five cells wide and seven high.
void write(Pixels& onto, std::string_view text, std::uint32_t left, std::uint32_t top, std::uint32_t cell_px,
           Colour colour, double opacity = 1);
[[nodiscard]] inline std::uint32_t text_width(std::string_view text, std::uint32_t cell_px) {
  return static_cast<std::uint32_t>(text.size()) * 6 * cell_px;
}

// Encoded as JPEG and decoded again.
[[nodiscard]] Pixels recode(const Pixels& from, int quality);
// Nothing where it is no picture; made smaller when its long edge is longer.
[[nodiscard]] std::optional<Pixels> decode_picture(ByteView file, std::uint32_t edge_px_max);
[[nodiscard]] std::optional<Pixels> load_picture(const std::string& path, std::uint32_t edge_px_max);

}  // namespace redress::cli
