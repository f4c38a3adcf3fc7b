// SPDX-License-Identifier: Apache-2.0
#include "match/features_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "match/decision.hpp"
#include "media/clutter.hpp"

namespace redress::match {
namespace {

using media::Features;
using media::Plane;

Id id_of(std::uint64_t n) { return make_id(Instant{1'700'000'000}, n, n); }

Features stored(const Plane& plane) { return media::find_features(plane, media::stored_plan); }
Features query(const Plane& plane) { return media::find_features(plane, media::query_plan); }

class FeaturesIndexTest : public testing::Test {
 protected:
  static constexpr std::uint32_t picture_count = 12;
  FeaturesIndexTest() {
    for (std::uint32_t seed = 0; seed < picture_count; ++seed) {
      EXPECT_TRUE(index_.add(id_of(seed), stored(test::make_clutter(seed))).ok());
    }
  }
  // Found first, and no other picture at all.
  void expect_found(const Plane& plane, std::uint32_t seed, bool is_mirrored = false) {
    const auto found = index_.find(query(plane));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, id_of(seed));
    EXPECT_EQ(found[0].is_mirrored, is_mirrored);
    EXPECT_GE(found[0].alignment.inlier_count, same_inliers_min);
  }
  FeaturesIndex index_{1'000'000};
};

TEST_F(FeaturesIndexTest, FindsThePictureItself) { expect_found(test::make_clutter(3), 3); }

TEST_F(FeaturesIndexTest, FindsACropAndSaysWhereItWas) {
  const Plane whole = test::make_clutter(5);
  const Plane part = media::crop(whole, {160, 120, 400, 300});
  expect_found(part, 5);
  const auto alignment = index_.find(query(part))[0].alignment;
  // 400 of 640 pixels fill the frame: 1.6 times as large, moved left and up by the part that is gone.
  EXPECT_NEAR(alignment.stored_to_query.scale(), 1.6, 0.05);
  EXPECT_NEAR(alignment.stored_to_query.x, -160 * 512.0 / 400, 6);
  EXPECT_NEAR(alignment.stored_to_query.y, -120 * 512.0 / 400, 6);
}

TEST_F(FeaturesIndexTest, FindsAMirrorImage) { expect_found(test::mirror(test::make_clutter(7)), 7, true); }
TEST_F(FeaturesIndexTest, FindsATurnedPicture) { expect_found(test::turn_right(test::make_clutter(8)), 8); }
TEST_F(FeaturesIndexTest, FindsASmallCopyOnALargePage) {
  const Plane small = media::scale(test::make_clutter(9), 320, 240);
  expect_found(test::frame(small, 640, 700, 100, 200, 250), 9);
}

TEST_F(FeaturesIndexTest, DoesNotFindAnUnknownPicture) {
  for (std::uint32_t seed = 100; seed < 110; ++seed) EXPECT_TRUE(index_.find(query(test::make_clutter(seed))).empty());
  EXPECT_TRUE(index_.find(query(Plane::make(500, 500))).empty());
  EXPECT_TRUE(index_.find(Features{}).empty());
}

TEST_F(FeaturesIndexTest, WhatIsRemovedIsNotFoundAndMayComeBack) {
  const std::size_t before = index_.feature_count();
  EXPECT_TRUE(index_.remove(id_of(3)));
  EXPECT_FALSE(index_.remove(id_of(3)));
  EXPECT_EQ(index_.count(), picture_count - 1);
  EXPECT_TRUE(index_.find(query(test::make_clutter(3))).empty());
  EXPECT_TRUE(index_.add(id_of(3), stored(test::make_clutter(3))).ok());
  EXPECT_EQ(index_.feature_count(), before);
  expect_found(test::make_clutter(3), 3);
}

TEST_F(FeaturesIndexTest, APictureIsAddedOnce) {
  EXPECT_EQ(index_.add(id_of(1), Features{}).error().code, Code::conflict);
}

TEST(FeaturesIndexLimits, AFullIndexSaysSoAndKeepsWhatItHas) {
  const Features features = stored(test::make_clutter(1));
  FeaturesIndex index(features.list.size());
  EXPECT_TRUE(index.add(id_of(1), features).ok());
  EXPECT_EQ(index.add(id_of(2), features).error().code, Code::exhausted);
  EXPECT_TRUE(index.add(id_of(3), Features{}).ok()) << "a picture without features takes no room";
  EXPECT_EQ(index.find(query(test::make_clutter(1))).size(), 1U);
}

TEST_F(FeaturesIndexTest, TheBudgetBoundsWhatIsAskedAndVerified) {
  FeatureBudget none;
  none.candidate_count_max = 0;
  EXPECT_TRUE(index_.find(query(test::make_clutter(3)), none).empty());
  FeatureBudget few;
  few.descriptor_count_max = 256;
  const auto found = index_.find(query(test::make_clutter(3)), few);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LE(found[0].vote_count, 128);
}

// The plain twin: every telling corner of the query against every corner known; a vote falls into the ranges of size
// and turn that it is in, and a picture has as many as its fullest range.
TEST_F(FeaturesIndexTest, CountsTheVotesThatALookAtEveryCornerCounts) {
  const Features asked = query(media::crop(test::make_clutter(4), {60, 40, 500, 400}));
  FeatureBudget budget;
  budget.descriptor_count_max = 1'000'000;
  budget.hit_count_max = 1'000'000;
  budget.inlier_count_min = 3;
  std::map<Id, std::size_t> votes;
  for (std::uint32_t seed = 0; seed < picture_count; ++seed) {
    const Features known = stored(test::make_clutter(seed));
    std::map<std::pair<int, int>, std::set<std::size_t>> ranges;
    for (const media::Feature& feature : asked.list) {
      if (!media::is_telling(feature.bits)) continue;
      for (std::size_t i = 0; i < known.list.size(); ++i) {
        const media::Feature& other = known.list[i];
        if (distance_bits(feature.bits, other.bits) > budget.radius_bits) continue;
        const int size = static_cast<int>(std::floor(std::log(1.0 * feature.size / other.size) / std::log(1.315)));
        const int turn = (feature.direction - other.direction + 64) % 64 / 8;
        for (const int larger : {0, 1}) {
          for (const int farther : {0, 1}) ranges[{size + larger, (turn + farther) % 8}].insert(i);
        }
      }
    }
    for (const auto& [range, corners] : ranges) votes[id_of(seed)] = std::max(votes[id_of(seed)], corners.size());
  }
  const auto found = index_.find(asked, budget);
  ASSERT_FALSE(found.empty());
  for (const Likeness& one : found) {
    if (!one.is_mirrored) {
      EXPECT_EQ(static_cast<std::size_t>(one.vote_count), votes[one.id]);
    }
  }
}

}  // namespace
}  // namespace redress::match
