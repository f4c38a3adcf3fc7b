// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_settings.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/exchange_client.hpp"

namespace redress::engine {
namespace {

std::string write_file(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "redress-" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

ExchangeSettings lines() {
  ExchangeSettings settings;
  settings.name = "x";
  settings.bank = "b";
  settings.url = "https://example.org/list///";
  return settings;
}

TEST(ExchangeSettings, EachKindNeedsItsKeysAndNoOthers) {
  EXPECT_TRUE(verify_exchange(lines()).ok());
  const auto refused = [](auto change) {
    ExchangeSettings settings = lines();
    change(settings);
    const auto verified = verify_exchange(settings);
    EXPECT_FALSE(verified.ok());
    return verified.ok() ? "" : verified.error().message;
  };
  EXPECT_EQ(refused([](auto& s) { s.bank.clear(); }), "[exchange.x] needs the bank that its entries go to");
  EXPECT_EQ(refused([](auto& s) { s.url.clear(); }), "[exchange.x] needs a url");
  for (const char* url : {"http://example.org/", "ftp://x", "http://127.0.0.1.example.org/", "https://", "x"}) {
    EXPECT_EQ(refused([&](auto& s) { s.url = url; }), "[exchange.x] url must begin with https://") << url;
  }
  EXPECT_EQ(refused([](auto& s) { s.group = "1"; }), "[exchange.x] lines has no use for group");
  EXPECT_EQ(refused([](auto& s) { s.kind = ExchangeKind::stopncii; }), "[exchange.x] stopncii needs api_key_file");
  EXPECT_EQ(refused([](auto& s) { s.feedback = true; }), "[exchange.x] a file takes no feedback");
  EXPECT_EQ(refused([](auto& s) { s.feedback_dry_run = true; }), "[exchange.x] a dry run is one of feedback = true");
  EXPECT_EQ(refused([](auto& s) {
              s.kind = ExchangeKind::stopncii;
              s.api_key_file = s.subscription_key_file = "f";
              s.feedback = true;
            }),
            "[exchange.x] feedback needs feedback_key_file");
  EXPECT_EQ(refused([](auto& s) { s.every = std::chrono::seconds(9); }), "[exchange.x] every is at least ten seconds");
  EXPECT_EQ(refused([](auto& s) { s.reasons = {"a"}; }), "[exchange.x] only NCMEC takes reasons");
  EXPECT_EQ(refused([](auto& s) {
              s.kind = ExchangeKind::threatexchange;
              s.api_key_file = "f";
              s.group = "../me";
            }),
            "[exchange.x] group is the number of a privacy group");
}

TEST(ExchangeSettings, NcmecIsNamedByItsEnvironment) {
  ExchangeSettings settings = lines();
  settings.kind = ExchangeKind::ncmec;
  settings.url.clear();
  settings.user = "u";
  settings.password_file = "p";
  EXPECT_FALSE(verify_exchange(settings).ok());
  settings.environment = "test_NGO";
  EXPECT_TRUE(verify_exchange(settings).ok());
  EXPECT_EQ(find_base_url(settings).value(), "https://hashsharing-test.ncmec.org/npo");
  settings.environment = "NGO2";
  EXPECT_FALSE(verify_exchange(settings).ok());
  settings.url = "https://example.org/mirror/";
  EXPECT_EQ(find_base_url(settings).value(), "https://example.org/mirror");
  settings.member = "4x";
  EXPECT_FALSE(verify_exchange(settings).ok());
  settings.member = "42";
  EXPECT_TRUE(verify_exchange(settings).ok());
  EXPECT_EQ(find_ncmec_member(settings), 42U);
  settings.reasons = {"01234567-abcd-0123-4567-012345678900", "Not what it is said to be", std::string(200, 'n')};
  EXPECT_TRUE(verify_exchange(settings).ok());
  for (const std::string& bad :
       {std::string(), std::string(201, 'n'), std::string("Fianc\xc3\xa9"), std::string("a\n")}) {
    settings.reasons = {bad};
    EXPECT_EQ(verify_exchange(settings).error().message,
              "[exchange.x] a reason is a GUID, or a name of up to 200 characters of ASCII");
  }
}

TEST(ExchangeSettings, SecretsComeFromFilesOfOneLine) {
  ExchangeSettings settings = lines();
  settings.api_key_file = write_file("key", "100|abc\n");
  const auto loaded = load_exchange(settings);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded.value().secrets.api_key, "100|abc");
  EXPECT_EQ(find_app_id(loaded.value().secrets), "100");
  for (const std::string& bad : {std::string(), std::string("\n"), std::string("SECRET two"), std::string("SECRET\nx"),
                                 std::string("SECRET\x01"), std::string(4'097, 'x')}) {
    settings.api_key_file = write_file("key", bad);
    const auto refused = load_exchange(settings);
    ASSERT_FALSE(refused.ok()) << bad.size();
    EXPECT_EQ(refused.error().message.find("SECRET"), std::string::npos);
  }
  settings.api_key_file = write_file("key", std::string(4'096, 'x'));
  EXPECT_TRUE(load_exchange(settings).ok());
  settings.api_key_file = testing::TempDir() + "redress-not-there";
  EXPECT_EQ(load_exchange(settings).error().code, Code::not_found);
}

TEST(ExchangeCheckpoint, IsReadBackAndRefusesWhatItIsNot) {
  const ExchangeCheckpoint under_way{1, 2, 3, 4, "token \"quoted\""};
  EXPECT_EQ(parse_checkpoint(render_checkpoint(under_way)).value(), under_way);
  EXPECT_EQ(parse_checkpoint("").value(), ExchangeCheckpoint{});
  EXPECT_EQ(parse_checkpoint(render_checkpoint({})).value(), ExchangeCheckpoint{});
  for (const char* bad : {"x", "[]", "{\"since\":-1}", "{\"since\":\"1\"}", "{\"next\":1}", "{\"until\":1.5}"}) {
    EXPECT_EQ(parse_checkpoint(bad).error().code, Code::corrupt) << bad;
  }
  EXPECT_FALSE(parse_checkpoint(std::string(65'537, ' ')).ok());
}

TEST(ExchangeCheckpoint, OnlyTheLastPageMovesSince) {
  constexpr Instant now{1'700'000'000'000};
  ExchangeCheckpoint at = begin_fetch({50, 60, 0, 0, ""}, ExchangeKind::ncmec, now);
  EXPECT_EQ(at.until_s, 1'699'999'940);
  at = end_page(at, "a", false, now);
  EXPECT_EQ(at.since_s, 50);
  EXPECT_EQ(begin_fetch(at, ExchangeKind::ncmec, now + std::chrono::hours(12)), at) << "it goes on";
  EXPECT_EQ(begin_fetch(at, ExchangeKind::ncmec, now + std::chrono::hours(13)).next, "") << "it begins again";
  at = end_page(at, "", true, now);
  EXPECT_EQ(at, (ExchangeCheckpoint{1'699'999'940, 1'700'000'000, 0, 0, ""}));
}

TEST(ExchangeRequest, WaitsAreAPureFunction) {
  using std::chrono::seconds;
  constexpr Instant now{1'700'000'000'000};
  EXPECT_EQ(find_fetch_delay(1, 500, "", now), seconds(1));
  EXPECT_EQ(find_fetch_delay(4, 503, "", now), seconds(15));
  EXPECT_EQ(find_fetch_delay(5, 503, "", now), std::nullopt);
  EXPECT_EQ(find_fetch_delay(1, 429, "120", now), seconds(120));
  EXPECT_EQ(find_fetch_delay(1, 429, "121", now), std::nullopt);
  EXPECT_EQ(find_fetch_delay(2, 429, "-1", now), seconds(2));
  for (const int status : {200, 301, 400, 401, 404, 499, 600})
    EXPECT_EQ(find_fetch_delay(1, status, "", now), std::nullopt);
  EXPECT_EQ(encode_query("a b|c/~\xff"), "a%20b%7Cc%2F~%FF");
}

}  // namespace
}  // namespace redress::engine
