// SPDX-License-Identifier: Apache-2.0
#include "law/order_check.hpp"

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

Facts ordered_by(std::string rank) {
  Facts facts = notice("IN", Harm::ncii, Complainant::authority, "2026-04-06T05:30:00Z");
  facts.channel = Channel::government_order;
  facts.order = OrderFacts{.issuer = "Home Department",
                           .rank = std::move(rank),
                           .authorised_in_writing = true,
                           .court = false,
                           .legal_basis = "s.79(3)(b)",
                           .provision = "s.66E",
                           .reasons = "given",
                           .urls = {"https://host/p/1"}};
  return facts;
}

std::vector<std::string> defects_of(const Facts& facts) {
  const auto& pack = shipped().packs.at("IN");
  std::vector<std::string> ids;
  for (const auto& defect : check_order(pack, pack.checklists.at("IN-3-1-D"), facts)) ids.push_back(defect.check);
  return ids;
}

TEST(OrderCheck, RanksHighEnoughPass) {
  for (const auto* rank : {"Joint Secretary", "Joint Secretary, MeitY", "joint-secretary to the Government of India",
                           "Additional Secretary", "Secretary", "Chief Secretary", "Director", "DIG",
                           "D.I.G. of Police", "Deputy Inspector General of Police", "Inspector General", "DGP",
                           "Commissioner of Police", "Single Corresponding Officer"}) {
    EXPECT_TRUE(defects_of(ordered_by(rank)).empty()) << rank;
  }
}

TEST(OrderCheck, RanksTooLowFailTheCheckOfTheirService) {
  for (const auto* rank : {"Under Secretary", "Deputy Secretary", "Section Officer", "Deputy Director",
                           "District Magistrate", "Private Secretary"}) {
    EXPECT_EQ(defects_of(ordered_by(rank)), std::vector<std::string>{"IN-3-1-D/V4"}) << rank;
  }
  for (const auto* rank :
       {"Inspector", "Sub-Inspector", "Superintendent of Police", "SP", "Deputy Commissioner of Police",
        "Station House Officer", "Inspector of Police, Cyber Cell"}) {
    EXPECT_EQ(defects_of(ordered_by(rank)), std::vector<std::string>{"IN-3-1-D/V5"}) << rank;
  }
}

TEST(OrderCheck, AnUnknownOrMissingRankCannotBeConfirmed) {
  EXPECT_EQ(defects_of(ordered_by("Grand Vizier")), std::vector<std::string>{"IN-3-1-D/V4"});
  EXPECT_EQ(defects_of(ordered_by(" ")), std::vector<std::string>{"IN-3-1-D/V4"});
}

TEST(OrderCheck, EachMissingPartIsItsOwnDefect) {
  Facts facts = ordered_by("Joint Secretary");
  facts.order->reasons.clear();
  EXPECT_EQ(defects_of(facts), std::vector<std::string>{"IN-3-1-D/V2"});
  facts.order->authorised_in_writing = false;
  facts.order->legal_basis.clear();
  facts.order->urls = {" "};
  EXPECT_EQ(defects_of(facts), (std::vector<std::string>{"IN-3-1-D/V2", "IN-3-1-D/V3", "IN-3-1-D/V6", "IN-3-1-D/V7"}));
  facts.channel = Channel::court_order;
  EXPECT_TRUE(defects_of(facts).empty());
}

}  // namespace
}  // namespace redress::law
