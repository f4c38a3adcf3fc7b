// SPDX-License-Identifier: Apache-2.0
#include "server/json.hpp"

#include <gtest/gtest.h>

namespace redress::server {
namespace {

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

TEST(ParseJson, ThirtyTwoLevelsAreReadAndThirtyThreeAreNot) {
  EXPECT_TRUE(parse_json(nested(json_depth_max)).ok());
  EXPECT_FALSE(parse_json(nested(json_depth_max + 1)).ok());
  EXPECT_TRUE(parse_json("\"" + nested(40) + "\"").ok()) << "brackets inside a text are text";
}

TEST(ParseJson, AFullMebibyteIsReadAndOneByteMoreIsNot) {
  const std::string full = "\"" + std::string(json_bytes_max - 2, 'a') + "\"";
  EXPECT_TRUE(parse_json(full).ok());
  EXPECT_FALSE(parse_json(full + " ").ok());
}

TEST(ParseJson, ANameThatStandsTwiceIsRefusedAtEveryLevel) {
  EXPECT_FALSE(parse_json(R"({"a":1,"a":2})").ok());
  EXPECT_FALSE(parse_json(R"({"x":[{"a":1,"b":{"c":1},"a":2}]})").ok());
  EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})").ok());
}

TEST(ParseJson, WhatIsNotJsonIsRefusedWithoutRepeatingIt) {
  for (const std::string_view text :
       {"", "{", "{\"secret-of-hers\":", "nul", "{'a':1}", "[1,]", "\"\xff\"", "1e999", "\"\\ud800\"", "{}{}"}) {
    const auto parsed = parse_json(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.error().message.find("secret-of-hers"), std::string::npos);
  }
}

TEST(ObjectReader, EveryFaultHasItsPlaceAndTheKindOfFaultItsStatus) {
  const auto body = parse_json(R"({"t":1,"b":"yes","n":99,"w":"blue","i":"noon","l":["a",2,""],"~/":1})");
  Faults faults;
  ObjectReader reader(body.value(), "#", faults);
  EXPECT_EQ(reader.text("t", 10), "");
  EXPECT_TRUE(reader.boolean("b", true));
  EXPECT_EQ(reader.integer("n", 1, 10, 5), 5);
  EXPECT_FALSE(reader.instant("i"));
  EXPECT_EQ(reader.texts("l", 5, 10), std::vector<std::string>{"a"});
  EXPECT_EQ(reader.required_text("gone", 10), "");
  static_cast<void>(reader.has("w"));
  reader.finish();
  std::vector<std::string> pointers;
  for (const auto& fault : faults.list) pointers.push_back(fault.pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{"#/t", "#/b", "#/n", "#/i", "#/l/1", "#/l/2", "#/gone", "#/~0~1"}));
  EXPECT_EQ(faults.respond().status, 400);
}

TEST(ObjectReader, WrongValuesAloneAre422) {
  const auto body = parse_json(R"({"n":0})");
  Faults faults;
  ObjectReader reader(body.value(), "#", faults);
  static_cast<void>(reader.integer("n", 1, 10, 5));
  EXPECT_EQ(faults.respond().status, 422);
}

TEST(ObjectReader, HugeNumbersAreOutOfRangeAndNotUndefined) {
  const auto body = parse_json(R"({"a":18446744073709551615,"b":-9223372036854775808})");
  Faults faults;
  ObjectReader reader(body.value(), "#", faults);
  EXPECT_EQ(reader.integer("a", 0, 10, 3), 3);
  EXPECT_EQ(reader.integer("b", 0, 10, 3), 3);
  EXPECT_EQ(faults.list.size(), 2U);
}

TEST(Faults, AreNeverMoreThanAPersonWouldRead) {
  Faults faults;
  for (int i = 0; i < 1000; ++i) faults.add_value("#", "x");
  EXPECT_EQ(faults.list.size(), Faults::count_max);
}

TEST(PlainText, ControlCharactersAndBrokenUtf8AreNot) {
  EXPECT_TRUE(is_plain_text("नमस्ते\n\tworld", 100));
  EXPECT_FALSE(is_plain_text(std::string_view("a\0b", 3), 100));
  EXPECT_FALSE(is_plain_text("\x1b[31m", 100));
  EXPECT_FALSE(is_plain_text("\xc0\xaf", 100));
  EXPECT_FALSE(is_plain_text("abc", 2));
}

TEST(Problem, EveryCodeHasOneStatusAndBusyOnesSayWhenToComeBack) {
  EXPECT_EQ(status_of(Code::invalid), 422);
  EXPECT_EQ(status_of(Code::not_found), 404);
  EXPECT_EQ(status_of(Code::conflict), 409);
  EXPECT_EQ(status_of(Code::forbidden), 403);
  EXPECT_EQ(status_of(Code::unsupported), 415);
  for (const auto code : {Code::exhausted, Code::unavailable}) {
    EXPECT_TRUE(http::find_header(problem_of(Error{code, "x"}).headers, "Retry-After").has_value());
  }
  const auto broken = problem_of(Error{Code::corrupt, "row 7 of /var/secret"});
  EXPECT_EQ(broken.status, 500);
  EXPECT_EQ(broken.body.find("secret"), std::string::npos) << "what broke inside is not for a stranger";
}

}  // namespace
}  // namespace redress::server
