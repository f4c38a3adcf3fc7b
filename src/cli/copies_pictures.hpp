// SPDX-License-Identifier: Apache-2.0
// cli/copies_pictures.hpp — the pictures of `redress bench copies`: photographs of installed Debian packages, cut into
// tiles, and drawings laid on plain colours as the hard ones among the others.
//
// Shapes          base pictures of quality 50 or more, in an order that the seed gives; the photographs they came from.
// Units           pixels; long edges.
// Errors          none: a package that is not installed is missing in `packages`.
// Threads         one.
// Cost            some seconds: every photograph is decoded once.
// Source          mate-backgrounds, lomiri-wallpapers, ukui-wallpapers, plasma-workspace-wallpapers, opencv-doc,
//                 tuxpaint-stamps-default; $REDRESS_TEST_DATA/fingerprint/blockhash.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/copies_draw.hpp"

namespace redress::cli {

inline constexpr std::uint32_t base_edge_px = 800;

struct BasePicture {
  std::string name;
  std::size_t scene = 0;  // tiles of one photograph, its night version and its preview are one scene
  bool is_drawing = false;
  Bytes jpeg;  // quality 95: held encoded, or they would take a gigabyte
  [[nodiscard]] Pixels pixels() const;
};

struct Photograph {
  std::size_t scene = 0;
  media::Plane plane;  // small, for regions
};

struct PictureSet {
  std::vector<BasePicture> base;
  std::vector<Photograph> photographs;
  std::map<std::string, std::size_t> sources;  // files of each package or folder
};

// Part of a photograph.
struct Spotted {
  const Photograph* photograph = nullptr;
  media::Box box;
};
[[nodiscard]] Spotted spot(const PictureSet& set, Dice& dice);

// The files of the photographs among them, each subject once, in the order of their sources.
[[nodiscard]] std::vector<std::string> list_photograph_files();
// Stops at base_count_max pictures, for a run that tests the bench and not the methods.
[[nodiscard]] PictureSet load_pictures(std::uint64_t seed, std::size_t base_count_max);

}  // namespace redress::cli
