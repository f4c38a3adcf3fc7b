// SPDX-License-Identifier: Apache-2.0
#include "store/event_codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "store/event_fields.hpp"
#include "store/event_samples.hpp"

namespace redress::store {
namespace {

std::optional<std::string_view> view(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return *text;
}

TEST(EventCodec, EveryTypeComesBackAsItWas) {
  std::set<std::string> types;
  for (const cases::Event& event : sample_events()) {
    const auto encoded = encode_event(event);
    ASSERT_TRUE(encoded.ok());
    types.insert(encoded.value().type);
    const auto decoded =
        decode_event(encoded.value().type, event.at, encoded.value().body, view(encoded.value().personal));
    ASSERT_TRUE(decoded.ok()) << encoded.value().type << ' ' << encoded.value().body;
    EXPECT_EQ(decoded.value(), event) << encoded.value().body;
  }
  EXPECT_EQ(types.size(), std::variant_size_v<cases::EventBody>);
}

TEST(EventCodec, EmptyFieldsComeBackEmpty) {
  for (cases::Event event : sample_events()) {
    event.by = {};
    std::visit([](auto& body) { body = {}; }, event.body);
    const auto encoded = encode_event(event);
    ASSERT_TRUE(encoded.ok());
    EXPECT_FALSE(encoded.value().personal);
    const auto decoded = decode_event(encoded.value().type, event.at, encoded.value().body, std::nullopt);
    ASSERT_TRUE(decoded.ok()) << encoded.value().type << ' ' << encoded.value().body;
    EXPECT_EQ(decoded.value(), event);
  }
}

TEST(EventCodec, TheBodyNamesNobody) {
  for (const cases::Event& event : sample_events()) {
    const auto encoded = encode_event(event);
    ASSERT_TRUE(encoded.ok());
    for (const char* word : {"it is me", "A.B.", "a@b.example", "the left one", "my words"}) {
      EXPECT_EQ(encoded.value().body.find(word), std::string::npos) << encoded.value().body;
    }
  }
}

TEST(EventCodec, TheBytesAreThoseTheLibraryWouldWrite) {
  std::vector<cases::Event> events = sample_events();
  cases::Decided decided;
  decided.facts = "quotes \" and \\ and \n and \x01 and हिन्दी and 😀 and \x7f";
  events.push_back(cases::Event{Instant{5}, {}, decided});
  for (const cases::Event& event : events) {
    const auto encoded = encode_event(event);
    ASSERT_TRUE(encoded.ok());
    EXPECT_EQ(nlohmann::json::parse(encoded.value().body).dump(), encoded.value().body);
    if (!encoded.value().personal) continue;
    EXPECT_EQ(nlohmann::json::parse(*encoded.value().personal).dump(), *encoded.value().personal);
  }
}

TEST(EventCodec, TheBodyIsCanonical) {
  const cases::Event event{Instant{5}, {}, cases::Claimed{"asha", Instant{1'790'000'000'000}}};
  const auto encoded = encode_event(event);
  ASSERT_TRUE(encoded.ok());
  EXPECT_EQ(encoded.value().body, R"({"by":{"kind":"system"},"data":{"reviewer":"asha","until":1790000000000},"v":1})");
}

TEST(EventCodec, WhatWeWouldNotHaveWrittenIsCorrupt) {
  const auto refused = [](std::string_view type, std::string_view body) {
    const auto decoded = decode_event(type, Instant{5}, body, std::nullopt);
    return !decoded.ok() && decoded.error().code == Code::corrupt;
  };
  EXPECT_FALSE(refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":"a","until":1},"v":1})"));
  EXPECT_TRUE(refused("claim", R"({"by":{"kind":"system"},"data":{"reviewer":"a","until":1},"v":1})"));
  EXPECT_TRUE(refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":"a","until":1},"v":2})"));
  EXPECT_TRUE(refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":"a"},"v":1})"));
  EXPECT_TRUE(refused("claimed", R"({"by":{"kind":"king"},"data":{"reviewer":"a","until":1},"v":1})"));
  EXPECT_TRUE(refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":"a","until":1,"x":1},"v":1})"));
  EXPECT_TRUE(refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":7,"until":1},"v":1})"));
  EXPECT_TRUE(
      refused("claimed", R"({"by":{"kind":"system"},"data":{"reviewer":"a","until":99999999999999999999},"v":1})"));
  EXPECT_TRUE(refused("claimed", "not json"));
  EXPECT_TRUE(refused("claimed", ""));
  EXPECT_TRUE(refused("claimed", "[1,2,3]"));
}

TEST(EventCodec, OneChangedByteNeverCrashes) {
  const std::uint32_t seed = 20'261'122;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (const cases::Event& event : sample_events()) {
    const auto encoded = encode_event(event);
    ASSERT_TRUE(encoded.ok());
    for (int round = 0; round < 300; ++round) {
      std::string body = encoded.value().body;
      body[random() % body.size()] = static_cast<char>(random());
      const auto decoded = decode_event(encoded.value().type, event.at, body, view(encoded.value().personal));
      if (!decoded.ok()) {
        EXPECT_EQ(decoded.error().code, Code::corrupt);
      }
    }
  }
}

TEST(EventCodec, TextThatIsNotUtf8IsRefused) {
  const cases::Event event{Instant{5}, {}, cases::Claimed{"\xff\xfe", Instant{1}}};
  const auto encoded = encode_event(event);
  ASSERT_FALSE(encoded.ok());
  EXPECT_EQ(encoded.error().code, Code::invalid);
}

// Breaks one text of a value after the other.
struct Breaker {
  int wanted = 0;
  int seen = 0;

  template <class T>
  void operator()(std::string_view, T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (seen++ == wanted) value += "\xff";
    } else if constexpr (requires { value.has_value(); }) {
      if (value) (*this)("", *value);
    } else if constexpr (requires { value.begin(); } && !std::is_same_v<T, law::Territory>) {
      for (auto& one : value) (*this)("", one);
    } else if constexpr (requires { fields(*this, value); }) {
      fields(*this, value);
    }
  }
};

TEST(EventCodec, ALookAtTheTextsAloneFindsEveryOneThatIsBroken) {
  int texts = 0;
  for (const cases::Event& event : sample_events()) {
    EXPECT_TRUE(check_texts(event).ok());
    for (int wanted = 0;; ++wanted, ++texts) {
      cases::Event broken = event;
      Breaker breaker{wanted};
      breaker("", broken.by);
      std::visit(
          [&](auto& body) {
            breaker("", body);
            if constexpr (requires { body.personal; }) breaker("", body.personal);
          },
          broken.body);
      if (breaker.seen <= wanted) break;
      EXPECT_FALSE(check_texts(broken).ok()) << wanted;
      EXPECT_FALSE(encode_event(broken).ok()) << wanted;
    }
  }
  EXPECT_GT(texts, 80);
}

TEST(EventCodec, AContentComesBackAsItWas) {
  const Content content{"c1", {"https://a.example/1"}, "u", "IN", "image", "aa", "bb", "cc", 70, Instant{42}};
  const auto encoded = encode_content(content);
  ASSERT_TRUE(encoded.ok());
  const auto decoded = decode_content(Instant{42}, encoded.value().body);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value(), content);
}

}  // namespace
}  // namespace redress::store
