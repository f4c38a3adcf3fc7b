// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_ncmec.hpp"

#include <gtest/gtest.h>

#include "match/exchange_changes.hpp"

namespace redress::match {
namespace {

media::ListedEntry listed(const std::string& id, std::int64_t at, bool is_deleted = false) {
  media::ListedEntry entry;
  entry.member_id = 42;
  entry.id = id;
  entry.changed_at = Instant{at};
  entry.is_deleted = is_deleted;
  if (!is_deleted) entry.md5 = Md5{1};
  return entry;
}
ExchangePage page_of(std::vector<media::ListedEntry> entries) {
  media::HashList list;
  list.declared_count = entries.size();
  list.entries = std::move(entries);
  return make_ncmec_page(list);
}
Opinion opinion_of(const media::HashFeedback& feedback) {
  media::ListedEntry entry = listed("a", 1);
  entry.md5_feedback = feedback;
  return page_of({entry}).entries.at(0).opinion;
}

TEST(Ncmec, AnEntryGivesOneEntryAHashUnderOneRef) {
  media::ListedEntry entry = listed("image1", 5);
  entry.classification = "A1";
  entry.is_video = true;
  entry.sha1 = media::Sha1{2};
  entry.pdq = media::parse_pdq("9def0b7dafa86a1c90f2abd78e79ceb25ec3d1a4b3d4bc7a4354baf7717ea038").value();
  entry.other_count = 3;
  const ExchangePage page = page_of({entry});
  ASSERT_EQ(page.entries.size(), 3U);
  EXPECT_EQ(page.entries[0], (ExchangeEntry{"42/image1",
                                            SignalKind::md5,
                                            "01" + std::string(30, '0'),
                                            false,
                                            Opinion::positive,
                                            {"A1", "video"},
                                            "42",
                                            "",
                                            Instant{5}}));
  EXPECT_EQ(page.entries[1].kind, SignalKind::sha1);
  EXPECT_EQ(page.entries[2].kind, SignalKind::pdq);
  EXPECT_EQ(page.other_count, 3U);
  EXPECT_TRUE(page.faults.empty() && page.is_last && !page.is_in_order);
}

TEST(Ncmec, FeedbackMakesAnOpinionOfEachHashByItself) {
  using Ours = media::HashFeedback::Ours;
  EXPECT_EQ(opinion_of({}), Opinion::positive);
  EXPECT_EQ(opinion_of({5, 0, Ours::nothing}), Opinion::positive);
  EXPECT_EQ(opinion_of({5, 1, Ours::nothing}), Opinion::disputed);
  EXPECT_EQ(opinion_of({5, 1, Ours::negative}), Opinion::negative);
  EXPECT_EQ(opinion_of({1, 5, Ours::affirmative}), Opinion::positive);
}

TEST(Ncmec, FaultsKeepWhatIsGood) {
  media::ListedEntry half = listed("half", 1);
  half.fault = media::EntryFault::bad_hash;
  media::ListedEntry none = listed("none", 1);
  none.fault = media::EntryFault::no_id;
  media::ListedEntry empty = listed("empty picture", 1);
  empty.pdq = media::Pdq{};
  media::HashList list;
  list.entries = {half, none, empty};
  list.declared_count = 4;
  const ExchangePage page = make_ncmec_page(list);
  EXPECT_EQ(page.entries.size(), 2U);
  EXPECT_EQ(page.faults.size(), 4U);
  EXPECT_EQ(page.faults[3], "the page says that it holds 4 entries and holds 3");
}

TEST(Ncmec, ATombstoneCountsWhicheverPageItArrivesOn) {
  std::vector<ExchangeEntry> held;
  const auto take = [&held](const ExchangePage& page) {
    const ExchangeChanges changes = apply_page(page, [&](const std::string&) { return held; });
    if (!changes.withdrawn.empty()) held.clear();
    if (!changes.marks.empty()) held = changes.marks;
    if (!changes.added.empty()) held = changes.added;
    return changes;
  };
  EXPECT_EQ(take(page_of({listed("a", 2, true)})).marks.size(), 1U);
  EXPECT_EQ(take(page_of({listed("a", 1)})).stale_count, 1U);
  EXPECT_TRUE(held.at(0).is_withdrawn);
  EXPECT_EQ(take(page_of({listed("a", 3)})).added.size(), 1U);
  EXPECT_EQ(take(page_of({listed("a", 4, true)})).withdrawn.size(), 1U);
}

TEST(Ncmec, WritesTheFeedbackOfTheSchema) {
  const std::string guid = "01234567-abcd-0123-4567-012345678900";
  const std::string open = R"(<?xml version="1.0" encoding="UTF-8"?><feedbackSubmission )"
                           R"(xmlns="https://hashsharing.ncmec.org/hashsharing/v2">)";
  EXPECT_EQ(render_ncmec_feedback({true, {}}).value(), open + "<affirmative/></feedbackSubmission>");
  EXPECT_EQ(render_ncmec_feedback({false, {guid}}).value(),
            open + "<negative><reasonIds><guid>" + guid + "</guid></reasonIds></negative></feedbackSubmission>");
  EXPECT_FALSE(render_ncmec_feedback({false, {}}).ok());
  EXPECT_FALSE(render_ncmec_feedback({false, {"<x/>"}}).ok());
  EXPECT_FALSE(render_ncmec_feedback({false, {std::string(36, '-')}}).ok());
  EXPECT_EQ(render_ncmec_kind(SignalKind::sha1).value(), "SHA1");
  EXPECT_EQ(render_ncmec_kind(SignalKind::text).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::match
