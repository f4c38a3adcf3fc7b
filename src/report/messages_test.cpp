// SPDX-License-Identifier: Apache-2.0
#include "report/messages.hpp"

#include <gtest/gtest.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/plurrule.h>

#include <algorithm>
#include <regex>
#include <set>

#include "report/kept.hpp"
#include "report/locale.hpp"

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
      if (key.starts_with("console.") && !language.is_for_staff) continue;
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
      const icu::MessageFormat format(icu::UnicodeString::fromUTF8(text), locale_of(language), where, status);
      EXPECT_TRUE(U_SUCCESS(status)) << language.code << " " << key;
      EXPECT_EQ(text.find('\''), std::string::npos) << key << ": an ASCII apostrophe quotes in ICU; write ’";
    }
  }
}

// The forms that the language's grammar gives to some whole number up to a thousand.
std::set<std::string> plural_forms(const Language& language) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::PluralRules> rules(icu::PluralRules::forLocale(locale_of(language), status));
  std::set<std::string> forms;
  for (std::int32_t count = 0; count <= 1000; ++count) {
    std::string form;
    forms.insert(rules->select(count).toUTF8String(form));
  }
  return forms;
}

// What a pattern's plurals choose from, each as a set: "=0", "one", "other".
std::vector<std::set<std::string>> plurals_in(const std::string& pattern) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  const icu::MessagePattern parsed(icu::UnicodeString::fromUTF8(pattern), &where, status);
  std::vector<std::set<std::string>> plurals;
  std::vector<std::size_t> open;
  for (std::int32_t i = 0; i < parsed.countParts(); ++i) {
    const auto& part = parsed.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_START && part.getArgType() == UMSGPAT_ARG_TYPE_PLURAL) {
      open.push_back(plurals.size());
      plurals.emplace_back();
    } else if (part.getType() == UMSGPAT_PART_TYPE_ARG_LIMIT && part.getArgType() == UMSGPAT_ARG_TYPE_PLURAL) {
      open.pop_back();
    } else if (part.getType() == UMSGPAT_PART_TYPE_ARG_SELECTOR && !open.empty()) {
      std::string selector;
      plurals[open.back()].insert(parsed.getSubstring(part).toUTF8String(selector));
    }
  }
  return plurals;
}

TEST(MessageFiles, PluralsHaveEveryFormThatTheGrammarWants) {
  const auto messages = load();
  std::size_t count = 0;
  for (const auto& language : messages.languages()) {
    const auto wanted = plural_forms(language);
    for (const auto& [key, text] : messages.table(language.code)) {
      for (const auto& has : plurals_in(text)) {
        ++count;
        // "Line #" needs one form where the word does not change; a sentence for exactly none or one is no form.
        const bool is_plain = has == std::set<std::string>{"other"} || has == std::set<std::string>{"=0", "other"} ||
                              has == std::set<std::string>{"=1", "other"};
        EXPECT_TRUE(is_plain || std::includes(has.begin(), has.end(), wanted.begin(), wanted.end()))
            << language.code << " " << key << ": wants " << testing::PrintToString(wanted) << ", has "
            << testing::PrintToString(has);
      }
    }
  }
  EXPECT_GT(count, 20U);
  EXPECT_EQ(plurals_in("{a, plural, =0 {{b, plural, one {x} other {y}}} other {z}}"),
            (std::vector<std::set<std::string>>{{"=0", "other"}, {"one", "other"}}));
}

TEST(MessageFiles, WhatIsSaidInALanguageIsSaidToTheBrowserAndToIcu) {
  const auto messages = load();
  for (const auto& language : messages.languages()) {
    EXPECT_TRUE(language.tag == language.code || language.tag.starts_with(language.code + "-")) << language.tag;
    EXPECT_STREQ(locale_of(language).getLanguage(), language.code.c_str());
    EXPECT_EQ(language.direction == "rtl", locale_of(language).isRightToLeft() != 0) << language.code;
  }
  EXPECT_TRUE(messages.find("en").is_checked);
}

TEST(Messages, PluralsFollowTheLanguage) {
  const auto messages = load();
  const auto& english = messages.find("en");
  EXPECT_NE(messages.text(english, "case.copies.text", {{"count", "1"}}).find("One other copy"), std::string::npos);
  EXPECT_NE(messages.text(english, "case.copies.text", {{"count", "3"}}).find("3 other copies"), std::string::npos);
  const auto& hindi = messages.find("hi");
  EXPECT_NE(messages.text(hindi, "case.copies.text", {{"count", "3"}}).find("3 और प्रतियाँ"), std::string::npos);
}

TEST(Messages, OfOnePlaceNobodyIsToldThatItIsOneOfOne) {
  const auto messages = load();
  const auto tell = [&](const Language& language, const std::string& gone, const std::string& all) {
    return messages.text(language, "case.gone", {{"gone", gone}, {"all", all}});
  };
  const auto& english = messages.find("en");
  EXPECT_EQ(tell(english, "0", "1"), "It can still be seen.");
  EXPECT_EQ(tell(english, "1", "1"), "It can no longer be seen.");
  EXPECT_EQ(tell(english, "1", "2"), "Of 2 places, 1 can no longer be seen.");
  EXPECT_EQ(tell(english, "2", "2"), "Of 2 places, 2 can no longer be seen.");
  for (const auto& language : messages.languages()) {
    EXPECT_EQ(tell(language, "1", "1").find_first_of("0123456789{}#"), std::string::npos) << language.code;
    EXPECT_NE(tell(language, "1", "1"), tell(language, "0", "1")) << language.code;
    const auto of_two = tell(language, "1", "2");
    EXPECT_TRUE(of_two.find('1') != std::string::npos && of_two.find('2') != std::string::npos) << of_two;
  }
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
  EXPECT_EQ(messages.choose("xx", "yy", "zu, hi-IN;q=0.8, en;q=0.5").code, "hi");
  EXPECT_EQ(messages.choose("", "", "hi;q=0.2,en;q=0.9").code, "en");
  EXPECT_EQ(messages.choose("", "", "").code, "en");
  EXPECT_EQ(messages.choose("", "", "sat, brx;q=0.9, ta;q=0.5").code, "ta")
      << "drafts wait until somebody chooses them";
  EXPECT_EQ(messages.choose("sat", "", "en").code, "sat");
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

TEST(Dates, AreWholeInEveryLanguage) {
  const auto messages = load();
  for (const auto& language : messages.languages()) {
    const auto local = render_local(language, "IN", at);
    const auto utc = render_utc(language, at);
    EXPECT_TRUE(local.find("7:30") != std::string::npos && utc.find("2:00") != std::string::npos)
        << local << "; " << utc;
    for (const auto& text : {local, utc}) {
      EXPECT_NE(text.find("2026"), std::string::npos) << text;
      EXPECT_EQ(text.find("M11"), std::string::npos) << text << ": a month without a name";
    }
    EXPECT_NE(render_span(language, std::chrono::minutes{115}).find("55"), std::string::npos) << language.code;
    EXPECT_GT(list_countries(language).size(), 200U) << language.code;
  }
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
