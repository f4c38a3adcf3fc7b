// SPDX-License-Identifier: Apache-2.0
// report/letter_test.cpp — every letter of a few stories, in every language, beside what is committed; and who gets it.
#include "report/letter.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "cases/test_case.hpp"
#include "report/statement_of_reasons.hpp"

namespace redress::report {
namespace {

namespace test = cases::test;
using test::TestCase;

const LetterContext letter_context{"7Q4M-2KXD", "https://redress.example"};
const StatementContext statement_context{"7Q4M-2KXD", "https://redress.example", "AAAA-BBBB-CCCC",
                                         std::chrono::hours{2}};

Messages load() {
  auto loaded = Messages::load();
  EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
  return std::move(loaded).value();
}

struct Sent {
  cases::Event event;
  cases::Case after;
  Addressee addressee;
};

std::vector<Sent> list_sent(const TestCase& one) {
  std::vector<Sent> sent;
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    const cases::Event& event = one.events[i];
    const cases::Case state = settle(one.events, i + 1);
    for (const Addressee& addressee : find_addressees(event, state)) {
      EXPECT_TRUE(may_be_news(event.body));
      sent.push_back({event, state, addressee});
    }
  }
  return sent;
}

std::vector<LetterKind> list_kinds(const TestCase& one, int notice_no = 1) {
  std::vector<LetterKind> kinds;
  for (const Sent& sent : list_sent(one)) {
    if (sent.addressee.notice_no == notice_no) kinds.push_back(sent.addressee.kind);
  }
  return kinds;
}

TestCase reported() {
  TestCase one;
  one.send(test::complaint({"IN"}, {test::item("1")}), test::reporter());
  return one;
}

TestCase decided(cases::Outcome outcome) {
  TestCase one = reported();
  one.now = test::sunday_night + test::minutes{40};
  one.send(test::decision(outcome, "IN-NCII-2H", "Rule 3(2)(b), IT Rules 2021"));
  one.acknowledge();
  return one;
}

TestCase put_back_on_appeal() {
  TestCase one = decided(cases::Outcome::remove);
  one.send(cases::Appeal{cases::AppealBy::uploader, {"news"}, "it is news"}, test::uploader());
  one.send(cases::DecideAppeal{1, cases::AppealOutcome::upheld, "it is news", std::nullopt}, test::reviewer("ben"));
  return one;
}

TestCase objection_answered(cases::AppealOutcome outcome) {
  TestCase one = decided(cases::Outcome::reject);
  one.send(cases::Appeal{cases::AppealBy::complainant, {}, "that is me"}, test::reporter());
  std::optional<cases::Decide> instead;
  if (outcome == cases::AppealOutcome::upheld) {
    instead = test::decision(cases::Outcome::remove, "IN-NCII-2H", "Rule 3(2)(b), IT Rules 2021");
  }
  one.send(cases::DecideAppeal{1, outcome, "looked at again", instead}, test::reviewer("ben"));
  return one;
}

TestCase sent_back() {
  TestCase one;
  auto order = test::indian_order({test::item("1")});
  order.facts.order->reasons.clear();
  one.send(order, test::authority());
  return one;
}

TestCase asked() {
  TestCase one = reported();
  one.send(cases::AskClarification{"Which of the two people is you?"});
  return one;
}

// The duty acts when its time runs short; nobody confirms that, and it lifts.
TestCase lifted() {
  TestCase one;
  one.send(test::complaint({"IN"}, {test::item("1"), test::item("2")}), test::reporter());
  one.pass(test::hours{30});
  return one;
}

std::string render_all(const Messages& messages, const Language& language) {
  std::string page;
  const auto add_letters = [&](const std::string& story, const TestCase& one) {
    for (const Sent& sent : list_sent(one)) {
      const Letter letter = render_letter(messages, language, sent.event, sent.after, sent.addressee, letter_context);
      if (page.find(letter.text) != std::string::npos) continue;  // as in a story before
      page += "=== " + story + "\n" + letter.subject + "\n\n" + letter.text + "\n";
    }
  };
  const auto add_statements = [&](const std::string& story, const TestCase& one) {
    for (const cases::Measure& measure : one.state.measures) {
      const auto letter = render_statement_of_reasons(messages, language, one.state, measure.no, statement_context);
      if (!letter.ok()) continue;  // replaced by a later one
      page += "=== to the uploader: " + story + "\n" + letter.value().subject + "\n\n" + letter.value().text + "\n";
    }
  };
  add_letters("taken down", decided(cases::Outcome::remove));
  add_letters("not taken down", decided(cases::Outcome::reject));
  add_letters("asked", asked());
  add_letters("put back", put_back_on_appeal());
  add_letters("objection upheld", objection_answered(cases::AppealOutcome::upheld));
  add_letters("objection rejected", objection_answered(cases::AppealOutcome::rejected));
  add_letters("order sent back", sent_back());
  add_letters("precaution lifted", lifted());
  add_statements("taken down", decided(cases::Outcome::remove));
  add_statements("labelled", decided(cases::Outcome::label));
  add_statements("put back", put_back_on_appeal());
  TestCase interim = reported();
  interim.pass(test::minutes{119});
  add_statements("precaution", interim);
  return page;
}

TEST(Letters, ReadInEveryLanguageAsCommitted) {
  const Messages messages = load();
  for (const Language& language : messages.languages()) {
    const std::string path = "tests/golden/letters." + language.code + ".txt";
    const std::string page = render_all(messages, language);
    if (std::getenv("REDRESS_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << page;
      continue;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string committed{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(committed == page)
        << path << " differs: if the change is meant, ./dev golden --update rewrites it; read it again";
  }
}

TEST(Letters, FollowOneRequestFromItsReceiptToItsEnd) {
  using enum LetterKind;
  EXPECT_EQ(list_kinds(decided(cases::Outcome::remove)), (std::vector{acknowledgement, outcome}));
  EXPECT_EQ(list_kinds(asked()), (std::vector{acknowledgement, question}));
  EXPECT_EQ(list_kinds(put_back_on_appeal()), (std::vector{acknowledgement, outcome, put_back}));
  EXPECT_EQ(list_kinds(objection_answered(cases::AppealOutcome::upheld)),
            (std::vector{acknowledgement, outcome, answer, outcome}));
  EXPECT_EQ(list_kinds(objection_answered(cases::AppealOutcome::rejected)),
            (std::vector{acknowledgement, outcome, answer}));
  EXPECT_EQ(list_kinds(sent_back()), (std::vector{acknowledgement}));
  EXPECT_EQ(list_kinds(lifted()), (std::vector{acknowledgement, put_back})) << "two items, one letter";
}

TEST(Letters, GoToEverySenderButOneWhoWithdrew) {
  TestCase one = reported();
  one.send(test::complaint({"IN"}, {}, test::sunday_night), test::reporter());
  one.send(test::complaint({"IN"}, {}, test::sunday_night), test::reporter());
  one.send(cases::WithdrawNotice{2}, test::reporter());
  const cases::Event decision{one.now, test::reviewer(), cases::Decided{}};
  EXPECT_EQ(find_addressees(decision, one.state),
            (std::vector<Addressee>{{1, LetterKind::outcome}, {3, LetterKind::outcome}}));
}

TEST(Letters, AMatchOfOurOwnHasNobodyToWriteTo) {
  TestCase one;
  auto match = test::complaint({"IN"}, {test::item("1")});
  match.facts.kind = cases::NoticeKind::match;
  match.facts.channel = law::Channel::own_detection;
  match.facts.complainant = law::Complainant::none;
  one.send(match, cases::Actor{});
  EXPECT_TRUE(list_sent(one).empty());
}

TEST(Letters, SayNeitherWhatNorWhere) {
  const Messages messages = load();
  for (const Language& language : messages.languages()) {
    for (const Sent& sent : list_sent(put_back_on_appeal())) {
      const Letter letter = render_letter(messages, language, sent.event, sent.after, sent.addressee, letter_context);
      EXPECT_EQ(letter.text.find("host.example"), std::string::npos) << language.code;
      EXPECT_EQ(letter.text.find("it is news"), std::string::npos) << language.code;
      EXPECT_EQ(letter.text.find("without consent"), std::string::npos) << language.code;
      EXPECT_EQ(letter.subject.find("7Q4M"), std::string::npos) << language.code;
    }
  }
}

TEST(StatementOfReasons, OfAMeasureThatWasReplacedNamesTheNewOne) {
  const Messages messages = load();
  const TestCase one = put_back_on_appeal();
  const auto& english = messages.find("en");
  const auto old = render_statement_of_reasons(messages, english, one.state, 1, statement_context);
  ASSERT_FALSE(old.ok());
  EXPECT_EQ(old.error().message, "measure 1 was replaced by measure 2: ask for the statement of that one");
  EXPECT_EQ(render_statement_of_reasons(messages, english, one.state, 3, statement_context).error().code,
            Code::not_found);
  EXPECT_EQ(render_statement_of_reasons(messages, english, one.state, 0, statement_context).error().code,
            Code::not_found);
}

}  // namespace
}  // namespace redress::report
