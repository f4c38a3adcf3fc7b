// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_known.hpp"

#include <algorithm>
#include <cmath>

#include "media/borders.hpp"

namespace redress::cli {
namespace {

constexpr int never = 10'000;
constexpr double correlation_min = 0.8;         // where corners gave the alignment
constexpr double whole_correlation_min = 0.95;  // of two whole pictures: two plain skies are alike to 0.9
constexpr int family_bits_max = 45;

Id id_of(std::size_t number) { return make_id(Instant{1'700'000'000}, 0, number); }

std::size_t number_of(const Id& id) {
  std::size_t number = 0;
  for (std::size_t i = 12; i < 16; ++i) number = number << 8U | id.bytes.at(i);
  return number;
}

int nearest(const std::vector<match::Bits256>& asked, const match::Bits256& known) {
  int least = never;
  for (const match::Bits256& one : asked) least = std::min(least, match::distance_bits(one, known));
  return least;
}

void add_turns(const media::Plane& plane, std::vector<match::Bits256>& turns) {
  const media::PdqResult result = media::hash_plane(plane);
  if (result.quality < media::pdq_quality_min) return;
  for (const media::Pdq& turn : result.hashes) turns.push_back(match::bits_of(turn));
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
      double u = (by.a * x - by.b * y + by.x) * to_query;
      const double v = (by.b * x + by.a * y + by.y) * to_query;
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

Prints make_prints(const media::Plane& plane, std::size_t photograph, int& quality) {
  const media::PdqResult pdq = media::hash_plane(plane);
  quality = pdq.quality;
  return {{match::bits_of(pdq.hashes[0]), phash(plane), dhash(plane), blockhash(plane)}, photograph};
}

Asked make_asked(const media::Plane& plane) {
  Asked asked;
  int quality = 0;
  asked.prints = make_prints(plane, 0, quality);
  add_turns(plane, asked.turns);
  for (const media::Box& box : media::find_content(plane)) add_turns(media::crop(plane, box), asked.trimmed);
  asked.features = media::find_features(plane, media::query_plan);
  return asked;
}

Distances distances(const Asked& asked, const Prints& known) {
  Distances all{};
  for (std::size_t i = 0; i < 4; ++i) all.at(i) = match::distance_bits(asked.prints.hashes.at(i), known.hashes.at(i));
  if (asked.turns.empty()) all[0] = never;
  all[static_cast<std::size_t>(Method::pdq_turned)] = nearest(asked.turns, known.hashes[0]);
  all[static_cast<std::size_t>(Method::pdq_trimmed)] =
      std::min(nearest(asked.turns, known.hashes[0]), nearest(asked.trimmed, known.hashes[0]));
  all[static_cast<std::size_t>(Method::features)] = features_far;
  return all;
}

Known::Known(const std::vector<BasePicture>& base) : base_(base), prints_(base.size()), is_known_(base.size(), false) {}

void Known::add(std::size_t number) {
  const media::Plane plane = media::luma_of(base_[number].pixels());
  int quality = 0;
  prints_[number] = make_prints(plane, base_[number].photograph, quality);
  is_known_[number] = true;
  CHECK(index_.add(id_of(number), media::find_features(plane, media::stored_plan)).ok());
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
  for (std::size_t a = 0; a < base_.size(); ++a) {
    if (!is_known_[a]) continue;
    const Pixels pixels = base_[a].pixels();
    const Asked asked = make_asked(media::luma_of(pixels));
    const media::Plane plane = smooth_luma(base_[a]);
    for (const match::Likeness& one : index_.find(asked.features, budget)) {
      const std::size_t b = number_of(one.id);
      if (b == a) continue;
      const double correlation = correlate(plane, smooth_luma(base_[b]), one);
      if (correlation >= correlation_min) families.push_back({a, b, correlation});
    }
    for (std::size_t b = 0; b < base_.size(); ++b) {
      if (b == a || !is_known_[b] || nearest(asked.turns, prints_[b].hashes[0]) > family_bits_max) continue;
      const double correlation =
          correlate(media::scale(plane, 256, 256), media::scale(smooth_luma(base_[b]), 256, 256), {});
      if (correlation >= whole_correlation_min) families.push_back({a, b, correlation});
    }
  }
  return families;
}

std::vector<Prints> make_distractors(const PictureSet& set, std::size_t count, std::uint64_t seed) {
  std::vector<Prints> all;
  Dice dice(seed);
  for (std::size_t tries = 0; all.size() < count && tries < 4 * count; ++tries) {
    const std::size_t photograph = dice() % set.photographs.size();
    const media::Plane& plane = set.photographs[photograph];
    const auto share = [&](std::uint32_t length) {
      return std::max(16U, static_cast<std::uint32_t>(length * (25 + dice() % 70) / 100));
    };
    const std::uint32_t width = std::min(plane.width, share(plane.width));
    const std::uint32_t height = std::min(plane.height, share(plane.height));
    const auto left = static_cast<std::uint32_t>(dice() % (plane.width - width + 1));
    const auto top = static_cast<std::uint32_t>(dice() % (plane.height - height + 1));
    int quality = 0;
    const Prints prints = make_prints(media::crop(plane, {left, top, width, height}), photograph, quality);
    if (quality >= media::pdq_quality_min) all.push_back(prints);
  }
  return all;
}

}  // namespace redress::cli
