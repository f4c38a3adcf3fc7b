// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_transforms.hpp"

#include <algorithm>
#include <cmath>

namespace redress::cli {
namespace {

using Fillers = std::span<const Pixels>;
constexpr Colour white = {255, 255, 255};
constexpr Colour black = {0, 0, 0};
constexpr int save_quality = 85;

std::uint32_t part(std::uint32_t length, double share) {
  return std::max(1U, static_cast<std::uint32_t>(std::lround(length * share)));
}

Pixels saved(const Pixels& pixels) { return recode(pixels, save_quality); }

Pixels cut(const Pixels& picture, double left, double top, double right, double bottom) {
  const auto x = static_cast<std::uint32_t>(picture.width * left);
  const auto y = static_cast<std::uint32_t>(picture.height * top);
  return crop(picture, {x, y, picture.width - x - static_cast<std::uint32_t>(picture.width * right),
                        picture.height - y - static_cast<std::uint32_t>(picture.height * bottom)});
}

Pixels cut_all(const Pixels& picture, double share) { return cut(picture, share, share, share, share); }

Pixels framed(const Pixels& picture, std::uint32_t left, std::uint32_t top, std::uint32_t right, std::uint32_t bottom,
              Colour colour) {
  Pixels page = make_pixels(left + picture.width + right, top + picture.height + bottom, colour);
  paste(page, picture, left, top);
  return page;
}

std::string words(Dice& dice, std::size_t letters) {
  std::string text;
  while (text.size() < letters) {
    for (std::uint64_t i = 2 + dice() % 6; i > 0 && text.size() < letters; --i) {
      text += static_cast<char>('A' + dice() % 26);
    }
    text += ' ';
  }
  return text;
}

// Lines of words that fill a box.
void write_block(Pixels& onto, const Box& box, std::uint32_t cell_px, Colour colour, Dice& dice) {
  const std::size_t letters = box.width / (6 * cell_px);
  for (std::uint32_t y = box.top; y + 8 * cell_px <= box.top + box.height; y += 10 * cell_px) {
    write(onto, words(dice, letters > 0 ? letters - 1 : 0).substr(0, letters), box.left, y, cell_px, colour);
  }
}

Pixels captioned(const Pixels& picture, Dice& dice) {
  const std::uint32_t band = part(picture.height, 0.22);
  Pixels page = framed(picture, 0, band, 0, 0, white);
  const std::uint32_t cell = std::max(1U, band / 24);
  write_block(page, {page.width / 20, band / 10, page.width * 9 / 10, band * 9 / 10}, cell, black, dice);
  return page;
}

Pixels jpeg_q10(const Pixels& picture, Fillers, Dice&) { return recode(picture, 10); }
Pixels jpeg_q30_half(const Pixels& picture, Fillers, Dice&) {
  return recode(resize(picture, part(picture.width, 0.5), part(picture.height, 0.5)), 30);
}
Pixels blur(const Pixels& picture, Fillers, Dice&) { return saved(soften(picture, 2)); }
Pixels noise(const Pixels& picture, Fillers, Dice& dice) {
  Pixels noisy = picture;
  std::normal_distribution<double> by(0, 12);
  for (std::uint8_t& value : noisy.rgb) value = static_cast<std::uint8_t>(std::clamp(value + by(dice), 0.0, 255.0));
  return saved(noisy);
}
Pixels gray(const Pixels& picture, Fillers, Dice&) {
  Pixels to = picture;
  for (std::size_t i = 0; i < to.rgb.size(); i += 3) {
    const int mean = (to.rgb[i] + to.rgb[i + 1] + to.rgb[i + 2]) / 3;
    std::fill_n(to.rgb.begin() + static_cast<std::ptrdiff_t>(i), 3, static_cast<std::uint8_t>(mean));
  }
  return saved(to);
}
Pixels squash(const Pixels& picture, Fillers, Dice&) {
  return saved(resize(picture, part(picture.width, 0.75), picture.height));
}
Pixels contrast(const Pixels& picture, Fillers, Dice&) {
  return saved(map_values(picture, [](double value) { return 128 + 1.6 * (value - 128); }));
}
Pixels gamma_2(const Pixels& picture, Fillers, Dice&) {
  return saved(map_values(picture, [](double value) { return 255 * std::pow(value / 255, 2); }));
}
template <int percent>
Pixels crop_sides(const Pixels& picture, Fillers, Dice&) {
  return saved(cut_all(picture, percent / 100.0));
}
Pixels crop_odd(const Pixels& picture, Fillers, Dice&) { return saved(cut(picture, 0.13, 0.04, 0.09, 0.17)); }
Pixels crop_right(const Pixels& picture, Fillers, Dice&) { return saved(cut(picture, 0, 0, 0.25, 0)); }
Pixels mirrored(const Pixels& picture, Fillers, Dice&) { return saved(mirror(picture)); }
Pixels quarter_turn(const Pixels& picture, Fillers, Dice&) {
  return saved(warp(picture, picture.height, picture.width, black, [&](Spot spot) {
    return Spot{spot.y, picture.height - spot.x};
  }));
}
template <int degrees>
Pixels turned(const Pixels& picture, Fillers, Dice&) {
  return saved(rotate(picture, degrees, black));
}
Pixels white_border(const Pixels& picture, Fillers, Dice&) {
  const std::uint32_t across = part(picture.width, 0.1);
  const std::uint32_t down = part(picture.height, 0.1);
  return saved(framed(picture, across, down, across, down, white));
}
Pixels letterbox(const Pixels& picture, Fillers, Dice&) {
  const std::uint32_t bar = part(picture.height, 0.14);
  return saved(framed(picture, 0, bar, 0, bar, black));
}
Pixels caption(const Pixels& picture, Fillers, Dice& dice) { return saved(captioned(picture, dice)); }

// A telephone's screen: a bar with a name, the picture across it, lines of text and round buttons below.
Pixels screenshot(const Pixels& picture, Fillers, Dice& dice) {
  constexpr std::uint32_t width = 540;
  constexpr std::uint32_t height = 1'110;
  Pixels screen = make_pixels(width, height, {244, 245, 247});
  const double fit = std::min(540.0 / picture.width, 640.0 / picture.height);
  const Pixels small = resize(picture, part(picture.width, fit), part(picture.height, fit));
  fill(screen, {0, 0, width, 40}, {30, 40, 60});
  write(screen, words(dice, 8), 20, 14, 2, white);
  fill_disc(screen, {50, 90}, 28, {200, 90, 60});
  write(screen, words(dice, 14), 95, 70, 3, black);
  write(screen, words(dice, 10), 95, 100, 2, {120, 120, 120});
  paste(screen, small, (width - small.width) / 2, 140);
  for (std::uint32_t i = 0; i < 4; ++i) fill_disc(screen, {60.0 + 60 * i, 180.0 + small.height}, 18, {60, 60, 70});
  write_block(screen, {20, 220 + small.height, 500, height - 300 - small.height}, 3, {40, 40, 40}, dice);
  fill(screen, {0, height - 60, width, 60}, {255, 255, 255});
  for (std::uint32_t i = 0; i < 5; ++i) fill_disc(screen, {60.0 + 105 * i, height - 30.0}, 14, {90, 90, 100});
  return saved(screen);
}

Pixels heavy_text(const Pixels& picture, Fillers, Dice& dice) {
  Pixels written = picture;
  const std::uint32_t cell = std::max(2U, picture.width / 130);
  for (std::uint32_t line = 0; line < 5; ++line) {
    const std::uint32_t top = picture.height * (2 * line + 1) / 11;
    const std::string text = words(dice, picture.width / (6 * cell));
    write(written, text, picture.width / 40 + cell / 2, top + cell / 2, cell, black);
    write(written, text, picture.width / 40, top, cell, white);
  }
  return saved(written);
}

// A disc with a face over a fifth of the picture, somewhere inside it.
Pixels sticker(const Pixels& picture, Fillers, Dice& dice) {
  Pixels stuck = picture;
  const double radius = std::sqrt(0.2 * picture.width * picture.height / 3.14159);
  const auto inside = [&](std::uint32_t length) {
    const double free = std::max(length - 2 * radius, 0.0);
    return length / 2.0 - free / 2 + free * static_cast<double>(dice() % 1'000) / 1'000;
  };
  const Spot centre{inside(picture.width), inside(picture.height)};
  fill_disc(stuck, centre, radius, {250, 210, 40});
  for (const double side : {-0.35, 0.35}) {
    fill_disc(stuck, {centre.x + side * radius, centre.y - 0.25 * radius}, 0.12 * radius, black);
  }
  fill_disc(stuck, {centre.x, centre.y + 0.35 * radius}, 0.3 * radius, {160, 30, 30});
  return saved(stuck);
}

Pixels watermark(const Pixels& picture, Fillers, Dice&) {
  Pixels marked = picture;
  const std::uint32_t cell = std::max(1U, picture.width / 260);
  constexpr std::string_view text = "SAMPLE";
  const std::uint32_t across = text_width(text, cell) + 8 * cell;
  for (std::uint32_t row = 0; row * 18 * cell < picture.height; ++row) {
    for (std::uint32_t x = row % 2 * across / 2; x < picture.width; x += across) {
      write(marked, text, x, row * 18 * cell, cell, white, 0.45);
    }
  }
  return saved(marked);
}

Pixels collage(const Pixels& picture, Fillers fillers, Dice& dice) {
  const std::uint32_t width = part(picture.width, 0.6);
  const std::uint32_t height = part(picture.height, 0.6);
  Pixels page = make_pixels(2 * width, 2 * height, white);
  const std::uint64_t ours = dice() % 4;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const Pixels& one = i == ours ? picture : fillers[i % fillers.size()];
    paste(page, resize(one, width, height), static_cast<std::uint32_t>(i % 2) * width,
          static_cast<std::uint32_t>(i / 2) * height);
  }
  return saved(page);
}

// Seen from the side: a plane turned away, so that the left edge is 7 % shorter at either end.
Pixels perspective(const Pixels& picture, Fillers, Dice&) {
  constexpr double away = 0.15;
  return saved(warp(picture, picture.width, picture.height, black, [&](Spot spot) {
    const double grown = (1 + away) / (1 + away * spot.x / picture.width);
    return Spot{spot.x * grown, picture.height * (0.5 + (spot.y / picture.height - 0.5) * grown)};
  }));
}

Pixels mirror_crop(const Pixels& picture, Fillers, Dice&) { return recode(mirror(cut_all(picture, 0.05)), 30); }
Pixels mirror_caption(const Pixels& picture, Fillers, Dice& dice) {
  return recode(captioned(mirror(picture), dice), 30);
}

constexpr std::array<CopyKind, 29> kinds = {{{"jpeg_q10", jpeg_q10},
                                             {"jpeg_q30_half", jpeg_q30_half},
                                             {"blur", blur},
                                             {"noise", noise},
                                             {"gray", gray},
                                             {"squash_75", squash},
                                             {"contrast", contrast},
                                             {"gamma_2", gamma_2},
                                             {"crop_2", crop_sides<2>},
                                             {"crop_5", crop_sides<5>},
                                             {"crop_10", crop_sides<10>},
                                             {"crop_20", crop_sides<20>},
                                             {"crop_odd", crop_odd},
                                             {"crop_right_25", crop_right},
                                             {"mirror", mirrored},
                                             {"rotate_90", quarter_turn},
                                             {"rotate_3", turned<3>},
                                             {"rotate_10", turned<10>},
                                             {"white_border", white_border},
                                             {"letterbox", letterbox},
                                             {"caption", caption},
                                             {"screenshot", screenshot},
                                             {"heavy_text", heavy_text},
                                             {"sticker_20", sticker},
                                             {"watermark", watermark},
                                             {"collage", collage},
                                             {"perspective_7", perspective},
                                             {"mirror_crop_5_q30", mirror_crop},
                                             {"mirror_caption_q30", mirror_caption}}};

}  // namespace

std::span<const CopyKind> copy_kinds() { return kinds; }

}  // namespace redress::cli
