// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_pictures.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "media/preview.hpp"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t photograph_edge_px_max = 2'400;  // three tiles of 800
constexpr std::uint32_t region_edge_px = 400;
constexpr std::uint32_t tile_edge_px_min = 256;
constexpr std::size_t drawing_count_max = 250;

struct Source {
  std::string name;
  std::string folder;
  bool is_drawings = false;
};

std::vector<Source> list_sources() {
  std::vector<Source> sources = {
      {"mate-backgrounds", "/usr/share/backgrounds/mate", false},
      {"lomiri-wallpapers, ukui-wallpapers", "/usr/share/backgrounds", false},
      {"plasma-workspace-wallpapers", "/usr/share/wallpapers", false},
      {"opencv-doc", "/usr/share/doc/opencv-doc/examples/data", false},
      {"tuxpaint-stamps-default", "/usr/share/tuxpaint/stamps", true},
  };
  const char* data = std::getenv("REDRESS_TEST_DATA");
  sources.push_back(
      {"blockhash", std::string(data != nullptr ? data : "../shared/data") + "/fingerprint/blockhash", false});
  return sources;
}

// The second views of scenes that opencv-doc shows twice or more: they do show the same.
constexpr std::array<std::string_view, 12> second_views = {
    "aloeGT", "aloeR",      "basketball2", "Blender_Suzanne2", "box_in_scene", "ela_modified",
    "graf3",  "imageTextR", "leuvenB",     "rubberwhale2",     "text_defocus", "tmpl"};

bool is_second_view(const fs::path& path) {
  const std::string stem = path.stem();
  // left01 to right14: one chessboard in one room.
  if (stem.starts_with("left") || stem.starts_with("right")) return true;
  return std::find(second_views.begin(), second_views.end(), stem) != second_views.end();
}

// Elephants_3840x2160 and Elephants are one picture; 720x1440 is its folder's.
std::string subject_of(const fs::path& path) {
  const std::string stem = path.stem();
  const std::size_t digits = stem.find_first_of("0123456789");
  const bool is_size = digits != std::string::npos && stem.find('x', digits) != std::string::npos;
  return (path.parent_path() / (is_size ? stem.substr(0, digits) : stem + "_")).string();
}

// A wallpaper's folder has it by day, by night and as a small preview; a stamp has its mirror image beside it.
std::string scene_of(const fs::path& path) {
  const std::string whole = path.string();
  const std::size_t contents = whole.find("/contents/");
  if (contents != std::string::npos) return whole.substr(0, contents);
  std::string subject = subject_of(path);
  const std::size_t mirror = subject.rfind("_mirror_");
  return mirror == std::string::npos ? subject : subject.substr(0, mirror + 1);
}

// Of one subject in several sizes the largest file.
std::vector<std::string> keep_largest(const std::vector<std::string>& paths) {
  std::map<std::string, std::string> largest;
  for (const std::string& path : paths) {
    std::string& kept = largest[subject_of(path)];
    if (kept.empty() || fs::file_size(path) > fs::file_size(kept)) kept = path;
  }
  std::vector<std::string> kept;
  kept.reserve(largest.size());
  for (const auto& [subject, path] : largest) kept.push_back(path);
  return kept;
}

// The files of a folder, links left out: a wallpaper lies there once, and as many links as there are screens.
std::vector<std::string> list_files(const Source& source) {
  std::vector<std::string> paths;
  const bool is_flat = source.folder == "/usr/share/backgrounds";
  if (!fs::exists(source.folder)) return paths;
  const auto offer = [&](const fs::directory_entry& entry) {
    const std::string kind = entry.path().extension();
    if (!entry.is_symlink() && entry.is_regular_file() && (kind == ".jpg" || kind == ".png") &&
        !is_second_view(entry.path()))
      paths.push_back(entry.path());
  };
  if (is_flat) {
    for (const auto& entry : fs::directory_iterator(source.folder)) offer(entry);
  } else {
    for (const auto& entry : fs::recursive_directory_iterator(source.folder)) offer(entry);
  }
  return keep_largest(paths);
}

Pixels at_most(const Pixels& pixels, std::uint32_t edge_px) {
  const std::uint32_t longest = std::max(pixels.width, pixels.height);
  if (longest <= edge_px) return pixels;
  const auto side = [&](std::uint64_t length) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, length * edge_px / longest));
  };
  return resize(pixels, side(pixels.width), side(pixels.height));
}

class Loader {
 public:
  Loader(std::uint64_t seed, std::size_t base_count_max) : dice_(seed), base_count_max_(base_count_max) {}

  void load(const Source& source) {
    auto paths = list_files(source);
    if (source.is_drawings) {
      std::shuffle(paths.begin(), paths.end(), dice_);
      paths.resize(std::min(paths.size(), drawing_count_max));
    }
    for (const std::string& path : paths) {
      if (set_.base.size() >= base_count_max_) return;
      const auto pixels = load_picture(path, photograph_edge_px_max);
      if (!pixels || std::max(pixels->width, pixels->height) < (source.is_drawings ? 64U : tile_edge_px_min)) continue;
      ++set_.sources[source.name];
      const std::string name = source.name.substr(0, source.name.find(',')) + "/" +
                               fs::path(path).parent_path().filename().string() + "/" + fs::path(path).stem().string();
      scene_ = scenes_.emplace(scene_of(path), scenes_.size()).first->second;
      source.is_drawings ? add_drawing(name, *pixels) : add_photograph(name, *pixels);
    }
  }

  PictureSet finish() {
    std::shuffle(set_.base.begin(), set_.base.end(), dice_);
    return std::move(set_);
  }

 private:
  void add_photograph(const std::string& name, const Pixels& pixels) {
    set_.photographs.push_back({scene_, media::luma_of(at_most(pixels, region_edge_px))});
    const bool is_large = std::max(pixels.width, pixels.height) >= 1'200;
    const std::uint32_t columns = is_large ? 3 : 1;
    const std::uint32_t rows = is_large ? 2 : 1;
    for (std::uint32_t i = 0; i < columns * rows; ++i) {
      const std::uint32_t width = pixels.width / columns;
      const std::uint32_t height = pixels.height / rows;
      add(name + (is_large ? "#" + std::to_string(i) : ""),
          at_most(crop(pixels, {i % columns * width, i / columns * height, width, height}), base_edge_px), false);
    }
  }

  // Transparent where it is not drawn, and a canvas lays it on white; cut to its height, on a colour of its own.
  void add_drawing(const std::string& name, const Pixels& pixels) {
    const auto light = [&] { return static_cast<std::uint8_t>(60 + dice_() % 190); };
    const Pixels drawing = at_most(pixels, 520);
    Pixels page = make_pixels(640, 600, {light(), light(), light()});
    paste(page, drawing, (640 - drawing.width) / 2, (600 - drawing.height) / 2);
    set_.photographs.push_back({scene_, media::luma_of(at_most(page, region_edge_px))});
    add(name, page, true);
  }

  void add(const std::string& name, const Pixels& pixels, bool is_drawing) {
    if (media::hash_plane(media::luma_of(pixels)).quality < media::pdq_quality_min) return;
    auto jpeg = media::encode_jpeg(pixels, 95);
    CHECK(jpeg.ok());
    set_.base.push_back({name, scene_, is_drawing, std::move(jpeg).value()});
  }

  Dice dice_;
  std::size_t base_count_max_;
  std::map<std::string, std::size_t> scenes_;
  std::size_t scene_ = 0;  // of the file that is being added
  PictureSet set_;
};

}  // namespace

Pixels BasePicture::pixels() const {
  auto pixels = decode_picture(jpeg, base_edge_px);
  CHECK(pixels.has_value());
  return std::move(*pixels);
}

Spotted spot(const PictureSet& set, Dice& dice) {
  const Photograph& photograph = set.photographs[dice() % set.photographs.size()];
  const media::Plane& plane = photograph.plane;
  const auto share = [&](std::uint32_t length) {
    return std::min(length, std::max(16U, static_cast<std::uint32_t>(length * (25 + dice() % 70) / 100)));
  };
  const std::uint32_t width = share(plane.width);
  const std::uint32_t height = share(plane.height);
  const auto left = static_cast<std::uint32_t>(dice() % (plane.width - width + 1));
  const auto top = static_cast<std::uint32_t>(dice() % (plane.height - height + 1));
  return {&photograph, {left, top, width, height}};
}

std::vector<std::string> list_photograph_files() {
  std::vector<std::string> files;
  for (const Source& source : list_sources()) {
    if (source.is_drawings) continue;
    const auto more = list_files(source);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

PictureSet load_pictures(std::uint64_t seed, std::size_t base_count_max) {
  Loader loader(seed, base_count_max);
  for (const Source& source : list_sources()) loader.load(source);
  return loader.finish();
}

}  // namespace redress::cli
