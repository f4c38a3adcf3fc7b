// SPDX-License-Identifier: Apache-2.0
// Banks over HTTP: our own routes, and those of Hasher-Matcher-Actioner.
#include "server/test_server.hpp"

namespace redress::server {
namespace {

const std::string pdq(64, '5');

// 32 × 32 pixels, from black to white.
std::string sample_png() {
  const auto bytes = parse_base64(
      "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAANUlEQVR42mNg4BCQUNA0tHT0CopKyiqubu6eMmfJmi17j569"
      "eu/Zu2//GUYVjCoYVTBSFQAATrP8MHQ3dRUAAAAASUVORK5CYII=");
  return std::string(bytes.value().begin(), bytes.value().end());
}

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

TEST_F(BanksOverHttp, ACuratorOfHasherMatcherActionerEditsBanks) {
  EXPECT_EQ(server_.post_json("/c/banks", {{"name", "CURATED"}}).status, 401);
  EXPECT_EQ(server_.post_json("/c/banks", {{"name", "CURATED"}}, media_).status, 403) << "as our own routes";
  EXPECT_EQ(post("/c/banks", {{"name", "lower case"}}).status, 422);
  EXPECT_EQ(post("/c/banks", {{"name", "CURATED"}, {"enabled_ratio", 1.5}}).status, 422);
  const auto made = post("/c/banks", {{"name", "CURATED"}, {"enabled_ratio", 1.0}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json(), (Json{{"name", "CURATED"}, {"matching_enabled_ratio", 1.0}}));
  EXPECT_EQ(post("/c/banks", {{"name", "CURATED"}}).status, 409);
  EXPECT_EQ(post("/c/bank/CURATED/signal", {{"pdq", "12"}}).status, 422);
  EXPECT_EQ(post("/c/bank/CURATED/signal", {{"pdq", pdq}, {"note", std::string(256, 'x')}}).status, 422);
  const auto banked = post("/c/bank/CURATED/signal", {{"pdq", pdq}, {"note", "from the desk"}});
  ASSERT_EQ(banked.status, 200) << banked.body;
  EXPECT_EQ(banked.json()["signals"], (Json{{"pdq", pdq}}));
  EXPECT_EQ(verdict(), "review") << "matchable when the request is answered";
  const std::string content = "/c/bank/CURATED/content/" + banked.json()["id"].dump();
  EXPECT_EQ(server_.get(content, admin_).json()["disable_until_ts"], 0);
  EXPECT_EQ(change("PUT", content, {{"disable_until_ts", 1'900'000'000}}).status, 422);
  EXPECT_EQ(change("PUT", content, {{"disable_until_ts", 1}}).json()["disable_until_ts"], 1);
  EXPECT_EQ(verdict(), "allow");
  EXPECT_EQ(change("PUT", content, {{"disable_until_ts", 0}}).status, 200);
  EXPECT_EQ(change("PUT", "/c/bank/CURATED", {{"enabled_ratio", 0.0}}).json()["matching_enabled_ratio"], 0.0);
  EXPECT_EQ(verdict(), "allow");
  EXPECT_EQ(change("PUT", "/c/bank/CURATED", {{"enabled", true}}).json()["matching_enabled_ratio"], 1.0);
  EXPECT_EQ(change("PUT", "/c/bank/CURATED", {{"name", "OTHER"}}).status, 422);
  EXPECT_EQ(verdict(), "review");
  ASSERT_EQ(post("/c/banks", {{"name", "SECOND"}}).status, 201);
  EXPECT_EQ(server_.send("DELETE", "/c/bank/SECOND/content/" + banked.json()["id"].dump(), admin_).status, 404);
  EXPECT_EQ(server_.send("DELETE", content, admin_).json(), (Json{{"deleted", 1}}));
  EXPECT_EQ(server_.get(content, admin_).status, 404);
  EXPECT_EQ(verdict(), "allow");
  EXPECT_EQ(server_.send("DELETE", "/c/bank/CURATED", admin_).json(), (Json{{"message", "Done"}}));
  EXPECT_EQ(server_.get("/c/bank/CURATED", admin_).status, 404);
}

TEST_F(BanksOverHttp, ACuratorOfHasherMatcherActionerBanksAPicture) {
  ASSERT_EQ(post("/c/banks", {{"name", "CURATED"}}).status, 201);
  const auto send = [&](const std::string& part, const std::string& bytes) {
    const std::string body = "--b\r\nContent-Disposition: form-data; name=\"" + part +
                             "\"; filename=\"p\"\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes +
                             "\r\n--b--\r\n";
    return server_.send("POST", "/c/bank/CURATED/content?note=seen",
                        admin_ + "Content-Type: multipart/form-data; boundary=b\r\n", body);
  };
  EXPECT_EQ(send("photo", "no picture").status, 415);
  EXPECT_EQ(send("video", sample_png()).status, 422) << "a part that is not read is refused";
  const auto banked = send("photo", sample_png());
  ASSERT_EQ(banked.status, 200) << banked.body;
  EXPECT_EQ(banked.json()["signals"]["sha256"], render_hex(sha256(sample_png())));
  EXPECT_EQ(server_.get("/api/v1/banks/CURATED/entries", admin_).json()["entries"][0]["reason"], "seen");
}

TEST(ExchangesOverHttp, AreListedWithTheirStateAndNoSecrets) {
  Options options;
  engine::ExchangeSettings exchange;
  exchange.name = "survivors";
  exchange.kind = engine::ExchangeKind::stopncii;
  exchange.bank = "NCII";
  exchange.api_key_file = "/etc/redress/key";
  options.exchanges = {exchange};
  TestServer server(options);
  const std::string admin = server.token({"admin"});
  EXPECT_EQ(server.get("/c/exchanges").status, 401);
  EXPECT_EQ(server.get("/c/exchanges", admin).json(), (Json{"survivors"}));
  const auto shown = server.get("/c/exchange/survivors", admin);
  EXPECT_EQ(shown.json()["api"], "stopncii");
  EXPECT_EQ(shown.body.find("/etc"), std::string::npos);
  EXPECT_EQ(server.get("/c/exchange/survivors/status", admin).json()["success"], false) << "never fetched";
  ASSERT_TRUE(server.banks_->note_exchange("survivors", "", server.clock_.now()).ok());
  const auto fetched = server.get("/c/exchange/survivors/status", admin).json();
  EXPECT_EQ(fetched["success"], true);
  EXPECT_EQ(fetched["last_fetch_time"], server.clock_.now().ms / 1'000);
  ASSERT_TRUE(server.banks_->note_exchange("survivors", "no answer", server.clock_.now()).ok());
  EXPECT_EQ(server.get("/c/exchange/survivors/status", admin).json()["success"], false);
  EXPECT_EQ(server.get("/c/exchange/other", admin).status, 404);
}

}  // namespace
}  // namespace redress::server
