// SPDX-License-Identifier: Apache-2.0
// report/dsa_statement_test.cpp — every statement that our decisions can lead to, beside what is committed; whether one
// is owed at all; and our tables against the database's own lists. tests/dsa/schema_test.py holds what is committed
// against the database's schema.
#include "report/dsa_statement.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "cases/test_case.hpp"
#include "report/dsa_words.hpp"

namespace redress::report {
namespace {

namespace test = cases::test;
using Json = nlohmann::ordered_json;
using test::TestCase;

DsaSettings settings() {
  DsaSettings of_platform;
  of_platform.territory = {"DE", "EU", "NO"};
  of_platform.account_type = "private";
  of_platform.content_language = "de";
  of_platform.terms_url = "https://platform.example/terms";
  of_platform.clauses["terms/4"] = "Clause 4: intimate pictures are shown only with the consent of who is in them.";
  return of_platform;
}

const DsaContent unknown_content;
const DsaContent known_film{"video", test::at("2026-11-03T23:30:00Z")};

Result<std::string> render(const TestCase& one, int measure_no = 1, const DsaContent& content = unknown_content,
                           const DsaSettings& of_platform = settings()) {
  return render_dsa_statement(one.state, measure_no, content, of_platform, test::shared_rulebook());
}
Json must_render(const TestCase& one, int measure_no = 1, const DsaContent& content = unknown_content) {
  const auto text = render(one, measure_no, content);
  EXPECT_TRUE(text.ok()) << (text.ok() ? "" : text.error().message);
  return text.ok() ? Json::parse(text.value()) : Json();
}

cases::ReceiveNotice report_of(law::Harm harm, std::vector<std::string> jurisdictions = {"DE"}) {
  auto notice = test::complaint(std::move(jurisdictions), {test::item("1")});
  notice.facts.harm = harm;
  return notice;
}
cases::Decide on_law(cases::Outcome outcome, const std::string& duty = "EU-DSA-6") {
  return test::decision(outcome, duty, "what the reviewer typed");
}
cases::Decide on_terms(cases::Outcome outcome, const std::string& clause = "terms/4") {
  auto decision = test::decision(outcome, clause, "what the reviewer typed");
  decision.ground.kind = cases::GroundKind::contractual;
  return decision;
}
TestCase decided(const cases::ReceiveNotice& notice, const cases::Decide& decision) {
  TestCase one;
  one.send(notice, test::reporter());
  one.send(decision);
  return one;
}
cases::ReceiveNotice own_match() {
  auto notice = report_of(law::Harm::ncii);
  notice.facts.kind = cases::NoticeKind::match;
  notice.facts.channel = law::Channel::own_detection;
  notice.facts.complainant = law::Complainant::none;
  return notice;
}
TestCase provisional(bool automatic) {
  TestCase one;
  one.send(report_of(law::Harm::child_harm, {"IT"}), test::reporter());
  if (automatic) one.pass(test::hours{47});
  if (!automatic) one.send(cases::Restrict{{}, {}, "a person looked"});
  return one;
}
// The first is decided by a person; its copy follows.
TestCase with_copy(const cases::Decide& decision) {
  TestCase one;
  one.send(report_of(law::Harm::ncii), test::reporter());
  one.send(decision);
  one.send(cases::AddItems{{test::copy_of(1, "2")}}, cases::Actor{});
  return one;
}

// Every kind of decision, ground, and share of machines.
std::vector<std::string> render_all() {
  std::vector<std::string> lines;
  const auto add = [&](const TestCase& one, int measure_no = 1, const DsaContent& content = unknown_content) {
    const auto text = render(one, measure_no, content);
    EXPECT_TRUE(text.ok()) << (text.ok() ? "" : text.error().message);
    if (text.ok()) lines.push_back(text.value());
  };
  for (const auto outcome : {cases::Outcome::remove, cases::Outcome::restrict, cases::Outcome::label}) {
    for (const auto& decision : {on_law(outcome), on_terms(outcome), on_terms(outcome, "terms/unknown")}) {
      add(decided(report_of(law::Harm::ncii), decision));
      add(with_copy(decision), 2, known_film);
      add(decided(own_match(), decision));
    }
  }
  for (int harm = 0; harm <= static_cast<int>(law::Harm::terms); ++harm) {
    const auto notice = report_of(static_cast<law::Harm>(harm));
    if (notice.facts.harm != law::Harm::terms) add(decided(notice, on_law(cases::Outcome::remove)));
    add(decided(notice, on_terms(cases::Outcome::remove)));
  }
  add(provisional(true));
  add(provisional(false));
  auto flagged = report_of(law::Harm::hate);
  flagged.facts.kind = cases::NoticeKind::flag;
  flagged.facts.channel = law::Channel::trusted_flagger;
  add(decided(flagged, on_law(cases::Outcome::remove)));
  add(decided(report_of(law::Harm::ncii, {"IN"}), on_terms(cases::Outcome::remove)));
  return lines;
}

TEST(DsaStatement, OfEveryDecisionReadsAsCommitted) {
  const std::string path = "tests/golden/dsa_statements.jsonl";
  std::string page;
  for (const std::string& line : render_all()) page += line + "\n";
  if (std::getenv("REDRESS_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << page;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(committed, page) << path << ": if the change is meant, ./dev golden --update rewrites it; read it again";
}

TEST(DsaStatement, HoldsNothingThatAnybodyWroteAndNoIdOfThePlatform) {
  for (const std::string& line : render_all()) {
    for (const char* word : {"what the reviewer typed", "shared without consent\"", "the picture shows the person",
                             "this is me", "host.example", "uploader-1", "asha", "terms/", "a person looked"}) {
      EXPECT_EQ(line.find(word), std::string::npos) << word << " in " << line;
    }
  }
}

TEST(DsaStatement, SaysWhoDecidedAndHowTheContentWasFound) {
  const Json by_person = must_render(decided(report_of(law::Harm::ncii), on_law(cases::Outcome::remove)));
  EXPECT_EQ(by_person["automated_decision"], "AUTOMATED_DECISION_NOT_AUTOMATED");
  EXPECT_EQ(by_person["automated_detection"], "No");
  EXPECT_EQ(by_person["source_type"], "SOURCE_ARTICLE_16");
  EXPECT_FALSE(by_person.contains("end_date_visibility_restriction"));
  const Json of_copy = must_render(with_copy(on_law(cases::Outcome::remove)), 2);
  EXPECT_EQ(of_copy["automated_decision"], "AUTOMATED_DECISION_PARTIALLY");
  EXPECT_EQ(of_copy["automated_detection"], "Yes");
  EXPECT_EQ(of_copy["source_type"], "SOURCE_VOLUNTARY");
  const Json by_machine = must_render(provisional(true));
  EXPECT_EQ(by_machine["automated_decision"], "AUTOMATED_DECISION_FULLY");
  EXPECT_EQ(by_machine["decision_visibility"], Json::array({"DECISION_VISIBILITY_CONTENT_DISABLED"}));
  EXPECT_EQ(by_machine["territorial_scope"], Json::array({"IT"}));
  EXPECT_EQ(by_machine["application_date"], "2026-11-23");
  EXPECT_TRUE(by_machine.contains("end_date_visibility_restriction")) << "it lifts unless a person confirms it";
  EXPECT_EQ(must_render(provisional(false))["automated_decision"], "AUTOMATED_DECISION_NOT_AUTOMATED");
}

TEST(DsaStatement, NamesTheLawInThePacksWordsAndTheClauseInTheOperators) {
  const Json legal = must_render(decided(report_of(law::Harm::ncii), on_law(cases::Outcome::remove)));
  EXPECT_EQ(legal["illegal_content_legal_ground"], "Regulation (EU) 2022/2065 (DSA), Art 6");
  EXPECT_FALSE(legal.contains("incompatible_content_ground"));
  const Json clause = must_render(decided(report_of(law::Harm::ncii), on_terms(cases::Outcome::remove)));
  EXPECT_EQ(clause["incompatible_content_ground"], settings().clauses.at("terms/4"));
  EXPECT_EQ(clause["decision_ground_reference_url"], "https://platform.example/terms");
  const Json other = must_render(decided(report_of(law::Harm::ncii), on_terms(cases::Outcome::remove, "Ann Smith")));
  EXPECT_EQ(other["incompatible_content_ground"], "The terms and conditions of the platform")
      << "a clause that the operator did not word is not repeated";
}

TEST(DsaStatement, HoldsWhereTheServiceIsOfferedOrWhereTheMeasureDoes) {
  const auto scope = [](const TestCase& one) { return must_render(one)["territorial_scope"]; };
  const Json whole = scope(decided(report_of(law::Harm::ncii), on_terms(cases::Outcome::remove)));
  EXPECT_EQ(whole.size(), 28U) << "the Union and Norway, as the platform says";
  EXPECT_TRUE(std::is_sorted(whole.begin(), whole.end()));
  auto narrow = on_terms(cases::Outcome::restrict);
  narrow.territory = test::countries({"DE-BY", "GB", "IN", "NO"});
  EXPECT_EQ(scope(decided(report_of(law::Harm::ncii), narrow)), Json::array({"DE", "NO"}));
  narrow.territory = test::countries({"EU"});
  EXPECT_EQ(scope(decided(report_of(law::Harm::ncii), narrow)).size(), 27U);
}

TEST(DsaStatement, TakesKindDateAndLanguageFromWhatIsKnown) {
  auto decision = on_law(cases::Outcome::remove);
  decision.weighing = cases::Weighing{{}, "", {"hi-IN"}};
  const TestCase one = decided(report_of(law::Harm::ncii_synthetic), decision);
  const Json known = must_render(one, 1, known_film);
  EXPECT_EQ(known["content_type"], Json::array({"CONTENT_TYPE_VIDEO", "CONTENT_TYPE_SYNTHETIC_MEDIA"}));
  EXPECT_EQ(known["content_date"], "2026-11-03");
  EXPECT_EQ(known["content_language"], "HI");
  const Json unknown = must_render(decided(report_of(law::Harm::ncii), on_law(cases::Outcome::remove)));
  EXPECT_EQ(unknown["content_type"], Json::array({"CONTENT_TYPE_IMAGE"}));
  EXPECT_EQ(unknown["content_date"], "2026-11-22") << "the day it was reported: it was there by then";
  EXPECT_EQ(unknown["content_language"], "DE");
}

TEST(DsaStatement, IsOwedForRestrictionsInTheAreaOnItsLawOrTheTermsAndNotForOrders) {
  const auto owed = [](const TestCase& one, int measure_no = 1) { return is_statement_owed(one.state, measure_no); };
  EXPECT_TRUE(owed(decided(report_of(law::Harm::ncii), on_law(cases::Outcome::remove))));
  EXPECT_FALSE(owed(decided(report_of(law::Harm::ncii, {"IN"}), on_law(cases::Outcome::remove, "IN-NCII-2H"))))
      << "Indian law, held in India";
  EXPECT_TRUE(owed(decided(report_of(law::Harm::ncii, {"IN"}), on_terms(cases::Outcome::remove)))) << "held everywhere";
  auto abroad = on_terms(cases::Outcome::remove);
  abroad.territory = test::countries({"GB", "IN", "US"});
  EXPECT_FALSE(owed(decided(report_of(law::Harm::ncii), abroad)));
  TestCase ordered;
  ordered.send(test::removal_order({test::item("1")}), test::authority());
  ordered.send(on_law(cases::Outcome::remove, "EU-TCO-1H"));
  EXPECT_FALSE(owed(ordered)) << "Article 17(5)";
  EXPECT_FALSE(owed(ordered, 0));
  EXPECT_FALSE(owed(ordered, 9));
  TestCase back = decided(report_of(law::Harm::ncii), on_law(cases::Outcome::remove));
  back.acknowledge();
  back.send(cases::Reverse{"it was a film poster"}, test::officer());
  ASSERT_EQ(back.state.measures.size(), 2U);
  EXPECT_FALSE(owed(back, 2)) << "putting back is no restriction";
  EXPECT_EQ(render(back, 2).error().code, Code::not_found);
  EXPECT_EQ(render(back, 3).error().code, Code::invalid);
}

TEST(DsaStatement, HasAnIdThatIsItsOwnForEver) {
  const Id one{{1, 2, 3}};
  const Id other{{1, 2, 4}};
  EXPECT_EQ(make_puid(one, 1), "42a65de95140056ef80454160fba151414c996af");
  EXPECT_EQ(
      (std::set<std::string>{make_puid(one, 1), make_puid(one, 2), make_puid(one, 11), make_puid(other, 1)}.size()),
      4U);
}

// The database's own lists: beside the other published data, and absent where those are.
class DsaWords : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("REDRESS_TEST_DATA");
    const std::filesystem::path folder = data != nullptr ? std::filesystem::path(data) / ".." : "../shared";
    std::ifstream file(folder / "reference/dsa-sor/enums.json");
    if (!file) GTEST_SKIP() << "skipped: no test data";
    lists_ = Json::parse(file);
  }
  std::set<std::string> list(const std::string& name) const {
    std::set<std::string> values;
    for (const auto& one : lists_.at(name)) values.insert(one.at("value"));
    return values;
  }
  Json lists_;
};

TEST_F(DsaWords, AreTheDatabases) {
  for (int harm = 0; harm <= static_cast<int>(law::Harm::terms); ++harm) {
    for (const auto ground : {cases::GroundKind::legal, cases::GroundKind::contractual}) {
      const DsaCategory found = find_category(static_cast<law::Harm>(harm), ground);
      EXPECT_TRUE(list("category").contains(std::string(found.category))) << found.category;
      const bool is_keyword = list("category_specification").contains(std::string(found.keyword));
      EXPECT_TRUE(found.keyword.empty() || is_keyword) << found.keyword;
    }
  }
  for (const auto kind : {cases::MeasureKind::restrict, cases::MeasureKind::remove, cases::MeasureKind::label}) {
    EXPECT_TRUE(list("decision_visibility").contains(std::string(find_visibility(kind))));
  }
  EXPECT_TRUE(find_visibility(cases::MeasureKind::restore).empty());
  for (const char* kind : {"image", "video", "audio", "text"}) {
    EXPECT_TRUE(list("content_type").contains(std::string(find_content_type(kind)))) << kind;
  }
  for (const char* word : {"private", "business"}) {
    EXPECT_TRUE(list("account_type").contains(std::string(find_account_type(word)))) << word;
  }
  const auto allowed = lists_.at("territorial_scope").at("allowed").get<std::set<std::string>>();
  EXPECT_EQ(allowed, (std::set<std::string>(list_eea().begin(), list_eea().end())));
  const auto languages = list("content_language");
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second) {
      const std::string code{first, second};
      EXPECT_EQ(find_content_language(code) == code, languages.contains(code)) << code;
    }
  }
}

TEST(DsaWordsOfOurs, KnowNothingElse) {
  EXPECT_EQ(find_content_type("application"), "");
  EXPECT_EQ(find_account_type(""), "");
  EXPECT_EQ(find_content_language("hi-IN"), "HI");
  EXPECT_EQ(find_content_language("brx"), "");
  EXPECT_EQ(find_content_language("h"), "");
  EXPECT_FALSE(is_eea("GB"));
}

TEST(DsaSettings, AreRefusedByTheirKey) {
  const auto refusal = [](const std::function<void(DsaSettings&)>& spoil) {
    DsaSettings spoilt = settings();
    spoil(spoilt);
    const Status verified = verify_settings(spoilt);
    return verified.ok() ? std::string() : verified.error().message.substr(0, verified.error().message.find(" must"));
  };
  EXPECT_EQ(refusal([](DsaSettings&) {}), "");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.territory = {}; }), "'dsa.territory'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.territory = {"GB"}; }), "'dsa.territory'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.account_type = "shop"; }), "'dsa.account_type'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.content_type = ""; }), "'dsa.content_type'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.content_language = "xx"; }), "'dsa.content_language'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.terms_url = "http://platform.example"; }), "'dsa.terms_url'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.clauses["terms/4"] = std::string(501, 'x'); }), "'dsa.clauses.terms/4'");
  EXPECT_EQ(refusal([](DsaSettings& s) { s.clauses["terms/4"] = std::string(500, 'x'); }), "");
}

}  // namespace
}  // namespace redress::report
