// SPDX-License-Identifier: Apache-2.0
#include "cli/photo_hashes.hpp"

#include <algorithm>
#include <set>

#include "cli/all_cores.hpp"
#include "cli/copies_pictures.hpp"

namespace redress::cli {
namespace {

constexpr std::uint64_t seed = 20'261'122;
constexpr std::size_t base_count_max = 600;
constexpr unsigned flip_count_max = 48;
constexpr std::size_t tries_per_part_max = 20;  // a part of a plain wall has no hash

bool is_stranger(std::size_t scene) { return scene % 4 == 3; }

PictureSet choose(const PictureSet& all, bool strangers) {
  PictureSet chosen;
  for (const Photograph& photograph : all.photographs) {
    if (is_stranger(photograph.scene) == strangers) chosen.photographs.push_back(photograph);
  }
  return chosen;
}

std::vector<match::Bits256> hash_parts(const PictureSet& set, std::size_t count, std::uint64_t dice_seed) {
  std::vector<match::Bits256> hashes;
  Dice dice(dice_seed);
  for (std::size_t tries = 0; hashes.size() < count && tries < tries_per_part_max * count; ++tries) {
    const Spotted part = spot(set, dice);
    const media::PdqResult pdq = media::hash_plane(media::crop(part.photograph->plane, part.box));
    if (pdq.quality >= media::pdq_quality_min) hashes.push_back(match::bits_of(pdq.hashes[0]));
  }
  return hashes;
}

// In shares, the same ones whatever the number of cores.
std::vector<match::Bits256> hash_many_parts(const PictureSet& set, std::size_t count, std::uint64_t dice_seed) {
  constexpr std::size_t share_count = 16;
  std::vector<std::vector<match::Bits256>> shares(share_count);
  on_all_cores(share_count,
               [&](std::size_t at) { shares[at] = hash_parts(set, (count + at) / share_count, dice_seed + at); });
  std::vector<match::Bits256> all;
  for (const auto& share : shares) all.insert(all.end(), share.begin(), share.end());
  return all;
}

}  // namespace

PhotoHashes make_photo_hashes(std::size_t count, BenchHashes& dice) {
  const PictureSet all = load_pictures(seed, base_count_max);
  const PictureSet known = choose(all, false);
  const PictureSet others = choose(all, true);
  PhotoHashes made;
  if (known.photographs.empty() || others.photographs.empty()) return made;
  std::set<std::size_t> scenes;
  for (const Photograph& photograph : all.photographs) scenes.insert(photograph.scene);
  made.scene_count = scenes.size();
  made.known = hash_many_parts(known, std::min(count, PhotoHashes::part_count_max), seed);
  made.strangers = hash_many_parts(others, PhotoHashes::stranger_count, seed + 1'000);
  made.part_count = made.known.size();
  if (made.known.empty() || made.strangers.empty()) return {};
  const auto more = dice.copies(made.known, count - std::min(count, made.part_count), flip_count_max);
  made.known.insert(made.known.end(), more.begin(), more.end());
  return made;
}

}  // namespace redress::cli
