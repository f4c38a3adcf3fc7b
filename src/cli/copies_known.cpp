// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_known.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/all_cores.hpp"
#include "match/scan.hpp"
#include "media/borders.hpp"

namespace redress::cli {
namespace {

constexpr double correlation_min = 0.8;         // where corners gave the alignment
constexpr double whole_correlation_min = 0.95;  // of two whole pictures: two plain skies are alike to 0.9
constexpr int family_bits_max = 45;

Id id_of(std::size_t number) { return make_id(Instant{1'700'000'000}, 0, number); }

std::size_t number_of(const Id& id) {
  std::size_t number = 0;
  for (std::size_t i = 12; i < 16; ++i) number = number << 8U | id.bytes.at(i);
  return number;
}

using Hashes = std::vector<match::Bits256>;

Hashes turns_of(const media::Plane& plane) {
  Hashes turns;
  const media::PdqResult result = media::hash_plane(plane);
  if (result.quality < media::pdq_quality_min) return turns;
  for (const media::Pdq& turn : result.hashes) turns.push_back(match::bits_of(turn));
  return turns;
}

void append(Hashes& to, const Hashes& more) { to.insert(to.end(), more.begin(), more.end()); }

Hashes turns_of_parts(const media::Plane& plane, std::span<const media::Box> boxes) {
  Hashes turns;
  for (const media::Box& box : boxes) append(turns, turns_of(media::crop(plane, box)));
  return turns;
}

// How alike two planes are where `query` lies on `stored` under the alignment: 1 the same, 0 nothing to do with it.
double correlate(const media::Plane& query, const media::Plane& stored, const match::Likeness& likeness) {
  const auto longest = [](const media::Plane& plane) {
    return static_cast<double>(std::max(plane.width, plane.height));
  };
  const double to_stored = longest(stored) / media::frame_px;
  const double to_query = longest(query) / media::frame_px;
  const auto& by = likeness.alignment.stored_to_query;
  double count = 0;
  std::array<double, 5> sums{};
  const int rows = static_cast<int>(stored.height / to_stored);
  const int columns = static_cast<int>(stored.width / to_stored);
  for (int y = 2; y < rows; y += 4) {
    for (int x = 2; x < columns; x += 4) {
      const match::Place at = by.apply({static_cast<double>(x), static_cast<double>(y)});
      double u = at.x * to_query;
      const double v = at.y * to_query;
      if (likeness.is_mirrored) u = query.width - u;
      if (u < 0 || v < 0 || u >= query.width || v >= query.height) continue;
      const double p = query.row(static_cast<std::uint32_t>(v))[static_cast<std::size_t>(u)];
      const double q = stored.row(static_cast<std::uint32_t>(y * to_stored))[static_cast<std::size_t>(x * to_stored)];
      const std::array<double, 5> terms = {p, q, p * p, q * q, p * q};
      for (std::size_t i = 0; i < 5; ++i) sums.at(i) += terms.at(i);
      ++count;
    }
  }
  if (count < 400) return 0;
  const double variances = (sums[2] - sums[0] * sums[0] / count) * (sums[3] - sums[1] * sums[1] / count);
  return variances <= 0 ? 0 : (sums[4] - sums[0] * sums[1] / count) / std::sqrt(variances);
}

media::Plane smooth_luma(const BasePicture& picture) {
  return media::scale_to_edge(media::luma_of(picture.pixels()), media::frame_px / 2);
}

FourHashes hash_by_all(const media::Plane& plane, const media::PdqResult& pdq) {
  return {match::bits_of(pdq.hashes[0]), phash(plane), dhash(plane), blockhash(plane)};
}

}  // namespace

void Crowd::add(const FourHashes& picture, std::size_t scene) {
  for (std::size_t i = 0; i < picture.size(); ++i) hashes.at(i).push_back(picture.at(i));
  scenes.push_back(scene);
}

Asked make_asked(const media::Plane& plane) {
  Asked asked;
  const auto hashes = [&](Method method) -> Hashes& { return asked.hashes.at(static_cast<std::size_t>(method)); };
  const Hashes turns = turns_of(plane);
  if (!turns.empty()) hashes(Method::pdq) = {turns.front()};
  hashes(Method::phash) = {phash(plane)};
  hashes(Method::dhash) = {dhash(plane)};
  hashes(Method::blockhash) = {blockhash(plane)};
  hashes(Method::pdq_turned) = turns;
  hashes(Method::pdq_trimmed) = turns;
  append(hashes(Method::pdq_trimmed), turns_of_parts(plane, media::find_content(plane)));
  hashes(Method::pdq_parts) = turns_of_parts(plane, media::cut_grid(plane));
  asked.features = media::find_features(plane, media::query_plan);
  return asked;
}

std::vector<int> distances(const Asked& asked, Method method, const Crowd& crowd) {
  const auto place = static_cast<std::size_t>(method);
  const auto& known = crowd.hashes.at(method <= Method::blockhash ? place : 0);
  std::vector<int> nearest(crowd.size(), far);
  std::vector<match::Found> found;
  for (const match::Bits256& hash : asked.hashes.at(place)) {
    found.clear();
    match::scan(known, hash, look_bits.at(place), found);
    for (const match::Found& one : found) nearest[one.position] = std::min(nearest[one.position], one.distance_bits);
  }
  return nearest;
}

Known::Known(const std::vector<BasePicture>& base, std::size_t spare) : base_(base) {
  const std::size_t count = base.size() - std::min(spare, base.size());
  std::vector<FourHashes> hashes(count);
  std::vector<media::Features> features(count);
  on_all_cores(count, [&](std::size_t number) {
    const media::Plane plane = media::luma_of(base[number].pixels());
    hashes[number] = hash_by_all(plane, media::hash_plane(plane));
    features[number] = media::find_features(plane, media::stored_plan);
  });
  for (std::size_t number = 0; number < count; ++number) {
    crowd_.add(hashes[number], base[number].scene);
    CHECK(index_.add(id_of(number), features[number]).ok());
  }
  index_.settle();
}

std::map<std::size_t, int> Known::find(const Asked& asked) const {
  match::FeatureBudget budget;
  budget.inlier_count_min = 3;
  std::map<std::size_t, int> found;
  for (const match::Likeness& one : index_.find(asked.features, budget)) {
    found[number_of(one.id)] = one.alignment.inlier_count;
  }
  return found;
}

std::vector<Family> Known::find_family(std::size_t a) const {
  std::vector<Family> family;
  match::FeatureBudget budget;
  budget.descriptor_count_max = 512;  // nothing was done to these pictures: a part of the corners will do
  const media::Plane whole = media::luma_of(base_[a].pixels());
  Asked asked;
  asked.features = media::find_features(whole, media::query_plan);
  asked.hashes.at(static_cast<std::size_t>(Method::pdq_turned)) = turns_of(whole);
  const media::Plane plane = media::scale_to_edge(whole, media::frame_px / 2);
  const auto is_other = [&](std::size_t b) { return crowd_.scenes[b] != crowd_.scenes[a]; };
  for (const match::Likeness& one : index_.find(asked.features, budget)) {
    const std::size_t b = number_of(one.id);
    if (!is_other(b)) continue;
    const double correlation = correlate(plane, smooth_luma(base_[b]), one);
    if (correlation >= correlation_min) family.push_back({a, b, correlation});
  }
  const auto bits = distances(asked, Method::pdq_turned, crowd_);
  for (std::size_t b = 0; b < crowd_.size(); ++b) {
    if (!is_other(b) || bits[b] > family_bits_max) continue;
    const double correlation =
        correlate(media::scale(plane, 256, 256), media::scale(smooth_luma(base_[b]), 256, 256), {});
    if (correlation >= whole_correlation_min) family.push_back({a, b, correlation});
  }
  return family;
}

std::vector<Family> Known::find_families() const {
  std::vector<std::vector<Family>> found(crowd_.size());
  on_all_cores(found.size(), [&](std::size_t number) { found[number] = find_family(number); });
  std::vector<Family> families;
  for (const auto& family : found) families.insert(families.end(), family.begin(), family.end());
  return families;
}

void add_distractors(const PictureSet& set, std::size_t count, std::uint64_t seed, Crowd& crowd) {
  constexpr std::size_t at_once = 4'096;
  Dice dice(seed);
  const std::size_t enough = crowd.size() + count;
  for (std::size_t tries = 0; crowd.size() < enough && tries < 4 * count; tries += at_once) {
    std::vector<Spotted> parts(at_once);
    for (Spotted& part : parts) part = spot(set, dice);
    std::vector<std::optional<FourHashes>> hashes(at_once);
    on_all_cores(at_once, [&](std::size_t i) {
      const media::Plane part = media::crop(parts[i].photograph->plane, parts[i].box);
      const media::PdqResult pdq = media::hash_plane(part);
      if (pdq.quality >= media::pdq_quality_min) hashes[i] = hash_by_all(part, pdq);
    });
    for (std::size_t i = 0; i < at_once && crowd.size() < enough; ++i) {
      if (hashes[i]) crowd.add(*hashes[i], parts[i].photograph->scene);
    }
  }
}

}  // namespace redress::cli
