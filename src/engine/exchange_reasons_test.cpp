// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_reasons.hpp"

#include "base/bytes.hpp"
#include "engine/test_exchange.hpp"

namespace redress::engine {
namespace {

using match::SignalKind;
using Guids = std::vector<std::string>;

// An exchange that lists one reason for each kind, one for all of them, and one of another kind.
std::string list_by_kind(const Asked& asked) {
  const bool is_pdq = asked.target.find("/PDQ/") != std::string::npos;
  return reasons_answer({{guid_of(is_pdq ? 1 : 2), is_pdq ? "Of pictures" : "Of bytes", ""},
                         {guid_of(3), "Of both", is_pdq ? "Pdq" : "MD5"},
                         {guid_of(4), "Of others", "Sha1"}});
}

class ExchangeReasonsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    lists_ = std::make_unique<media::HashListReader>(media::HashListReader::start().value());
  }
  static void TearDownTestSuite() { lists_.reset(); }
  void serve(TestExchange::Answer answer) {
    server_ = std::make_unique<TestExchange>(std::move(answer));
    exchange_ = test_exchange(ExchangeKind::ncmec, server_->url("/base"));
  }
  Result<media::ReasonList> fetch(SignalKind kind) {
    return fetch_reasons(exchange_, hours_.door(*server_, lists_.get()), kind);
  }
  Result<Guids> pick(SignalKind kind) { return reasons_.pick(exchange_, hours_.door(*server_, lists_.get()), kind); }
  [[nodiscard]] std::size_t asked_count() const { return server_->asked().size(); }

  static std::unique_ptr<media::HashListReader> lists_;
  TestHours hours_;
  std::unique_ptr<TestExchange> server_;
  Exchange exchange_;
  ExchangeReasons reasons_;
};
std::unique_ptr<media::HashListReader> ExchangeReasonsTest::lists_;

TEST_F(ExchangeReasonsTest, AreAskedForByKindOfHash) {
  serve(list_by_kind);
  for (const auto& [kind, word] :
       {std::pair(SignalKind::md5, "MD5"), std::pair(SignalKind::sha1, "SHA1"), std::pair(SignalKind::pdq, "PDQ")}) {
    const auto listed = fetch(kind);
    ASSERT_TRUE(listed.ok()) << listed.error().message;
    const Asked asked = server_->asked().back();
    EXPECT_EQ(asked.method + " " + asked.target, std::string("GET /base/v2/feedback/") + word + "/reasons");
    EXPECT_EQ(asked.header("Authorization"), "Basic " + render_base64(view_bytes("user:SECRET-password")));
  }
  const auto listed = fetch(SignalKind::pdq);
  ASSERT_EQ(listed.value().reasons.size(), 2U) << "what it says is of another kind is left out";
  EXPECT_EQ(listed.value().reasons[1], (media::ListedReason{guid_of(3), "Of both", "Pdq"}));
  EXPECT_EQ(fetch(SignalKind::sha256).error().code, Code::unsupported);
  exchange_.settings.kind = ExchangeKind::stopncii;
  EXPECT_EQ(fetch(SignalKind::pdq).error().message, "exchange 'test': only NCMEC lists reasons");
  EXPECT_EQ(asked_count(), 4U);
}

TEST_F(ExchangeReasonsTest, WhatIsNoListIsUnavailableAndRepeatsNoSecret) {
  for (const std::string& body :
       {std::string("SECRET words of theirs"), std::string("<!DOCTYPE x []><availableFeedbackReasons/>"),
        std::string("<queryResult/>"), std::string()}) {
    serve([&](const Asked&) { return mail::http_answer(200, body); });
    const auto listed = fetch(SignalKind::md5);
    EXPECT_EQ(listed.error().code, Code::unavailable) << body;
    EXPECT_TRUE(listed.error().message.starts_with("exchange 'test': its reasons cannot be read: ")) << body;
    EXPECT_EQ(listed.error().message.find("SECRET"), std::string::npos);
  }
  serve([&](const Asked&) { return mail::http_answer(200, std::string(media::reason_list_bytes_max + 1, ' ')); });
  EXPECT_FALSE(fetch(SignalKind::md5).ok());
  serve([](const Asked&) { return mail::http_answer(403, "SECRET"); });
  EXPECT_EQ(fetch(SignalKind::md5).error().code, Code::forbidden);
}

TEST_F(ExchangeReasonsTest, AreAskedForAgainOnlyWhereOneCanWait) {
  serve([](const Asked&) { return mail::http_answer(503); });
  EXPECT_EQ(fetch(SignalKind::md5).error().code, Code::unavailable);
  EXPECT_EQ(asked_count(), 5U);
  ExchangeDoor door = hours_.door(*server_, lists_.get());
  door.wait = {};
  EXPECT_EQ(fetch_reasons(exchange_, door, SignalKind::md5).error().code, Code::unavailable);
  EXPECT_EQ(asked_count(), 6U);
}

TEST_F(ExchangeReasonsTest, OnlyThoseListedForTheKindArePicked) {
  serve(list_by_kind);
  exchange_.settings.reasons = {guid_of(1), "of BYTES", "Of both", guid_of(3), guid_of(4), "nobody's"};
  EXPECT_EQ(pick(SignalKind::pdq).value(), (Guids{guid_of(1), guid_of(3)}));
  EXPECT_EQ(pick(SignalKind::md5).value(), (Guids{guid_of(2), guid_of(3)}));
  EXPECT_EQ(pick(SignalKind::pdq).value().size(), 2U);
  hours_.at = hours_.at + std::chrono::hours(1'000);
  EXPECT_EQ(pick(SignalKind::md5).value().size(), 2U);
  EXPECT_EQ(asked_count(), 2U) << "each kind once";
}

TEST_F(ExchangeReasonsTest, AreFoundByGuidOrByANameThatIsTheirsAlone) {
  const media::ReasonList listed{
      {{guid_of(1), "Lawful", ""}, {guid_of(2), "Two?", ""}, {guid_of(3), "two?", ""}, {guid_of(4), "", ""}}, 0};
  EXPECT_EQ(find_reason(listed, "01234567-ABCD-0123-4567-" + guid_of(2).substr(24)), &listed.reasons[1]);
  EXPECT_EQ(find_reason(listed, "LAWFUL"), &listed.reasons[0]);
  EXPECT_EQ(find_reason(listed, "Lawful "), nullptr);
  EXPECT_EQ(find_reason(listed, "Two?"), nullptr) << "which of them?";
  EXPECT_EQ(find_reason(listed, guid_of(5)), nullptr);
}

TEST_F(ExchangeReasonsTest, WhereNoneFitsTheListIsFetchedAgainOnceAnHour) {
  std::atomic<int> number{1};
  serve([&](const Asked&) { return reasons_answer({{guid_of(number), "Lawful", "Pdq"}}); });
  exchange_.settings.reasons = {guid_of(7)};
  const auto none = pick(SignalKind::pdq);
  EXPECT_EQ(none.error().code, Code::invalid);
  EXPECT_EQ(none.error().message,
            "none of the reasons in redress.toml is listed for PDQ: name one that 'redress bank reasons test' lists");
  number = 7;
  hours_.at = hours_.at + (reasons_age_min - std::chrono::seconds(1));
  EXPECT_FALSE(pick(SignalKind::pdq).ok());
  EXPECT_EQ(asked_count(), 1U);
  hours_.at = hours_.at + std::chrono::seconds(1);
  EXPECT_EQ(pick(SignalKind::pdq).value(), Guids{guid_of(7)});
  EXPECT_EQ(asked_count(), 2U);
}

TEST_F(ExchangeReasonsTest, AListThatCouldNotBeHadIsAskedForTheNextTime) {
  std::atomic<bool> is_up{false};
  serve([&](const Asked&) {
    if (!is_up) return mail::http_answer(404);
    return reasons_answer({{guid_of(7), "", ""}});
  });
  EXPECT_EQ(pick(SignalKind::pdq).error().code, Code::invalid) << "none is named, so none is asked for";
  EXPECT_EQ(asked_count(), 0U);
  exchange_.settings.reasons = {guid_of(7)};
  EXPECT_EQ(pick(SignalKind::sha256).error().code, Code::unsupported);
  EXPECT_EQ(pick(SignalKind::pdq).error().code, Code::unavailable);
  is_up = true;
  EXPECT_TRUE(pick(SignalKind::pdq).ok());
}

}  // namespace
}  // namespace redress::engine
