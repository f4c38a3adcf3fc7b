// SPDX-License-Identifier: Apache-2.0
#include "cli/facts_json.hpp"

#include <gtest/gtest.h>

namespace redress::cli {
namespace {

TEST(Facts, AreReadAsTheyAreDocumented) {
  const auto file = parse_facts(R"({"channel":"government_order","harm":"terrorist","jurisdictions":["EU"],
    "sent_at":"2026-11-22T02:00:00Z",
    "order":{"rank":"Joint Secretary","court":"High Court","urls":["https://x.example/1"]},
    "then":[{"at":"2026-11-22T05:00:00Z","what":"clarification_given"},
            {"at":"2026-11-22T03:00:00Z","what":"clarification_asked"}],
    "now":"2026-11-22T06:00:00Z"})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file.value().facts.channel, law::Channel::government_order);
  ASSERT_TRUE(file.value().facts.order.has_value());
  EXPECT_TRUE(file.value().facts.order->court);
  EXPECT_EQ(file.value().facts.then[0].what, law::HappeningKind::clarification_asked);  // in order of time
  EXPECT_TRUE(file.value().warnings.empty());
}

TEST(Facts, AMisspelledKeyIsWarnedAboutAndAWrongWordRefused) {
  const auto warned = parse_facts(
      R"({"channel":"user_complaint","harm":"ncii","jurisdictions":["IN"],"sent_at":"2026-11-22T02:00:00Z",
          "complainnant":"depicted"})");
  ASSERT_TRUE(warned.ok());
  ASSERT_EQ(warned.value().warnings.size(), 1U);
  EXPECT_NE(warned.value().warnings[0].find("complainnant"), std::string::npos);
  for (const char* text :
       {"", "[]", "{}", R"({"channel":"phone"})",
        R"({"channel":"user_complaint","harm":"ncii","jurisdictions":["IN"],"sent_at":"yesterday"})",
        R"({"channel":"user_complaint","harm":"ncii","jurisdictions":"IN","sent_at":"2026-11-22T02:00:00Z"})"}) {
    EXPECT_FALSE(parse_facts(text).ok()) << text;
  }
}

}  // namespace
}  // namespace redress::cli
