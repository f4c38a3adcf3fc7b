// SPDX-License-Identifier: Apache-2.0
// server/transparency_test.cpp — figures and second looks over HTTP: counted from what happened, and who may see what.
#include <gtest/gtest.h>

#include "server/figures.hpp"
#include "server/test_staff.hpp"

namespace redress::server {
namespace {

// One case, decided by that person; the platform confirms it.
std::string decide_case(TestServer& server, const std::string& staff, int no) {
  const auto sent = server.post_json("/api/v1/notices", sample_notice("https://host.example/p/" + std::to_string(no)));
  EXPECT_EQ(sent.status, 201) << sent.body;
  const std::string path = "/api/v1/cases/" + sent.json()["case_code"].get<std::string>();
  const Json decide{
      {"outcome", "remove"}, {"ground", {{"duty", "IN-NCII-2H"}}}, {"facts", "seen"}, {"reasons", "because"}};
  EXPECT_EQ(server.post_json(path + "/decide", decide, staff).status, 200);
  EXPECT_EQ(server.post_json(path + "/measures/1", {{"state", "acknowledged"}}, server.token({"notices"})).status, 200);
  return path;
}

TEST(Transparency, AreCountedFromWhatHappened) {
  TestServer server;
  const auto staff = server.token({"admin"});
  const auto path = decide_case(server, staff, 1);
  EXPECT_EQ(server.post_json(path + "/reverse", {{"reasons", "wrong person"}}, staff).status, 200);
  EXPECT_EQ(server.post_json(path + "/measures/2", {{"state", "acknowledged"}}, staff).status, 200);
  const auto answer = server.get("/api/v1/transparency");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto json = answer.json();
  EXPECT_EQ(json["period"], "all");
  EXPECT_EQ(json["months"], Json::array({"2026-11"}));
  EXPECT_EQ(json["position"], json["last_position"]);
  EXPECT_EQ(json["all"]["decisions"], 1);
  EXPECT_EQ(json["all"]["reversal_rate"]["value"], 1.0);
  EXPECT_EQ(json["all"]["reversal_rate"]["n"], 1);
  EXPECT_NEAR(json["all"]["reversal_rate"]["low"].get<double>(), 0.2065, 1e-4);
  EXPECT_EQ(json["all"]["taken_down"], 1);
  EXPECT_EQ(json["all"]["put_back_within_1h"]["value"], 1.0);
  EXPECT_TRUE(json["all"]["agreement_rate"].is_null()) << "nothing was looked at again";
  EXPECT_EQ(json["harms"], Json::array({{{"key", "ncii_synthetic"}, {"is_small", true}}}))
      << "one decision is somebody";
  EXPECT_TRUE(json["reviewers"].is_null());
}

TEST(Transparency, CountOnFromWhereTheyWere) {
  TestServer server;
  const auto staff = server.token({"admin"});
  std::string path;
  for (int no = 1; no <= 3; ++no) {
    path = decide_case(server, staff, no);
    EXPECT_EQ(server.get("/api/v1/transparency").json()["all"]["decisions"], no);
  }
  // This case was counted up to its middle: what comes now is folded onto what it was.
  EXPECT_EQ(server.post_json(path + "/reverse", {{"reasons", "wrong"}}, staff).status, 200);
  const auto counted_on = server.get("/api/v1/transparency").json();
  EXPECT_EQ(counted_on["all"]["put_back"], 1);
  Tally anew;
  const auto whole = anew.catch_up(*server.engine_).value();
  EXPECT_EQ(render_figures(whole, std::nullopt, whole.position), counted_on);
}

TEST(Transparency, OfAMonthAreAskedForByItsName) {
  TestServer server;
  decide_case(server, server.token({"admin"}), 1);
  EXPECT_EQ(server.get("/api/v1/transparency?month=2026-11").json()["all"]["decisions"], 1);
  EXPECT_EQ(server.get("/api/v1/transparency?month=2026-10").json()["all"]["decisions"], 0);
  EXPECT_EQ(server.get("/api/v1/transparency?month=november").status, 400);
  EXPECT_EQ(server.get("/transparency.csv?month=2026-13").status, 400);
  EXPECT_EQ(server.get("/transparency?month=november").status, 200) << "a page shows all time instead";
}

TEST(Transparency, ComeAsCsvToWhoPrefersIt) {
  TestServer server;
  decide_case(server, server.token({"admin"}), 1);
  const auto file = server.get("/transparency.csv");
  EXPECT_EQ(file.header("Content-Type"), "text/csv; charset=utf-8; header=present");
  EXPECT_TRUE(file.body.starts_with("period,group,key,figure,value,low,high,n\r\nall,all,\"\",decisions,1,,,\r\n"))
      << file.body;
  EXPECT_NE(file.body.find("all,all,\"\",reversal_rate,0,0,0.793451,1\r\n"), std::string::npos) << file.body;
  EXPECT_EQ(server.get("/api/v1/transparency", "Accept: text/csv\r\n").body, file.body);
  EXPECT_EQ(server.get("/api/v1/transparency", "Accept: application/json\r\n").header("Content-Type"),
            "application/json");
  EXPECT_TRUE(file.body.ends_with("\r\n"));
}

TEST(Transparency, NamesAreForSupervisors) {
  TestServer server;
  const auto asha = sign_in(server, "asha");
  decide_case(server, asha.headers, 1);
  const std::string path = "/api/v1/console/reviewers";
  EXPECT_EQ(server.get(path).status, 401);
  EXPECT_EQ(server.get(path, server.token({"notices"})).status, 403);
  EXPECT_EQ(server.get(path, asha.cookie).status, 403);
  for (const auto role : {store::Role::officer, store::Role::overseer}) {
    const auto one = sign_in(server, role == store::Role::officer ? "omar" : "olga", role);
    const auto answer = server.get(path + "?month=2026-11", one.cookie);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.json()["reviewers"][0]["name"], "asha");
    EXPECT_EQ(answer.json()["reviewers"][0]["decisions"], 1);
  }
  EXPECT_EQ(server.get("/transparency?lang=en").body.find("asha"), std::string::npos);
}

TEST(SecondLook, IsOfferedToEverybodyButWhoDecided) {
  TestServer server({}, false, {}, 1);
  const auto asha = sign_in(server, "asha");
  const auto ben = sign_in(server, "ben");
  const auto path = decide_case(server, asha.headers, 1);
  const std::string told = "/api/v1/console" + path.substr(std::string("/api/v1").size());
  EXPECT_TRUE(server.get("/api/v1/console/queue", asha.cookie).json()["rows"].empty());
  const auto rows = server.get("/api/v1/console/queue", ben.cookie).json()["rows"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["again"], true);
  EXPECT_FALSE(server.get(told, asha.cookie).json().contains("again"));
  EXPECT_EQ(server.get(told, ben.cookie).json()["again"]["no"], 1);
  EXPECT_EQ(server.post_json(path + "/look-again", {{"decision_no", 1}, {"agrees", true}}, asha.headers).status, 403);
  EXPECT_EQ(server.post_json(path + "/look-again", {{"decision_no", 1}}, ben.headers).status, 422);
  EXPECT_EQ(server.post_json(path + "/look-again", {{"decision_no", 1}, {"agrees", true}}, ben.headers).status, 200);
  EXPECT_TRUE(server.get("/api/v1/console/queue", ben.cookie).json()["rows"].empty());
  const auto figures = server.get("/api/v1/transparency").json();
  EXPECT_EQ(figures["all"]["looks_agreed"], 1);
  EXPECT_EQ(figures["all"]["agreement_rate"]["value"], 1.0);
  EXPECT_EQ(server.get(path, ben.cookie).json()["decisions"][0]["second_look"]["by"], "ben");
}

TEST(SecondLook, WhoDecidesOtherwiseReplacesTheDecision) {
  TestServer server({}, false, {}, 1);
  const auto asha = sign_in(server, "asha");
  const auto ben = sign_in(server, "ben");
  const auto path = decide_case(server, asha.headers, 1);
  const Json instead{
      {"outcome", "reject"}, {"ground", {{"duty", "IN-NCII-2H"}}}, {"facts", "a car"}, {"reasons", "no"}};
  const Json look{{"decision_no", 1}, {"agrees", false}, {"reasons", "it is a car"}, {"instead", instead}};
  ASSERT_EQ(server.post_json(path + "/look-again", look, ben.headers).status, 200);
  const auto json = server.get(path, ben.cookie).json();
  EXPECT_EQ(json["items"][0]["status"], "restored");
  EXPECT_EQ(json["decisions"][1]["ground"]["provision"], json["decisions"][0]["ground"]["provision"])
      << "the law's own citation is filled in here too";
  EXPECT_EQ(server.get("/api/v1/transparency").json()["all"]["looks_disagreed"], 1);
}

}  // namespace
}  // namespace redress::server
