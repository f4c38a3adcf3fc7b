// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "match/ssdeep.hpp"
#include "match/text_index.hpp"
#include "match/tlsh.hpp"
#include "media/test_data.hpp"

namespace redress::match {
namespace {

constexpr unsigned seed = 20'261'122;
using Words = std::vector<std::string>;

std::string join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

Words make_words(std::size_t count, std::mt19937& random) {
  Words words(count);
  for (std::string& word : words) word = "w" + std::to_string(random() % 150);
  return words;
}

Words replace(Words words, double share, std::mt19937& random) {
  std::vector<std::size_t> places(words.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::shuffle(places.begin(), places.end(), random);
  const auto count = static_cast<std::size_t>(share * static_cast<double>(words.size()) + 0.5);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, count); ++i)
    words[places[i]] = "w" + std::to_string(random() % 150);
  return words;
}

int bits_between(const std::string& a, const std::string& b) {
  return media::distance_bits(hash_text(a).value().bits, hash_text(b).value().bits);
}

TEST(TextHash, WhatIsNotSeenChangesNothing) {
  const std::string plain =
      "The quick brown fox jumps over the lazy dog, and then it runs back home again before anybody in the village "
      "has seen it.";
  const std::string tricked =
      "  THE\u00a0qu\u200bick br\u00adown f\u0336o\u0336x\u0336 \uff4aumps\n\nover the la\u200dzy dog -- and THEN it "
      "runs back home again; before anybody in the \u24e5illage has seen it!!!";
  EXPECT_EQ(hash_text(plain).value(), hash_text(tricked).value());
  EXPECT_EQ(split_words("e\u0301te\u0301 \ufb01n"), (Words{"ete", "fin"}));
}

TEST(TextHash, AScriptsOwnSignsStay) {
  EXPECT_NE(split_words("कि"), split_words("का"));
  EXPECT_GE(split_words("我们不知道他们在哪里生活和工作").size(), 4U);
  EXPECT_EQ(split_words(std::string_view("a\xff\xfe b", 5)).size(), 2U);
}

TEST(TextHash, AShortTextHasNone) {
  std::mt19937 random(seed);
  EXPECT_EQ(hash_text(join(make_words(word_count_min - 1, random))).error().code, Code::invalid);
  EXPECT_TRUE(hash_text(join(make_words(word_count_min, random))).ok());
  EXPECT_EQ(hash_text("").error().code, Code::invalid);
  EXPECT_EQ(hash_text(std::string(text_bytes_max + 1, 'a')).error().code, Code::exhausted);
}

TEST(TextHash, TheVectorsLieAsFarApartAsTheDecisionSays) {
  const auto folder = test::find_data("fingerprint/ssdeep");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  const std::string a = test::load_text(*folder + "/text-a.txt");
  const int two_percent = bits_between(a, test::load_text(*folder + "/text-b-30-words-replaced.txt"));
  const int one_cut = bits_between(a, test::load_text(*folder + "/text-c-one-cut.txt"));
  const int unrelated = bits_between(a, test::load_text(*folder + "/text-d-unrelated.txt"));
  RecordProperty("two_percent", two_percent);
  RecordProperty("one_cut", one_cut);
  RecordProperty("unrelated", unrelated);
  EXPECT_LE(two_percent, 31);
  EXPECT_LE(one_cut, 15);
  EXPECT_GE(unrelated, 100);
  std::mt19937 random(seed);
  for (int round = 0; round < 10; ++round) {
    EXPECT_LE(bits_between(a, join(replace(split_words(a), 0.1, random))), look_text_bits_max);
  }
}

// The same few words in every text, which is harder than language is.
TEST(TextIndex, ChangedCopiesAreFoundAndOtherTextsAreNot) {
  std::mt19937 random(seed);
  for (const std::size_t length : {40U, 100U, 400U}) {
    TextIndex index(1'000);
    std::vector<Words> texts;
    for (std::uint8_t i = 0; i < 100; ++i) {
      texts.push_back(make_words(length, random));
      Id id;
      id.bytes[15] = i;
      ASSERT_TRUE(index.add(id, hash_text(join(texts.back())).value()).ok());
    }
    int found_2 = 0;
    int found_10 = 0;
    for (std::uint8_t i = 0; i < 100; ++i) {
      for (const double share : {0.02, 0.1}) {
        const auto matches = index.find(hash_text(join(replace(texts[i], share, random))).value());
        for (const TextMatch& match : matches) EXPECT_EQ(match.id.bytes[15], i);
        (share < 0.05 ? found_2 : found_10) += matches.empty() ? 0 : 1;
      }
    }
    RecordProperty("found_2_of_" + std::to_string(length), found_2);
    RecordProperty("found_10_of_" + std::to_string(length), found_10);
    EXPECT_EQ(found_2, 100) << length;
    EXPECT_GE(found_10, 85) << length;
  }
}

TEST(TextIndex, FullIsAnAnswerAndARemovedTextIsGone) {
  std::mt19937 random(seed);
  TextIndex index(1);
  const TextHash hash = hash_text(join(make_words(50, random))).value();
  Id id;
  ASSERT_TRUE(index.add(id, hash).ok());
  EXPECT_EQ(index.add(id, hash).error().code, Code::conflict);
  Id other;
  other.bytes[0] = 1;
  EXPECT_EQ(index.add(other, hash).error().code, Code::exhausted);
  ASSERT_EQ(index.find(hash).size(), 1U);
  EXPECT_EQ(index.find(hash)[0].verdict, Verdict::same);
  EXPECT_TRUE(index.remove(id));
  EXPECT_FALSE(index.remove(id));
  EXPECT_TRUE(index.find(hash).empty());
}

TEST(Tlsh, PublishedDigestsAndDistances) {
  const auto folder = test::find_data("fingerprint/tlsh");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  std::map<std::string, Tlsh> digests;
  for (const std::string& line : test::split(test::load_text(*folder + "/digests-128-1.txt"), '\n')) {
    const auto fields = test::split(line, '\t');
    if (fields.size() < 2) continue;
    const auto digest = parse_tlsh(fields[0]);
    ASSERT_TRUE(digest.ok()) << line;
    EXPECT_EQ(render_tlsh(digest.value()), fields[0]);
    digests.emplace(fields[1], digest.value());
  }
  EXPECT_EQ(digests.size(), 80U);
  for (const auto& [name, length] : {std::pair("len", Length::counts), std::pair("xlen", Length::ignored)}) {
    std::size_t pairs = 0;
    const std::string file = *folder + "/xref-scores-128-1-" + name + ".txt";
    for (const std::string& line : test::split(test::load_text(file), '\n')) {
      const auto fields = test::split(line, '\t');
      if (fields.size() < 3) continue;
      EXPECT_EQ(distance(digests.at(fields[0]), digests.at(fields[1]), length), std::stoi(fields[2])) << line;
      ++pairs;
    }
    EXPECT_EQ(pairs, 3'160U);
  }
}

TEST(Tlsh, WhatIsNoDigestIsRefused) {
  const std::string good = "T11FA1B357F78913B236924271569EA6D1FB2C451C33668484552C812D33138B8C73FFCE";
  EXPECT_EQ(parse_tlsh(good.substr(2)).value(), parse_tlsh(good).value());
  for (const std::string& bad :
       {std::string(), good + "0", good.substr(0, 71), "T2" + good.substr(2), "T1G" + good.substr(3)}) {
    EXPECT_EQ(parse_tlsh(bad).error().code, Code::invalid) << bad;
  }
}

TEST(Ssdeep, PublishedDigestsAreReadAndWritten) {
  const auto folder = test::find_data("fingerprint/ssdeep");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  std::size_t count = 0;
  for (const std::string& line : test::split(test::load_text(*folder + "/expected-ssdeep.csv"), '\n')) {
    const auto digest = parse_ssdeep(line);
    if (line.empty() || !digest.ok()) continue;
    EXPECT_EQ(render_ssdeep(digest.value()) + ",\"" + digest.value().file_name + "\"", line);
    ++count;
  }
  EXPECT_EQ(count, 4U);
}

TEST(Ssdeep, WhatIsNoDigestIsRefused) {
  EXPECT_TRUE(parse_ssdeep("3::").ok());
  EXPECT_EQ(parse_ssdeep("96:aB+/:c,\"x.txt\"").value().file_name, "x.txt");
  const std::string full(64, 'A');
  EXPECT_TRUE(parse_ssdeep("3:" + full + ":" + full).ok());
  const std::vector<std::string> bad{"",
                                     "3",
                                     "3:a",
                                     "7:a:b",
                                     "0:a:b",
                                     "03:a:b",
                                     "3:a b:c",
                                     "3:a:b,x",
                                     "3:a:b,\"x",
                                     "3:" + full + "A:b",
                                     "-3:a:b",
                                     "3:a:b:c",
                                     "999999999999999999999:a:b"};
  for (const std::string& text : bad) EXPECT_EQ(parse_ssdeep(text).error().code, Code::invalid) << text;
}

}  // namespace
}  // namespace redress::match
