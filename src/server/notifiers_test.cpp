// SPDX-License-Identifier: Apache-2.0
// server/notifiers_test.cpp — somebody reports for others, without ground, again and again.
#include "server/notifiers.hpp"

#include <thread>

#include "server/test_server.hpp"

namespace redress::server {
namespace {

constexpr std::chrono::hours day{24};

class NotifierApi : public testing::Test {
 protected:
  NotifierApi() : platform_(server_.token({"notices"})), admin_(server_.token({"admin"})) {}

  Answer send(const std::string& account, const std::string& complainant = "agent", const std::string& harm = "ncii") {
    Json notice = sample_notice("https://host.example/p/" + std::to_string(++page_no_));
    notice["complainant"] = complainant;
    notice["harm"] = harm;
    if (!account.empty()) notice["notifier"] = account;
    return server_.post_json("/api/v1/notices", notice, platform_);
  }
  // Rejected, with or without the reviewer's word that there was nothing to it.
  void reject(const Answer& sent, bool is_unfounded, const std::string& with) {
    Json decision{{"outcome", "reject"},
                  {"ground", {{"kind", "contractual"}, {"duty", "terms/1"}}},
                  {"facts", "a landscape"},
                  {"reasons", "nobody is shown"}};
    if (is_unfounded) decision["weighing"] = {{"unfounded", "a landscape without anybody in it"}};
    const auto path = "/api/v1/cases/" + sent.json()["case_code"].get<std::string>() + "/decide";
    ASSERT_EQ(server_.post_json(path, decision, with).status, 200);
  }
  void misuse(const std::string& account, int count) {
    for (int i = 0; i < count; ++i) {
      const auto sent = send(account);
      ASSERT_EQ(sent.status, 201) << sent.body;
      wait_until_kept(account, sent);
      server_.clock_.advance(Milliseconds{1'000});
      reject(sent, true, admin_);
    }
  }
  // The count is written by a thread of its own: after the answer.
  void wait_until_kept(const std::string& account, const Answer& sent) {
    const auto id = server_.engine_->events().find_case_by_code(sent.json()["case_code"].get<std::string>()).value();
    ASSERT_TRUE(id.has_value()) << account;
    while (server_.notifiers_->load_of_case(*id).value().empty()) std::this_thread::yield();
  }
  Json standing(const std::string& account) {
    return server_.get("/api/v1/notifier?notifier=" + account, platform_).json();
  }
  Json listed() { return server_.get("/api/v1/notifiers", admin_).json()["notifiers"]; }

  TestServer server_;
  const std::string platform_;
  const std::string admin_;
  int page_no_ = 0;
};

TEST_F(NotifierApi, ARejectionAloneIsNeverCounted) {
  for (int i = 0; i < 5; ++i) {
    const auto sent = send("acct-1");
    wait_until_kept("acct-1", sent);
    reject(sent, false, admin_);
  }
  EXPECT_EQ(standing("acct-1"), Json({{"step", "none"}, {"unfounded", 0}}));
}

TEST_F(NotifierApi, AWarningIsToldInTheNextAnswerBeforeAnythingIsLimited) {
  misuse("acct-1", 3);
  const auto warned = send("acct-1").json()["notifier"];
  EXPECT_EQ(warned["step"], "warned");
  EXPECT_EQ(warned["unfounded"], 3);
  EXPECT_EQ(warned["appeal"], "POST /api/v1/notifier/appeal");
  EXPECT_FALSE(warned["reasons"].get<std::string>().empty());
  EXPECT_FALSE(send("acct-2").json().contains("notifier")) << "another account";
  EXPECT_FALSE(send("").json().contains("notifier")) << "the platform itself counts nothing";
}

TEST_F(NotifierApi, ALimitRefusesWithItsReasonsButNeverHerOwnNoticeOrAChilds) {
  misuse("acct-1", 3);
  ASSERT_EQ(standing("acct-1")["step"], "warned") << "read here, it is told";
  server_.clock_.advance(Milliseconds{1'000});
  misuse("acct-1", 3);
  EXPECT_EQ(standing("acct-1")["step"], "limited");
  Answer last;
  for (int i = 0; i < 40 && last.status != 429; ++i) {
    last = send("acct-1");
    if (last.status == 201) wait_until_kept("acct-1", last);
  }
  ASSERT_EQ(last.status, 429);
  EXPECT_NE(last.body.find("always taken"), std::string::npos);
  EXPECT_NE(last.body.find("/api/v1/notifier/appeal"), std::string::npos);
  EXPECT_EQ(send("acct-1", "depicted").status, 201);
  EXPECT_EQ(send("acct-1", "user", "child_harm").status, 201);
  EXPECT_EQ(send("acct-2").status, 201);
  server_.clock_.advance(day);
  EXPECT_EQ(send("acct-1").status, 201) << "a new day";
  server_.clock_.advance(day * 30);
  EXPECT_EQ(standing("acct-1")["step"], "warned") << "limits end";
}

TEST_F(NotifierApi, AReversedDecisionIsOutOfTheCountAtOnce) {
  misuse("acct-1", 2);
  const auto third = send("acct-1");
  wait_until_kept("acct-1", third);
  reject(third, true, admin_);
  ASSERT_EQ(standing("acct-1")["step"], "warned");
  const auto code = third.json()["case_code"].get<std::string>();
  const auto id = server_.engine_->events().find_case_by_code(code).value().value();
  std::promise<bool> appealed;
  server_.engine_->submit(id, cases::Appeal{cases::AppealBy::complainant, {}, "look again", 0},
                          {cases::ActorKind::reporter, ""},
                          [&](const Result<engine::CommandAnswer>& answer) { appealed.set_value(answer.ok()); });
  ASSERT_TRUE(appealed.get_future().get());
  EXPECT_EQ(standing("acct-1"), Json({{"step", "none"}, {"unfounded", 2}}));
}

TEST_F(NotifierApi, AnObjectionIsAnsweredBySomebodyElse) {
  misuse("acct-1", 3);
  ASSERT_EQ(standing("acct-1")["step"], "warned");
  const Json objection{{"notifier", "acct-1"}, {"words", "we were asked to"}};
  ASSERT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 202);
  EXPECT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 409) << "one waits";
  const Json waiting = listed();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0]["objection"], "we were asked to");
  ASSERT_EQ(waiting[0]["decisions"].size(), 3U);
  EXPECT_EQ(waiting[0]["decisions"][0]["reason"], "a landscape without anybody in it");
  EXPECT_EQ(waiting[0].dump().find("acct-1"), std::string::npos) << "no name is kept";
  const auto path = "/api/v1/notifiers/" + waiting[0]["id"].get<std::string>() + "/answer";
  const Json upheld{{"outcome", "upheld"}, {"reasons", "they acted for the person shown"}};
  EXPECT_EQ(server_.post_json(path, upheld, admin_).status, 403) << "they decided all three";
  EXPECT_EQ(server_.post_json(path, {{"outcome", "pending"}, {"reasons", "r"}}, admin_).status, 422);
  EXPECT_EQ(server_.post_json(path, upheld, platform_).status, 403);
  EXPECT_EQ(server_.post_json(path, upheld, server_.token({"admin"})).status, 200);
  const Json after = standing("acct-1");
  EXPECT_EQ(after["step"], "none");
  EXPECT_EQ(after["answer"]["reasons"], "they acted for the person shown");
  EXPECT_EQ(listed()[0].contains("objection"), false) << "its words went with the answer";
}

TEST_F(NotifierApi, TheSameFactsAreObjectedToOnce) {
  misuse("acct-1", 3);
  ASSERT_EQ(standing("acct-1")["step"], "warned");
  const Json objection{{"notifier", "acct-1"}, {"words", "no"}};
  ASSERT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 202);
  const auto path = "/api/v1/notifiers/" + listed()[0]["id"].get<std::string>() + "/answer";
  server_.clock_.advance(Milliseconds{1'000});
  ASSERT_EQ(
      server_.post_json(path, {{"outcome", "rejected"}, {"reasons", "three landscapes"}}, server_.token({"admin"}))
          .status,
      200);
  EXPECT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 409);
  misuse("acct-1", 1);
  EXPECT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 202);
}

TEST_F(NotifierApi, OnlyAPlatformSaysWhoNotifiesAndAnAgentIsItsToken) {
  Json notice = sample_notice();
  notice["notifier"] = "acct-1";
  EXPECT_EQ(server_.post_json("/api/v1/notices", notice).status, 403);
  const auto agent = server_.token({"agent"});
  EXPECT_EQ(server_.post_json("/api/v1/notices", notice, agent).status, 403);
  notice["notifier"] = 7;
  EXPECT_EQ(server_.post_json("/api/v1/notices", notice, platform_).status, 400);
  EXPECT_EQ(server_.post_json("/api/v1/notices", sample_notice(), agent).status, 201);
  EXPECT_EQ(server_.get("/api/v1/notifier", agent).json()["step"], "none");
  EXPECT_EQ(server_.get("/api/v1/notifier", platform_).status, 403) << "for whom?";
  EXPECT_EQ(server_.get("/api/v1/notifier").status, 403);
}

TEST_F(NotifierApi, WhoOnlyClaimsToBeATrustedFlaggerIsCounted) {
  const auto id = [&](const Answer& sent) {
    return server_.engine_->events().find_case_by_code(sent.json()["case_code"].get<std::string>()).value().value();
  };
  Json notice = sample_notice();
  notice["channel"] = "trusted_flagger";
  notice["complainant"] = "flagger";
  const auto claimed = server_.post_json("/api/v1/notices", notice, server_.token({"agent"}));
  ASSERT_EQ(claimed.status, 201) << claimed.body;
  wait_until_kept("agent", claimed);
  EXPECT_TRUE(server_.notifiers_->load_of_case(id(claimed)).value().at(0).is_limitable);
  notice["items"] = {{{"url", "https://host.example/p/99"}}};
  const auto trusted = server_.post_json("/api/v1/notices", notice, server_.token({"agent", "orders"}));
  wait_until_kept("flagger", trusted);
  EXPECT_FALSE(server_.notifiers_->load_of_case(id(trusted)).value().at(0).is_limitable);
}

}  // namespace
}  // namespace redress::server
