// SPDX-License-Identifier: Apache-2.0
#include "server/json_notice.hpp"

#include <gtest/gtest.h>

#include "server/json_command.hpp"

namespace redress::server {
namespace {

const Instant now = parse_instant("2026-11-22T02:00:00Z").value();

Json good() {
  return Json::parse(R"json({
    "channel": "user_complaint", "complainant": "depicted", "harm": "ncii_synthetic", "jurisdictions": ["IN"],
    "items": [{"url": "HTTPS://Host.Example:443/p/1#x"}, {"content_id": "abc"}],
    "statement": "free words", "good_faith": true, "signature": "A.", "language": "hi",
    "contact": {"email": "a@b.example"}, "sent_at": "2026-11-22T01:59:00Z", "limbs": ["3(1)(b)(ii)"]})json");
}

struct Row {
  std::string change;   // a JSON merge patch
  std::string pointer;  // of the first fault
  int status;
};

const std::vector<Row> rows{
    {R"({"harm":"revenge"})", "#/harm", 422},
    {R"({"harm":null})", "#/harm", 422},
    {R"({"harm":7})", "#/harm", 400},
    {R"({"channel":"post"})", "#/channel", 422},
    {R"({"complainant":"me"})", "#/complainant", 422},
    {R"({"jurisdictions":["India"]})", "#/jurisdictions/0", 422},
    {R"({"jurisdictions":["IN","XX"]})", "#/jurisdictions/1", 422},
    {R"({"jurisdictions":[]})", "#/jurisdictions", 422},
    {R"({"jurisdictions":"IN"})", "#/jurisdictions", 400},
    {R"({"jurisdictions":null})", "#/jurisdictions", 422},
    {R"({"items":[]})", "#/items", 422},
    {R"({"items":null})", "#/items", 422},
    {R"({"items":7})", "#/items", 400},
    {R"({"items":[{"url":"javascript:alert"}]})", "#/items/0/url", 422},
    {R"({"items":[{"url":"https://h.example/a"},{}]})", "#/items/1/url", 422},
    {R"({"items":[7]})", "#/items/0", 400},
    {R"({"items":[{"url":"https://a.example/","x":1}]})", "#/items/0/x", 422},
    {R"({"good_faith":"yes"})", "#/good_faith", 400},
    {R"({"language":"not a tag"})", "#/language", 422},
    {R"({"contact":{"email":"nobody"}})", "#/contact/email", 422},
    {R"({"contact":"x"})", "#/contact", 400},
    {R"({"contact":{"safe_time":"night"}})", "#/contact/safe_time", 422},
    {R"({"contact":{"safe_time":9}})", "#/contact/safe_time", 400},
    {R"({"contact":{"safe_time":"day","zone":"Mars/Olympus"}})", "#/contact/zone", 422},
    {R"({"contact":{"zone":"GMT+05:30"}})", "#/contact/zone", 422},
    {R"({"sent_at":"yesterday"})", "#/sent_at", 422},
    {R"({"sent_at":"2026-11-22T02:00:00"})", "#/sent_at", 422},
    {R"({"sent_at":"2026-11-23T02:00:00Z"})", "#/sent_at", 422},
    {R"({"limbs":[1]})", "#/limbs/0", 400},
    {R"({"priority":"high"})", "#/priority", 422},
    {R"({"order":{"issuer":"x"}})", "#/order", 422},
    {R"({"statement":"\u0007"})", "#/statement", 422},
};

TEST(ParseNotice, EveryFaultNamesItsPlace) {
  for (const auto& row : rows) {
    auto body = good();
    body.merge_patch(Json::parse(row.change));
    Faults faults;
    static_cast<void>(parse_notice(body, now, faults));
    ASSERT_FALSE(faults.is_empty()) << row.change;
    EXPECT_EQ(faults.list.front().pointer, row.pointer) << row.change;
    EXPECT_EQ(faults.respond().status, row.status) << row.change;
  }
}

TEST(ParseNotice, ReadsEveryFieldOfTheContract) {
  Faults faults;
  const auto notice = parse_notice(good(), now, faults);
  ASSERT_TRUE(faults.is_empty()) << faults.list.front().pointer << " " << faults.list.front().detail;
  EXPECT_EQ(notice.facts.harm, law::Harm::ncii_synthetic);
  EXPECT_EQ(notice.facts.entered_at, now);
  EXPECT_EQ(render_instant(notice.facts.sent_at), "2026-11-22T01:59:00Z");
  EXPECT_EQ(notice.items.at(0).urls.at(0), "https://host.example/p/1") << "one spelling";
  EXPECT_EQ(notice.items.at(1).content_id, "abc");
  EXPECT_TRUE(notice.facts.is_signed);
  EXPECT_EQ(notice.personal.email, "a@b.example");
  EXPECT_EQ(notice.actor.kind, cases::ActorKind::reporter);
}

TEST(ParseNotice, SaysWhenAnEmailIsSafeAndKeepsAZoneOnlyForHours) {
  const auto read = [](const char* contact) {
    auto body = good();
    body["contact"].merge_patch(Json::parse(contact));
    Faults faults;
    auto personal = parse_notice(body, now, faults).personal;
    EXPECT_TRUE(faults.is_empty()) << contact;
    return personal;
  };
  EXPECT_EQ(read("{}").safe_time, cases::SafeTime::any);
  const auto evening = read(R"({"safe_time":"evening","zone":"America/Chicago"})");
  EXPECT_EQ(evening.safe_time, cases::SafeTime::evening);
  EXPECT_EQ(evening.zone, "America/Chicago") << "whoever calls vouches for it, whatever the law";
  EXPECT_EQ(read(R"({"safe_time":"ask","zone":"Asia/Kolkata"})").zone, "");
  EXPECT_EQ(read(R"({"safe_time":"ask"})").safe_time, cases::SafeTime::ask);
  EXPECT_EQ(read(R"({"zone":"Asia/Kolkata"})").zone, "");
}

TEST(ParseNotice, AZoneOfSixtyFourBytesIsRead) {
  for (const std::size_t bytes : {64U, 65U}) {
    auto body = good();
    body["contact"]["zone"] = std::string(bytes, 'A');
    Faults faults;
    static_cast<void>(parse_notice(body, now, faults));
    ASSERT_FALSE(faults.is_empty());
    EXPECT_EQ(faults.list.front().detail.find("IANA") != std::string::npos, bytes == 64) << bytes;
  }
}

TEST(ParseNotice, TwoHundredItemsAreTakenAndOneMoreIsNot) {
  auto body = good();
  body["items"] = Json::array();
  for (std::size_t i = 0; i < item_count_max; ++i) body["items"].push_back({{"content_id", std::to_string(i)}});
  Faults faults;
  EXPECT_EQ(parse_notice(body, now, faults).items.size(), item_count_max);
  EXPECT_TRUE(faults.is_empty());
  body["items"].push_back({{"content_id", "last"}});
  static_cast<void>(parse_notice(body, now, faults));
  EXPECT_FALSE(faults.is_empty());
}

TEST(ParseNotice, AFaultNeverRepeatsWhatWasSent) {
  auto body = good();
  body["items"][0]["url"] = "https://user:pw@secret.example/her-name";
  body["harm"] = "her-name";
  body["contact"]["email"] = "her-name";
  Faults faults;
  static_cast<void>(parse_notice(body, now, faults));
  EXPECT_EQ(faults.respond().body.find("her-name"), std::string::npos);
}

TEST(ParseOrder, WhatAnOrderLacksIsADefectAndNotAFault) {
  Faults faults;
  const auto order = parse_order(Json::parse(R"({"harm":"ncii","jurisdictions":["IN"],
      "order":{"urls":["https://h.example/1"]}})"),
                                 now, faults);
  EXPECT_TRUE(faults.is_empty());
  EXPECT_EQ(order.facts.kind, cases::NoticeKind::order);
  EXPECT_EQ(order.items.size(), 1U) << "the order's own addresses are its items";
  static_cast<void>(parse_order(Json::parse(R"({"harm":"ncii","jurisdictions":["IN"]})"), now, faults));
  EXPECT_EQ(faults.list.front().pointer, "#/order");
}

TEST(Words, JurisdictionsLanguagesAndAddresses) {
  for (const auto* code : {"IN", "EU", "US-CA", "CA-BC", "GB"}) EXPECT_TRUE(is_jurisdiction(code)) << code;
  for (const auto* code : {"", "in", "XX", "IND", "US-", "US-CALI", "EU-DE"})
    EXPECT_FALSE(is_jurisdiction(code)) << code;
  for (const auto* tag : {"hi", "pt-BR", "sat", "zh-Hant-TW"}) EXPECT_TRUE(is_language(tag)) << tag;
  for (const auto* tag : {"", "h", "hi-", "-hi", "123", "hi_IN", "toolonglang"}) EXPECT_FALSE(is_language(tag)) << tag;
  for (const auto* text : {"", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\n"}) EXPECT_FALSE(is_email(text)) << text;
}

TEST(ParseCommand, ReadsWhatStaffMaySay) {
  Faults faults;
  const auto command = parse_command("decide",
                                     Json::parse(
                                         R"({"outcome":"remove","ground":{"duty":"IN-NCII-2H"},"facts":"f",
                                             "reasons":"r","territory":["IN"],"items":[2]})"),
                                     faults);
  ASSERT_TRUE(faults.is_empty());
  const auto& decide = std::get<cases::Decide>(command);
  EXPECT_EQ(decide.outcome, cases::Outcome::remove);
  EXPECT_EQ(decide.item_nos, std::vector<int>{2});
  EXPECT_EQ(decide.territory.countries, std::vector<std::string>{"IN"});
  for (const auto action : list_actions()) {
    Faults of_unknown;
    static_cast<void>(parse_command(action, Json{{"surprise", 1}}, of_unknown));
    EXPECT_FALSE(of_unknown.is_empty()) << action;
  }
}

TEST(ParseCommand, TheLawsOwnCitationIsFilledIn) {
  cases::Case state;
  state.clocks.emplace_back().duty = "IN-NCII-2H";
  state.clocks.back().provision = "Rule 3(2)(b)";
  cases::Decide decide;
  decide.ground.duty = "IN-NCII-2H";
  cases::Command command = decide;
  complete_grounds(state, command);
  EXPECT_EQ(std::get<cases::Decide>(command).ground.provision, "Rule 3(2)(b)");
}

TEST(MeasureMove, APlatformMayOnlyAcknowledge) {
  Faults faults;
  EXPECT_EQ(parse_measure_move({{"state", "acknowledged"}}, 1, faults).state, cases::MeasureState::acknowledged);
  EXPECT_TRUE(faults.is_empty());
  static_cast<void>(parse_measure_move({{"state", "verified"}}, 1, faults));
  EXPECT_FALSE(faults.is_empty());
}

}  // namespace
}  // namespace redress::server
