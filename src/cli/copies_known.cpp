// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_known.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace

void Crowd::add(const media::Plane& plane, std::size_t scene) {
  hashes[0].push_back(match::bits_of(media::hash_plane(plane).hashes[0]));
  hashes[1].push_back(phash(plane));
  hashes[2].push_back(dhash(plane));
  hashes[3].push_back(blockhash(plane));
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
  for (std::size_t number = 0; number + spare < base.size(); ++number) {
    const media::Plane plane = media::luma_of(base[number].pixels());
    crowd_.add(plane, base[number].scene);
    CHECK(index_.add(id_of(number), media::find_features(plane, media::stored_plan)).ok());
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

std::vector<Family> Known::find_families() const {
  std::vector<Family> families;
  match::FeatureBudget budget;
  budget.descriptor_count_max = 512;  // nothing was done to these pictures: a quarter of the corners will do
  for (std::size_t a = 0; a < crowd_.size(); ++a) {
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
      if (correlation >= correlation_min) families.push_back({a, b, correlation});
    }
    const auto bits = distances(asked, Method::pdq_turned, crowd_);
    for (std::size_t b = 0; b < crowd_.size(); ++b) {
      if (!is_other(b) || bits[b] > family_bits_max) continue;
      const double correlation =
          correlate(media::scale(plane, 256, 256), media::scale(smooth_luma(base_[b]), 256, 256), {});
      if (correlation >= whole_correlation_min) families.push_back({a, b, correlation});
    }
  }
  return families;
}

void add_distractors(const PictureSet& set, std::size_t count, std::uint64_t seed, Crowd& crowd) {
  Dice dice(seed);
  const std::size_t enough = crowd.size() + count;
  for (std::size_t tries = 0; crowd.size() < enough && tries < 4 * count; ++tries) {
    const Photograph& photograph = set.photographs[dice() % set.photographs.size()];
    const media::Plane& plane = photograph.plane;
    const auto share = [&](std::uint32_t length) {
      return std::max(16U, static_cast<std::uint32_t>(length * (25 + dice() % 70) / 100));
    };
    const std::uint32_t width = std::min(plane.width, share(plane.width));
    const std::uint32_t height = std::min(plane.height, share(plane.height));
    const auto left = static_cast<std::uint32_t>(dice() % (plane.width - width + 1));
    const auto top = static_cast<std::uint32_t>(dice() % (plane.height - height + 1));
    const media::Plane part = media::crop(plane, {left, top, width, height});
    if (media::hash_plane(part).quality >= media::pdq_quality_min) crowd.add(part, photograph.scene);
  }
}

}  // namespace redress::cli
