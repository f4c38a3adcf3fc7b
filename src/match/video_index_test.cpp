// SPDX-License-Identifier: Apache-2.0
#include "match/video_index.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "match/time_align.hpp"
#include "media/test_data.hpp"

namespace redress::match {
namespace {

constexpr unsigned seed = 20'261'122;

using Random = std::mt19937;

media::Pdq random_hash(Random& random) {
  media::Pdq pdq;
  for (std::uint8_t& byte : pdq) byte = static_cast<std::uint8_t>(random());
  return pdq;
}

media::Pdq flip(media::Pdq pdq, int count, Random& random) {
  for (int i = 0; i < count; ++i) pdq.at(random() % 32) ^= static_cast<std::uint8_t>(1U << random() % 8);
  return pdq;
}

Id id_of(int number) {
  Id id;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  id.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  return id;
}

void add_frame(media::Video& video, const media::Pdq& pdq, int quality = 100) {
  media::VideoFrame& frame = video.frames.emplace_back();
  frame.number = static_cast<std::uint32_t>(video.frames.size() - 1);
  frame.seconds = frame.number / video.frames_per_second;
  frame.quality = quality;
  frame.hashes[0] = pdq;
}

media::Video make_video(int seconds, Random& random) {
  media::Video video;
  video.frames_per_second = 1;
  for (int i = 0; i < seconds; ++i) add_frame(video, random_hash(random));
  return video;
}

// What a camera at `speed` would have kept of `from` on, one frame a second, each some bits off.
media::Video cut(const media::Video& video, double from, int seconds, double speed, int bits, Random& random) {
  media::Video part;
  part.frames_per_second = 1;
  for (int i = 0; i < seconds; ++i) {
    const auto at = static_cast<std::size_t>(std::lround(from + i * speed));
    if (at < video.frames.size()) add_frame(part, flip(video.frames[at].hashes[0], bits, random));
  }
  return part;
}

class Films : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 40; ++i) {
      films_.push_back(make_video(60, random_));
      ASSERT_TRUE(index_.add(id_of(i), films_.back()).ok());
    }
  }
  std::optional<VideoMatch> find_only(const media::Video& query, int expected) {
    const auto matches = index_.find(query);
    if (matches.size() != 1 || matches[0].id != id_of(expected)) return std::nullopt;
    return matches[0];
  }
  Random random_{seed};
  VideoIndex index_{10'000};
  std::vector<media::Video> films_;
};

TEST_F(Films, AClipInsideALongerFilmIsFoundWhereItLies) {
  const auto match = find_only(cut(films_[7], 20, 10, 1, 12, random_), 7);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->verdict, Verdict::same);
  EXPECT_DOUBLE_EQ(match->matched_seconds, 10);
  EXPECT_NEAR(match->offset_seconds, 20, 0.8);
  EXPECT_DOUBLE_EQ(match->query_fraction, 1);
  EXPECT_NEAR(match->stored_fraction, 10.0 / 60, 0.03);
  EXPECT_EQ(match->picture_count, 3);
  EXPECT_FALSE(index_.find(make_video(20, random_)).size());
}

TEST_F(Films, AKnownFilmInsideALongerOneIsFound) {
  media::Video longer = make_video(100, random_);
  for (std::size_t i = 0; i < 60; ++i)
    longer.frames[30 + i].hashes[0] = flip(films_[3].frames[i].hashes[0], 9, random_);
  const auto match = find_only(longer, 3);
  ASSERT_TRUE(match);
  EXPECT_NEAR(match->offset_seconds, -30, 0.8);
  EXPECT_GE(match->stored_fraction, 0.95);
  EXPECT_NEAR(match->query_fraction, 0.6, 0.02);
  EXPECT_EQ(match->verdict, Verdict::same);
}

TEST_F(Films, ALittleFasterOrSlowerIsFoundWithItsSpeed) {
  for (const double speed : {0.9, 1.1}) {
    const auto match = find_only(cut(films_[11], 5, 40, speed, 12, random_), 11);
    ASSERT_TRUE(match) << speed;
    EXPECT_NEAR(match->speed, speed, 0.02);
    EXPECT_GE(match->query_fraction, 0.95) << speed;
    EXPECT_EQ(match->verdict, Verdict::same);
  }
}

// Asked four times a second what was kept once a second: of the moments between none matches; they count as covered.
TEST_F(Films, AQueryThatLooksMoreOftenIsCoveredAllTheSame) {
  media::Video query;
  query.frames_per_second = 4;
  for (int i = 0; i < 40; ++i) {
    const auto& kept = films_[2].frames[10 + static_cast<std::size_t>(i) / 4].hashes[0];
    add_frame(query, i % 4 == 1 ? flip(kept, 9, random_) : random_hash(random_));
  }
  const auto match = find_only(query, 2);
  ASSERT_TRUE(match);
  EXPECT_GE(match->query_fraction, 0.95);
  EXPECT_NEAR(match->stored_fraction, 10.0 / 60, 0.03);
  EXPECT_EQ(match->verdict, Verdict::same);
}

TEST_F(Films, AMirroredFilmIsFoundByItsTurn) {
  media::Video query = cut(films_[5], 0, 20, 1, 10, random_);
  for (media::VideoFrame& frame : query.frames) {
    frame.hashes[4] = frame.hashes[0];
    frame.hashes[0] = random_hash(random_);
  }
  const auto match = find_only(query, 5);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->turn, media::Turn::flip_x);
}

TEST_F(Films, ATitleCardThatAllShareDecidesNothing) {
  const media::Pdq card = random_hash(random_);
  VideoIndex index(10'000);
  for (int i = 0; i < 20; ++i) {
    media::Video film = films_[static_cast<std::size_t>(i)];
    for (std::size_t k = 0; k < 5; ++k) film.frames[k].hashes[0] = flip(card, 1, random_);
    ASSERT_TRUE(index.add(id_of(i), film).ok());
  }
  media::Video other = make_video(30, random_);
  for (std::size_t k = 0; k < 5; ++k) other.frames[k].hashes[0] = flip(card, 1, random_);
  EXPECT_TRUE(index.find(other).empty());
  other.frames.resize(5);  // nothing but the card
  EXPECT_TRUE(index.find(other).empty());
}

TEST_F(Films, FramesOfLowQualityDecideNothing) {
  media::Video query = cut(films_[9], 0, 20, 1, 5, random_);
  for (media::VideoFrame& frame : query.frames) frame.quality = media::pdq_quality_min - 1;
  EXPECT_TRUE(index_.find(query).empty());
}

TEST_F(Films, AStillPictureUnderAnotherVoiceIsFoundAsThePicturesRuleSays) {
  media::Video still;
  still.frames_per_second = 1;
  const media::Pdq picture = random_hash(random_);
  for (int i = 0; i < 30; ++i) add_frame(still, picture);
  ASSERT_TRUE(index_.add(id_of(500), still).ok());
  for (const auto& [bits, verdict] : {std::pair(3, Verdict::same), std::pair(20, Verdict::look)}) {
    media::Video query;
    query.frames_per_second = 1;
    const media::Pdq copied = flip(picture, bits, random_);
    for (int i = 0; i < 12; ++i) add_frame(query, copied);
    const auto match = find_only(query, 500);
    ASSERT_TRUE(match) << bits;
    EXPECT_EQ(match->picture_count, 1);
    EXPECT_EQ(match->verdict, verdict);
  }
}

TEST_F(Films, FullIsAnAnswerAndARemovedFilmIsGone) {
  EXPECT_EQ(index_.add(id_of(3), films_[3]).error().code, Code::conflict);
  VideoIndex small(100);
  ASSERT_TRUE(small.add(id_of(0), films_[0]).ok());
  EXPECT_EQ(small.add(id_of(1), films_[1]).error().code, Code::exhausted);
  EXPECT_EQ(small.shot_count(), 60U);
  EXPECT_TRUE(small.remove(id_of(0)));
  EXPECT_FALSE(small.remove(id_of(0)));
  EXPECT_EQ(small.shot_count(), 0U);
  EXPECT_TRUE(small.find(films_[0]).empty());
  ASSERT_TRUE(small.add(id_of(1), films_[1]).ok());
  EXPECT_EQ(small.find(films_[1]).size(), 1U);
}

// The plain twin of asking: every shot beside every shot, every turn; of aligning: every offset of a fine grid.
std::size_t count_plainly(const std::vector<Shot>& query, const std::vector<Shot>& stored, double tolerance) {
  std::size_t best = 0;
  for (const double speed : speeds_for(query.back().end_seconds - query.front().begin_seconds, tolerance)) {
    for (double offset = -130; offset <= 130; offset += 0.02) {
      std::size_t count = 0;
      for (const Shot& asked : query) {
        const bool is_met = std::any_of(stored.begin(), stored.end(), [&](const Shot& known) {
          return media::distance_bits(asked.hashes[0], known.hashes[0]) <= look_bits_max &&
                 falls_into(asked.begin_seconds, known, {speed, offset, 0}, tolerance);
        });
        count += is_met ? 1 : 0;
      }
      best = std::max(best, count);
    }
  }
  return best;
}

TEST(TimeAlign, TheSweepFindsWhatEveryOffsetOfAFineGridFinds) {
  for (unsigned round = 0; round < 6; ++round) {
    Random random(seed + round);
    media::Video known = make_video(25, random);
    media::Video query = cut(known, round % 8, 9, 0.9 + 0.1 * (round % 3), 8, random);
    for (int i = 0; i < 4; ++i) {  // pictures that come again at other times
      known.frames[random() % 25].hashes[0] = query.frames[random() % query.frames.size()].hashes[0];
    }
    const auto asked = find_shots(query);
    const auto stored = find_shots(known);
    std::vector<Pairing> pairings;
    for (std::uint32_t q = 0; q < asked.size(); ++q) {
      for (std::uint32_t s = 0; s < stored.size(); ++s) {
        const int distance = media::distance_bits(asked[q].hashes[0], stored[s].hashes[0]);
        if (distance <= look_bits_max) pairings.push_back({q, s, distance});
      }
    }
    const double tolerance = tolerance_seconds(1);
    const TimeAlignment swept = align_times(asked, stored, pairings, tolerance);
    EXPECT_EQ(swept.moment_count, count_plainly(asked, stored, tolerance)) << "seed " << seed + round;
  }
}

TEST(Shots, FramesThatStandAreOneShotAndBlackOnesNone) {
  Random random(seed);
  media::Video video;
  video.frames_per_second = 2;
  const media::Pdq picture = random_hash(random);
  for (int i = 0; i < 6; ++i) add_frame(video, picture);
  add_frame(video, random_hash(random), 10);
  for (int i = 0; i < 3; ++i) add_frame(video, picture);
  const auto shots = find_shots(video);
  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shots[0].frame_count, 6U);
  EXPECT_DOUBLE_EQ(shots[0].end_seconds, 2.5);
  EXPECT_EQ(shots[1].first_number, 7U);
  EXPECT_EQ(count_moments(video), 9U);
}

// Published hashes of one film as it was edited: each edit finds the films of its family, and no other.
TEST(VideoIndex, PublishedEditsFindTheirFamilyOnly) {
  const auto folder = test::find_data("fingerprint/vpdq");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  const auto load = [&](const std::string& name) {
    media::Video video;
    video.frames_per_second = 30;
    for (const std::string& line : test::split(test::load_text(*folder + "/" + name + ".txt"), '\n')) {
      if (!line.empty()) video.frames.push_back(media::parse_frame(line).value());
    }
    return video;
  };
  const std::vector<std::string> chairs{"chair-orig-22-sd-bar", "chair-22-sd-grey-bar", "chair-22-sd-sepia-bar",
                                        "chair-22-with-small-logo-bar", "chair-22-with-large-logo-bar"};
  const std::vector<std::string> patterns{"pattern-sd-grey-bar", "pattern-sd-with-small-logo-bar",
                                          "pattern-sd-with-large-logo-bar"};
  VideoIndex index(100'000);
  std::vector<std::string> names = chairs;
  names.insert(names.end(), patterns.begin(), patterns.end());
  for (std::size_t i = 0; i < names.size(); ++i)
    ASSERT_TRUE(index.add(id_of(static_cast<int>(i)), load(names[i])).ok());
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::size_t family = 0;
    for (const VideoMatch& match : index.find(load(names[i]))) {
      const bool is_kin = (match.id.bytes[15] < chairs.size()) == (i < chairs.size());
      EXPECT_TRUE(is_kin) << names[i];
      family += is_kin ? 1 : 0;
    }
    // A large logo on a quiet picture is no re-encoding: its frames lie 58 bits from their kin in the middle.
    const bool is_apart = names[i] == "pattern-sd-with-large-logo-bar";
    EXPECT_GE(family, is_apart ? 1 : i < chairs.size() ? chairs.size() - 1 : patterns.size() - 1) << names[i];
  }
}

}  // namespace
}  // namespace redress::match
