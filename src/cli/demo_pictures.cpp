// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_pictures.hpp"

#include <algorithm>
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

// White letters straight onto the picture, near its lower edge: what people do to it before they post it again.
Pixels add_caption(Pixels picture, std::string_view text) {
  const std::uint32_t cell_px = std::max(1U, picture.width / 340);
  const std::uint32_t width = std::min(text_width(text, cell_px), picture.width);
  write(picture, text, (picture.width - width) / 2, picture.height - 10 * cell_px, cell_px, {255, 255, 255});
  return picture;
}

// What is left when a fifth is cut off at every side: another picture to a hash of the whole.
Pixels cut_out(const Pixels& from) {
  return crop(from, {from.width / 5, from.height / 5, from.width * 3 / 5, from.height * 3 / 5});
}

Pixels photograph_screen(const Pixels& picture) {
  constexpr Colour paper{245, 245, 245};
  Pixels screen = make_pixels(720, 1'280, paper);
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
