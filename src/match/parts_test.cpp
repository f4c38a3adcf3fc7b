// SPDX-License-Identifier: Apache-2.0
#include "match/parts.hpp"

#include <gtest/gtest.h>

#include "media/clutter.hpp"

namespace redress::match {
namespace {

FindWhole finder(const Index& index) {
  return [&index](const media::Pdq& pdq) { return index.find(pdq); };
}

using redress::test::frame;
using redress::test::make_clutter;
using redress::test::mirror;
using redress::test::turn_right;

media::Fingerprint fingerprint_of(const media::Plane& plane) {
  const media::PdqResult hashed = media::hash_plane(plane);
  media::Fingerprint fingerprint;
  fingerprint.pdq = hashed.hashes[0];
  fingerprint.pdq_quality = hashed.quality;
  return fingerprint;
}

// The picture, mirrored, in the left upper quarter of a collage.
media::Plane collage_of(const media::Plane& plane) {
  media::Plane collage = frame(mirror(plane), 2 * plane.width, 2 * plane.height, 0, 0, 255);
  const media::Plane other = make_clutter(99, plane.width, plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    std::copy_n(other.row(y), plane.width, collage.row(plane.height + y) + plane.width);
    std::copy_n(other.row(plane.height - 1 - y), plane.width, collage.row(y) + plane.width);
  }
  return collage;
}

void expect_near(const Affine& overlay, const Affine& expected) {
  EXPECT_NEAR(overlay.a, expected.a, 0.01);
  EXPECT_NEAR(overlay.b, expected.b, 0.01);
  EXPECT_NEAR(overlay.c, expected.c, 0.01);
  EXPECT_NEAR(overlay.d, expected.d, 0.01);
  EXPECT_NEAR(overlay.x, expected.x, 0.01);
  EXPECT_NEAR(overlay.y, expected.y, 0.01);
}

TEST(Parts, AMirroredQuarterOfACollageIsFoundAndWhereItIs) {
  const media::Plane known = make_clutter(21);
  Index index(10);
  ASSERT_TRUE(index.add(Id{}, fingerprint_of(known)).ok());
  const Affine expected{-0.5, 0, 0, 0.5, 0.5, 0};
  const Parts parts = find_parts(collage_of(known));
  const auto found = find_part_matches(finder(index), parts);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LE(found[0].distance_bits, same_bits_max);
  expect_near(found[0].overlay, expected);
  EXPECT_TRUE(find_part_matches(finder(index), find_parts(collage_of(make_clutter(22)))).empty());

  const auto kept = parse_parts(encode_parts(parts));
  ASSERT_TRUE(kept.ok());
  const auto swept = compare_parts(media::hash_plane(known).hashes, kept.value());
  ASSERT_TRUE(swept);
  EXPECT_NEAR(swept->distance_bits, found[0].distance_bits, 4) << "turned here is the whole, and there the part";
  expect_near(swept->overlay, expected);
  EXPECT_FALSE(compare_parts(media::hash_plane(make_clutter(22)).hashes, kept.value()));
}

TEST(Parts, ATurnedPictureInsideABorderIsFoundFromBothSides) {
  const media::Plane known = make_clutter(23);
  const media::Plane turned = turn_right(known);
  const media::Plane copy = frame(turned, turned.width + 200, turned.height + 200, 100, 100, 255);
  Index index(10);
  ASSERT_TRUE(index.add(Id{}, fingerprint_of(known)).ok());
  const auto found = find_part_matches(finder(index), find_parts(copy));
  ASSERT_EQ(found.size(), 1U);
  const auto swept = compare_parts(media::hash_plane(known).hashes, find_parts(copy));
  ASSERT_TRUE(swept);
  expect_near(swept->overlay, found[0].overlay);
  // The upper left corner of what is known is on the right above.
  const Place corner = swept->overlay.apply({0, 0});
  EXPECT_NEAR(corner.x, (turned.width + 100.0) / copy.width, 0.02);
  EXPECT_NEAR(corner.y, 100.0 / copy.height, 0.02);
}

TEST(Parts, WhatIsDamagedOrTooLongIsRefused) {
  const Parts parts = find_parts(make_clutter(24));
  const Bytes bytes = encode_parts(parts);
  EXPECT_TRUE(parse_parts(bytes).ok());
  EXPECT_FALSE(parse_parts({}).ok());
  EXPECT_FALSE(parse_parts(ByteView(bytes).first(bytes.size() - 1)).ok());
  Bytes other = bytes;
  other[0] = 2;
  EXPECT_FALSE(parse_parts(other).ok());
  Parts full = parts;
  while (full.list.size() <= part_count_max) full.list.push_back(parts.list.front());
  EXPECT_FALSE(parse_parts(encode_parts(full)).ok());
  full.list.resize(part_count_max);
  EXPECT_TRUE(parse_parts(encode_parts(full)).ok());
}

}  // namespace
}  // namespace redress::match
