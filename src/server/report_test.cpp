// SPDX-License-Identifier: Apache-2.0
// server/report_test.cpp — /report, question by question, as a browser without JavaScript goes through it.
#include <gtest/gtest.h>

#include "server/report_draft.hpp"
#include "server/report_steps.hpp"
#include "server/test_person.hpp"

namespace redress::server {
namespace {

constexpr std::size_t page_bytes_max = 50'000;
const std::string pdq_text(64, 'c');

http::Fields fields_of(const Answers& answers) {
  http::Fields fields;
  for (const auto& [name, value] : answers) fields.push_back({name, value});
  return fields;
}

TEST(Report, QuestionsFileANoticeAndShowTheCodesOnceTheDeadlineAndWhoHelps) {
  TestServer server;
  Person person(server);
  answer_all(person);
  const auto check = person.get("/report/check");
  EXPECT_NE(check.body.find("https://host.example/p/2"), std::string::npos);
  const auto posted = person.post("/report");
  ASSERT_EQ(posted.status, 303) << posted.body;
  EXPECT_EQ(posted.header("Location"), "/report/done") << "no secret in an address";
  EXPECT_FALSE(person.has_cookie("redress_draft")) << "what was sent is no longer kept";
  const auto done = person.get("/report/done");
  EXPECT_NE(done.body.find("09:30"), std::string::npos) << "02:00 UTC and two hours, in India";
  EXPECT_NE(done.body.find("India Standard Time"), std::string::npos);
  EXPECT_NE(done.body.find(">1930<"), std::string::npos) << "help lines of the country";
  EXPECT_EQ(done.body.find("911"), done.body.find("911 in the United States"));
  EXPECT_EQ(server.get("/report/done").status, 410);
  const auto id = server.engine_->events().load_queue(1).value().at(0).case_id;
  const auto state = server.engine_->load_case(id).value();
  EXPECT_EQ(state.items.size(), 2U);
  EXPECT_EQ(state.notices.at(0).facts.harm, law::Harm::ncii_synthetic);
  EXPECT_TRUE(state.notices.at(0).facts.good_faith);
  server.clock_.advance(std::chrono::hours{1});
  EXPECT_EQ(person.get("/report/done").status, 410);
}

TEST(Report, EveryPageIsSmallAsksOneQuestionAndComesInEveryLanguage) {
  TestServer server;
  Person person(server);
  answer_all(person);
  for (const std::string step : {"who", "age", "what", "made", "where", "country", "words", "reach", "sign", "check"}) {
    for (const std::string language : {"en", "hi"}) {
      const auto page = person.get("/report/" + step + "?lang=" + language);
      ASSERT_EQ(page.status, 200) << step;
      EXPECT_LT(page.body.size(), page_bytes_max) << step;
      EXPECT_EQ(page.body.find("<h1>"), page.body.rfind("<h1>")) << step;
      EXPECT_EQ(page.body.find("[["), std::string::npos) << step;
      EXPECT_EQ(page.body.find("style=\""), std::string::npos) << step;
    }
  }
  EXPECT_EQ(person.get("/report/nothing").status, 404);
  EXPECT_EQ(person.post("/report/check", {{"who", "me"}}).status, 404);
}

TEST(Report, WhatIsMissingIsSaidAndWhatWasWrittenIsKept) {
  TestServer server;
  Person person(server);
  EXPECT_EQ(person.post("/report/who").status, 422);
  person.answer("who", {{"who", "me"}});
  const auto answer = person.post("/report/where", {{"urls", "host/p"}, {"place", "<script>alert(1)</script>"}});
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("href=\"#urls\""), std::string::npos);
  EXPECT_NE(answer.body.find("Line 1"), std::string::npos);
  EXPECT_NE(answer.body.find("&lt;script&gt;alert(1)"), std::string::npos);
  EXPECT_EQ(answer.body.find("<script>"), std::string::npos);
  EXPECT_NE(person.get("/report/who").body.find("value=\"me\" checked"), std::string::npos)
      << "the answer before stands";
}

TEST(Report, BackShowsTheAnswerAndTheCheckChangesOneAlone) {
  TestServer server;
  Person person(server);
  answer_all(person);
  EXPECT_NE(person.get("/report/made").body.find("value=\"ai\" checked"), std::string::npos);
  EXPECT_NE(person.get("/report/made").body.find("href=\"/report/what\""), std::string::npos) << "the way back";
  EXPECT_NE(person.get("/report/made?then=check").body.find("name=\"then\" value=\"check\""), std::string::npos);
  EXPECT_EQ(person.answer("made", {{"made", "real"}, {"then", "check"}}), "/report/check");
  EXPECT_EQ(person.answer("who", {{"who", "asked"}, {"then", "check"}}), "/report/sign") << "one who was asked says so";
  EXPECT_EQ(person.post("/report").header("Location"), "/report/sign") << "nothing is sent half answered";
  EXPECT_EQ(person.answer("sign", {{"good_faith", "yes"}, {"asked", "yes"}, {"signature", "A."}, {"then", "check"}}),
            "/report/check");
}

TEST(Report, WithoutCookiesOrAfterADayItSaysSoAndStartsAgain) {
  TestServer server;
  EXPECT_EQ(server.get("/report/what").header("Location"), "/report/who?lost=1");
  EXPECT_EQ(server.post_form("/report/what", "what=threat").header("Location"), "/report/who?lost=1");
  EXPECT_EQ(server.post_form("/report", "").header("Location"), "/report/who?lost=1");
  EXPECT_NE(server.get("/report/who?lost=1").body.find("Your earlier answers are gone"), std::string::npos);
  Person person(server);
  answer_all(person);
  server.clock_.advance(std::chrono::hours{23});
  EXPECT_EQ(person.get("/report/check").status, 200);
  server.clock_.advance(std::chrono::hours{2});
  EXPECT_EQ(person.get("/report/check").header("Location"), "/report/who?lost=1");
}

TEST(Report, LeavingDeletesTheAnswers) {
  TestServer server;
  Person person(server);
  answer_all(person);
  ASSERT_TRUE(person.has_cookie("redress_draft"));
  person.get("/leave");
  EXPECT_FALSE(person.has_cookie("redress_draft"));
}

TEST(Report, PressedTwiceFilesOnce) {
  TestServer server;
  Person person(server);
  answer_all(person);
  const auto cookies = person.cookies();
  ASSERT_EQ(server.post_form("/report", "", cookies).status, 303);
  ASSERT_EQ(server.post_form("/report", "", cookies).status, 303);
  const auto id = server.engine_->events().load_queue(1).value().at(0).case_id;
  EXPECT_EQ(server.engine_->load_case(id).value().notices.size(), 1U);
}

TEST(Report, TheLinkMayBeLostAndTheFingerprintStandsInItsPlace) {
  TestServer server;
  Person person(server);
  answer_all(person);
  EXPECT_EQ(person.post("/report/where", {{"lost", "yes"}}).status, 422) << "a word about where is needed then";
  EXPECT_EQ(person.answer("where", {{"lost", "yes"}, {"place", "in a group of the app"}, {"script", "yes"}}),
            "/report/picture");
  EXPECT_EQ(person.post("/report/picture", {{"pdq", "not hex"}}).status, 422);
  const auto page = person.get("/report/picture");
  EXPECT_NE(page.header("Content-Security-Policy").find("'wasm-unsafe-eval'"), std::string::npos);
  EXPECT_EQ(page.body.find("name=\"file\""), std::string::npos) << "the picture's field has no name to be sent under";
  EXPECT_EQ(person.answer("picture", {{"pdq", pdq_text}, {"pdq_quality", "93"}}), "/report/country");
  ASSERT_EQ(person.post("/report").status, 303);
  const auto id = server.engine_->events().load_queue(1).value().at(0).case_id;
  const auto state = server.engine_->load_case(id).value();
  ASSERT_EQ(state.items.size(), 1U);
  EXPECT_EQ(state.items[0].facts.pdq, pdq_text);
  EXPECT_EQ(state.items[0].facts.pdq_quality, 93);
  EXPECT_TRUE(state.items[0].facts.urls.empty());
}

TEST(Report, NeitherALinkNorAFingerprintStillOpensACase) {
  TestServer server;
  Person person(server);
  answer_all(person);
  person.answer("where", {{"lost", "yes"}, {"place", "the account is called x"}});
  ASSERT_EQ(person.post("/report").status, 303);
  EXPECT_EQ(person.get("/report/done").status, 200);
}

TEST(Report, AChildsPictureIsNeverAskedFor) {
  for (const auto& answers : {Answers{{"who", "child"}}, Answers{{"who", "me"}, {"age", "child"}}}) {
    auto fields = fields_of(answers);
    fields.push_back({"what", "intimate"});
    fields.push_back({"script", "yes"});
    for (const auto step : list_steps(fields)) EXPECT_NE(step, "picture");
    EXPECT_EQ(read_report(fields).notice.facts.harm, law::Harm::csam);
  }
}

TEST(Report, AnswersThatDoNotFitAreRefusedAndNothingIsLost) {
  TestServer server;
  Person person(server);
  answer_all(person);
  // Random words: what repeats itself would deflate to nothing.
  std::string words;
  std::uint32_t state = 7;
  std::cout << "seed 7\n";
  while (words.size() < 12'000) words.push_back(static_cast<char>('a' + (state = state * 1664525 + 1013904223) % 26));
  const auto answer = person.post("/report/words", {{"statement", words}});
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("too long for one report"), std::string::npos);
  EXPECT_NE(answer.body.find(words), std::string::npos);
  EXPECT_EQ(person.get("/report/check").status, 200) << "the words before stand";
  EXPECT_EQ(person.answer("words", {{"statement", words.substr(0, 3'000)}}), "/report/reach") << "two cookies hold it";
  EXPECT_TRUE(person.has_cookie("redress_draft2"));
  EXPECT_NE(person.get("/report/words").body.find(words.substr(0, 3'000)), std::string::npos);
}

cases::Personal read_safe(const std::string& safe, const std::string& zone, const std::string& country = "IN") {
  const auto read = read_report(fields_of({{"who", "me"},
                                           {"age", "adult"},
                                           {"what", "threat"},
                                           {"urls", "https://host.example/1"},
                                           {"country", country},
                                           {"statement", "mine"},
                                           {"reach", "email"},
                                           {"email", "x@y.example"},
                                           {"safe", safe},
                                           {"safe_words", "not at home"},
                                           {"zone", zone},
                                           {"good_faith", "yes"},
                                           {"signature", "B"}}));
  EXPECT_TRUE(read.faults.empty()) << "a zone is never the person's fault";
  EXPECT_EQ(read.notice.personal.email, "x@y.example");
  return read.notice.personal;
}

TEST(Report, HerOwnWordsOnWhenItIsSafeReachTheReviewerAndAskForAPerson) {
  const auto personal = read_safe("words", "Asia/Kolkata");
  EXPECT_EQ(personal.statement, "mine\n[safe to write: not at home]");
  EXPECT_EQ(personal.safe_time, cases::SafeTime::ask);
  EXPECT_EQ(personal.zone, "") << "words are read by no clock";
}

TEST(Report, AChoiceOfHoursIsKeptWithTheZoneTheyAreReadIn) {
  const auto day = read_safe("day", "Asia/Kolkata");
  EXPECT_EQ(day.safe_time, cases::SafeTime::day);
  EXPECT_EQ(day.zone, "Asia/Kolkata");
  EXPECT_EQ(day.statement, "mine") << "a choice is no longer among the words";
  EXPECT_EQ(read_safe("evening", "Asia/Calcutta").zone, "Asia/Calcutta") << "as some browsers still call it";
  EXPECT_EQ(read_safe("evening", "America/Chicago", "US").safe_time, cases::SafeTime::evening);
  EXPECT_EQ(read_safe("any", "Asia/Kolkata"), (cases::Personal{"mine", "B", "x@y.example"}));
}

TEST(Report, AZoneThatIsNoneOrOfAnotherCountryIsNotKept) {
  for (const std::string zone : {"", "UTC", "Atlantic/Reykjavik", "GMT+05:30", "Mars/Olympus", "<b>", "asia/kolkata"}) {
    EXPECT_EQ(read_safe("day", zone).zone, "") << zone;
  }
  EXPECT_EQ(read_safe("day", std::string(10'000, 'A')).zone, "");
  EXPECT_EQ(read_safe("day", "Asia/Kolkata", "US").zone, "");
}

TEST(Report, ThePageOfTheAddressTakesTheZoneFromAScriptOfOursAndDoesWithoutIt) {
  TestServer server;
  Person person(server);
  answer_all(person);
  const auto page = person.get("/report/reach");
  EXPECT_NE(page.body.find("<script type=\"module\" src=\"/assets/device/zone.js\"></script>"), std::string::npos);
  EXPECT_NE(page.header("Content-Security-Policy").find("script-src 'self'"), std::string::npos);
  EXPECT_NE(page.body.find("Only in the evening, 18:00 to 21:00"), std::string::npos);
  EXPECT_EQ(value_of(page.body, "zone"), "") << "what a browser without script sends";
  const auto script = server.get("/assets/device/zone.js");
  EXPECT_EQ(script.header("Content-Type"), "text/javascript; charset=utf-8");
  const Answers evening{{"reach", "email"}, {"email", "x@y.example"}, {"safe", "evening"}, {"zone", "Asia/Kolkata"}};
  EXPECT_EQ(person.answer("reach", evening), "/report/sign");
  EXPECT_EQ(value_of(person.get("/report/reach").body, "zone"), "Asia/Kolkata");
}

TEST(Report, ANoticeKeepsNoAddressWhenThePersonChoseThePageAlone) {
  const auto read = read_report(fields_of({{"reach", "page"}, {"email", "left@over.example"}}));
  EXPECT_EQ(read.notice.personal.email, "");
}

}  // namespace
}  // namespace redress::server
