// SPDX-License-Identifier: Apache-2.0
#include "cli/hash_pictures.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <random>

#include "base/check.hpp"
#include "cli/seed_cases.hpp"
#include "cli/statutes.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::cli {
namespace {

using media::Pixels;

constexpr const char* folder = "/usr/share/backgrounds/mate/nature";
constexpr std::uint32_t photograph_side = 2'560;
constexpr std::size_t source_count = 4;
constexpr int quality = 85;

std::uint32_t short_side(std::uint32_t longest) { return longest * 3 / 4; }

std::vector<Bytes> load_photographs() {
  std::vector<std::string> paths;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".jpg") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> files;
  for (const std::string& path : paths) {
    const auto text = read_file(path);
    if (!text.ok()) continue;
    Bytes file(text.value().begin(), text.value().end());
    media::Header header;
    const bool is_whole = media::parse_header(file, header) == media::Refusal::none;
    if (is_whole && header.width == photograph_side && files.size() < source_count) files.push_back(std::move(file));
  }
  return files;
}

// Noise on lattices of 3 to 1,025 points, each weaker than the one before: edges, slopes and grain at every scale.
std::vector<Bytes> make_landscapes() {
  std::mt19937 dice(20'261'122);
  Pixels made{photograph_side, short_side(photograph_side), {}};
  std::vector<float> heights(std::size_t{made.width} * made.height, 128.0F);
  float strength = 160;
  for (std::size_t points = 2; points <= 1'024; points *= 2, strength *= 0.6F) {
    std::vector<float> lattice((points + 1) * (points + 1));
    for (float& point : lattice) point = strength * (static_cast<float>(dice() % 1'001) / 1'000 - 0.5F);
    for (std::size_t y = 0; y < made.height; ++y) {
      const std::size_t row = y * points / made.height * (points + 1);
      const float down = static_cast<float>(y * points % made.height) / static_cast<float>(made.height);
      for (std::size_t x = 0; x < made.width; ++x) {
        const float* at = lattice.data() + row + x * points / made.width;
        const float across = static_cast<float>(x * points % made.width) / static_cast<float>(made.width);
        const float above = at[0] + across * (at[1] - at[0]);
        const float below = at[points + 1] + across * (at[points + 2] - at[points + 1]);
        heights[y * made.width + x] += above + down * (below - above);
      }
    }
  }
  for (const float height : heights) {
    const auto shade = static_cast<std::uint8_t>(std::clamp(height, 0.0F, 255.0F));
    made.rgb.insert(made.rgb.end(), {shade, static_cast<std::uint8_t>(255 - shade / 2), shade});
  }
  return {media::encode_jpeg(made, 95).value()};
}

// Shrunk until its width or its height fits, then cut around the middle.
Pixels cut(const Bytes& file, std::uint32_t longest) {
  media::Decoded decoded;
  CHECK(media::decode_picture(file, std::min(photograph_side, longest * 5 / 4), decoded) == media::Refusal::none);
  const Pixels& from = decoded.preview;
  Pixels to{longest, short_side(longest), {}};
  CHECK(from.width >= to.width && from.height >= to.height);
  const std::size_t left = (from.width - to.width) / 2;
  for (std::size_t y = (from.height - to.height) / 2; to.rgb.size() < std::size_t{3} * to.width * to.height; ++y) {
    const auto row = from.rgb.begin() + static_cast<std::ptrdiff_t>(3 * (y * from.width + left));
    to.rgb.insert(to.rgb.end(), row, row + std::ptrdiff_t{3} * to.width);
  }
  return to;
}

Pixels join(const std::array<Pixels, 4>& parts) {
  Pixels to{2 * parts[0].width, 2 * parts[0].height, {}};
  const std::size_t row_bytes = std::size_t{3} * parts[0].width;
  for (std::size_t y = 0; y < to.height; ++y) {
    for (const std::size_t side : {0U, 1U}) {
      const Pixels& part = parts.at(2 * (y / parts[0].height) + side);
      const auto row = part.rgb.begin() + static_cast<std::ptrdiff_t>(y % part.height * row_bytes);
      to.rgb.insert(to.rgb.end(), row, row + static_cast<std::ptrdiff_t>(row_bytes));
    }
  }
  return to;
}

Pixels draw(const std::vector<Bytes>& sources, std::size_t i, std::uint32_t longest) {
  // What cut() asks of a photograph it must have.
  if (std::uint64_t{longest} * 5 / 4 <= photograph_side) return cut(sources[i], longest);
  std::array<Pixels, 4> parts;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    parts.at(part) = cut(sources[(i + part) % sources.size()], longest / 2);
  }
  return join(parts);
}

}  // namespace

HashPictures make_hash_pictures(std::span<const std::uint32_t> longest) {
  std::vector<Bytes> sources = load_photographs();
  HashPictures pictures;
  pictures.photograph_count = sources.size();
  if (sources.empty()) sources = make_landscapes();
  pictures.jpegs.resize(longest.size());
  const std::size_t count = longest.size() * sources.size();
  const auto progress = show_progress("pictures", count);
  for (std::size_t made = 0; made < count; ++made) {
    const std::size_t size = made / sources.size();
    pictures.jpegs[size].push_back(
        media::encode_jpeg(draw(sources, made % sources.size(), longest[size]), quality).value());
    progress(made + 1);
  }
  return pictures;
}

}  // namespace redress::cli
