// SPDX-License-Identifier: Apache-2.0
// server/staff_pages_test.cpp — the console's rarer pages: objections of notifiers, and the figures of each reviewer.
#include <thread>

#include "server/objections.hpp"
#include "server/test_staff.hpp"

namespace redress::server {
namespace {

constexpr std::chrono::hours hour{1};

std::string csrf_of(const std::string& page) {
  const auto at = page.find("name=\"csrf\" value=\"") + 19;
  return page.substr(at, page.find('"', at) - at);
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class ObjectionsPage : public testing::Test {
 protected:
  ObjectionsPage()
      : platform_(server_.token({"notices"})),
        asha_(sign_in(server_, "asha")),
        ben_(sign_in(server_, "ben")),
        olga_(sign_in(server_, "olga", store::Role::overseer)) {}

  // A notice of that account, turned down as manifestly unfounded.
  std::string misuse(const std::string& account, const Staff& decider) {
    Json notice = sample_notice("https://host.example/p/" + std::to_string(++page_no_));
    notice["complainant"] = "agent";
    notice["notifier"] = account;
    const auto sent = server_.post_json("/api/v1/notices", notice, platform_);
    EXPECT_EQ(sent.status, 201) << sent.body;
    const std::string code = sent.json()["case_code"];
    const auto id = server_.engine_->events().find_case_by_code(code).value().value();
    while (server_.notifiers_->load_of_case(id).value().empty()) std::this_thread::yield();
    server_.clock_.advance(Milliseconds{1'000});
    const Json decision{{"outcome", "reject"},
                        {"ground", {{"kind", "contractual"}, {"duty", "terms/1"}}},
                        {"facts", "a landscape"},
                        {"reasons", "nobody is shown"},
                        {"weighing", {{"unfounded", "a landscape without <b>anybody</b> in it"}}}};
    EXPECT_EQ(server_.post_json("/api/v1/cases/" + code + "/decide", decision, decider.headers).status, 200);
    return code;
  }
  // Told of the warning, the notifier objects.
  void object(const std::string& account) {
    EXPECT_EQ(server_.get("/api/v1/notifier?notifier=" + account, platform_).json()["step"], "warned");
    server_.clock_.advance(Milliseconds{1'000});
    const Json objection{{"notifier", account}, {"words", "they asked <i>us</i> to"}};
    EXPECT_EQ(server_.post_json("/api/v1/notifier/appeal", objection, platform_).status, 202);
  }
  std::string open(const Staff& staff) { return server_.get("/console/notifiers?lang=en", staff.cookie).body; }
  Answer answer(const Staff& staff, const std::string& outcome, const std::string& reasons, std::string csrf = {}) {
    const auto page = open(staff);
    if (csrf.empty()) csrf = csrf_of(page);
    const auto waiting = server_.notifiers_->load_objections(1).value();
    const auto id = waiting.empty() ? std::string("ab12") : waiting.front().notifier;
    return server_.post_form("/console/notifiers/" + id + "/answer",
                             "csrf=" + csrf + "&outcome=" + outcome + "&reasons=" + http::encode_percent(reasons),
                             staff.cookie);
  }

  TestServer server_;
  const std::string platform_;
  const Staff asha_, ben_, olga_;
  int page_no_ = 0;
};

TEST_F(ObjectionsPage, TellsWhatItIsAboutAndWhoMayAnswer) {
  const auto code = misuse("acct-1", asha_);
  misuse("acct-1", asha_);
  misuse("acct-1", asha_);
  object("acct-1");
  const auto page = open(ben_);
  EXPECT_NE(page.find("1 day left"), std::string::npos) << page;
  EXPECT_NE(page.find("they asked &lt;i&gt;us&lt;/i&gt; to"), std::string::npos);
  EXPECT_NE(page.find(code), std::string::npos);
  EXPECT_EQ(count_of(page, "a landscape without &lt;b&gt;anybody&lt;/b&gt; in it"), 3U);
  EXPECT_EQ(count_of(page, "href=\"/console/cases/"), 3U);
  EXPECT_EQ(count_of(page, "<bdi>asha</bdi>"), 3U);
  EXPECT_EQ(page.find("acct-1"), std::string::npos) << "no name is kept";
  EXPECT_EQ(page.find("free words"), std::string::npos) << "and nothing of a notice is told";
  EXPECT_EQ(count_of(page, "name=\"outcome\""), 2U);
  const auto own = open(asha_);
  EXPECT_EQ(count_of(own, "name=\"outcome\""), 0U);
  EXPECT_NE(own.find("3 of these decisions are yours"), std::string::npos) << own;
  EXPECT_EQ(count_of(own, "your decision<"), 3U);
  const auto overseer = open(olga_);
  EXPECT_EQ(count_of(overseer, "name=\"outcome\""), 0U);
  EXPECT_NE(overseer.find("An overseer reads and does not answer"), std::string::npos);
}

TEST_F(ObjectionsPage, TakesOneAnswerFromSomebodyElse) {
  for (int i = 0; i < 3; ++i) misuse("acct-1", i == 2 ? ben_ : asha_);
  object("acct-1");
  const Staff chen = sign_in(server_, "chen");
  EXPECT_EQ(answer(asha_, "rejected", "no").status, 403);
  EXPECT_EQ(answer(ben_, "rejected", "no").status, 403) << "one of the three is enough";
  EXPECT_EQ(answer(olga_, "upheld", "yes").status, 403);
  EXPECT_EQ(answer(chen, "upheld", "they acted for her", "another").status, 403) << "a form of another session";
  const auto empty = answer(chen, "upheld", "");
  EXPECT_EQ(empty.status, 422);
  EXPECT_NE(empty.body.find("aria-invalid=\"true\""), std::string::npos);
  const auto longest = answer(chen, "upheld", std::string(5'001, 'x'));
  EXPECT_EQ(longest.status, 422);
  EXPECT_NE(longest.body.find(std::string(5'001, 'x') + "</textarea>"), std::string::npos)
      << "what was written is kept";
  EXPECT_EQ(answer(chen, "pending", "hm").status, 422);
  const auto taken = answer(chen, "upheld", "they acted for the person shown");
  ASSERT_EQ(taken.status, 303) << taken.body;
  EXPECT_EQ(taken.header("Location"), "/console/notifiers");
  EXPECT_EQ(server_.get("/api/v1/notifier?notifier=acct-1", platform_).json()["answer"]["reasons"],
            "they acted for the person shown");
  EXPECT_NE(open(chen).find("No objection waits."), std::string::npos);
  EXPECT_EQ(answer(chen, "rejected", "twice").status, 409);
}

TEST_F(ObjectionsPage, SaysOnEveryPageHowLongTheOldestHasLeft) {
  EXPECT_EQ(server_.get("/console/?lang=en", ben_.cookie).body.find("class=\"waits\""), std::string::npos);
  for (int i = 0; i < 3; ++i) misuse("acct-1", asha_);
  object("acct-1");
  server_.clock_.advance(hour * 5);
  const Staff chen = sign_in(server_, "chen");  // sessions that nobody uses have ended
  for (const auto* path : {"/console/?lang=en", "/console/notifiers?lang=en"}) {
    const auto page = server_.get(path, chen.cookie).body;
    EXPECT_NE(page.find("Objection of a notifier: 19 hours left"), std::string::npos) << path;
  }
  server_.clock_.advance(hour * 20);
  EXPECT_NE(open(sign_in(server_, "dora")).find("No answer came in time"), std::string::npos);
}

TEST_F(ObjectionsPage, TellsWhoIsLimitedAndUntilWhen) {
  for (int i = 0; i < 3; ++i) misuse("acct-1", asha_);
  EXPECT_NE(open(ben_).find("Nobody is limited."), std::string::npos);
  EXPECT_EQ(server_.get("/api/v1/notifier?notifier=acct-1", platform_).json()["step"], "warned");
  server_.clock_.advance(Milliseconds{1'000});
  for (int i = 0; i < 3; ++i) misuse("acct-1", asha_);
  const auto page = open(ben_);
  EXPECT_EQ(page.find("Nobody is limited."), std::string::npos);
  EXPECT_NE(page.find("December 22, 2026"), std::string::npos) << page;
  EXPECT_NE(page.find("<td class=\"number\">20</td><td class=\"number\">6</td>"), std::string::npos);
}

TEST_F(ObjectionsPage, ShowsFiftyAndSaysThatMoreWait) {
  const auto now = server_.clock_.now();
  std::vector<store::NotifierNotice> notices;
  for (std::uint64_t no = 0; no < 51; ++no) {
    notices.push_back({"n" + std::to_string(no), make_id(now, 1, no), 1, now, true, {}});
  }
  ASSERT_TRUE(server_.notifiers_->keep(notices).ok());
  for (const auto& notice : notices) {
    ASSERT_TRUE(server_.notifiers_->note_warned(notice.notifier, now).ok());
    ASSERT_TRUE(server_.notifiers_->appeal(notice.notifier, "we object", now).ok());
  }
  const auto page = open(ben_);
  EXPECT_EQ(count_of(page, "<blockquote dir=\"auto\">we object"), 50U);
  EXPECT_NE(page.find("More objections wait."), std::string::npos);
  EXPECT_EQ(count_of(page, "None of them counts any more"), 50U) << "no decision stands behind these";
}

TEST(StaffPages, AreForWhoIsSignedInAndLeadToWhatTheyMayOpen) {
  TestServer server;
  for (const auto* path : {"/console/notifiers", "/console/reviewers"}) {
    const auto answer = server.get(path);
    EXPECT_EQ(answer.status, 303) << path;
    EXPECT_EQ(answer.header("Location"), "/console/");
    EXPECT_EQ(server.get(path, server.token({"admin"})).status, 303) << "pages are for sessions";
  }
  const auto asha = sign_in(server, "asha");
  const auto omar = sign_in(server, "omar", store::Role::officer);
  const auto reviewer = server.get("/console/?lang=en", asha.cookie).body;
  EXPECT_NE(reviewer.find("href=\"/console/notifiers\""), std::string::npos);
  EXPECT_EQ(reviewer.find("/console/reviewers"), std::string::npos);
  EXPECT_NE(server.get("/console/?lang=en", omar.cookie).body.find("href=\"/console/reviewers\""), std::string::npos);
  EXPECT_EQ(server.get("/console/notifiers", asha.cookie).body.find("console.js"), std::string::npos);
}

TEST(Objections, WhoProposedADecisionMadeItToo) {
  cases::Decision decision;
  decision.by = "asha";
  decision.proposed_by = "ben";
  EXPECT_TRUE(was_made_by(decision, "asha"));
  EXPECT_TRUE(was_made_by(decision, "ben"));
  EXPECT_FALSE(was_made_by(decision, "chen"));
}

// One case, taken down by that person.
std::string decide_case(TestServer& server, const Staff& staff, int no) {
  const auto sent = server.post_json("/api/v1/notices", sample_notice("https://host.example/p/" + std::to_string(no)));
  const std::string path = "/api/v1/cases/" + sent.json()["case_code"].get<std::string>();
  const Json decide{
      {"outcome", "remove"}, {"ground", {{"duty", "IN-NCII-2H"}}}, {"facts", "seen"}, {"reasons", "because"}};
  EXPECT_EQ(server.post_json(path + "/decide", decide, staff.headers).status, 200);
  return path;
}

TEST(ReviewersPage, IsForOfficersAndOverseersAlone) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  decide_case(server, asha, 1);
  const auto refused = server.get("/console/reviewers?lang=en", asha.cookie);
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("for officers and overseers"), std::string::npos);
  for (const auto role : {store::Role::officer, store::Role::overseer}) {
    const auto one = sign_in(server, role == store::Role::officer ? "omar" : "olga", role);
    const auto page = server.get("/console/reviewers?lang=en", one.cookie);
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("<caption><bdi>asha</bdi></caption>"), std::string::npos) << page.body;
    EXPECT_NE(page.body.find("0% – 79.3%</td><td class=\"number\">1</td>"), std::string::npos)
        << "with its interval and n";
    EXPECT_EQ(server.get("/console/reviewers?lang=en&month=2026-10", one.cookie).body.find("asha"), std::string::npos);
  }
}

TEST(ReviewersPage, TellsKappaOnlyWhereThereIsOne) {
  TestServer server({}, false, {}, 1);
  const auto asha = sign_in(server, "asha");
  const auto ben = sign_in(server, "ben");
  const auto omar = sign_in(server, "omar", store::Role::officer);
  const auto look = [&](int no, bool agrees) {
    Json body{{"decision_no", 1}, {"agrees", agrees}, {"reasons", "read again"}};
    if (!agrees) {
      body["instead"] = {
          {"outcome", "reject"}, {"ground", {{"duty", "IN-NCII-2H"}}}, {"facts", "a car"}, {"reasons", "no"}};
    }
    const auto path = decide_case(server, asha, no);
    EXPECT_EQ(server.post_json(path + "/look-again", body, ben.headers).status, 200);
  };
  const auto kappa = [&] {
    return server.get("/api/v1/console/reviewers", omar.cookie).json()["reviewers"][0]["agreement_kappa"];
  };
  look(1, true);
  EXPECT_TRUE(kappa().is_null());
  EXPECT_NE(server.get("/console/reviewers?lang=en", omar.cookie).body.find("none: no variation"), std::string::npos);
  look(2, false);
  EXPECT_EQ(kappa(), 0.0) << "whoever says the same each time says nothing beyond chance";
  const auto json = server.get("/api/v1/console/reviewers", omar.cookie).json()["reviewers"][0];
  EXPECT_EQ(json["looks"], Json::array({{{"first", "remove"}, {"second", "remove"}, {"count", 1}},
                                        {{"first", "remove"}, {"second", "reject"}, {"count", 1}}}));
  const auto page = server.get("/console/reviewers?lang=en", omar.cookie).body;
  EXPECT_NE(page.find("<td class=\"number\">0.00</td>"), std::string::npos);
  EXPECT_NE(page.find("<td>Taken down</td><td>Not taken down</td><td class=\"number\">1</td>"), std::string::npos);
}

}  // namespace
}  // namespace redress::server
