// SPDX-License-Identifier: Apache-2.0
#include "media/features_codec.hpp"

#include <gtest/gtest.h>

#include "media/clutter.hpp"

namespace redress::media {
namespace {

Features sample() {
  Features features = find_features(test::make_clutter(7, 320, 200), stored_plan);
  for (Feature& feature : features.list) feature.mirrored_bits = {};
  return features;
}

TEST(FeaturesCodec, WhatIsWrittenIsRead) {
  const Features features = sample();
  ASSERT_GT(features.list.size(), 50U);
  const auto again = parse_features(encode_features(features));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value(), features);
  EXPECT_EQ(parse_features(encode_features(Features{})).value(), Features{});
}

TEST(FeaturesCodec, BytesAreAsDocumented) {
  Features features;
  features.width = 0x0102;
  features.height = 0x0304;
  features.list = {Feature{{0x0005, 0x0006}, 0x0040, 0x3f, {0x0708090a0b0c0d0e, 0, 0, 0xff}, {}}};
  EXPECT_EQ(render_hex(encode_features(features)),
            "020102030400010005000600403f"
            "0708090a0b0c0d0e"
            "00000000000000000000000000000000"
            "00000000000000ff");
}

TEST(FeaturesCodec, AnythingElseIsRefused) {
  const Bytes good = encode_features(sample());
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto parsed = parse_features(ByteView(good).first(size));
    ASSERT_FALSE(parsed.ok()) << size;
    EXPECT_EQ(parsed.error().code, Code::invalid);
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_EQ(parse_features(longer).error().code, Code::invalid);
  Bytes earlier = good;
  earlier[0] = 1;
  EXPECT_EQ(parse_features(earlier).error().code, Code::unsupported);
  Bytes outside = good;
  outside[1] = outside[2] = 0;
  EXPECT_EQ(parse_features(outside).error().code, Code::invalid);
  Bytes turned = good;
  turned[13] = 64;
  EXPECT_EQ(parse_features(turned).error().code, Code::invalid);
  Bytes pointless = good;
  pointless[11] = pointless[12] = 0;
  EXPECT_EQ(parse_features(pointless).error().code, Code::invalid);
}

}  // namespace
}  // namespace redress::media
