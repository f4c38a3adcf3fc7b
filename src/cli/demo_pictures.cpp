// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_pictures.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "cli/copies_draw.hpp"
#include "cli/statutes.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::cli {
namespace {

constexpr std::uint32_t side_max = 1'024;

struct Glyph {
  char letter;
  std::array<std::uint8_t, 7> rows;  // five bits a row, the leftmost highest
};

// Only the letters of the caption.
constexpr std::array<Glyph, 10> glyphs{{{'A', {14, 17, 17, 31, 17, 17, 17}},
                                        {'E', {31, 16, 16, 30, 16, 16, 31}},
                                        {'G', {14, 17, 16, 23, 17, 17, 14}},
                                        {'I', {14, 4, 4, 4, 4, 4, 14}},
                                        {'L', {16, 16, 16, 16, 16, 16, 31}},
                                        {'N', {17, 25, 21, 19, 17, 17, 17}},
                                        {'O', {14, 17, 17, 17, 17, 17, 14}},
                                        {'R', {30, 17, 17, 30, 20, 18, 17}},
                                        {'S', {15, 16, 16, 14, 1, 1, 30}},
                                        {'W', {17, 17, 17, 21, 21, 27, 17}}}};

void paint(media::Pixels& pixels, std::uint32_t x, std::uint32_t y, std::uint8_t shade) {
  if (x >= pixels.width || y >= pixels.height) return;
  const std::size_t at = (static_cast<std::size_t>(y) * pixels.width + x) * 3;
  for (std::size_t c = 0; c < 3; ++c) pixels.rgb[at + c] = shade;
}

void draw_glyph(media::Pixels& pixels, const Glyph& glyph, std::uint32_t left, std::uint32_t top, std::uint32_t scale) {
  for (std::uint32_t y = 0; y < 7 * scale; ++y) {
    for (std::uint32_t x = 0; x < 5 * scale; ++x) {
      if ((glyph.rows.at(y / scale) >> (4 - x / scale) & 1U) != 0) paint(pixels, left + x, top + y, 255);
    }
  }
}

// White letters straight onto the picture, near its lower edge: what people do to it before they post it again.
media::Pixels add_caption(media::Pixels pixels, std::string_view text) {
  const std::uint32_t scale = std::max(1U, pixels.width / 340);
  const auto width = static_cast<std::uint32_t>(text.size()) * 6 * scale;
  std::uint32_t left = (pixels.width - std::min(width, pixels.width)) / 2;
  const std::uint32_t top = pixels.height - 10 * scale;
  for (const char letter : text) {
    const auto* glyph = std::find_if(glyphs.begin(), glyphs.end(), [&](const Glyph& g) { return g.letter == letter; });
    if (glyph != glyphs.end()) draw_glyph(pixels, *glyph, left, top, scale);
    left += 6 * scale;
  }
  return pixels;
}

// What is left when a fifth is cut off at every side: another picture to a hash of the whole.
media::Pixels cut_out(const media::Pixels& from) {
  media::Pixels cut{from.width * 3 / 5, from.height * 3 / 5, {}};
  const std::size_t row_bytes = std::size_t{3} * cut.width;
  for (std::size_t y = from.height / 5; cut.rgb.size() < row_bytes * cut.height; ++y) {
    const auto row = from.rgb.begin() + static_cast<std::ptrdiff_t>(3 * (y * from.width + from.width / 5));
    cut.rgb.insert(cut.rgb.end(), row, row + static_cast<std::ptrdiff_t>(row_bytes));
  }
  return cut;
}

media::Pixels photograph_screen(const media::Pixels& picture) {
  constexpr Colour paper{245, 245, 245};
  media::Pixels screen = make_pixels(720, 1'280, paper);
  fill(screen, {0, 0, screen.width, 96}, {40, 60, 120});
  write(screen, "FEED", 24, 34, 4, paper);
  const std::uint32_t width = screen.width - 60;
  const std::uint32_t height = width * picture.height / picture.width;
  paste(screen, resize(picture, width, height), 30, 150);
  write(screen, "LOOK AT THIS", 30, 190 + height, 4, {30, 30, 30});
  return screen;
}

Result<std::string> find_photograph(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".jpg") names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  if (failed || names.empty()) {
    return Error{Code::not_found, folder +
                                      ": no photograph (*.jpg) there: install the package mate-backgrounds, or name a "
                                      "folder with --photos"};
  }
  return names.front();
}

}  // namespace

Result<DemoPictures> make_demo_pictures(const std::string& folder) {
  TRY_ASSIGN(const std::string path, find_photograph(folder));
  TRY_ASSIGN(const std::string file, read_file(path));
  media::Decoded decoded;
  const auto refusal = media::decode_picture(view_bytes(file), side_max, decoded);
  if (refusal != media::Refusal::none) return media::explain(refusal);
  DemoPictures pictures;
  pictures.name = std::filesystem::path(path).stem().string();
  TRY_ASSIGN(pictures.original, media::encode_jpeg(decoded.preview, 92));
  TRY_ASSIGN(pictures.recompressed, media::encode_jpeg(decoded.preview, 35));
  TRY_ASSIGN(pictures.captioned, media::encode_jpeg(add_caption(decoded.preview, "NOW ONLINE AGAIN"), 85));
  TRY_ASSIGN(pictures.cut, media::encode_jpeg(cut_out(decoded.preview), 85));
  TRY_ASSIGN(pictures.mirrored, media::encode_jpeg(mirror(decoded.preview), 85));
  TRY_ASSIGN(pictures.screenshot, media::encode_jpeg(photograph_screen(decoded.preview), 85));
  return pictures;
}

}  // namespace redress::cli
