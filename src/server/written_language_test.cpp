// SPDX-License-Identifier: Apache-2.0
#include "server/written_language.hpp"

#include <gtest/gtest.h>

#include <map>

#include "report/messages.hpp"

namespace redress::server {
namespace {

// Not one of ours is taken for another: siblings in one script (Konkani and Marathi, Dogri and Hindi) are left alone.
TEST(WrittenLanguage, OurOwnPagesAreRecognisedOrLeftAlone) {
  const auto messages = report::Messages::load().value();
  std::map<std::string, int> known;
  for (const auto& language : messages.languages()) {
    for (const auto* name : {"report.reach.page.hint", "report.email.hint", "report.minor.hint"}) {
      const auto found = recognise_language(messages.pattern(language, name));
      if (found.empty()) continue;
      EXPECT_EQ(found, language.code) << name;
      ++known[language.code];
    }
  }
  for (const auto* code : {"bn",  "de", "en", "es", "fr", "gu", "hi",  "ja", "kn", "ko", "ml",
                           "mni", "mr", "ne", "or", "pa", "pt", "sat", "ta", "te", "ur"}) {
    EXPECT_GE(known[code], 2) << code;
  }
}

TEST(WrittenLanguage, AnIndianLanguageInLatinLettersIsNotTakenForAnother) {
  for (const auto* words : {"mera video kisi ne bina puche dal diya hai please hata do jaldi",
                            "meri photo ko AI se nanga banaya gaya hai, yeh mera pati nahi hai",
                            "Ye meri photo hai kisi ne meri permission ke bina upload kar di. Mai bahut pareshan hu",
                            "ennoda photo va yaaro pottu irukanga please eduthudunga",
                            "amar chobi keu amar onumoti chara diyeche, please muche din"}) {
    EXPECT_EQ(recognise_language(words), "") << words;
  }
}

TEST(WrittenLanguage, WhatIsNoTextIsNoLanguage) {
  EXPECT_EQ(recognise_language(""), "");
  EXPECT_EQ(recognise_language("asap"), "");
  EXPECT_EQ(recognise_language("https://a.example/1 https://a.example/2"), "");
  EXPECT_EQ(recognise_language("\xC3\x28\xA0\xA1 \xE2\x28\xA1 \xF0\x28\x8C\x28"), "");
  EXPECT_EQ(recognise_language(std::string("\0\0\0", 3)), "");
}

TEST(WrittenLanguage, ALongTextIsCutBetweenLetters) {
  std::string words;
  while (words.size() < 40'000) words += "यह मेरी तस्वीर है और मैंने इसकी अनुमति नहीं दी। ";
  for (std::size_t shift = 0; shift < 4; ++shift) {
    EXPECT_EQ(recognise_language(std::string(shift, ' ') + words), "hi") << shift;
  }
}

TEST(WrittenLanguage, WhatWasChosenStaysTheLanguageOfTheAnswers) {
  constexpr const char* words = "यह मेरी तस्वीर है और मैंने इसकी अनुमति नहीं दी। कृपया हटा दीजिए।";
  cases::NoticeFacts facts;
  note_language(facts, words, true);
  EXPECT_EQ(facts.language, "en");
  EXPECT_EQ(facts.written_in, "hi");
  facts = {};
  note_language(facts, words, false);
  EXPECT_EQ(facts.language, "hi") << "nobody chose: the answers are in it too";
  EXPECT_EQ(facts.written_in, "");
  facts = {};
  facts.language = "hi-IN";
  note_language(facts, words, true);
  EXPECT_EQ(facts.language, "hi-IN");
  EXPECT_EQ(facts.written_in, "") << "the same language";
}

}  // namespace
}  // namespace redress::server
