// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_feedback.hpp"

#include <gtest/gtest.h>

#include "engine/test_exchange.hpp"

namespace redress::engine {
namespace {

using Verdict = ExchangeFeedback::Verdict;

struct Tell {
  TestHours hours;
  TestExchange server;
  Exchange exchange;

  explicit Tell(ExchangeKind kind, int status = 200)
      : server([status](const Asked&) { return mail::http_answer(status, "SECRET words of theirs"); }),
        exchange(test_exchange(kind, server.url("/v1"))) {
    exchange.settings.feedback = true;
  }
  Status send(const ExchangeFeedback& feedback) { return send_feedback(exchange, hours.door(server), feedback); }
};

ExchangeFeedback about(const std::string& ref, Verdict verdict, match::SignalKind kind = match::SignalKind::pdq) {
  ExchangeFeedback feedback;
  feedback.entry.source_ref = ref;
  feedback.entry.kind = kind;
  feedback.entry.signal = kind == match::SignalKind::pdq ? pdq_of(1) : "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
  feedback.entry.feedback_ref = "55";
  feedback.verdict = verdict;
  feedback.tags = {"NCII"};
  return feedback;
}

TEST(ExchangeFeedback, GoesToStopNciiInItsSchema) {
  Tell tell(ExchangeKind::stopncii);
  for (const auto& [verdict, word] : {std::pair(Verdict::seen, "PendingReview"), std::pair(Verdict::harmful, "Blocked"),
                                      std::pair(Verdict::harmless, "NotBlocked")}) {
    ASSERT_TRUE(tell.send(about("ImagePDQ:" + pdq_of(1), verdict)).ok());
    const Asked asked = tell.server.asked().back();
    EXPECT_EQ(asked.method + " " + asked.target, "POST /v1/SubmitFeedback");
    EXPECT_EQ(asked.header("x-functions-key"), "SECRET-feedback");
    EXPECT_EQ(asked.header("Ocp-Apim-Subscription-Key"), "SECRET-subscription");
    EXPECT_EQ(asked.header("Content-Type"), "application/json");
    EXPECT_EQ(asked.body, std::string(R"({"count":1,"hashFeedbacks":[{"feedbackValue":")") + word +
                              R"(","hashValue":")" + pdq_of(1) + R"(","tags":["NCII"]}]})");
  }
}

TEST(ExchangeFeedback, HashesGoToStopNciiWithAKeyOfTheirOwn) {
  Tell tell(ExchangeKind::stopncii);
  const std::vector<match::StopNciiOpinion> hashes = {
      {match::SignalKind::pdq, pdq_of(3), match::StopNciiFeedback::blocked, {}}};
  ASSERT_TRUE(submit_hashes(tell.exchange, tell.hours.door(tell.server), hashes).ok());
  EXPECT_EQ(tell.server.asked()[0].target, "/v1/SubmitHashes");
  EXPECT_EQ(tell.server.asked()[0].header("x-functions-key"), "SECRET-submit");
  EXPECT_NE(tell.server.asked()[0].body.find("\"lastModtimestamp\":1700000000"), std::string::npos);
  tell.exchange.secrets.submit_key.clear();
  EXPECT_EQ(submit_hashes(tell.exchange, tell.hours.door(tell.server), hashes).error().code, Code::forbidden);
  Tell other(ExchangeKind::ncmec);
  EXPECT_EQ(submit_hashes(other.exchange, other.hours.door(other.server), hashes).error().code, Code::unsupported);
}

TEST(ExchangeFeedback, GoesToNcmecByPut) {
  Tell tell(ExchangeKind::ncmec);
  ASSERT_TRUE(tell.send(about("42/image 1?", Verdict::harmful, match::SignalKind::md5)).ok());
  Asked asked = tell.server.asked().back();
  EXPECT_EQ(asked.method + " " + asked.target, "PUT /v1/v2/entries/42/image%201%3F/MD5/feedback");
  EXPECT_EQ(asked.header("Content-Type"), "application/xml");
  EXPECT_EQ(asked.header("Authorization"), "Basic " + render_base64(view_bytes("user:SECRET-password")));
  EXPECT_NE(asked.body.find("<affirmative/>"), std::string::npos);
  ExchangeFeedback negative = about("42/a", Verdict::harmless);
  EXPECT_EQ(tell.send(negative).error().code, Code::invalid) << "a reason is needed";
  negative.reasons = {"01234567-abcd-0123-4567-012345678900"};
  ASSERT_TRUE(tell.send(negative).ok());
  asked = tell.server.asked().back();
  EXPECT_EQ(asked.target, "/v1/v2/entries/42/a/PDQ/feedback");
  EXPECT_NE(asked.body.find("<guid>01234567-abcd-0123-4567-012345678900</guid>"), std::string::npos);
  EXPECT_EQ(tell.send(about("42/a", Verdict::seen)).error().code, Code::unsupported);
  for (const char* ref : {"", "/a", "42/", "42"}) {
    EXPECT_EQ(tell.send(about(ref, Verdict::harmful)).error().code, Code::invalid) << ref;
  }
  EXPECT_EQ(tell.server.asked().size(), 2U);
}

TEST(ExchangeFeedback, GoesToThreatExchangeAsAReactionOrADescriptor) {
  Tell tell(ExchangeKind::threatexchange);
  ASSERT_TRUE(tell.send(about("7", Verdict::seen)).ok());
  Asked asked = tell.server.asked().back();
  EXPECT_EQ(asked.method + " " + asked.target, "POST /v1/55");
  EXPECT_EQ(asked.body, "access_token=100%7CSECRET-token&reactions=SAW_THIS_TOO");
  ASSERT_TRUE(tell.send(about("7", Verdict::harmless)).ok());
  asked = tell.server.asked().back();
  EXPECT_EQ(asked.target, "/v1/threat_descriptors");
  EXPECT_EQ(asked.body,
            "access_token=100%7CSECRET-token&indicator=" + pdq_of(1) +
                "&type=HASH_PDQ&status=NON_MALICIOUS&description=reviewed%20by%20a%20person&share_level=AMBER"
                "&privacy_type=HAS_PRIVACY_GROUP&privacy_members=777&tags=NCII");
  ExchangeFeedback film = about("7", Verdict::harmful, match::SignalKind::md5);
  film.is_film = true;
  ASSERT_TRUE(tell.send(film).ok());
  EXPECT_NE(tell.server.asked().back().body.find("&type=HASH_VIDEO_MD5&status=MALICIOUS"), std::string::npos);
  ExchangeFeedback nobodys = about("7", Verdict::seen);
  nobodys.entry.feedback_ref.clear();
  EXPECT_EQ(tell.send(nobodys).error().code, Code::unsupported);
}

TEST(ExchangeFeedback, IsSentOnceAndOnlyWhereItIsSwitchedOn) {
  for (const int status : {302, 403, 429, 500}) {
    Tell tell(ExchangeKind::stopncii, status);
    const auto sent = tell.send(about("ImagePDQ:" + pdq_of(1), Verdict::harmful));
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().message.find("SECRET"), std::string::npos);
    EXPECT_EQ(tell.server.asked().size(), 1U) << status;
    EXPECT_TRUE(tell.hours.waits_s.empty());
  }
  Tell off(ExchangeKind::stopncii);
  off.exchange.settings.feedback = false;
  EXPECT_EQ(off.send(about("a", Verdict::harmful)).error().code, Code::forbidden);
  Tell keyless(ExchangeKind::stopncii);
  keyless.exchange.secrets.feedback_key.clear();
  EXPECT_EQ(keyless.send(about("a", Verdict::harmful)).error().code, Code::forbidden);
  Tell file(ExchangeKind::lines);
  EXPECT_EQ(file.send(about("a", Verdict::harmful)).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::engine
