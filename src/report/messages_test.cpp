// SPDX-License-Identifier: Apache-2.0
#include "report/messages.hpp"

#include <gtest/gtest.h>
#include <unicode/msgfmt.h>

#include <algorithm>
#include <regex>
#include <set>

#include "report/kept.hpp"

namespace redress::report {
namespace {

const Instant at = parse_instant("2026-11-22T02:00:00Z").value();

Messages load() {
  auto loaded = Messages::load();
  EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
  return std::move(loaded).value();
}

std::set<std::string> placeholders(const std::string& pattern) {
  std::set<std::string> names;
  static const std::regex argument(R"(\{(\w+)[,}])");
  for (std::sregex_iterator match(pattern.begin(), pattern.end(), argument), end; match != end; ++match)
    names.insert((*match)[1]);
  return names;
}

TEST(MessageFiles, EveryLanguageHasEveryKeyAndTheSamePlaceholders) {
  const auto messages = load();
  ASSERT_GE(messages.languages().size(), 2U);
  const auto& english = messages.table("en");
  for (const auto& language : messages.languages()) {
    const auto& own = messages.table(language.code);
    for (const auto& [key, text] : english) {
      ASSERT_TRUE(own.contains(key)) << language.code << " lacks " << key;
      EXPECT_EQ(placeholders(own.at(key)), placeholders(text)) << language.code << " " << key;
      EXPECT_FALSE(own.at(key).empty()) << language.code << " " << key;
    }
    for (const auto& [key, text] : own) EXPECT_TRUE(english.contains(key)) << language.code << " has a stray " << key;
  }
}

TEST(MessageFiles, EveryPatternIsOneThatIcuUnderstands) {
  const auto messages = load();
  for (const auto& language : messages.languages()) {
    for (const auto& [key, text] : messages.table(language.code)) {
      UErrorCode status = U_ZERO_ERROR;
      UParseError where{};
      const icu::MessageFormat format(icu::UnicodeString::fromUTF8(text), icu::Locale(language.code.c_str()), where,
                                      status);
      EXPECT_TRUE(U_SUCCESS(status)) << language.code << " " << key;
      EXPECT_EQ(text.find('\''), std::string::npos) << key << ": an ASCII apostrophe quotes in ICU; write ’";
    }
  }
}

TEST(Messages, PluralsFollowTheLanguage) {
  const auto messages = load();
  const auto& english = messages.find("en");
  EXPECT_NE(messages.text(english, "case.copies.text", {{"count", "1"}}).find("One other copy"), std::string::npos);
  EXPECT_NE(messages.text(english, "case.copies.text", {{"count", "3"}}).find("3 other copies"), std::string::npos);
  const auto& hindi = messages.find("hi");
  EXPECT_NE(messages.text(hindi, "case.copies.text", {{"count", "3"}}).find("3 और प्रतियाँ"), std::string::npos);
}

TEST(Messages, ArgumentsThatLookLikeCodesStayTexts) {
  const auto messages = load();
  EXPECT_EQ(messages.text(messages.find("en"), "item.by_id", {{"id", "0012345"}}), "Content 0012345");
  EXPECT_EQ(messages.text(messages.find("en"), "item.by_id", {{"id", "{x}"}}), "Content {x}");
}

TEST(Messages, TheVisitorsChoiceWinsThenTheCookieThenTheBrowser) {
  const auto messages = load();
  EXPECT_EQ(messages.choose("hi", "en", "en").code, "hi");
  EXPECT_EQ(messages.choose("", "hi", "en").code, "hi");
  EXPECT_EQ(messages.choose("xx", "yy", "fr, hi-IN;q=0.8, en;q=0.5").code, "hi");
  EXPECT_EQ(messages.choose("", "", "hi;q=0.2,en;q=0.9").code, "en");
  EXPECT_EQ(messages.choose("", "", "").code, "en");
  EXPECT_EQ(messages.choose("", "", std::string(5000, ',')).code, "en");
}

TEST(Dates, AreShownInTheReadersZoneWithItsNameAndInUtc) {
  const auto messages = load();
  const auto& english = messages.find("en");
  const auto local = render_local(english, "IN", at);
  EXPECT_NE(local.find("07:30"), std::string::npos) << local;
  EXPECT_NE(local.find("India Standard Time"), std::string::npos) << local;
  EXPECT_NE(render_local(english, "BR", at).find("23:00"), std::string::npos);
  EXPECT_NE(render_utc(english, at).find("02:00"), std::string::npos);
  EXPECT_NE(render_local(messages.find("hi"), "IN", at).find("07:30"), std::string::npos)
      << "Latin digits in every script";
  EXPECT_NE(render_local(english, "", at).find("02:00"), std::string::npos) << "no country: UTC";
}

TEST(Dates, KnowSummerAndWinterFromTheSameFormat) {
  const auto messages = load();
  const auto& english = messages.find("en");
  const auto summer = render_local(english, "DE", parse_instant("2026-07-01T10:00:00Z").value());
  const auto winter = render_local(english, "DE", parse_instant("2026-12-01T10:00:00Z").value());
  EXPECT_NE(summer.find("12:00 (Central European Summer Time)"), std::string::npos) << summer;
  EXPECT_NE(winter.find("11:00 (Central European Standard Time)"), std::string::npos) << winter;
}

TEST(Kept, ForgetsEverythingRatherThanGrow) {
  Kept<int> kept;
  int made = 0;
  const auto make = [&] { return std::make_unique<int>(made++); };
  for (std::size_t i = 0; i < Kept<int>::count_max; ++i) (void)kept.find(std::to_string(i), make);
  EXPECT_EQ(kept.size(), Kept<int>::count_max);
  EXPECT_EQ(*kept.find("7", make), 7) << "kept, not made again";
  EXPECT_EQ(*kept.find("one more", make), static_cast<int>(Kept<int>::count_max));
  EXPECT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.find("none", [] { return std::unique_ptr<int>(); }), nullptr);
  EXPECT_EQ(kept.size(), 1U) << "what could not be made is not kept";
}

TEST(Dates, SpansHaveAtMostTwoUnits) {
  const auto messages = load();
  const auto& english = messages.find("en");
  EXPECT_EQ(render_span(english, Milliseconds{2 * 3'600'000}), "2 hours");
  EXPECT_EQ(render_span(english, Milliseconds{115 * 60'000}), "1 hour, 55 minutes");
  EXPECT_EQ(render_span(english, Milliseconds{0}), "0 minutes");
  EXPECT_EQ(render_span(english, Milliseconds{-5}), "0 minutes");
  EXPECT_EQ(render_span(english, Milliseconds{(26 * 60 + 5) * 60'000LL}), "1 day, 2 hours");
}

TEST(Countries, AreNamedAndSortedInTheLanguage) {
  const auto messages = load();
  const auto list = list_countries(messages.find("hi"));
  EXPECT_GT(list.size(), 200U);
  const auto india =
      std::find_if(list.begin(), list.end(), [](const Country& country) { return country.code == "IN"; });
  ASSERT_NE(india, list.end());
  EXPECT_EQ(india->name, "भारत");
  EXPECT_EQ(render_country(messages.find("en"), "EU"), "European Union");
}

}  // namespace
}  // namespace redress::report
