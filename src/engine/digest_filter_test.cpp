// SPDX-License-Identifier: Apache-2.0
#include "engine/digest_filter.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace redress::engine {
namespace {

Digest digest_of(int number) { return sha256("digest " + std::to_string(number)); }

TEST(DigestFilter, KnowsAllThatWasPutAndHardlyAnythingElse) {
  constexpr int count = 20'000;
  DigestFilter filter(count);
  EXPECT_FALSE(filter.may_have(digest_of(0)));
  for (int i = 0; i < count; ++i) filter.put(digest_of(i));
  int wrong = 0;
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(filter.may_have(digest_of(i))) << i;
    wrong += filter.may_have(digest_of(count + i)) ? 1 : 0;
  }
  // 13 are expected (1 in 1,500), the same ones each time.
  EXPECT_LT(wrong, 30);
}

TEST(DigestFilter, FullOnlySaysYesMoreOften) {
  DigestFilter filter(0);
  for (int i = 0; i < 1'000; ++i) filter.put(md5(digest_of(i)));
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(filter.may_have(md5(digest_of(i))));
}

}  // namespace
}  // namespace redress::engine
