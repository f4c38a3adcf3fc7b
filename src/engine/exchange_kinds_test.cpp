// SPDX-License-Identifier: Apache-2.0
// The conversations with ThreatExchange, NCMEC and a file behind a URL. What all share: exchange_client_test.cpp.
#include <gtest/gtest.h>

#include "engine/test_exchange.hpp"

namespace redress::engine {
namespace {

using match::ExchangePage;

struct Talk {
  TestHours hours;
  std::unique_ptr<TestExchange> server;
  Exchange exchange;
  std::vector<ExchangePage> pages;
  std::string checkpoint;
  const media::HashListReader* lists = nullptr;

  Talk(ExchangeKind kind, TestExchange::Answer answer)
      : server(std::make_unique<TestExchange>(std::move(answer))),
        exchange(test_exchange(kind, server->url("/base"))) {}
  Result<SyncReport> run() {
    return sync_exchange(exchange, hours.door(*server, lists), checkpoint, [this](const ExchangePage& page) {
      pages.push_back(page);
      checkpoint = page.checkpoint;
      return Status(Done{});
    });
  }
  [[nodiscard]] std::int64_t since() const { return parse_checkpoint(checkpoint).value().since_s; }
};

// ThreatExchange.

std::string threat_answer(int number, std::int64_t at, const std::string& next) {
  return mail::http_answer(200,
                           R"({"data":[{"id":")" + std::to_string(number) + R"(","indicator":")" + pdq_of(number) +
                               R"(","type":"HASH_PDQ","last_updated":)" + std::to_string(at) +
                               R"(,"descriptors":{"data":[{"id":"5","owner":{"id":"200"},"status":"MALICIOUS"}]}}])" +
                               (next.empty() ? "" : R"(,"paging":{"next":")" + next + "\"}") + "}");
}

TEST(ThreatExchangeTalk, FollowsNextAndKeepsTheTokenOutOfTheCheckpoint) {
  TestExchange* self = nullptr;
  Talk talk(ExchangeKind::threatexchange, [&](const Asked& asked) {
    const bool is_first = asked.target.find("after=") == std::string::npos;
    const std::string next = self->url("/v9.0/777/threat_updates?access_token=100%7CSECRET-token&limit=500&after=QVFI");
    return is_first ? threat_answer(1, 1'600'000'000, next) : threat_answer(2, 1'600'000'500, "");
  });
  self = talk.server.get();
  const auto report = talk.run();
  ASSERT_TRUE(report.ok()) << report.error().message;
  const auto asked = talk.server->asked();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_TRUE(asked[0].target.starts_with(
      "/base/777/threat_updates?access_token=100%7CSECRET-token&limit=500&start_time=0&types=HASH_PDQ,"))
      << asked[0].target;
  EXPECT_EQ(asked[1].target, "/v9.0/777/threat_updates?limit=500&after=QVFI&access_token=100%7CSECRET-token");
  for (const ExchangePage& page : talk.pages) EXPECT_EQ(page.checkpoint.find("SECRET"), std::string::npos);
  EXPECT_EQ(talk.since(), 1'600'000'500);
  EXPECT_EQ(talk.pages[0].entries.at(0).opinion, match::Opinion::positive);
}

TEST(ThreatExchangeTalk, ATimeInTheFutureDoesNotHideWhatComesNext) {
  Talk talk(ExchangeKind::threatexchange, [&](const Asked&) { return threat_answer(1, 99'999'999'999, ""); });
  ASSERT_TRUE(talk.run().ok());
  EXPECT_EQ(talk.since(), talk.hours.at.ms / 1'000);
}

TEST(ThreatExchangeTalk, ANextThatLeadsAwayIsNotFollowed) {
  TestExchange elsewhere([](const Asked&) { return threat_answer(1, 1, ""); });
  TestExchange* self = nullptr;
  for (int way = 0; way < 4; ++way) {
    Talk talk(ExchangeKind::threatexchange, [&](const Asked&) {
      const std::string own = self->url("");
      const std::string nexts[] = {elsewhere.url("/x"), own.substr(0, own.find_last_of(':')) + ":80/x",
                                   own + ".example/x", "/relative"};
      return threat_answer(1, 1, nexts[way]);
    });
    self = talk.server.get();
    const auto report = talk.run();
    EXPECT_EQ(report.error().code, Code::invalid) << way;
    EXPECT_EQ(talk.pages.size(), 1U) << "what came before is good";
    EXPECT_EQ(talk.since(), 0);
  }
  EXPECT_TRUE(elsewhere.asked().empty());
}

// NCMEC.

std::string listed(const char* element, const char* id, const char* at, const char* hash = "") {
  return std::string("<") + element + R"(><member id="42">A</member><id>)" + id + "</id><timestamp>" + at +
         "</timestamp><fingerprints>" + hash + "</fingerprints></" + element + ">";
}
std::string ncmec_answer(const std::string& images, int count, const std::string& next) {
  return mail::http_answer(200, R"(<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count=")" +
                                    std::to_string(count) + R"(">)" + images + "</images>" +
                                    (next.empty() ? "" : "<paging><next>" + next + "</next></paging>") +
                                    "</queryResult>");
}
const char* const hash = "<md5>a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1</md5>";

class NcmecTalk : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    lists_ = std::make_unique<media::HashListReader>(media::HashListReader::start().value());
  }
  static void TearDownTestSuite() { lists_.reset(); }
  static Talk talk_with(TestExchange::Answer answer) {
    Talk talk(ExchangeKind::ncmec, std::move(answer));
    talk.lists = lists_.get();
    return talk;
  }
  static std::unique_ptr<media::HashListReader> lists_;
};
std::unique_ptr<media::HashListReader> NcmecTalk::lists_;

TEST_F(NcmecTalk, FollowsNextVerbatimAndMovesOnlyAfterTheLastPage) {
  bool is_down = true;
  Talk talk = talk_with([&](const Asked& asked) {
    if (asked.target.find("start=2001") == std::string::npos) {
      return ncmec_answer(listed("image", "one", "2023-10-24T15:00:00Z", hash), 1,
                          "/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&amp;start=2001&amp;size=1000&amp;max=3000");
    }
    if (is_down) return mail::http_answer(503);
    return ncmec_answer(listed("deletedImage", "two", "2023-01-01T00:00:00Z"), 1, "");
  });
  EXPECT_EQ(talk.run().error().code, Code::unavailable);
  EXPECT_EQ(talk.pages.size(), 1U);
  EXPECT_EQ(talk.since(), 0) << "entries are not in time order";
  is_down = false;
  ASSERT_TRUE(talk.run().ok());
  const auto asked = talk.server->asked();
  EXPECT_EQ(asked[0].target, "/base/v2/entries?from=1970-01-01T00:00:00Z&to=2023-11-14T22:12:20Z");
  EXPECT_EQ(asked[0].header("Authorization"), "Basic " + render_base64(view_bytes("user:SECRET-password")));
  EXPECT_EQ(asked.back().target, "/base/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&start=2001&size=1000&max=3000");
  EXPECT_EQ(talk.since(), 1'700'000'000 - 60);
  EXPECT_TRUE(talk.pages[1].entries.at(0).is_withdrawn);
  EXPECT_FALSE(talk.pages[1].is_in_order);
}

TEST_F(NcmecTalk, ANextThatLeadsAwayIsNotFollowed) {
  for (const char* next : {"//evil.example/v2/entries?a", "http://evil.example/", "@evil.example/v2/entries?",
                           ".evil.example/v2/entries?", "/v2/feedback?", "/v2/entries"}) {
    Talk talk = talk_with(
        [&](const Asked&) { return ncmec_answer(listed("image", "a", "2023-10-24T15:00:00Z", hash), 1, next); });
    EXPECT_EQ(talk.run().error().code, Code::invalid) << next;
    EXPECT_EQ(talk.server->asked().size(), 1U);
    EXPECT_EQ(talk.since(), 0);
  }
}

TEST_F(NcmecTalk, HostileXmlIsAnErrorAndABadEntryAFault) {
  Talk bomb = talk_with([](const Asked&) {
    return mail::http_answer(200, "<!DOCTYPE q [<!ENTITY a \"b\">]><queryResult>&a;</queryResult>");
  });
  EXPECT_EQ(bomb.run().error().code, Code::invalid);
  EXPECT_TRUE(bomb.pages.empty());
  Talk mixed = talk_with([](const Asked&) {
    return ncmec_answer(
        listed("image", "a", "soon", hash) + listed("image", "b", "2023-10-24T15:00:00Z", hash) + "<hologram/>", 3, "");
  });
  const auto report = mixed.run();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report.value().entry_count, 1U);
  EXPECT_EQ(report.value().fault_count, 2U);
}

// A file behind a URL.

TEST(LinesTalk, TakesTheWholeFileEachTime) {
  Talk talk(ExchangeKind::lines, [](const Asked&) {
    return mail::http_answer(200, "{\"pdq\":\"" + pdq_of(1) + "\"}\nnonsense\n{\"pdq\":\"" + pdq_of(2) + "\"}\n");
  });
  for (int i = 0; i < 2; ++i) {
    const auto report = talk.run();
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report.value().entry_count, 2U);
    EXPECT_EQ(report.value().fault_count, 1U);
    EXPECT_TRUE(talk.pages.back().is_full && talk.pages.back().is_last);
    EXPECT_EQ(talk.server->asked().back().target, "/base");
    EXPECT_EQ(talk.server->asked().back().header("Authorization"), "Bearer 100|SECRET-token");
  }
}

}  // namespace
}  // namespace redress::engine
