// SPDX-License-Identifier: Apache-2.0
#include "server/seal.hpp"

#include <gtest/gtest.h>

#include "server/limit.hpp"

namespace redress::server {
namespace {

const Digest key = sha256("a key");
const Instant now{1'795'312'800'000};
const Instant later = now + Milliseconds{60'000};

TEST(Seal, OpensOnlyWithItsKeyItsPurposeAndInItsTime) {
  const auto seal = make_seal(key, "case", "secret text", later);
  EXPECT_EQ(open_seal(key, "case", seal, now).value(), "secret text");
  EXPECT_EQ(seal.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_FALSE(open_seal(sha256("another"), "case", seal, now).ok());
  EXPECT_FALSE(open_seal(key, "appeal", seal, now).ok());
  EXPECT_FALSE(open_seal(key, "case", seal, later).ok());
  EXPECT_NE(seal, make_seal(key, "case", "secret text", later)) << "each seal has a nonce of its own";
}

TEST(Seal, AnyChangedCharacterBreaksIt) {
  const auto seal = make_seal(key, "case", "text", later);
  for (std::size_t i = 0; i + 1 < seal.size(); ++i) {
    auto changed = seal;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_seal(key, "case", changed, now).ok()) << i;
    EXPECT_FALSE(open_seal(key, "case", seal.substr(0, i), now).ok()) << i;
  }
}

TEST(Seal, AFullTextFits) {
  const std::string full(seal_bytes_max, 'x');
  EXPECT_EQ(open_seal(key, "p", make_seal(key, "p", full, later), now).value(), full);
}

TEST(Csrf, BelongsToOneSession) {
  const auto token = render_csrf(key, "session one");
  EXPECT_TRUE(is_csrf(key, "session one", token));
  EXPECT_FALSE(is_csrf(key, "session two", token));
  EXPECT_FALSE(is_csrf(key, "session one", ""));
}

TEST(Limit, ABucketEmptiesAndFillsAgain) {
  Limit limit({3, 1.0, 100});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("203.0.113.7", now).ok());
  EXPECT_EQ(limit.take("203.0.113.200", now).error().code, Code::exhausted) << "the same /24";
  EXPECT_TRUE(limit.take("203.0.114.7", now).ok()) << "another /24";
  EXPECT_TRUE(limit.take("203.0.113.7", now + Milliseconds{1'000}).ok());
  EXPECT_FALSE(limit.take("203.0.113.7", now + Milliseconds{1'000}).ok());
}

TEST(Limit, AClockThatStepsBackGivesNoTokens) {
  Limit limit({1, 1.0, 100});
  EXPECT_TRUE(limit.take("203.0.113.7", now).ok());
  EXPECT_FALSE(limit.take("203.0.113.7", now - Milliseconds{3'600'000}).ok());
  EXPECT_FALSE(limit.take("203.0.113.7", now).ok());
}

TEST(Limit, NeverHoldsMoreBucketsThanItMay) {
  Limit limit({2, 0.001, 50});
  for (int i = 0; i < 500; ++i) {
    static_cast<void>(limit.take("10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".1", now));
    EXPECT_LE(limit.bucket_count(), 50U);
  }
}

TEST(Limit, NeighbourhoodsAreA24AndA56) {
  EXPECT_EQ(prefix_of("203.0.113.7"), prefix_of("203.0.113.9"));
  EXPECT_EQ(prefix_of("::ffff:203.0.113.7"), prefix_of("203.0.113.9"));
  EXPECT_EQ(prefix_of("2001:db8:1:2::1"), prefix_of("2001:db8:1:ff::9"));
  EXPECT_NE(prefix_of("2001:db8:1:100::1"), prefix_of("2001:db8:1:2::1"));
  EXPECT_EQ(prefix_of("nonsense"), "unknown");
  EXPECT_TRUE(is_loopback("127.0.0.1"));
  EXPECT_TRUE(is_loopback("::1"));
  EXPECT_TRUE(is_loopback("::ffff:127.3.2.1"));
  EXPECT_FALSE(is_loopback("128.0.0.1"));
}

}  // namespace
}  // namespace redress::server
