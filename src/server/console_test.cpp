// SPDX-License-Identifier: Apache-2.0
// server/console_test.cpp — what the console's script reads and does: order of the queue, a case in words, hand-over,
// conflicts, exposures, and the policy under which the script runs.
#include <gtest/gtest.h>

#include "media/clutter.hpp"
#include "media/preview.hpp"
#include "server/assets.hpp"
#include "server/console_queue.hpp"
#include "server/test_staff.hpp"

namespace redress::server {
namespace {

std::string file(TestServer& server, const std::string& url = "https://host.example/p/1") {
  const auto filed = server.post_json("/api/v1/notices", sample_notice(url), server.token({"notices"}));
  EXPECT_EQ(filed.status, 201) << filed.body;
  return filed.json()["case_code"];
}

store::QueueRow row(const std::string& code, std::optional<std::int64_t> due_ms, law::Harm harm, int items = 1) {
  store::QueueRow row;
  row.case_code = code;
  if (due_ms) row.due_at = Instant{*due_ms};
  row.harm = harm;
  row.item_count = items;
  return row;
}

TEST(ConsoleQueue, IsByTimeLeftInMinutesThenSeverityThenSpread) {
  std::vector<store::QueueRow> rows{row("no limit", std::nullopt, law::Harm::csam),
                                    row("later", 60'000, law::Harm::csam),
                                    row("mild", 10, law::Harm::defamation),
                                    row("grave", 59'999, law::Harm::csam_synthetic),
                                    row("narrow", 20, law::Harm::ncii),
                                    row("spread", 30, law::Harm::ncii_synthetic, 9),
                                    row("late", -5'000'000, law::Harm::terms)};
  order_queue(rows);
  std::string order;
  for (const auto& one : rows) order += one.case_code + " ";
  EXPECT_EQ(order, "late grave spread narrow mild later no limit ");
}

TEST(ConsoleQueue, WhatFitsAColleagueComesLastAndWhatFitsNobodyStays) {
  const auto one = [](const std::string& code, const std::string& language, law::Harm harm = law::Harm::ncii) {
    auto made = row(code, std::nullopt, harm);
    made.language = language;
    return made;
  };
  const std::vector<store::QueueRow> queue{one("a", "ta"), one("b", "hi-IN"), one("c", "sat"),
                                           one("d", "hi", law::Harm::fraud), one("e", "ta")};
  const auto order_for = [&](const Team& team) {
    auto rows = queue;
    put_colleagues_last(rows, team);
    std::string order;
    for (const auto& shown : rows) order += shown.case_code;
    return order;
  };
  const std::map<std::string, store::Skills> skills{{"asha", {{"hi"}, {}}}, {"ben", {{"ta"}, {"ncii", "fraud"}}}};
  EXPECT_EQ(order_for({skills, "asha"}), "bcdae");
  EXPECT_EQ(order_for({skills, "ben"}), "acebd");
  EXPECT_EQ(order_for({skills, "overseer"}), "abcde") << "who has no skills to be told is shown the queue as it is";
  EXPECT_EQ(order_for({{{"asha", {{"hi"}, {}}}}, "asha"}), "abcde") << "alone, everything is hers";
  EXPECT_EQ(order_for({{{"asha", {}}, {"ben", {}}}, "asha"}), "abcde");
}

TEST(ConsoleQueue, EveryElementHasItsWords) {
  TestServer server;
  for (int i = 0; i <= static_cast<int>(law::Harm::terms); ++i) {
    const auto harm = static_cast<law::Harm>(i);
    EXPECT_GE(severity_of(harm), 0);
    EXPECT_FALSE(list_elements(harm).empty());
    // The digits of a decision reach nine lines: the elements and three reasons why less would not do.
    EXPECT_LE(list_elements(harm).size(), 6U);
    for (const auto word : list_elements(harm)) {
      EXPECT_TRUE(server.desk_->messages.has("console.element." + std::string(word))) << word;
    }
  }
}

TEST(ConsoleApi, IsForStaffAlone) {
  TestServer server;
  const auto code = file(server);
  for (const std::string& path :
       std::vector<std::string>{"/api/v1/console", "/api/v1/console/queue", "/api/v1/console/cases/" + code}) {
    EXPECT_EQ(server.get(path).status, 401) << path;
    EXPECT_EQ(server.get(path, server.token({"notices", "media"})).status, 403) << path;
  }
  const auto asha = sign_in(server, "asha");
  EXPECT_EQ(server.get("/api/v1/console/cases/0000-0000", asha.cookie).status, 404);
}

TEST(ConsoleApi, TellsWhoAsksInTheirWords) {
  TestServer server;
  sign_in(server, "ben");
  sign_in(server, "olga", store::Role::overseer);
  const auto asha = sign_in(server, "asha");
  const auto desk = server.get("/api/v1/console?lang=hi", asha.cookie).json();
  EXPECT_EQ(desk["user"], "asha");
  EXPECT_EQ(desk["role"], "reviewer");
  EXPECT_EQ(desk["language"], "hi");
  EXPECT_EQ(desk["colleagues"], Json::array({"ben"})) << "an overseer decides nothing";
  EXPECT_EQ(desk["exposures"]["seen"], 0);
  EXPECT_EQ(desk["words"]["console.app.queue"], "क़तार");
  EXPECT_FALSE(desk["words"].contains("report.heading")) << "the console's own words only";
}

TEST(ConsoleApi, TellsTheQueueAndWhereToFollowFrom) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  const auto code = file(server);
  const auto queue = server.get("/api/v1/console/queue", asha.cookie).json();
  ASSERT_EQ(queue["rows"].size(), 1U);
  EXPECT_EQ(queue["rows"][0]["case_code"], code);
  EXPECT_EQ(queue["rows"][0]["due_at"], "2026-11-22T04:00:00Z");
  EXPECT_EQ(queue["rows"][0]["language"], "hi");
  EXPECT_EQ(queue["open"], 1);
  const auto after = [&](const Json& last) {
    return server.get("/api/v1/events?after=" + std::to_string(last.get<std::uint64_t>()), asha.cookie)
        .json()["events"];
  };
  EXPECT_TRUE(after(queue["last"]).empty());
  server.post_json("/api/v1/cases/" + code + "/claim", Json::object(), asha.headers);
  EXPECT_EQ(after(queue["last"])[0]["type"], "claimed");
  EXPECT_EQ(server.get("/api/v1/console/queue", asha.cookie).json()["rows"][0]["held_by"], "asha");
}

TEST(ConsoleApi, ACaseGoesToWhoReadsWhatWasWritten) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  const auto ben = sign_in(server, "ben");
  ASSERT_TRUE(server.accounts_->set_skills("asha", {{"hi"}, {}}).ok());
  ASSERT_TRUE(server.accounts_->set_skills("ben", {{"ta"}, {}}).ok());
  auto notice = sample_notice("https://host.example/p/1");
  notice["language"] = "hi";
  notice["statement"] = "இது என் படம், நான் இதற்கு அனுமதி கொடுக்கவில்லை. தயவுசெய்து இதை உடனே நீக்குங்கள்.";
  const auto answer = server.post_json("/api/v1/notices", notice, server.token({"notices"}));
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto row_for = [&](const Staff& who) {
    return server.get("/api/v1/console/queue", who.cookie).json()["rows"][0];
  };
  EXPECT_EQ(row_for(asha)["language"], "ta");
  EXPECT_EQ(row_for(asha)["elsewhere"], true);
  EXPECT_EQ(row_for(ben)["elsewhere"], false);
  EXPECT_EQ(server.get("/api/v1/console", ben.cookie).json()["skills"]["languages"], Json::array({"ta"}));
  const std::string code = row_for(ben)["case_code"];
  const auto told = server.get("/api/v1/console/cases/" + code, ben.cookie).json();
  EXPECT_EQ(told["language"], "ta") << "what the reader must know";
  const std::string facts = told["templates"][1]["facts"];
  EXPECT_NE(facts.find("तस्वीर"), std::string::npos) << "the answers stay in the language that was chosen";
  const auto whole = server.get("/api/v1/cases/" + code, ben.cookie).json();
  EXPECT_EQ(whole["notices"][0]["language"], "hi");
  EXPECT_EQ(whole["notices"][0]["written_in"], "ta");
}

TEST(ConsoleApi, ACaseComesWithWhatADecisionNeedsAndKeepsWhatWasWeighed) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  const auto code = file(server);
  const auto told = server.get("/api/v1/console/cases/" + code, asha.cookie).json();
  EXPECT_EQ(told["notices"][0]["statement"], "free words");
  EXPECT_EQ(told["elements"].size(), 4U);
  EXPECT_EQ(told["lesser"].size(), 3U);
  EXPECT_EQ(told["grounds"][0]["pack"].get<std::string>().size(), 64U);
  EXPECT_TRUE(told["may_decide"]);
  const std::string facts = told["templates"][1]["facts"];
  EXPECT_NE(facts.find("###"), std::string::npos) << "what only a person can say stands open";
  EXPECT_NE(facts.find("तस्वीर"), std::string::npos) << "templates are in the language of the case";
  const Json decide{{"outcome", "remove"},
                    {"ground", {{"duty", "IN-NCII-2H"}}},
                    {"facts", "seen"},
                    {"reasons", "hers"},
                    {"weighing", {{"elements", {"no_consent"}}, {"lesser", "a label"}, {"languages", {"hi"}}}}};
  const auto decided = server.post_json("/api/v1/cases/" + code + "/decide", decide, asha.headers);
  ASSERT_EQ(decided.status, 200) << decided.body;
  const auto after = server.get("/api/v1/console/cases/" + code, asha.cookie).json();
  EXPECT_EQ(after["decisions"][0]["found"][0], "Sharing it was not agreed to");
  EXPECT_EQ(after["decisions"][0]["pack"], told["grounds"][0]["pack"]);
  EXPECT_EQ(after["undo"].size(), 1U) << after["undo"];
  EXPECT_FALSE(after["may_decide"]);
  const auto whole = server.get("/api/v1/cases/" + code, asha.cookie).json();
  EXPECT_EQ(whole["decisions"][0]["weighing"]["lesser"], "a label");
  auto long_list = decide;
  long_list["weighing"]["elements"] = std::vector<std::string>(21, "x");
  EXPECT_EQ(
      server.post_json("/api/v1/cases/" + file(server, "https://host.example/p/2") + "/decide", long_list, asha.headers)
          .status,
      422);
}

TEST(ConsoleApi, ACaseIsHandedToAColleagueAndNeverToAStranger) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  const auto ben = sign_in(server, "ben");
  sign_in(server, "olga", store::Role::overseer);
  const auto path = "/api/v1/cases/" + file(server);
  const auto hand = [&](const std::string& to) {
    return server.post_json(path + "/hand-over", {{"to", to}, {"note", "she wrote twice"}}, asha.headers).status;
  };
  EXPECT_EQ(hand("nobody"), 422);
  EXPECT_EQ(hand("olga"), 422);
  EXPECT_EQ(hand("ben"), 200);
  const auto told = server.get("/api/v1/console" + path.substr(7), ben.cookie).json();
  EXPECT_EQ(told["handed"], "From asha: she wrote twice");
  EXPECT_TRUE(told["is_mine"]);
  EXPECT_FALSE(server.get("/api/v1/console" + path.substr(7), asha.cookie).json()["may_decide"]);
  EXPECT_EQ(server.post_json(path + "/recuse", {{"reason", "my cousin"}}, ben.headers).status, 200);
  EXPECT_EQ(server.post_json(path + "/claim", Json::object(), ben.headers).status, 403);
  EXPECT_TRUE(server.get("/api/v1/console" + path.substr(7), ben.cookie).json()["is_recused"]);
  EXPECT_EQ(server.post_json(path + "/second", Json::object(), asha.headers).status, 422) << "agrees must be said";
  EXPECT_EQ(server.post_json(path + "/second", {{"agrees", true}}, asha.headers).status, 409) << "nothing is proposed";
}

// The bytes of a picture, put in as the platform does; its SHA-256.
std::string put_picture(TestServer& server, std::uint32_t seed) {
  const auto plane = redress::test::make_clutter(seed);
  media::Pixels pixels{plane.width, plane.height, {}};
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    for (std::uint32_t x = 0; x < plane.width; ++x) pixels.rgb.insert(pixels.rgb.end(), 3, plane.row(y)[x]);
  }
  const auto jpeg = media::encode_jpeg(pixels, 90).value();
  const std::string bytes(jpeg.begin(), jpeg.end());
  const auto name = std::to_string(seed);
  const auto answer = server.send(
      "POST", "/api/v1/media/check", server.token({"media"}) + "Content-Type: multipart/form-data; boundary=b\r\n",
      "--b\r\nContent-Disposition: form-data; name=\"content_id\"\r\n\r\n" + name +
          "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\n\r\n" + bytes +
          "\r\n--b--\r\n");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return render_hex(sha256(bytes));
}

TEST(Exposures, AreCountedWhenAPictureIsClearAndEndAtTheLimit) {
  Options options;
  options.exposures_per_day = 1;
  TestServer server(options);
  const auto asha = sign_in(server, "asha");
  const auto first = "/console/media/" + put_picture(server, 41);
  const auto second = "/console/media/" + put_picture(server, 42);
  const auto seen = [&] { return server.get("/api/v1/console", asha.cookie).json()["exposures"]["seen"].get<int>(); };
  EXPECT_EQ(server.get(first, asha.cookie).status, 200);
  EXPECT_EQ(seen(), 0) << "blurred is no exposure";
  EXPECT_EQ(server.get(first + "?clear=1", asha.cookie).status, 200);
  EXPECT_EQ(server.get(first + "?clear=1", asha.cookie).status, 200) << "the same picture again is none either";
  EXPECT_EQ(seen(), 1);
  const auto full = server.get(second + "?clear=1", asha.cookie);
  EXPECT_EQ(full.status, 429);
  EXPECT_NE(full.body.find("as anybody should"), std::string::npos);
  EXPECT_EQ(server.get(second, asha.cookie).status, 200) << "blurred goes on";
  EXPECT_EQ(seen(), 1);
}

TEST(ConsoleScript, RunsUnderAPolicyOfThisHostAloneAndOnlyForStaff) {
  TestServer server;
  EXPECT_EQ(server.get("/console/").body.find("<script"), std::string::npos) << "nobody is signed in";
  const auto asha = sign_in(server, "asha");
  const auto page = server.get("/console/", asha.cookie);
  const bool is_built = !embedded_console().front().text.empty();
  EXPECT_EQ(page.body.find("<script") != std::string::npos, is_built);
  const auto policy = page.header("Content-Security-Policy");
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find("script-src 'self'") != std::string::npos, is_built) << policy;
  EXPECT_EQ(server.get("/console/console.js").status, is_built ? 200 : 404);
}

}  // namespace
}  // namespace redress::server
