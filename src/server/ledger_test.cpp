// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>

#include "ledger/bundle.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/tlog_proof.hpp"
#include "server/test_server.hpp"

namespace redress::server {
namespace {

class LedgerRoutes : public testing::Test {
 protected:
  // The answer once it is no longer "being sealed".
  Answer wait_for(const std::string& target, const std::string& headers) {
    for (int i = 0; i < 500; ++i) {
      auto answer = server_.get(target, headers);
      if (answer.status != 202) return answer;
      EXPECT_EQ(answer.json()["state"], "being_sealed");
      EXPECT_FALSE(answer.header("Retry-After").empty());
      std::this_thread::sleep_for(Milliseconds{10});
    }
    return {};
  }
  Json send_notice() {
    const auto sent = server_.post_json("/api/v1/notices", sample_notice());
    EXPECT_EQ(sent.status, 201) << sent.body;
    return sent.json();
  }
  static std::string bearer(const Json& notice) {
    return "Authorization: Bearer " + notice["secret"].get<std::string>() + "\r\n";
  }
  ledger::VerifierKey key() {
    std::string text = server_.get("/ledger/vkey").body;
    text.pop_back();
    return ledger::parse_verifier_key(text).value();
  }
  TestServer server_{{}, true};
};

TEST_F(LedgerRoutes, AReceiptIsProvedByWhatTheServerShowsToAnybody) {
  const auto notice = send_notice();
  const auto answer =
      wait_for("/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt", bearer(notice));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("Receipt-State"), "signed");
  EXPECT_NE(answer.header("Content-Disposition").find(".tlog-proof"), std::string::npos);
  const auto proof = ledger::parse_tlog_proof(answer.body);
  ASSERT_TRUE(proof.ok());
  ASSERT_TRUE(proof.value().extra);
  EXPECT_TRUE(ledger::verify_tlog_proof(proof.value(), ledger::leaf_hash(*proof.value().extra), key()).ok());
  const auto checkpoint = server_.get("/ledger/checkpoint");
  ASSERT_EQ(checkpoint.status, 200);
  EXPECT_EQ(checkpoint.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(checkpoint.header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(checkpoint.header("Cache-Control"), "public, max-age=1");
  EXPECT_TRUE(ledger::open_checkpoint(checkpoint.body, key()).ok());
}

TEST_F(LedgerRoutes, AReceiptIsForWhoHasTheSecret) {
  const auto notice = send_notice();
  const std::string target = "/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt";
  EXPECT_EQ(server_.get(target).status, 404);
  EXPECT_EQ(server_.get(target, "Authorization: Bearer 0000-0000-0000\r\n").status, 404);
  const std::string code = notice["case_code"];
  EXPECT_EQ(server_.get("/case/" + code + "/receipt").status, 401);
  EXPECT_EQ(server_.get("/appeal/" + code + "/receipt").status, 401);
}

TEST_F(LedgerRoutes, TheCasePageOffersTheReceipt) {
  const auto notice = send_notice();
  const std::string code = notice["case_code"];
  ASSERT_EQ(wait_for("/api/v1/notices/" + code + "/receipt", bearer(notice)).status, 200);
  const auto opened = server_.post_form("/case", "code=" + code + "&secret=" + notice["secret"].get<std::string>());
  const std::string cookie = "Cookie: redress_case=" + opened.cookie("redress_case") + "\r\n";
  const auto page = server_.get("/case/" + code, cookie);
  ASSERT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("/case/" + code + "/receipt"), std::string::npos);
  const auto receipt = server_.get("/case/" + code + "/receipt", cookie);
  EXPECT_EQ(receipt.status, 200);
  EXPECT_TRUE(receipt.body.starts_with("c2sp.org/tlog-proof@v1\n"));
}

TEST_F(LedgerRoutes, OnlyPublishedTilesAreServedAndOnlyByTheirNames) {
  const auto notice = send_notice();
  ASSERT_EQ(wait_for("/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt", bearer(notice)).status,
            200);
  const auto head = ledger::open_checkpoint(server_.get("/ledger/checkpoint").body, key());
  const auto size = head.value().checkpoint.size;
  const std::string last = ".p/" + std::to_string(size);
  const auto tile = server_.get("/ledger/tile/0/000" + last);
  ASSERT_EQ(tile.status, 200);
  EXPECT_EQ(tile.body.size(), 32 * size);
  EXPECT_EQ(tile.header("Content-Type"), "application/octet-stream");
  EXPECT_NE(tile.header("Cache-Control").find("immutable"), std::string::npos);
  const auto bundle = server_.get("/ledger/tile/entries/000" + last);
  ASSERT_EQ(bundle.status, 200);
  const auto packed = server_.get("/ledger/tile/entries/000" + last, "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), bundle.body.size());
  EXPECT_EQ(ledger::unpack_gzip(view_bytes(packed.body), 1 << 20).value(),
            Bytes(bundle.body.begin(), bundle.body.end()));
  for (const std::string wrong :
       {"0/000", "0/000.p/250", "0/000.p/0", "0/00", "0/../checkpoint", "0/%2e%2e/%2e%2e/ledger.key", "64/000", "0/001",
        "entries/000", "0/000.p/1/", "0//000.p/1", "0/x000/000", "..%2f..%2fledger.key", "0/000.new", ""}) {
    const auto answer = server_.get("/ledger/tile/" + wrong);
    EXPECT_GE(answer.status, 400) << wrong;
    EXPECT_LT(answer.status, 500) << wrong;
  }
}

TEST_F(LedgerRoutes, TheRulebookAndItsPacksAreThereByTheirHashes) {
  const auto notice = send_notice();
  const auto receipt =
      wait_for("/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt", bearer(notice));
  ASSERT_EQ(receipt.status, 200);
  std::string found;
  for (const auto& file : std::filesystem::directory_iterator(server_.engine_->ledger_folder() + "/rulebook")) {
    found = file.path().filename().string();
  }
  const auto rulebook = server_.get("/ledger/rulebook/" + found);
  ASSERT_EQ(rulebook.status, 200);
  EXPECT_EQ(render_hex(sha256(rulebook.body)) + ".json", found);
  const auto packs = rulebook.json()["packs"];
  for (const auto& [jurisdiction, pack] : packs.items()) {
    const auto statute = server_.get("/ledger/statutes/" + pack.get<std::string>() + ".yaml");
    ASSERT_EQ(statute.status, 200) << jurisdiction;
    EXPECT_EQ(render_hex(sha256(statute.body)), pack.get<std::string>());
  }
  EXPECT_EQ(server_.get("/ledger/rulebook/..%2f..%2fledger.key").status, 404);
  EXPECT_EQ(server_.get("/ledger/statutes/" + std::string(64, 'a') + ".yaml").status, 404);
  EXPECT_EQ(server_.get("/ledger/statutes/" + std::string(64, 'A') + ".yaml").status, 404);
}

TEST_F(LedgerRoutes, WhatWatchesTheServerSeesTheLedger) {
  const auto notice = send_notice();
  ASSERT_EQ(wait_for("/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt", bearer(notice)).status,
            200);
  const auto metrics = server_.get("/metrics").body;
  for (const std::string name : {"redress_ledger_entries", "redress_ledger_waiting", "redress_ledger_stopped 0"}) {
    EXPECT_NE(metrics.find("\n" + name), std::string::npos) << name;
  }
  EXPECT_EQ(server_.get("/readyz").body, "ready\n");
}

TEST(Ledger, WhereNoneIsKeptThereIsNothing) {
  TestServer server;
  for (const std::string path : {"checkpoint", "vkey", "policy", "tile/0/000", "rulebook/x.json"}) {
    EXPECT_EQ(server.get("/ledger/" + path).status, 404) << path;
  }
  const auto notice = server.post_json("/api/v1/notices", sample_notice()).json();
  EXPECT_EQ(server
                .get("/api/v1/notices/" + notice["case_code"].get<std::string>() + "/receipt",
                     "Authorization: Bearer " + notice["secret"].get<std::string>() + "\r\n")
                .status,
            404);
}

}  // namespace
}  // namespace redress::server
