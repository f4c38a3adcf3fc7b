// SPDX-License-Identifier: Apache-2.0
#include "engine/dsa_teller.hpp"

#include <fstream>

#include "engine/test_database.hpp"
#include "engine/test_engine.hpp"
#include "report/dsa_statement.hpp"

namespace redress::engine::test {
namespace {

using store::StatementState;
using Json = nlohmann::json;

// An engine that owes statements to a database in this process. Every removal of EngineTest is owed: it rests on the
// terms and holds everywhere.
class DsaTellerTest : public EngineTest {
 protected:
  DsaTellerTest() {
    statements_ = store::StatementStore::open(folder_).value();
    options_.statements = statements_.get();
    options_.dsa.url = database_.url();
    options_.dsa.token_file = folder_ / "token";
    options_.dsa.dry_run = false;
    options_.reach_allowed.push_back(database_.name());
    std::ofstream(folder_ / "token") << "7|SECRET\n";
  }
  ~DsaTellerTest() override { stop(); }

  Id report_items(int count) {
    std::vector<cases::ItemFacts> items;
    for (int i = 0; i < count; ++i) items.push_back(cases::test::item(std::to_string(++item_count_)));
    return must_send(notice(std::move(items))).case_id;
  }
  // As many statements come to be owed at once.
  Id owe(int count) {
    const Id id = report_items(count);
    decide(id);
    return id;
  }
  std::vector<store::StatementRow> load(StatementState state) const {
    auto rows = statements_->load(state, 0, 1'000);
    EXPECT_TRUE(rows.ok());
    return std::move(rows).value();
  }
  bool waits_for(StatementState state, std::size_t count) {
    return wait_until([&] { return load(state).size() == count; });
  }
  // From now on the statements of these measures are refused.
  void refuse(const Id& id, const std::vector<int>& measure_nos, Naming naming = Naming::by_place) {
    std::vector<std::string> puids;
    for (const int no : measure_nos) puids.push_back(report::make_puid(id, no));
    database_.refuse(
        [puids](const Json& statement) {
          return std::find(puids.begin(), puids.end(), statement.at("puid")) != puids.end();
        },
        naming);
  }

  TestDatabase database_;
  std::unique_ptr<store::StatementStore> statements_;
  int item_count_ = 0;
};

TEST_F(DsaTellerTest, TellsOfEveryMeasureOnceOverRestarts) {
  start();
  const Id id = owe(2);
  ASSERT_TRUE(waits_for(StatementState::sent, 2));
  const auto stored = database_.stored();
  ASSERT_EQ(stored.size(), 2U);
  const Json& first = stored.at(report::make_puid(id, 1));
  EXPECT_EQ(first.at("decision_visibility"), Json::array({"DECISION_VISIBILITY_CONTENT_REMOVED"}));
  EXPECT_EQ(first.at("territorial_scope").size(), 30U);
  EXPECT_EQ(load(StatementState::sent)[0].uuid, "uuid-" + load(StatementState::sent)[0].owed.puid);
  const auto asked = database_.asked().size();
  stop();
  start();
  owe(1);
  ASSERT_TRUE(waits_for(StatementState::sent, 3));
  EXPECT_EQ(database_.asked().size(), asked + 1) << "what was told is not told again";
}

TEST_F(DsaTellerTest, SaysWhatTheUploadCheckKnowsOfTheItem) {
  start();
  store::Content film = picture("film", 'a');
  film.kind = "video";
  check(film);
  clock_.move(std::chrono::hours{72});
  decide(must_send(notice({cases::test::item("film")})).case_id);
  ASSERT_TRUE(waits_for(StatementState::sent, 1));
  const auto stored = database_.stored();
  ASSERT_EQ(stored.size(), 1U);
  const Json& statement = stored.begin()->second;
  EXPECT_EQ(statement.at("content_type"), Json::array({"CONTENT_TYPE_VIDEO"}));
  EXPECT_EQ(statement.at("content_date"), "2026-11-22");
  EXPECT_EQ(statement.at("application_date"), "2026-11-25");
}

TEST_F(DsaTellerTest, SendsAHundredAtATimeAtMost) {
  options_.dsa.dry_run = true;
  start();
  owe(150);
  owe(80);
  ASSERT_TRUE(waits_for(StatementState::waiting, 230));
  stop();
  options_.dsa.dry_run = false;
  start();
  ASSERT_TRUE(waits_for(StatementState::sent, 230));
  EXPECT_EQ(database_.batch_sizes(), (std::vector<std::size_t>{100, 100, 30}));
  EXPECT_EQ(database_.stored().size(), 230U);
}

TEST_F(DsaTellerTest, GoesOnWithoutWhatTheDatabaseNamesAndKeepsItsWords) {
  start();
  const Id id = report_items(5);
  refuse(id, {2, 5});
  decide(id);
  ASSERT_TRUE(waits_for(StatementState::sent, 3));
  ASSERT_TRUE(waits_for(StatementState::refused, 2));
  EXPECT_EQ(database_.batch_sizes(), (std::vector<std::size_t>{5, 3}));
  EXPECT_EQ(load(StatementState::refused)[0].words, "category: The selected category is invalid.");
  EXPECT_EQ(load(StatementState::refused)[0].owed.puid, report::make_puid(id, 2));
  ASSERT_TRUE(wait_until([&] { return engine_->metrics().dsa_refused == 2; }));
  EXPECT_EQ(engine_->metrics().dsa.failed, 0U);
  database_.refuse(nullptr);
  ASSERT_EQ(statements_->retry({}).value(), 2U);
  ASSERT_TRUE(waits_for(StatementState::sent, 5)) << "the running server sees that somebody retried";
  ASSERT_TRUE(wait_until([&] { return engine_->metrics().dsa_refused == 0; }));
}

TEST_F(DsaTellerTest, FindsByHalvesWhatTheDatabaseDoesNotName) {
  options_.dsa.dry_run = true;
  start();
  const Id id = owe(16);
  ASSERT_TRUE(waits_for(StatementState::waiting, 16));
  stop();
  refuse(id, {11}, Naming::not_at_all);
  options_.dsa.dry_run = false;
  start();
  ASSERT_TRUE(waits_for(StatementState::sent, 15));
  ASSERT_TRUE(waits_for(StatementState::refused, 1));
  EXPECT_EQ(load(StatementState::refused)[0].owed.puid, report::make_puid(id, 11));
  EXPECT_EQ(load(StatementState::refused)[0].words, "Something is wrong.");
  EXPECT_EQ(database_.batch_sizes(), (std::vector<std::size_t>{16, 8, 8, 4, 2, 2, 1, 1, 4}));
}

TEST_F(DsaTellerTest, WhatWasStoredBeforeAKillCountsAsSentAndTheRestFollows) {
  options_.dsa.dry_run = true;
  start();
  owe(3);
  ASSERT_TRUE(waits_for(StatementState::waiting, 3));
  stop();
  options_.dsa.dry_run = false;
  database_.lose_next_answer();
  start();
  ASSERT_TRUE(wait_until([&] { return database_.stored().size() == 3; }));
  stop();
  EXPECT_EQ(load(StatementState::waiting).size(), 3U) << "nobody here knows that they arrived";
  start();
  owe(2);
  ASSERT_TRUE(waits_for(StatementState::sent, 5));
  EXPECT_EQ(database_.stored().size(), 5U);
  EXPECT_TRUE(load(StatementState::refused).empty());
}

TEST_F(DsaTellerTest, WaitsLongerAfterEachFailureAndLosesNothing) {
  database_.interrupt([](int no) {
    if (no == 1) return mail::http_answer(500);
    if (no == 2) return mail::http_answer(429, "Limit Reached. Please do not overload the API", "Retry-After: 60\r\n");
    return no == 3 ? mail::http_answer(401) : std::string();
  });
  start();
  owe(1);
  const auto has_asked = [&](std::size_t count) {
    return wait_until([&] { return database_.asked().size() == count; });
  };
  ASSERT_TRUE(has_asked(1));
  ASSERT_TRUE(wait_until([&] { return engine_->metrics().dsa.failed == 1; }));
  clock_.move(std::chrono::seconds{1});
  ASSERT_TRUE(has_asked(2));
  ASSERT_TRUE(wait_until([&] { return engine_->metrics().dsa.failed == 2; }));
  clock_.move(std::chrono::seconds{59});
  owe(1);
  ASSERT_TRUE(waits_for(StatementState::waiting, 2)) << "rounds go on meanwhile";
  EXPECT_EQ(database_.asked().size(), 2U) << "as the database wishes";
  clock_.move(std::chrono::seconds{1});
  ASSERT_TRUE(has_asked(3));
  ASSERT_TRUE(wait_until([&] { return engine_->metrics().dsa.failed == 3; }));
  EXPECT_EQ(load(StatementState::waiting).size(), 2U) << "a wrong token is nobody's refusal";
  clock_.move(std::chrono::seconds{5});
  ASSERT_TRUE(waits_for(StatementState::sent, 2));
}

TEST_F(DsaTellerTest, ADryRunMakesStatementsAndSendsNone) {
  options_.dsa.dry_run = true;
  options_.dsa.token_file.clear();
  start();
  const Id id = owe(1);
  ASSERT_TRUE(wait_until([&] { return statements_->load_rendered(10).value().size() == 1; }));
  EXPECT_EQ(Json::parse(load(StatementState::waiting)[0].body).at("puid"), report::make_puid(id, 1));
  stop();
  options_.dsa.settings.account_type = "business";
  start();
  ASSERT_TRUE(wait_until([&] {
    const auto rows = load(StatementState::waiting);
    return rows[0].body.find("ACCOUNT_TYPE_BUSINESS") != std::string::npos;
  })) << "as the settings are now";
  EXPECT_TRUE(database_.asked().empty());
}

TEST_F(DsaTellerTest, WhatIsNotOwedIsNotTold) {
  start();
  const Id indian = must_send(notice({cases::test::item("in")})).case_id;
  cases::Decide by_law = cases::test::decision(cases::Outcome::remove, "IN-NCII-2H");
  decide(indian, by_law);
  const Id reversed = owe(1);
  ASSERT_TRUE(waits_for(StatementState::sent, 1));
  ASSERT_TRUE(act(reversed, cases::Reverse{"it was a film poster"}, cases::test::officer()).ok());
  owe(1);
  ASSERT_TRUE(waits_for(StatementState::sent, 2));
  EXPECT_EQ(database_.stored().size(), 2U) << "neither Indian law in India nor putting back";
}

TEST_F(DsaTellerTest, AFileThatWasLostIsMadeAgainAndOneThatIsNewerThanTheJournalToo) {
  start();
  owe(2);
  ASSERT_TRUE(waits_for(StatementState::sent, 2));
  stop();
  statements_.reset();
  std::filesystem::remove(folder_ / "statements.db");
  statements_ = store::StatementStore::open(folder_).value();
  options_.statements = statements_.get();
  start();
  ASSERT_TRUE(waits_for(StatementState::sent, 2));
  EXPECT_EQ(database_.stored().size(), 2U);
  stop();
  ASSERT_TRUE(statements_->take_in({}, 1'000'000).ok());
  start();
  owe(1);
  ASSERT_TRUE(waits_for(StatementState::sent, 3));
}

TEST_F(DsaTellerTest, StartsOnlyWithATokenAndAnAddressThatNobodyReadsAlong) {
  const auto why = [&] {
    stop();
    store::SqliteOptions sqlite;
    sqlite.path = folder_ / "journal.db";
    sqlite.on_commit_failure = [](const std::string& because) { FAIL() << because; };
    store_ = store::SqliteStore::open(std::move(sqlite)).value();
    const auto started = Engine::start(options_, *store_, clock_, policy_);
    return started.ok() ? "" : started.error().message;
  };
  options_.dsa.token_file = folder_ / "nothing";
  EXPECT_EQ(why(), "'dsa.token_file': " + (folder_ / "nothing").string() + " cannot be read");
  options_.dsa.token_file.clear();
  EXPECT_EQ(why(), "'dsa.token_file' must name the file that holds the token, unless it is a dry run");
  options_.dsa.url = "http://database.example/api/v1";
  EXPECT_EQ(why(), "'dsa.url' must begin with https://");
}

// The plain twin: every event folded from the beginning.
TEST_F(DsaTellerTest, AWalkThroughCasesIsTheFoldUpToTheEndOfTheInstant) {
  options_.dsa.url.clear();
  start();
  std::vector<Id> ids{report_items(3)};
  clock_.move(std::chrono::seconds{5});
  decide(ids[0]);
  clock_.move(std::chrono::seconds{5});
  ids.push_back(owe(2));
  CaseWalk walk(*store_);
  for (const std::size_t which : {0U, 0U, 1U, 0U}) {
    const auto records = store_->load_case(ids[which]).value();
    for (const bool backwards : {false, true}) {
      for (std::size_t i = 0; i < records.size(); ++i) {
        const std::size_t seq = backwards ? records.size() - i : i + 1;
        const Instant at = std::get<cases::Event>(records[seq - 1].body).at;
        cases::Case folded;
        folded.id = ids[which];
        int measure_no = 0;
        for (std::size_t j = 0; j < records.size(); ++j) {
          const auto& event = std::get<cases::Event>(records[j].body);
          const bool orders = std::holds_alternative<cases::MeasureOrdered>(event.body);
          if (orders && j < seq) ++measure_no;
          if (!orders && j + 1 == seq) measure_no = 0;
          if (j < seq || event.at == at) folded = cases::apply(std::move(folded), event);
        }
        const auto walked = walk.go_to(ids[which], seq);
        ASSERT_TRUE(walked.ok());
        EXPECT_TRUE(*walked.value() == folded) << which << "/" << seq;
        EXPECT_EQ(walk.find_measure_no(), measure_no) << which << "/" << seq;
      }
    }
  }
  EXPECT_EQ(walk.go_to(ids[0], 1'000).error().code, Code::not_found);
  EXPECT_EQ(walk.go_to(ids[0], 0).error().code, Code::not_found);
}

}  // namespace
}  // namespace redress::engine::test
