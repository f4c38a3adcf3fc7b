// SPDX-License-Identifier: Apache-2.0
#include "media/header.hpp"

#include <gtest/gtest.h>

#include "media/preview.hpp"
#include "media/samples.hpp"
#include "media/wire.hpp"

namespace redress::media {
namespace {

TEST(Header, SaysTheSizeThatTheFileSays) {
  for (const auto& [file, format] :
       {std::pair(test::png_header(640, 480), Format::png), std::pair(test::gif_header(640, 480), Format::gif),
        std::pair(test::jpeg_header(640, 480), Format::jpeg), std::pair(test::webp_header(640, 480), Format::webp),
        std::pair(test::avif_header(640, 480), Format::avif)}) {
    Header header;
    ASSERT_EQ(parse_header(file, header), Refusal::none) << render(format);
    EXPECT_EQ(header.format, format);
    EXPECT_EQ(header.width, 640U);
    EXPECT_EQ(header.height, 480U);
  }
}

TEST(Header, EveryLimitHasItsRefusal) {
  EXPECT_EQ(verify_size(0, 5, 100), Refusal::no_pixels);
  EXPECT_EQ(verify_size(20'001, 1, 1'000'000), Refusal::side_too_long);
  EXPECT_EQ(verify_size(20'000, 2'500, 1'000'000), Refusal::none);
  EXPECT_EQ(verify_size(20'000, 2'501, 1'000'000), Refusal::too_many_pixels);
  EXPECT_EQ(verify_size(100, 100, 200'000'001), Refusal::file_too_large);
  EXPECT_EQ(verify_size(4'000, 2'500, 29'999), Refusal::bomb);
  EXPECT_EQ(verify_size(4'000, 2'500, 30'000), Refusal::none);
  EXPECT_EQ(verify_size(1'000, 1'000, 100), Refusal::none);  // harmless at any ratio
  Header header;
  EXPECT_EQ(parse_header(test::gif_frames(500), header), Refusal::none);
  EXPECT_EQ(header.frame_count, 500U);
  EXPECT_EQ(parse_header(test::gif_frames(501), header), Refusal::too_many_frames);
}

TEST(Header, OrientationIsReadInBothByteOrdersAndOnlyIfSensible) {
  const Bytes jpeg = encode_jpeg(test::make_scene(16, 16), 80).value();
  for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
    Header header;
    ASSERT_EQ(parse_header(test::add_exif(jpeg, orientation, "x"), header), Refusal::none);
    EXPECT_EQ(header.orientation, orientation);
  }
  Header header;
  ASSERT_EQ(parse_header(test::add_exif(jpeg, 9, "x"), header), Refusal::none);
  EXPECT_EQ(header.orientation, 1);
  const std::string_view little("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0", 22);
  EXPECT_EQ(parse_orientation(view_bytes(little)), 5);
  EXPECT_EQ(parse_orientation(view_bytes(little.substr(0, 18))), 1);
}

TEST(Header, EveryRefusalHasASentence) {
  for (int i = 1; i < static_cast<int>(Refusal::count); ++i) {
    EXPECT_GT(explain(static_cast<Refusal>(i)).message.size(), 15U);
  }
}

// Position of the top left and the top right pixel of a 3 × 2 picture once upright: EXIF's own table of eight.
TEST(Preview, TurnsEachOrientationUpright) {
  Pixels stored{3, 2, Bytes(18)};
  for (std::size_t i = 0; i < 6; ++i) stored.rgb[3 * i] = static_cast<std::uint8_t>(i);
  const std::vector<std::vector<std::uint8_t>> upright{{0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0},
                                                       {3, 4, 5, 0, 1, 2}, {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2},
                                                       {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Pixels turned = turn_upright(stored, orientation);
    EXPECT_EQ(turned.width, orientation >= 5 ? 2U : 3U);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(turned.rgb[3 * i], upright[static_cast<std::size_t>(orientation - 1)][i]) << orientation << " at " << i;
    }
  }
}

TEST(Wire, AReplyIsReadBackAndALyingOneIsNot) {
  Decoded decoded;
  decoded.header.width = 30;
  decoded.header.height = 20;
  decoded.pdq.quality = 90;
  decoded.preview = Pixels{3, 2, Bytes(18, 7)};
  const Bytes good = encode_reply(Refusal::none, decoded);
  Decoded read;
  ASSERT_EQ(parse_reply(good, 10, read), Refusal::none);
  EXPECT_EQ(read.preview.rgb, decoded.preview.rgb);
  EXPECT_EQ(parse_reply(good, 2, read), Refusal::crashed) << "a preview larger than was asked for";
  EXPECT_EQ(parse_reply(good, 0, read), Refusal::crashed) << "a preview that was not asked for";
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(parse_reply(ByteView(good).first(size), 10, read), Refusal::crashed) << size;
  }
  for (std::size_t at = 0; at < 40; at += 4) {
    Bytes bad = good;
    std::fill_n(bad.begin() + static_cast<std::ptrdiff_t>(at), 4, std::uint8_t{0xff});
    EXPECT_NE(parse_reply(bad, 10, read), Refusal::none) << at;
  }
  EXPECT_EQ(parse_reply(encode_reply(Refusal::memory, {}), 10, read), Refusal::memory);
}

}  // namespace
}  // namespace redress::media
