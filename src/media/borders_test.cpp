// SPDX-License-Identifier: Apache-2.0
#include "media/borders.hpp"

#include <gtest/gtest.h>

#include "media/clutter.hpp"

namespace redress::media {
namespace {

// No line of it is uniform.
Plane make_busy(std::uint32_t seed, std::uint32_t width, std::uint32_t height) {
  Plane plane = test::make_clutter(seed, width, height);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      plane.row(y)[x] = static_cast<std::uint8_t>(plane.row(y)[x] / 2 + (x / 3 + y / 3) % 2 * 100);
    }
  }
  return plane;
}

Box all_of(const Plane& plane) { return {0, 0, plane.width, plane.height}; }

TEST(Borders, AFrameIsFoundToThePixel) {
  const Plane picture = make_busy(1, 300, 200);
  for (const std::uint8_t luma : {std::uint8_t{0}, std::uint8_t{128}, std::uint8_t{255}}) {
    const auto boxes = find_content(test::frame(picture, 360, 250, 40, 20, luma));
    ASSERT_FALSE(boxes.empty());
    EXPECT_EQ(boxes[0], (Box{40, 20, 300, 200}));
  }
}

TEST(Borders, AFrameInAFrameIsFound) {
  const Plane inner = test::frame(make_busy(2, 300, 200), 300, 260, 0, 30, 0);
  const auto boxes = find_content(test::frame(inner, 400, 360, 50, 50, 255));
  ASSERT_FALSE(boxes.empty());
  EXPECT_EQ(boxes[0], (Box{50, 80, 300, 200}));
}

TEST(Borders, ABandWithWritingOnItIsASecondBox) {
  const Plane picture = make_busy(3, 300, 200);
  Plane page = test::frame(picture, 300, 260, 0, 60, 250);
  for (std::uint32_t y = 20; y < 40; ++y) {
    for (std::uint32_t x = 30; x < 270; ++x) page.row(y)[x] = x / 5 % 3 == 0 ? 10 : 250;
  }
  const auto boxes = find_content(page);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0], (Box{0, 20, 300, 240}));
  EXPECT_EQ(boxes[1], (Box{0, 60, 300, 200}));
}

TEST(Borders, APictureWithoutOneHasNone) { EXPECT_TRUE(find_content(make_busy(4, 400, 300)).empty()); }

TEST(Borders, FlatTinyAndLongPlanesAreAnswered) {
  for (const auto& [width, height] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {0, 0}, {1, 1}, {33, 33}, {500, 400}, {20'000, 40}, {40, 20'000}}) {
    const Plane flat = Plane::make(width, height);
    for (const Box& box : find_content(flat)) {
      EXPECT_LE(box.left + box.width, width);
      EXPECT_LE(box.top + box.height, height);
      EXPECT_NE(box, all_of(flat));
      EXPECT_GE(std::min(box.width, box.height), 8U);
    }
  }
}

TEST(Borders, AGridIsQuartersAndNinths) {
  const auto boxes = cut_grid(Plane::make(600, 300));
  ASSERT_EQ(boxes.size(), 13U);
  EXPECT_EQ(boxes[1], (Box{300, 0, 300, 150}));
  EXPECT_EQ(boxes[12], (Box{400, 200, 200, 100}));
  EXPECT_EQ(cut_grid(Plane::make(80, 80)).size(), 4U) << "a ninth of it is too small";
  EXPECT_TRUE(cut_grid(Plane::make(40, 40)).empty());
}

}  // namespace
}  // namespace redress::media
