// SPDX-License-Identifier: Apache-2.0
// Banks over HTTP: our own routes, and those of Hasher-Matcher-Actioner.
#include "server/test_server.hpp"

namespace redress::server {
namespace {

const std::string pdq(64, '5');

class BanksOverHttp : public testing::Test {
 protected:
  Answer post(const std::string& target, const Json& body) { return server_.post_json(target, body, admin_); }
  Answer change(const std::string& method, const std::string& target, const Json& body) {
    return server_.send(method, target, "Content-Type: application/json\r\n" + admin_, body.dump());
  }
  std::string verdict() {
    const auto answer = server_.post_json("/api/v1/media/check", {{"pdq", pdq}, {"pdq_quality", 100}}, media_);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json().value("verdict", "");
  }

  TestServer server_;
  const std::string admin_ = server_.token({"admin"});
  const std::string media_ = server_.token({"media"});
};

TEST_F(BanksOverHttp, AnEntryMatchesWhenItsRequestIsAnsweredAndNoLongerWhenItsRemovalIs) {
  EXPECT_EQ(server_.post_json("/api/v1/banks", {{"name", "NCII"}}).status, 401);
  EXPECT_EQ(server_.post_json("/api/v1/banks", {{"name", "NCII"}}, media_).status, 403);
  EXPECT_EQ(post("/api/v1/banks", {{"name", "not a name"}}).status, 422);
  EXPECT_EQ(post("/api/v1/banks", {{"name", "NCII"}, {"radius_bits", 40}}).status, 422);
  ASSERT_EQ(post("/api/v1/banks", {{"name", "NCII"}, {"action", "block"}, {"harm", "ncii"}}).status, 201);
  EXPECT_EQ(post("/api/v1/banks", {{"name", "NCII"}}).status, 409);
  EXPECT_EQ(verdict(), "allow");
  const auto added = post("/api/v1/banks/NCII/entries", {{"pdq", pdq}, {"role", "confirmed"}, {"reason", "a test"}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(verdict(), "block");
  EXPECT_EQ(post("/api/v1/banks/NCII/entries", {{"pdq", pdq}, {"role", "confirmed"}, {"reason", "a test"}}).status, 200)
      << "the same again is the same entry";
  const std::string entry = "/api/v1/banks/NCII/entries/" + added.json()["no"].dump();
  EXPECT_EQ(change("PATCH", entry, {{"is_on", false}, {"reason", "asked for"}}).status, 204);
  EXPECT_EQ(verdict(), "allow");
  EXPECT_EQ(change("PATCH", entry, {{"is_on", true}}).status, 204);
  EXPECT_EQ(change("PATCH", entry, {{"colour", "red"}}).status, 422);
  EXPECT_EQ(verdict(), "block");
  EXPECT_EQ(change("PUT", "/api/v1/banks/NCII", {{"action", "review"}}).status, 200);
  EXPECT_EQ(verdict(), "review");
  EXPECT_EQ(server_.send("DELETE", entry, admin_).status, 204);
  EXPECT_EQ(server_.send("DELETE", entry, admin_).status, 404);
  EXPECT_EQ(verdict(), "allow");
  const auto acts = server_.get("/api/v1/banks/NCII/acts", admin_).json()["acts"];
  ASSERT_GE(acts.size(), 4U);
  EXPECT_EQ(acts[0]["what"], "removed");
  EXPECT_EQ(server_.send("DELETE", "/api/v1/banks/NCII", admin_).status, 204);
  EXPECT_TRUE(server_.get("/api/v1/banks", admin_).json()["banks"].empty());
}

TEST_F(BanksOverHttp, BadEntriesAreToldWhatIsWrong) {
  ASSERT_EQ(post("/api/v1/banks", {{"name", "B"}}).status, 201);
  EXPECT_EQ(post("/api/v1/banks/OTHER/entries", {{"pdq", pdq}}).status, 404);
  for (const Json& bad : {Json::object(), Json{{"pdq", "xyz"}}, Json{{"pdq", pdq}, {"role", "maybe"}},
                          Json{{"md5", "12"}}, Json{{"pdq", pdq}, {"pdq_quality", 101}}}) {
    const auto answer = post("/api/v1/banks/B/entries", bad);
    EXPECT_TRUE(answer.status == 400 || answer.status == 422) << bad << answer.status;
    EXPECT_NE(answer.head.find("application/problem+json"), std::string::npos);
  }
  EXPECT_TRUE(server_.get("/api/v1/banks/B/entries", admin_).json()["entries"].empty());
}

TEST_F(BanksOverHttp, AClientOfHasherMatcherActionerFindsWhatItKnows) {
  ASSERT_EQ(post("/api/v1/banks", {{"name", "TEST_BANK"}}).status, 201);
  const auto no = post("/api/v1/banks/TEST_BANK/entries", {{"pdq", pdq}}).json()["no"];
  const std::string query = "?signal=" + pdq + "&signal_type=pdq";
  EXPECT_EQ(server_.get("/m/lookup" + query).json(),
            (Json{{"TEST_BANK", {{{"bank_content_id", no}, {"distance", "0"}}}}}));
  EXPECT_EQ(server_.get("/m/lookup" + query + "&banks=OTHER").json(), Json::object());
  EXPECT_EQ(server_.get("/m/raw_lookup" + query).json(), (Json{{"matches", {no}}}));
  EXPECT_EQ(server_.get("/m/index/status").json()["pdq"]["index_size"], 1);
  EXPECT_EQ(server_.get("/c/banks").json()[0]["name"], "TEST_BANK");
  EXPECT_EQ(server_.get("/m/lookup?signal=12&signal_type=pdq").status, 422);
  EXPECT_EQ(server_.get("/m/lookup" + query, server_.token({"edge"})).status, 401) << "a token that is not for this";
}

}  // namespace
}  // namespace redress::server
