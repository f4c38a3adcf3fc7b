// SPDX-License-Identifier: Apache-2.0
#include "cli/configuration.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace redress::cli {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The n-th ```toml block of the reference page.
std::string documented(int n) {
  const std::string page = read("docs/reference/configuration.md");
  std::size_t at = 0;
  for (int i = 0; i <= n; ++i) at = page.find("```toml\n", at) + 8;
  return page.substr(at, page.find("```", at) - at);
}

TEST(Configuration, WithNoFileHasTheDocumentedDefaults) {
  const auto plain = load_configuration("");
  ASSERT_TRUE(plain.ok());
  const auto written = parse_configuration(documented(0), "page");
  ASSERT_TRUE(written.ok()) << written.error().message;
  EXPECT_EQ(plain.value().http.address, written.value().http.address);
  EXPECT_EQ(plain.value().http.port, written.value().http.port);
  EXPECT_EQ(plain.value().http.worker_count, written.value().http.worker_count);
  EXPECT_EQ(plain.value().http.connections_max, written.value().http.connections_max);
  EXPECT_EQ(plain.value().http.connections_per_address_max, written.value().http.connections_per_address_max);
  EXPECT_EQ(plain.value().notices_per_minute, written.value().notices_per_minute);
  EXPECT_EQ(plain.value().edge_open_to_loopback, written.value().edge_open_to_loopback);
  EXPECT_EQ(plain.value().engine.public_url, written.value().engine.public_url);
  EXPECT_EQ(plain.value().engine.data_dir, written.value().engine.data_dir);
  EXPECT_EQ(plain.value().engine.case_cache_count_max, written.value().engine.case_cache_count_max);
  EXPECT_EQ(plain.value().engine.content_count_max, written.value().engine.content_count_max);
  EXPECT_EQ(plain.value().engine.ledger.is_on, written.value().engine.ledger.is_on);
  EXPECT_EQ(plain.value().engine.ledger.origin, written.value().engine.ledger.origin);
  EXPECT_EQ(plain.value().engine.probe, written.value().engine.probe);
  EXPECT_EQ(plain.value().engine.probe_delay, written.value().engine.probe_delay);
  EXPECT_EQ(plain.value().choices.targets, written.value().choices.targets);
  EXPECT_EQ(plain.value().policy.escalation_fractions, written.value().policy.escalation_fractions);
  EXPECT_EQ(plain.value().policy.claim_lease, written.value().policy.claim_lease);
  EXPECT_EQ(plain.value().policy.interim_review, written.value().policy.interim_review);
  EXPECT_EQ(plain.value().policy.house_clock_max, written.value().policy.house_clock_max);
  EXPECT_EQ(plain.value().policy.second_look_every, written.value().policy.second_look_every);
  EXPECT_EQ(plain.value().label.chain, written.value().label.chain);
  EXPECT_EQ(plain.value().label.key, written.value().label.key);
  EXPECT_EQ(plain.value().engine.dsa.url, written.value().engine.dsa.url);
  EXPECT_EQ(plain.value().engine.dsa.dry_run, written.value().engine.dsa.dry_run);
  EXPECT_EQ(plain.value().engine.dsa.settings.territory, written.value().engine.dsa.settings.territory);
  EXPECT_EQ(plain.value().engine.dsa.settings.content_type, written.value().engine.dsa.settings.content_type);
  EXPECT_EQ(plain.value().exposures_per_day, written.value().exposures_per_day);
}

TEST(Configuration, SaysHowManyDecisionsAreLookedAtAgain) {
  EXPECT_EQ(parse_configuration("", "r.toml").value().policy.second_look_every, 20);
  EXPECT_EQ(parse_configuration("[case]\nsecond_look_every = 0\n", "r.toml").value().policy.second_look_every, 0);
  EXPECT_FALSE(parse_configuration("[case]\nsecond_look_every = -1\n", "r.toml").ok());
}

TEST(Configuration, SaysHowStatementsGoToTheDatabase) {
  const auto read = parse_configuration(
      "[dsa]\nurl = \"https://database.example\"\nterritory = [\"DE\", \"AT\"]\n[dsa.clauses]\n\"terms/4\" = \"Clause "
      "4\"\n",
      "r.toml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(read.value().engine.dsa.dry_run);
  EXPECT_EQ(read.value().engine.dsa.settings.clauses.at("terms/4"), "Clause 4");
  const auto refusal = [](const std::string& lines) {
    return parse_configuration("[dsa]\n" + lines, "r.toml").error().message;
  };
  EXPECT_EQ(refusal("url = \"http://database.example\""), "r.toml: 'dsa.url' must begin with https://");
  EXPECT_EQ(refusal("url = \"https://database.example\"\ndry_run = false"),
            "r.toml: 'dsa.token_file' must name the file that holds the token, unless it is a dry run");
  EXPECT_EQ(refusal("account_type = \"shop\""), "r.toml: 'dsa.account_type' must be \"private\" or \"business\"");
  EXPECT_EQ(refusal("clauses = 4"), "r.toml:2: 'dsa.clauses' must be a table of texts in quotes");
}

TEST(Configuration, SaysWhatWantsASecondPerson) {
  const auto read = parse_configuration("[case]\nsecond_person = [\"minors\", \"near_matches\"]\n", "r.toml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const auto& when = read.value().policy.second_person;
  EXPECT_TRUE(when.minors && when.near_matches);
  EXPECT_FALSE(when.orders || when.removals);
  const auto wrong = parse_configuration("[case]\nsecond_person = [\"everything\"]\n", "r.toml");
  EXPECT_EQ(wrong.error().message.rfind("r.toml:2: 'case.second_person' must be some of", 0), 0U)
      << wrong.error().message;
}

TEST(Configuration, ASignerIsNamedWholeOrNotAtAll) {
  const auto whole = parse_configuration("[label]\nchain = \"c.pem\"\nkey = \"k.pem\"\n", "t");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole.value().label.chain, "c.pem");
  EXPECT_EQ(whole.value().label.key, "k.pem");
  for (const char* half : {"[label]\nchain = \"c.pem\"\n", "[label]\nkey = \"k.pem\"\n"}) {
    EXPECT_EQ(parse_configuration(half, "t").error().code, Code::invalid);
  }
}

TEST(Configuration, ReadsTheDocumentedExchanges) {
  const auto read_back = parse_configuration(documented(2), "page");
  ASSERT_TRUE(read_back.ok()) << read_back.error().message;
  const auto& exchanges = read_back.value().exchanges;
  ASSERT_EQ(exchanges.size(), 4U);
  EXPECT_EQ(exchanges[0].name, "ncmec");
  EXPECT_EQ(exchanges[0].kind, engine::ExchangeKind::ncmec);
  EXPECT_EQ(exchanges[0].reasons.size(), 1U);
  EXPECT_EQ(exchanges[1].every, std::chrono::hours(1));
  EXPECT_EQ(exchanges[2].group, "1234567890");
  EXPECT_TRUE(exchanges[3].feedback);
  EXPECT_EQ(exchanges[3].every, std::chrono::minutes(4));
  EXPECT_EQ(exchanges[3].submit_key_file, "/etc/redress/stopncii-submit");
  EXPECT_TRUE(load_configuration("").value().exchanges.empty());
}

TEST(Configuration, AWrongExchangeIsRefusedWithItsPlace) {
  const auto message_of = [](const std::string& text) {
    const auto parsed = parse_configuration(text, "r.toml");
    EXPECT_FALSE(parsed.ok()) << text;
    return parsed.ok() ? "" : parsed.error().message;
  };
  const std::string lines = "[exchange.a]\nkind = \"lines\"\nbank = \"b\"\n";
  EXPECT_EQ(message_of(lines), "r.toml:1: [exchange.a] needs a url");
  EXPECT_EQ(message_of(lines + "url = \"https://x\"\napi_key = \"s\"\n").substr(0, 33),
            "r.toml:5: 'exchange.a.api_key' is");
  EXPECT_NE(message_of("[exchange.a]\nbank = \"b\"\n").find("needs a kind"), std::string::npos);
  EXPECT_NE(message_of("[exchange.a]\nkind = \"hma\"\n").find("r.toml:2: 'exchange.a.kind' must be"),
            std::string::npos);
  EXPECT_NE(message_of("exchange = 1\n").find("write [exchange.NAME]"), std::string::npos);
}

TEST(Configuration, SaysWhatToAnswerForSyntheticMediaAndWhomToTrust) {
  const auto parsed = parse_configuration(
      "[provenance]\non = false\nown_trust = [\"a.pem\"]\n[synthetic]\ngenerated = \"block\"\ndoubted = \"review\"\n",
      "r.toml");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_FALSE(parsed.value().reads_provenance);
  EXPECT_EQ(parsed.value().trust.own, std::vector<std::string>{"a.pem"});
  EXPECT_EQ(parsed.value().synthetic.generated, engine::Verdict::block);
  EXPECT_EQ(parsed.value().synthetic.doubted, engine::Verdict::review);
  EXPECT_EQ(parsed.value().synthetic.edited, engine::Verdict::label);
}

TEST(Configuration, ReadsTheDocumentedLists) {
  const auto read_back = parse_configuration(documented(1), "page");
  ASSERT_TRUE(read_back.ok()) << read_back.error().message;
  ASSERT_EQ(read_back.value().engine.webhooks.size(), 1U);
  EXPECT_EQ(read_back.value().engine.webhooks[0].name, "platform");
  ASSERT_EQ(read_back.value().engine.vantages.size(), 1U);
  EXPECT_EQ(read_back.value().engine.vantages[0].headers[0].first, "X-Country");
}

TEST(Configuration, NamesTheFileLineAndKeyOfEveryFault) {
  const std::vector<std::pair<std::string, std::string>> faults{
      {"[server]\nlisten_on = \"x\"\n", "redress.toml:2: 'server.listen_on' is not a key"},
      {"[case]\nat_risk = 2\n", "redress.toml:2: 'case.at_risk' must be a fraction"},
      {"[case]\nclaim_lease = \"P1M\"\n", "redress.toml:2: 'case.claim_lease' must be a duration"},
      {"[case]\nescalation = [0.5, 0.4, 0.9]\n", "redress.toml:2: 'case.escalation' must be three fractions"},
      {"[server]\nlisten = \"8480\"\n", "redress.toml:2: 'server.listen' must be ADDRESS:PORT"},
      {"[server]\nworkers = 0\n", "redress.toml:2: 'server.workers' must be a whole number from 1"},
      {"[law]\nenabled = [1]\n", "redress.toml:2: 'law.enabled' must be a list of texts"},
      {"[[webhook]]\nname = \"a\"\n", "each [[webhook]] needs name, url and secret"},
      {"[synthetic]\ngenerated = \"forbid\"\n", "redress.toml:2: 'synthetic.generated' must be allow, label, review"},
      {"[server\n", "redress.toml:1:"}};
  for (const auto& [text, message] : faults) {
    const auto parsed = parse_configuration(text, "redress.toml");
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_NE(parsed.error().message.find(message), std::string::npos) << parsed.error().message;
  }
}

}  // namespace
}  // namespace redress::cli
