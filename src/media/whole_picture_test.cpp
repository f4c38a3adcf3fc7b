// SPDX-License-Identifier: Apache-2.0
#include "media/whole_picture.hpp"

#include <gtest/gtest.h>

#include "media/preview.hpp"
#include "media/samples.hpp"

namespace redress::media {
namespace {

const WholePictures& pictures() {
  static const auto started = WholePictures::start();
  EXPECT_TRUE(started.ok());
  return started.value();
}

TEST(WholePicture, AllPixelsOfAPngComeOutAsTheyWentIn) {
  for (const auto& [width, height] : {std::pair{1U, 1U}, {33U, 7U}, {1'500U, 900U}}) {
    const Pixels scene = test::make_scene(width, height);
    const auto whole = pictures().decode(test::encode_png(scene));
    ASSERT_TRUE(whole.ok()) << whole.error().message;
    EXPECT_EQ(whole.value().format, Format::png);
    EXPECT_EQ(whole.value().pixels.width, width);
    EXPECT_EQ(whole.value().pixels.height, height);
    EXPECT_EQ(whole.value().pixels.rgb, scene.rgb);
  }
}

TEST(WholePicture, AJpegSaysHowItIsToBeTurnedAndStaysAsStored) {
  const auto jpeg = encode_jpeg(test::make_scene(300, 200), 90);
  ASSERT_TRUE(jpeg.ok());
  const auto whole = pictures().decode(test::add_exif(jpeg.value(), 6, "a comment"));
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole.value().orientation, 6);
  EXPECT_EQ(whole.value().pixels.width, 300U);
}

TEST(WholePicture, WhatIsNoPictureIsRefused) {
  for (const Bytes& file : {Bytes{}, Bytes(300, 'x'), test::png_header(20'001, 10), test::jpeg_header(9'000, 9'000)}) {
    const auto whole = pictures().decode(file);
    ASSERT_FALSE(whole.ok());
    EXPECT_NE(whole.error().code, Code::unavailable) << whole.error().message;
  }
}

}  // namespace
}  // namespace redress::media
