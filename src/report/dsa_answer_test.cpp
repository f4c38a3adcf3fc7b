// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_answer.hpp"

#include <gtest/gtest.h>

#include <array>

namespace redress::report {
namespace {

using Refusals = std::vector<std::optional<DsaRefusal>>;
const std::array<std::string, 3> puids{"a1", "b2", "c3"};
const std::array<std::string, 1> alone{"b2"};

TEST(DsaAnswer, NamesTheBadOnesByTheirPlaceInTheBatch) {
  const std::string body =
      R"({"errors":{"statement_0":{"decision_monetary":["The selected decision monetary is invalid."]},
      "statement_2":{"decision_provision":["One.","Two."],"puid":["The puid field is required."]},"statement_7":{}}})";
  EXPECT_EQ(read_refusals(body, puids),
            (Refusals{DsaRefusal{false, "decision_monetary: The selected decision monetary is invalid."}, std::nullopt,
                      DsaRefusal{false, "decision_provision: One. Two.; puid: The puid field is required."}}));
}

TEST(DsaAnswer, WhatTheDatabaseHasAlreadyIsADuplicateHoweverItIsSaid) {
  const char* listed =
      R"({"message":"not all unique","errors":{"puid":["not all unique"],"existing_puids":["c3","a1"]}})";
  EXPECT_EQ(read_refusals(listed, puids), (Refusals{DsaRefusal{true, ""}, std::nullopt, DsaRefusal{true, ""}}));
  const char* beside = R"({"errors":{"puid":["not unique"]},"existing":[{"puid":"b2","uuid":"c3-but-no-puid"}]})";
  EXPECT_EQ(read_refusals(beside, puids), (Refusals{std::nullopt, DsaRefusal{true, ""}, std::nullopt}));
  const char* numbered =
      R"({"errors":{"statement_1":{"puid":["The identifier given is not unique within this platform."]}}})";
  EXPECT_TRUE(read_refusals(numbered, puids)[1]->is_duplicate);
  const char* single =
      R"({"message":"not unique","errors":{"puid":["The identifier given is not unique within this platform."]},
      "existing":{"uuid":"6bf8beb0-765c-4e79-8cb1-dc93fc7478bb"}})";
  EXPECT_EQ(read_refusals(single, alone), (Refusals{DsaRefusal{true, ""}}));
  EXPECT_EQ(read_refusals(single, puids), (Refusals{std::nullopt, std::nullopt, std::nullopt}))
      << "which, it does not say";
}

TEST(DsaAnswer, AFaultBesideAKnownPuidIsAFault) {
  const char* body = R"({"errors":{"statement_0":{"puid":["not unique"],"category":["invalid"]}}})";
  EXPECT_FALSE(read_refusals(body, puids)[0]->is_duplicate);
}

TEST(DsaAnswer, ThatSaysNothingGivesNoVerdict) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"errors":[]})", R"({"errors":{"statement_x":{}}})", "\xff",
                           R"({"errors":{"puid":["The puid field is required."]}})"}) {
    EXPECT_EQ(read_refusals(body, puids), Refusals(3)) << body;
    EXPECT_EQ(read_refusals(body, alone), Refusals(1)) << body;
  }
}

TEST(DsaAnswer, KeepsTheWordsWithinTheirBoundAndOnOneLine) {
  const std::string body = R"({"message":"A\nB )" + std::string(dsa_words_bytes_max, 'x') + R"("})";
  EXPECT_EQ(read_words(body).size(), dsa_words_bytes_max);
  EXPECT_EQ(read_words(body).substr(0, 4), "A B ");
  EXPECT_EQ(read_words(R"({"message":"short","errors":{"category":["no"]}})"), "category: no");
  std::string umlauts = R"({"message":"x)";
  for (std::size_t i = 0; i < dsa_words_bytes_max; ++i) umlauts += "ä";
  EXPECT_EQ(read_words(umlauts + "\"}").size(), dsa_words_bytes_max - 1) << "no half of a character";
}

TEST(DsaAnswer, GivesTheDatabasesIdsByPuid) {
  const char* body = R"({"statements":[{"puid":"c3","uuid":"u-c"},{"puid":"zz","uuid":"u-z"},{"puid":"a1"},7]})";
  EXPECT_EQ(read_uuids(body, puids), (std::vector<std::string>{"", "", "u-c"}));
  EXPECT_EQ(read_uuids("", puids), std::vector<std::string>(3));
}

TEST(DsaAnswer, DeeperThanAnyAnswerIsCut) {
  const std::string body = R"({"errors":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(read_refusals(body, puids), Refusals(3));
}

}  // namespace
}  // namespace redress::report
