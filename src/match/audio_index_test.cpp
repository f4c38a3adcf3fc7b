// SPDX-License-Identifier: Apache-2.0
#include "match/audio_index.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "media/video.hpp"

namespace redress::match {
namespace {

constexpr unsigned seed = 20'261'122;
using Words = std::vector<std::uint32_t>;
using Random = std::mt19937;

Id id_of(int number) {
  Id id;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

Words make_words(std::size_t count, Random& random) {
  Words words(count);
  for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(random());
  return words;
}

// Each bit is turned with this chance.
Words spoil(Words words, double share, Random& random) {
  std::bernoulli_distribution turn(share);
  for (std::uint32_t& word : words) {
    for (unsigned bit = 0; bit < 32; ++bit) word ^= turn(random) ? 1U << bit : 0U;
  }
  return words;
}

Words part(const Words& words, std::size_t first, std::size_t count) {
  return {words.begin() + static_cast<std::ptrdiff_t>(first),
          words.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

class Sounds : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 30; ++i) {
      sounds_.push_back(make_words(400, random_));
      ASSERT_TRUE(index_.add(id_of(i), sounds_.back()).ok());
    }
  }
  Random random_{seed};
  AudioIndex index_{1'000'000};
  std::vector<Words> sounds_;
};

TEST_F(Sounds, APieceIsFoundWhereItLies) {
  const auto matches = index_.find(spoil(part(sounds_[4], 100, 100), 0.05, random_));
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].id, id_of(4));
  EXPECT_NEAR(matches[0].offset_seconds, 100 * media::word_seconds, 0.01);
  EXPECT_NEAR(matches[0].matched_seconds, 100 * media::word_seconds, 1);
  EXPECT_EQ(matches[0].verdict, Verdict::same);
  EXPECT_TRUE(index_.find(make_words(300, random_)).empty());
}

TEST_F(Sounds, APieceInsideAnotherRecordingIsFound) {
  Words query = make_words(300, random_);
  const Words piece = spoil(part(sounds_[9], 200, 60), 0.08, random_);
  std::copy(piece.begin(), piece.end(), query.begin() + 120);
  const auto matches = index_.find(query);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].id, id_of(9));
  EXPECT_NEAR(matches[0].query_seconds, 120 * media::word_seconds, 0.7);
  EXPECT_NEAR(matches[0].matched_seconds, 60 * media::word_seconds, 1.4);
  EXPECT_EQ(matches[0].verdict, Verdict::look);
}

TEST_F(Sounds, TheBestOfSeveralPitchesCounts) {
  media::Video query;
  query.sound = make_words(100, random_);
  query.other_pitches = {make_words(100, random_), spoil(part(sounds_[6], 50, 100), 0.05, random_)};
  const auto matches = index_.find_any_pitch(query);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].id, id_of(6));
}

TEST_F(Sounds, UnderFiveSecondsSaysNothing) {
  EXPECT_TRUE(index_.find(part(sounds_[4], 100, 39)).empty());
  EXPECT_FALSE(index_.find(part(sounds_[4], 100, 42)).empty());
}

TEST_F(Sounds, SilenceAndTonesAreNobodysCopies) {
  AudioIndex index(10'000);
  const Words silence(300, 627'964'279);
  ASSERT_TRUE(index.add(id_of(1), silence).ok());
  EXPECT_TRUE(index.find(silence).empty());
}

TEST_F(Sounds, AWordThatManyPlacesHaveIsNotAsked) {
  AudioBudget budget;
  budget.posting_count_max = 0;
  EXPECT_TRUE(index_.find(sounds_[0], budget).empty());
  budget = {};
  budget.candidate_count_max = 0;
  EXPECT_TRUE(index_.find(sounds_[0], budget).empty());
}

TEST_F(Sounds, FullIsAnAnswerAndARemovedRecordingIsGone) {
  EXPECT_EQ(index_.add(id_of(2), sounds_[2]).error().code, Code::conflict);
  AudioIndex small(500);
  ASSERT_TRUE(small.add(id_of(0), sounds_[0]).ok());
  EXPECT_EQ(small.add(id_of(1), sounds_[1]).error().code, Code::exhausted);
  EXPECT_TRUE(small.remove(id_of(0)));
  EXPECT_FALSE(small.remove(id_of(0)));
  EXPECT_EQ(small.word_count(), 0U);
  EXPECT_TRUE(small.find(sounds_[0]).empty());
  EXPECT_TRUE(small.add(id_of(1), sounds_[1]).ok());
}

// The plain twin: every window of five seconds by itself, without a running count.
Stretch find_stretch_plainly(const Words& query, const Words& known, std::ptrdiff_t offset) {
  const auto window = static_cast<std::size_t>(std::ceil(look_audio_seconds_min / media::word_seconds));
  const auto has_both = [&](std::size_t i) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) + offset;
    return i < query.size() && at >= 0 && at < static_cast<std::ptrdiff_t>(known.size());
  };
  const auto known_at = [&](std::size_t i) {
    return known[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + offset)];
  };
  const auto is_alike = [&](std::size_t first, std::size_t width) {
    std::size_t wrong = 0;
    for (std::size_t i = first; i < first + width; ++i) {
      if (!has_both(i)) return false;
      wrong += static_cast<std::size_t>(std::popcount(query[i] ^ known_at(i)));
    }
    return static_cast<double>(wrong) <= look_error_share_max * static_cast<double>(width * 32);
  };
  Stretch longest;
  for (std::size_t first = 0; first < query.size(); ++first) {
    std::size_t windows = 0;
    while (is_alike(first + windows, window)) ++windows;
    if (windows > 0 && windows + window - 1 > longest.count) longest = {first, windows + window - 1, 0};
  }
  while (longest.count >= 8 && !is_alike(longest.first, 8)) longest = {longest.first + 1, longest.count - 1, 0};
  while (longest.count >= 8 && !is_alike(longest.first + longest.count - 8, 8)) --longest.count;
  if (longest.count + 8 < window) longest = {};
  for (std::size_t i = longest.first; i < longest.first + longest.count; ++i) {
    longest.wrong_bits += static_cast<std::size_t>(std::popcount(query[i] ^ known_at(i)));
  }
  return longest;
}

TEST(AudioStretch, TheRunningCountFindsWhatALookAtEveryWindowFinds) {
  for (unsigned round = 0; round < 20; ++round) {
    Random random(seed + round);
    const Words known = make_words(260, random);
    Words query = spoil(part(known, 40, 180), 0.30 + 0.005 * round, random);
    const auto offset = static_cast<std::ptrdiff_t>(40);
    const Stretch ours = find_stretch(query, known, offset);
    const Stretch plain = find_stretch_plainly(query, known, offset);
    EXPECT_EQ(ours.count, plain.count) << "seed " << seed + round;
    EXPECT_EQ(ours.wrong_bits, plain.wrong_bits) << "seed " << seed + round;
    EXPECT_EQ(find_stretch(query, known, -10).count, find_stretch_plainly(query, known, -10).count);
  }
  EXPECT_EQ(find_stretch({}, {}, 0).count, 0U);
  EXPECT_EQ(find_stretch(Words(5), Words(5), 9).count, 0U);
}

}  // namespace
}  // namespace redress::match
