// SPDX-License-Identifier: Apache-2.0
#include "match/overlay.hpp"

#include <gtest/gtest.h>

#include "match/features_index.hpp"
#include "media/clutter.hpp"

namespace redress::match {
namespace {

using media::Plane;
using redress::test::frame;
using redress::test::make_clutter;
using redress::test::mirror;
using redress::test::turn_right;

// The pixel of `copy` that the overlay says shows what `known` has at a place: how far apart, on average.
double mean_error(const Plane& known, const Plane& copy, const Affine& overlay) {
  double sum = 0;
  int count = 0;
  for (std::uint32_t y = 8; y < known.height; y += 16) {
    for (std::uint32_t x = 8; x < known.width; x += 16) {
      const Place at = overlay.apply({(x + 0.5) / known.width, (y + 0.5) / known.height});
      if (at.x < 0 || at.x >= 1 || at.y < 0 || at.y >= 1) continue;
      const auto column = static_cast<std::uint32_t>(at.x * copy.width);
      const auto row = static_cast<std::uint32_t>(at.y * copy.height);
      sum += std::abs(int{known.row(y)[x]} - int{copy.row(row)[column]});
      ++count;
    }
  }
  return count == 0 ? 255 : sum / count;
}

TEST(Overlay, OfEachOfTheEightTurnsShowsTheSamePixels) {
  const Plane known = make_clutter(11);
  Plane copy = known;
  for (int mirrored = 0; mirrored < 2; ++mirrored) {
    for (int turns = 0; turns < 4; ++turns) {
      const media::PdqResult hashed = media::hash_plane(copy);
      const media::Turn turn = nearest_turn(hashed.hashes, media::hash_plane(known).hashes[0]);
      EXPECT_LT(mean_error(known, copy, overlay_of(turn)), 1) << mirrored << " mirrored, turned " << turns;
      copy = turn_right(copy);
    }
    copy = mirror(known);
  }
}

TEST(Overlay, OfABoxLiesWhereTheBoxIs) {
  const Plane known = make_clutter(12);
  const Plane copy = frame(mirror(known), known.width + 100, known.height + 60, 30, 40, 255);
  const media::Box box{30, 40, known.width, known.height};
  const Frame size{static_cast<double>(copy.width), static_cast<double>(copy.height)};
  EXPECT_LT(mean_error(known, copy, overlay_of(media::Turn::flip_y, box, size)), 1);
  EXPECT_GT(mean_error(known, copy, overlay_of(media::Turn::original, box, size)), 10);
}

TEST(Overlay, OfCornersLaysACropAndItsMirrorImageWhereTheyWereCut) {
  const Plane known = make_clutter(13);
  const Plane crop = media::crop(known, {120, 90, 420, 330});
  FeaturesIndex index(100'000);
  ASSERT_TRUE(index.add(Id{}, media::find_features(known, media::stored_plan)).ok());
  for (const Plane& copy : {crop, mirror(crop)}) {
    const auto found = index.find(media::find_features(copy, media::query_plan));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_LT(mean_error(known, copy, found[0].overlay), 12);
    const auto back = invert(found[0].overlay);
    ASSERT_TRUE(back);
    EXPECT_LT(mean_error(copy, known, *back), 12);
    EXPECT_GT(mean_error(known, copy, Affine{}), 20) << "the measure tells a wrong overlay";
  }
}

TEST(Overlay, InvertedTwiceIsTheSameAndAFlatOneHasNoInverse) {
  const Affine by{0.5, 0.1, -0.2, 0.7, 0.3, -0.1};
  const auto back = invert(by);
  ASSERT_TRUE(back);
  const Place at = by.apply(back->apply({0.4, 0.9}));
  EXPECT_NEAR(at.x, 0.4, 1e-12);
  EXPECT_NEAR(at.y, 0.9, 1e-12);
  EXPECT_FALSE(invert(Affine{1, 2, 2, 4, 0, 0}));
  EXPECT_FALSE(invert(Affine{0, 0, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace redress::match
