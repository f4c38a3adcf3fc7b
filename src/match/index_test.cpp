// SPDX-License-Identifier: Apache-2.0
#include "match/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <thread>

namespace redress::match {
namespace {

using media::Fingerprint;
using media::Pdq;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }
  template <std::size_t count>
  std::array<std::uint8_t, count> bytes() {
    std::array<std::uint8_t, count> all;
    for (auto& byte : all) byte = static_cast<std::uint8_t>(random_());
    return all;
  }
  Pdq near(Pdq pdq, std::size_t bits) {
    std::vector<std::size_t> places(256);
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
    std::shuffle(places.begin(), places.end(), random_);
    for (std::size_t i = 0; i < bits; ++i) {
      pdq[places[i] / 8] = static_cast<std::uint8_t>(pdq[places[i] / 8] ^ (1U << places[i] % 8));
    }
    return pdq;
  }
  Fingerprint picture() {
    Fingerprint fingerprint;
    fingerprint.sha256 = bytes<32>();
    fingerprint.pdq = bytes<32>();
    fingerprint.pdq_quality = 100;
    return fingerprint;
  }
  Id id() { return make_id(Instant{0}, random_(), random_()); }

 private:
  std::mt19937_64 random_;
};

// The plain twin: look at every entry.
std::vector<Hit> find_plain(const std::map<Id, Fingerprint>& all, const Pdq& pdq, int radius_bits) {
  std::vector<Hit> hits;
  for (const auto& [id, fingerprint] : all) {
    int distance = 0;
    for (std::size_t bit = 0; bit < 256; ++bit) {
      distance += ((fingerprint.pdq[bit / 8] ^ pdq[bit / 8]) >> (bit % 8)) & 1;
    }
    if (distance <= radius_bits && fingerprint.pdq_quality >= 50) hits.push_back({id, distance});
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& a, const Hit& b) { return a.distance_bits < b.distance_bits; });
  return hits;
}

TEST(Index, EqualsAFullLookThroughAnyHistoryOfAddsAndRemovals) {
  const std::uint64_t seed = 20'261'122;
  Dice dice(seed);
  Index index(5'000);
  std::map<Id, Fingerprint> plain;
  for (int step = 0; step < 3'000; ++step) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " step " + std::to_string(step));
    const std::size_t choice = dice.below(10);
    if (choice < 6 || plain.empty()) {
      Fingerprint fingerprint = dice.picture();
      if (!plain.empty() && dice.below(2) == 0) fingerprint.pdq = dice.near(plain.begin()->second.pdq, dice.below(60));
      if (dice.below(8) == 0) fingerprint.pdq_quality = 49;
      const Id id = dice.id();
      ASSERT_TRUE(index.add(id, fingerprint).ok());
      plain.emplace(id, fingerprint);
    } else if (choice < 8) {
      const auto gone = std::next(plain.begin(), static_cast<std::ptrdiff_t>(dice.below(plain.size())));
      ASSERT_TRUE(index.remove(gone->first));
      plain.erase(gone);
    } else {
      const auto some = std::next(plain.begin(), static_cast<std::ptrdiff_t>(dice.below(plain.size())));
      const Pdq query = dice.near(some->second.pdq, dice.below(40));
      const int radius = static_cast<int>(dice.below(64));
      ASSERT_EQ(index.find(query, radius), find_plain(plain, query, radius));
    }
  }
  EXPECT_EQ(index.count(), plain.size());
}

TEST(Index, AnEntryMatchesWhenAddReturnsAndNoLongerWhenRemoveDoes) {
  Dice dice(1);
  Index index(10);
  const Fingerprint picture = dice.picture();
  const Id id = dice.id();
  ASSERT_TRUE(index.add(id, picture).ok());
  ASSERT_EQ(index.match(picture).size(), 1U);
  EXPECT_EQ(index.match(picture)[0], (Match{id, {Tier::exact, 0, Verdict::same}}));
  EXPECT_TRUE(index.remove(id));
  EXPECT_TRUE(index.match(picture).empty());
  EXPECT_FALSE(index.remove(id));
}

TEST(Index, FullIsAnAnswerAndOneIdIsOneEntry) {
  Dice dice(2);
  Index index(2);
  const Id id = dice.id();
  ASSERT_TRUE(index.add(id, dice.picture()).ok());
  EXPECT_EQ(index.add(id, dice.picture()).error().code, Code::conflict);
  ASSERT_TRUE(index.add(dice.id(), dice.picture()).ok());
  EXPECT_EQ(index.add(dice.id(), dice.picture()).error().code, Code::exhausted);
  ASSERT_TRUE(index.remove(id));
  EXPECT_TRUE(index.add(dice.id(), dice.picture()).ok());
}

TEST(Index, TheNearestHitsAreKeptWhenThereAreTooMany) {
  Dice dice(3);
  Index index(3'000);
  const Fingerprint picture = dice.picture();
  for (int i = 0; i < 1'500; ++i) {
    Fingerprint copy = dice.picture();
    copy.pdq = dice.near(picture.pdq, i < 400 ? 2 : 8);
    ASSERT_TRUE(index.add(dice.id(), copy).ok());
  }
  const auto hits = index.find(picture.pdq);
  ASSERT_EQ(hits.size(), Index::hit_count_max);
  EXPECT_EQ(std::count_if(hits.begin(), hits.end(), [](const Hit& hit) { return hit.distance_bits == 2; }), 400);
  EXPECT_TRUE(std::is_sorted(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.id < b.id;
  }));
}

TEST(Index, AMirroredCopyIsFoundByItsTurns) {
  Dice dice(4);
  Index index(10);
  Fingerprint stored = dice.picture();
  ASSERT_TRUE(index.add(dice.id(), stored).ok());
  Fingerprint mirrored = dice.picture();
  mirrored.dihedral[0] = mirrored.pdq;
  mirrored.dihedral[5] = dice.near(stored.pdq, 7);
  const auto matches = index.match(mirrored);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].decision, (Decision{Tier::pdq, 7, Verdict::same}));
}

TEST(Index, TheNearestMatchIsTheFirstOfAll) {
  const std::uint64_t seed = 20'261'122;
  Dice dice(seed);
  Index index(5'000);
  std::vector<Fingerprint> known;
  for (int i = 0; i < 2'000; ++i) {
    known.push_back(dice.picture());
    if (i % 2 == 1) known.back().pdq = dice.near(known[dice.below(known.size())].pdq, dice.below(40));
    if (i % 5 == 4) known.back().sha256 = known[dice.below(known.size())].sha256;
    ASSERT_TRUE(index.add(dice.id(), known.back()).ok());
  }
  int found = 0;
  for (int i = 0; i < 500; ++i) {
    Fingerprint query = dice.picture();
    query.pdq = dice.near(known[dice.below(known.size())].pdq, dice.below(45));
    query.dihedral[3] = dice.near(known[dice.below(known.size())].pdq, dice.below(45));
    if (i % 10 == 0) query.sha256 = known[dice.below(known.size())].sha256;
    if (i % 20 == 1) query.pdq_quality = 49;
    const auto all = index.match(query);
    const auto nearest = index.match_nearest(query);
    ASSERT_EQ(nearest.has_value(), !all.empty()) << "seed " << seed << " query " << i;
    if (!nearest) continue;
    ASSERT_EQ(*nearest, all.front()) << "seed " << seed << " query " << i;
    ++found;
  }
  EXPECT_GT(found, 200);
}

TEST(Index, AHundredThousandEntriesAnswerInTime) {
  Dice dice(5);
  Index index(100'000);
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(index.add(dice.id(), dice.picture()).ok());
  media::Dihedral turns;
  for (Pdq& turn : turns) turn = dice.bytes<32>();
  std::vector<double> times_ms;
  for (int i = 0; i < 21; ++i) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(index.find(turns).empty());
    times_ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times_ms.begin(), times_ms.end());
  RecordProperty("median_us", static_cast<int>(times_ms[10] * 1'000));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(times_ms[10], 5.0);
#endif
}

TEST(Index, ReadersAndAWriterShareIt) {
  Dice dice(6);
  Index index(2'000);
  const Fingerprint picture = dice.picture();
  const Id id = dice.id();
  ASSERT_TRUE(index.add(id, picture).ok());
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) EXPECT_EQ(index.match(picture).front().id, id);
    });
  }
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(index.add(dice.id(), dice.picture()).ok());
}

}  // namespace
}  // namespace redress::match
