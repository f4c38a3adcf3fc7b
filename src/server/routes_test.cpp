// SPDX-License-Identifier: Apache-2.0
#include "server/routes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "server/generation_routes.hpp"
#include "server/test_server.hpp"

namespace redress::server {
namespace {

std::string method_name(http::Method method) {
  constexpr std::array<const char*, 7> names{"get", "head", "post", "put", "patch", "delete", "options"};
  return names.at(static_cast<std::size_t>(method));
}

// The paths and methods of api/openapi.yaml, by its indentation: two spaces a path, four a method.
std::set<std::string> described_routes() {
  std::ifstream file("api/openapi.yaml");
  std::set<std::string> routes;
  std::string path;
  for (std::string line; std::getline(file, line) && line != "components:";) {
    if (line.starts_with("  /") && line.ends_with(":")) path = line.substr(2, line.size() - 3);
    for (const std::string method : {"get", "post", "put", "patch", "delete"}) {
      if (line == "    " + method + ":") routes.insert(method + " " + path);
    }
  }
  return routes;
}

TEST(Routes, AreTheOnesThatTheApiDescriptionNamesAndNoOthers) {
  TestServer server;
  std::set<std::string> routes;
  const engine::Generation generation(*server.record_store_, test_whole_pictures(), std::nullopt);
  auto listed = list_routes(*server.desk_);
  add_generation_routes(*server.desk_, generation, listed);  // there where a platform signs
  for (const auto& route : listed) {
    std::string pattern = route.pattern;
    if (const auto rest = pattern.find("...}"); rest != std::string::npos) pattern.erase(rest, 3);
    routes.insert(method_name(route.method) + " " + pattern);
  }
  EXPECT_EQ(routes, described_routes());
}

TEST(Notices, AreTakenFromAnyoneAndFollowedBySecret) {
  TestServer server;
  const auto sent = server.post_json("/api/v1/notices", sample_notice());
  ASSERT_EQ(sent.status, 201) << sent.body;
  const auto json = sent.json();
  EXPECT_EQ(json["receipt"]["received_at"], "2026-11-22T02:00:00Z");
  const auto leading = std::find_if(json["clocks"].begin(), json["clocks"].end(),
                                    [](const Json& clock) { return clock["leads"].get<bool>(); });
  ASSERT_NE(leading, json["clocks"].end()) << sent.body;
  EXPECT_EQ((*leading)["duty"], "IN-NCII-2H");
  EXPECT_EQ((*leading)["due_at"], "2026-11-22T04:00:00Z");
  const std::string code = json["case_code"];
  const std::string secret = json["secret"];
  const auto followed = server.get("/api/v1/notices/" + code, "Authorization: Bearer " + secret + "\r\n");
  ASSERT_EQ(followed.status, 200) << followed.body;
  EXPECT_EQ(followed.json()["status"], "received");
  EXPECT_EQ(followed.body.find("free words"), std::string::npos) << "words are not sent back";
}

TEST(Notices, AWrongCodeAndAWrongSecretAreAnsweredAlike) {
  TestServer server;
  const auto json = server.post_json("/api/v1/notices", sample_notice()).json();
  const std::string code = json["case_code"];
  const auto wrong_secret = server.get("/api/v1/notices/" + code, "Authorization: Bearer 0000-0000-0000\r\n");
  const auto wrong_code =
      server.get("/api/v1/notices/0000-0000", "Authorization: Bearer " + json["secret"].get<std::string>() + "\r\n");
  const auto nothing = server.get("/api/v1/notices/" + code);
  EXPECT_EQ(wrong_secret.status, 404);
  EXPECT_EQ(wrong_secret.status, wrong_code.status);
  EXPECT_EQ(wrong_secret.body, wrong_code.body);
  EXPECT_EQ(wrong_secret.body, nothing.body);
}

TEST(Notices, AReplayedKeyGetsTheSameAnswerAndAnotherBodyARefusal) {
  TestServer server;
  const std::string key = "Idempotency-Key: \"abc-1\"\r\n";
  const auto first = server.post_json("/api/v1/notices", sample_notice(), key);
  const auto again = server.post_json("/api/v1/notices", sample_notice(), key);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(first.json()["case_code"], again.json()["case_code"]);
  EXPECT_EQ(first.json()["notice_id"], again.json()["notice_id"]);
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice("https://host.example/other"), key).status, 422);
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice(), "Idempotency-Key: a b\r\n").status, 400);
}

TEST(Notices, BadInputIsAProblemDocumentAndNothingLeaks) {
  TestServer server;
  for (const std::string body : {"{", "[]", "", "{\"harm\":\"ncii\",\"harm\":\"ncii\"}", "{\"her-name\":1}"}) {
    const auto answer = server.send("POST", "/api/v1/notices", "Content-Type: application/json\r\n", body);
    EXPECT_TRUE(answer.status == 400 || answer.status == 422 || answer.status == 411) << body << " " << answer.status;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << body;
  }
  EXPECT_EQ(server.send("POST", "/api/v1/notices", "Content-Type: text/xml\r\n", "<x/>").status, 415);
  auto order = sample_notice();
  order["channel"] = "court_order";
  EXPECT_EQ(server.post_json("/api/v1/notices", order).status, 403);
  EXPECT_EQ(server.post_json("/api/v1/notices", order, server.token({"orders"})).status, 201);
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice(), "Authorization: Bearer nonsense\r\n").status, 401);
}

TEST(Notices, TooManyFromOneNeighbourhoodWaitAndATokenDoesNot) {
  Options options;
  options.limit_loopback = true;
  options.notice_limit = {2, 0.01, 100};
  TestServer server(options);
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice()).status, 201);
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice()).status, 201);
  const auto full = server.post_json("/api/v1/notices", sample_notice());
  EXPECT_EQ(full.status, 429);
  EXPECT_FALSE(full.header("Retry-After").empty());
  EXPECT_EQ(server.post_json("/api/v1/notices", sample_notice(), server.token({"notices"})).status, 201);
}

TEST(Orders, WantTheirScopeAndComeBackWithTheirDefects) {
  TestServer server;
  const Json order{
      {"harm", "ncii"},
      {"jurisdictions", {"IN"}},
      {"order", {{"issuer", "A constable"}, {"rank", "constable"}, {"urls", {"https://host.example/p/1"}}}}};
  EXPECT_EQ(server.post_json("/api/v1/orders", order).status, 401);
  EXPECT_EQ(server.post_json("/api/v1/orders", order, server.token({"media"})).status, 403);
  const auto answer = server.post_json("/api/v1/orders", order, server.token({"orders"}));
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_FALSE(answer.json()["is_valid"].get<bool>());
  EXPECT_GE(answer.json()["defects"].size(), 2U);
}

TEST(Media, IsCheckedByFingerprintAndNonsenseIsRefused) {
  TestServer server;
  const auto token = server.token({"media"});
  EXPECT_EQ(server.post_json("/api/v1/media/check", {{"content_id", "a"}}).status, 401);
  const auto answer = server.post_json(
      "/api/v1/media/check",
      {{"content_id", "a"}, {"url", "https://host.example/a.jpg"}, {"sha256", std::string(64, 'a')}}, token);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.json()["verdict"], "allow");
  EXPECT_EQ(server.post_json("/api/v1/media/check", {{"sha256", "xyz"}}, token).status, 422);
  EXPECT_EQ(server.post_json("/api/v1/media/check", Json::object(), token).status, 422);
  const std::string multipart =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\n\r\nnot a picture\r\n--b--\r\n";
  const auto refused = server.send("POST", "/api/v1/media/check",
                                   token + "Content-Type: multipart/form-data; boundary=b\r\n", multipart);
  EXPECT_EQ(refused.status, 415) << refused.body;
}

TEST(Media, TwoHundredMegabytesAndMoreAreRefusedBeforeTheyArrive) {
  TestServer server;
  const auto answer = server.send(
      "POST", "/api/v1/media/check",
      server.token({"media"}) + "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: identity\r\n");
  EXPECT_GE(answer.status, 400);
  const auto huge = server.send("HEAD", "/api/v1/media/check", "Content-Length: 300000000\r\n");
  EXPECT_GE(huge.status, 400);
}

TEST(Events, ShowWhatHappenedAndNoWordsOfAnybody) {
  TestServer server;
  ASSERT_EQ(server.post_json("/api/v1/notices", sample_notice()).status, 201);
  EXPECT_EQ(server.get("/api/v1/events").status, 401);
  const auto events = server.get("/api/v1/events?after=0&limit=2", server.token({"notices"}));
  ASSERT_EQ(events.status, 200) << events.body;
  EXPECT_EQ(events.json()["events"].size(), 2U);
  EXPECT_EQ(events.json()["events"][0]["type"], "notice_received");
  EXPECT_FALSE(events.header("Link").empty());
  const auto all = server.get("/api/v1/events?limit=1000", server.token({"notices"}));
  for (const auto* word : {"free words", "host.example", "A."})
    EXPECT_EQ(all.body.find(word), std::string::npos) << word;
}

TEST(Cases, AreWorkedThroughTheConsoleApi) {
  TestServer server;
  const auto json = server.post_json("/api/v1/notices", sample_notice()).json();
  const auto admin = server.token({"admin"});
  EXPECT_EQ(server.get("/api/v1/cases").status, 401);
  const auto queue = server.get("/api/v1/cases", admin);
  ASSERT_EQ(queue.status, 200) << queue.body;
  ASSERT_EQ(queue.json()["cases"].size(), 1U);
  const std::string id = queue.json()["cases"][0]["id"];
  EXPECT_EQ(server.post_json("/api/v1/cases/" + id + "/claim", Json::object(), admin).status, 200);
  const Json decide{
      {"outcome", "remove"}, {"ground", {{"duty", "IN-NCII-2H"}}}, {"facts", "seen"}, {"reasons", "because"}};
  const auto decided = server.post_json("/api/v1/cases/" + id + "/decide", decide, admin);
  ASSERT_EQ(decided.status, 200) << decided.body;
  EXPECT_EQ(server.post_json("/api/v1/cases/" + id + "/decide", decide, admin).status, 409);
  const auto shown = server.get("/api/v1/cases/" + json["case_code"].get<std::string>(), admin);
  EXPECT_EQ(shown.json()["notices"][0]["statement"], "free words");
  EXPECT_EQ(shown.json()["decisions"][0]["outcome"], "remove");
  EXPECT_EQ(server.get("/api/v1/edge/check?url=https://host.example/p/1&country=IN").status, 451);
  const auto forbidden = server.get("/api/v1/edge/check?url=https://host.example/p/1&country=IN&status=403");
  EXPECT_EQ(forbidden.status, 403);
  EXPECT_NE(forbidden.header("Link").find("rel=\"blocked-by\""), std::string::npos);
  EXPECT_EQ(server.get("/api/v1/edge/check?country=IN", "X-Original-URL: https://host.example/p/1\r\n").status, 451);
  EXPECT_EQ(server.get("/api/v1/edge/check?url=https://host.example/p/2&country=IN").status, 204);
  EXPECT_EQ(server.get("/api/v1/edge/check").status, 400);
  EXPECT_EQ(server.get("/api/v1/cases/0000-0000", admin).status, 404);
}

TEST(Tokens, ARemovedOnePassesForTenSecondsAtMost) {
  TestServer server;
  const auto token = server.token({"admin"});
  EXPECT_EQ(server.get("/api/v1/cases", token).status, 200);
  ASSERT_TRUE(server.accounts_->remove_token("t1").ok());
  server.clock_.advance(known_token_age);
  EXPECT_EQ(server.get("/api/v1/cases", token).status, 401);
}

TEST(Tokens, MoreThanAreRememberedStillHold) {
  TestServer server;
  server.desk_->known_tokens.write([&](auto& tokens) {
    for (std::size_t i = 0; i < known_token_count_max; ++i) tokens[sha256(std::to_string(i))] = {};
  });
  EXPECT_EQ(server.get("/api/v1/cases", server.token({"admin"})).status, 200);
  server.desk_->known_tokens.read([](const auto& tokens) { EXPECT_EQ(tokens.size(), 1U); });
}

TEST(Notices, ASecondReporterSeesADeadlineOfTheirOwn) {
  TestServer server;
  ASSERT_EQ(server.post_json("/api/v1/notices", sample_notice()).status, 201);
  server.clock_.advance(std::chrono::minutes{10});
  const auto second = server.post_json("/api/v1/notices", sample_notice()).json();
  const auto leads = std::count_if(second["clocks"].begin(), second["clocks"].end(),
                                   [](const Json& clock) { return clock["leads"].get<bool>(); });
  EXPECT_EQ(leads, 1) << second.dump(1);
}

TEST(Watch, MetricsHealthAndReadinessAnswer) {
  TestServer server;
  EXPECT_EQ(server.get("/healthz").status, 200);
  EXPECT_EQ(server.get("/readyz").status, 200);
  EXPECT_NE(server.get("/metrics").body.find("redress_cases_open 0"), std::string::npos);
}

TEST(EveryAnswer, CarriesTheHeadersThatProtectTheVisitor) {
  TestServer server;
  for (const auto* path : {"/", "/report", "/nowhere", "/api/v1/cases"}) {
    const auto answer = server.get(path);
    EXPECT_TRUE(answer.header("Content-Security-Policy").starts_with("default-src 'none'")) << path;
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(answer.header("Cache-Control"), "no-store") << path;
  }
}

}  // namespace
}  // namespace redress::server
