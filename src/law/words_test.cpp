// SPDX-License-Identifier: Apache-2.0
#include "law/facts.hpp"
#include "law/phrases.hpp"
#include "law/territory.hpp"
#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

TEST(Words, EveryWordIsReadBothWays) {
  for (const auto word : list_harms()) EXPECT_EQ(render(parse_harm(word).value()), word);
  EXPECT_EQ(list_harms().size(), 23U);
  for (const auto word :
       {"user_complaint", "court_order", "government_order", "regulator_notice", "trusted_flagger", "own_detection"}) {
    EXPECT_EQ(render(parse_channel(word).value()), word);
  }
  for (const auto word : {"depicted", "agent", "user", "authority", "flagger", "none"}) {
    EXPECT_EQ(render(parse_complainant(word).value()), word);
  }
  for (const auto word :
       {"clarification_asked", "extension_granted", "possible_again", "appealed", "exited_on_merits"}) {
    EXPECT_EQ(render(parse_happening(word).value()), word);
  }
  for (const auto word : {"running", "paused", "met", "missed", "void"}) {
    EXPECT_EQ(render(parse_clock_state(word).value()), word);
  }
  EXPECT_EQ(render(Step::appeal_decision), "appeal_decision");
  EXPECT_EQ(render(DutyStatus::announced_statutory_basis_not_established), "announced_statutory_basis_not_established");
}

TEST(Words, AWrongWordIsAnsweredWithTheRightOnes) {
  const auto harm = parse_harm("NCII");
  ASSERT_FALSE(harm.ok());
  EXPECT_NE(harm.error().message.find("ncii_synthetic"), std::string::npos);
  EXPECT_EQ(harm.error().code, Code::invalid);
}

TEST(Words, ListsReadAsASentence) {
  EXPECT_EQ(describe_channels(bit_of(Channel::user_complaint)), "a complaint");
  EXPECT_EQ(join_words({"a", "b", "c"}, "or"), "a, b or c");
  EXPECT_EQ(join_words({}, "or"), "");
}

Territory territory(std::vector<std::string> codes) { return parse_territory(codes).value(); }

TEST(Territory, TheUnionCoversItsMembersAndACountryItsParts) {
  EXPECT_TRUE(territory({"EU"}).covers("PL"));
  EXPECT_TRUE(territory({"EU"}).covers("EU"));
  EXPECT_FALSE(territory({"EU"}).covers("GB"));
  EXPECT_TRUE(territory({"US"}).covers("US-CA"));
  EXPECT_FALSE(territory({"US-CA"}).covers("US"));
  EXPECT_TRUE(everywhere().covers("ZZ"));
  EXPECT_FALSE(Territory{}.covers("IN"));
  EXPECT_TRUE(Territory{}.is_empty());
}

TEST(Territory, CodesAreSortedOnceAndStrict) {
  EXPECT_EQ(render_territory(territory({"US", "IN", "US"})), (std::vector<std::string>{"IN", "US"}));
  EXPECT_EQ(render_territory(territory({"IN", "*"})), std::vector<std::string>{"*"});
  for (const auto* code : {"in", "IND", "", "U", "US-", "US-abcd", "U1"}) {
    const std::vector<std::string> codes{code};
    EXPECT_FALSE(parse_territory(codes).ok()) << code;
  }
}

TEST(Territory, JoiningCoversBoth) {
  EXPECT_EQ(join(territory({"IN"}), territory({"EU", "IN"})), territory({"EU", "IN"}));
  EXPECT_EQ(join(territory({"IN"}), everywhere()), everywhere());
}

}  // namespace
}  // namespace redress::law
