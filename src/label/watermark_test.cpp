// SPDX-License-Identifier: Apache-2.0
#include "label/watermark.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "label/hearing.hpp"
#include "label/test_pictures.hpp"
#include "media/decode.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"
#include "media/test_data.hpp"

namespace redress::label {
namespace {

using media::Pixels;
using media::Plane;

const Carrier& public_carrier() {
  static const Carrier carrier(public_watermark_key());
  return carrier;
}

constexpr Mark mark{LabelClass::modified, 0, 0x12'3456'789A'BCDE};

Pixels make_marked(std::uint32_t width, std::uint32_t height, unsigned seed) {
  Pixels pixels = test::make_landscape(width, height, seed);
  const auto psnr_db = mark_picture(pixels, mark, public_carrier());
  EXPECT_TRUE(psnr_db.ok());
  EXPECT_GE(psnr_db.value(), default_psnr_db);
  EXPECT_LT(psnr_db.value(), default_psnr_db + 0.5);
  return pixels;
}

double psnr_between(const Pixels& a, const Pixels& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += (a.rgb[i] - b.rgb[i]) * (a.rgb[i] - b.rgb[i]);
  return 10 * std::log10(255 * 255 * static_cast<double>(a.rgb.size()) / sum);
}

Pixels through_jpeg(const Pixels& pixels, int quality) {
  const auto jpeg = media::encode_jpeg(pixels, quality);
  EXPECT_TRUE(jpeg.ok());
  media::Decoded decoded;
  EXPECT_EQ(media::decode_picture(jpeg.value(), std::max(pixels.width, pixels.height), decoded), media::Refusal::none);
  return decoded.preview;
}

Plane mirrored(const Plane& plane) {
  Plane mirror = plane;
  for (std::uint32_t y = 0; y < plane.height; ++y) std::reverse(mirror.row(y), mirror.row(y) + plane.width);
  return mirror;
}

void expect_found(const Plane& luma, Search search, const std::string& what) {
  const auto found = find_mark(luma, public_carrier(), search);
  ASSERT_TRUE(found.has_value()) << what;
  EXPECT_EQ(found->mark, mark) << what;
}

TEST(Watermark, IsFoundInEveryShapeItWasLaidInto) {
  unsigned seed = 0;
  for (const auto& [width, height] :
       {std::pair{700U, 520U}, {520U, 700U}, {1'400U, 800U}, {640U, 640U}, {400U, 300U}}) {
    expect_found(media::luma_of(make_marked(width, height, ++seed)), Search::at_once, std::to_string(width));
  }
}

TEST(Watermark, ChangesThePictureByNoMoreThanWasAsked) {
  const Pixels before = test::make_landscape(800, 600, 7);
  for (const double asked_db : {38.0, 40.0, 42.0, 45.0}) {
    Pixels after = before;
    const auto said_db = mark_picture(after, mark, public_carrier(), asked_db);
    ASSERT_TRUE(said_db.ok());
    EXPECT_NEAR(psnr_between(before, after), said_db.value(), 1e-6);
    EXPECT_GE(said_db.value(), asked_db);
  }
}

TEST(Watermark, IsTheSamePixelsEachTime) { EXPECT_EQ(make_marked(500, 400, 3).rgb, make_marked(500, 400, 3).rgb); }

TEST(Watermark, SurvivesJpegAndHalfItsSize) {
  const Pixels marked = make_marked(1'300, 1'000, 11);
  for (const int quality : {85, 50, 30}) {
    expect_found(media::luma_of(through_jpeg(marked, quality)), Search::at_once, std::to_string(quality));
  }
  expect_found(media::scale(media::luma_of(marked), 650, 500), Search::at_once, "half");
  expect_found(media::scale(media::luma_of(marked), 1'950, 1'500), Search::at_once, "half as large again");
}

// What is left of it does not stand out among all places; at the one where it was laid it does.
TEST(Watermark, OfASmallPictureIsHeardWhereItWasLaid) {
  int heard_anywhere = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Plane luma = media::luma_of(through_jpeg(make_marked(300, 300, seed), 50));
    const Residue residue = make_residue(make_canonical(luma));
    Square fold = fold_tiles(residue, {});
    heard_anywhere += hear(fold, public_carrier()).mark.has_value() ? 1 : 0;
    expect_found(luma, Search::at_once, "seed " + std::to_string(seed));
  }
  EXPECT_LE(heard_anywhere, 2);
}

TEST(Watermark, SurvivesACutWhereverItFalls) {
  const Plane luma = media::luma_of(make_marked(1'000, 800, 12));
  for (const std::uint32_t at : {0U, 37U, 99U}) {
    expect_found(media::crop(luma, {at, 99 - at, 890, 700}), Search::everywhere, std::to_string(at));
  }
}

TEST(Watermark, SurvivesMirroringAndStretching) {
  const Plane luma = media::luma_of(make_marked(900, 675, 13));
  expect_found(mirrored(luma), Search::everywhere, "mirrored");
  expect_found(media::scale(luma, 1'200, 675), Search::everywhere, "4:3 to 16:9");
  expect_found(media::scale(luma, 900, 900), Search::everywhere, "to a square");
}

TEST(Watermark, SaysHowThePictureWasScaled) {
  const Plane luma = media::luma_of(make_marked(1'000, 1'000, 14));
  const auto found = find_mark(media::crop(luma, {100, 100, 800, 800}), public_carrier());
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->lie.xx, 0.8, 0.004);
  EXPECT_NEAR(found->lie.yy, 0.8, 0.004);
  EXPECT_NEAR(found->lie.xy, 0, 0.004);
}

TEST(Watermark, IsNotFoundWhereThereIsNone) {
  for (unsigned seed = 20; seed < 24; ++seed) {
    const Plane luma = media::luma_of(test::make_landscape(700, 500, seed));
    EXPECT_FALSE(find_mark(luma, public_carrier()).has_value()) << seed;
  }
  Plane fence = Plane::make(600, 600);  // what repeats as a tile does
  for (std::uint32_t y = 0; y < 600; ++y) {
    for (std::uint32_t x = 0; x < 600; ++x) fence.row(y)[x] = x * 128 / 120 % 16 < 4 || y % 15 < 3 ? 30 : 220;
  }
  EXPECT_FALSE(find_mark(fence, public_carrier()).has_value());
  EXPECT_FALSE(find_mark(Plane::make(600, 600), public_carrier()).has_value());
}

TEST(Watermark, IsHeardByItsOwnKeyAlone) {
  const Carrier other({5, sha256("the key of one platform")});
  Pixels pixels = test::make_landscape(700, 600, 30);
  const Mark traced{LabelClass::generated, 5, 42};
  ASSERT_TRUE(mark_picture(pixels, traced, other).ok());
  const Plane luma = media::luma_of(pixels);
  EXPECT_FALSE(find_mark(luma, public_carrier()).has_value());
  const auto found = find_mark(luma, other);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->mark, traced);
}

TEST(Watermark, IsRefusedToPicturesThatCannotBearIt) {
  Pixels pixels{255, 400, Bytes(255 * 400 * 3, 90)};
  const auto small = mark_picture(pixels, mark, public_carrier());
  ASSERT_FALSE(small.ok());
  EXPECT_EQ(small.error().code, Code::unsupported);
  EXPECT_EQ(small.error().message, "the picture's short side is 255 pixels: a watermark needs 256 or more");
  pixels = {256, 1'025, Bytes(256 * 1'025 * 3, 90)};
  const auto lengthy = mark_picture(pixels, mark, public_carrier());
  ASSERT_FALSE(lengthy.ok());
  EXPECT_EQ(lengthy.error().code, Code::unsupported);
  pixels = {256, 1'024, Bytes(256 * 1'024 * 3, 90)};
  EXPECT_TRUE(mark_picture(pixels, mark, public_carrier()).ok());
}

TEST(Watermark, LooksAtNoPictureThatIsAMereLine) {
  EXPECT_FALSE(find_mark(Plane::make(9'000, 100), public_carrier()).has_value());
  EXPECT_FALSE(find_mark(Plane::make(1, 1), public_carrier()).has_value());
  EXPECT_FALSE(find_mark(Plane{}, public_carrier()).has_value());
}

TEST(Watermark, IsFoundInPhotographsAfterAChatAppHadThem) {
  const auto paths = test::list_photographs();
  if (paths.empty()) GTEST_SKIP() << "skipped: no photographs";
  media::Decoded decoded;
  ASSERT_EQ(media::decode_picture(test::load_bytes(paths[0]), 1'600, decoded), media::Refusal::none);
  Pixels pixels = decoded.preview;
  ASSERT_TRUE(mark_picture(pixels, mark, public_carrier()).ok());
  expect_found(media::luma_of(through_jpeg(pixels, 50)), Search::at_once, paths[0]);
}

}  // namespace
}  // namespace redress::label
