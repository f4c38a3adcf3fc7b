// SPDX-License-Identifier: Apache-2.0
// Vectors: ThreatExchange's PDQ reference (see the README beside them); the plain twin: its filter (pdq_reference.hpp).
#include "media/pdq.hpp"

#include <gtest/gtest.h>

#include <random>

#include "media/formats.hpp"
#include "media/pdq_reference.hpp"
#include "media/test_data.hpp"

namespace redress::media {
namespace {

template <class Sample>
PdqResult hash_fast(const std::vector<Sample>& plane, std::uint32_t width, std::uint32_t height) {
  PdqAccumulator pdq(width, height);
  for (std::uint32_t y = 0; y < height; ++y) pdq.add_row(std::span(plane).subspan(std::size_t{y} * width, width));
  return pdq.finish();
}

PdqResult hash_reference(std::vector<float> plane, std::uint32_t width, std::uint32_t height) {
  return hash_samples_plainly(filter_as_reference(std::move(plane), width, height));
}

TEST(Pdq, TheOnePassKernelEqualsTheTwoPassFilter) {
  const unsigned seed = 20'261'122;
  std::mt19937 random(seed);
  for (int round = 0; round < 30; ++round) {
    // Under 64 a side samples repeat and whole rows of the DCT are rounding noise about zero: the bits say nothing
    // there.
    const auto height = static_cast<std::uint32_t>(64 + random() % 300);
    const auto width = static_cast<std::uint32_t>(64 + random() % 300);
    std::vector<float> plane(std::size_t{width} * height);
    float value = 128;
    for (float& sample : plane) {
      value = std::clamp(value + static_cast<float>(static_cast<int>(random() % 41) - 20), 0.0F, 255.0F);
      sample = value;
    }
    const PdqResult plain = hash_reference(plane, width, height);
    const PdqResult fast = hash_fast(plane, width, height);
    EXPECT_LE(distance_bits(plain.hashes[0], fast.hashes[0]), 1) << "seed " << seed << " round " << round;
    EXPECT_NEAR(plain.quality, fast.quality, 1);
  }
}

// Of photographs; a plane of noise has its median near zero anyway.
TEST(Pdq, TheTurnsOfAKnownHashAreNearThoseOfThePixels) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no photographs";
  std::vector<int> distances;
  for (const std::string& path : photographs) {
    Decoded decoded;
    ASSERT_EQ(decode_picture(test::load_bytes(path), 640, decoded), Refusal::none) << path;
    const Dihedral& known = decoded.pdq.hashes;
    const Dihedral turned = turn_hash(known[0]);
    EXPECT_EQ(turned[0], known[0]);
    for (std::size_t i = 1; i < known.size(); ++i) distances.push_back(distance_bits(turned[i], known[i]));
    EXPECT_EQ(turn_hash(turned[1])[3], known[0]) << "a quarter on and a quarter back";
  }
  std::sort(distances.begin(), distances.end());
  EXPECT_LE(distances[distances.size() / 2], 10);
  EXPECT_LE(distances.back(), 20) << "far from the 31 of a look";
}

// The sums of the reference's filter move along and ours do not, so samples differ in their last bits; on pictures that
// turns no bit of a hash.
TEST(Pdq, OfPhotographsEveryHashEqualsTheReferenceFiltersHash) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no photographs";
  for (const std::string& path : photographs) {
    Decoded decoded;
    ASSERT_EQ(decode_picture(test::load_bytes(path), 640, decoded), Refusal::none) << path;
    const Pixels& from = decoded.preview;
    Bytes plane(std::size_t{from.width} * from.height);
    for (std::size_t i = 0; i < plane.size(); ++i) {
      const std::uint8_t* p = from.rgb.data() + 3 * i;
      plane[i] = static_cast<std::uint8_t>((77U * p[0] + 150U * p[1] + 29U * p[2]) >> 8);
    }
    const PdqResult fast = hash_fast(plane, from.width, from.height);
    const PdqResult reference = hash_reference({plane.begin(), plane.end()}, from.width, from.height);
    EXPECT_EQ(fast.hashes, reference.hashes) << path;
    EXPECT_EQ(fast.quality, reference.quality) << path;
  }
}

TEST(Pdq, APlaneOfOneColourHasNoQuality) {
  EXPECT_EQ(hash_fast(std::vector<float>(100 * 100, 77.0F), 100, 100).quality, 0);
  EXPECT_EQ(hash_fast(std::vector<float>(4 * 100, 77.0F), 100, 4).hashes[0], Pdq{});
}

struct Expected {
  std::string file;
  Pdq reference{};
  int quality = 0;
  std::vector<Pdq> others;
};

std::vector<Expected> load_expected(const std::string& table) {
  std::vector<Expected> rows;
  for (const std::string& line : test::split(table, '\n')) {
    const auto fields = test::split(line, '\t');
    if (line.empty() || line.front() == '#' || fields.size() < 3) continue;
    Expected row{fields[0], parse_pdq(fields[1]).value(), std::stoi(fields[2]), {}};
    for (const std::size_t column : {3U, 5U}) {
      if (column < fields.size() && !fields[column].empty()) row.others.push_back(parse_pdq(fields[column]).value());
    }
    rows.push_back(row);
  }
  return rows;
}

// The path of the C++ reference: nearest-neighbour 512 × 512 first, luma from RGB.
Dihedral hash_512(const Bytes& file) {
  Decoded decoded;
  EXPECT_EQ(decode_picture(file, side_max, decoded), Refusal::none);
  const Pixels& from = decoded.preview;
  const bool is_small = from.width <= 512 && from.height <= 512;
  const std::uint32_t width = is_small ? from.width : 512;
  const std::uint32_t height = is_small ? from.height : 512;
  PdqAccumulator pdq(width, height);
  std::vector<float> row(width);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::size_t at = std::size_t{y} * from.height / height * from.width + std::size_t{x} * from.width / width;
      const std::uint8_t* p = from.rgb.data() + 3 * at;
      row[x] =
          0.299F * static_cast<float>(p[0]) + 0.587F * static_cast<float>(p[1]) + 0.114F * static_cast<float>(p[2]);
    }
    pdq.add_row(std::span<const float>(row));
  }
  return pdq.finish().hashes;
}

TEST(Pdq, TheEightTurnsComeFromOneTransform) {
  const auto folder = test::find_data("fingerprint/pdq");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  const Dihedral hashes = hash_512(test::load_bytes(*folder + "/dihedral/bridge-1-original.jpg"));
  std::size_t found = 0;
  for (const std::string& line : test::split(test::load_text(*folder + "/expected-dihedral.txt"), '\n')) {
    for (std::size_t i = 0; i < turn_names.size(); ++i) {
      if (line.find("xform=" + std::string(turn_names[i]) + ",") == std::string::npos) continue;
      ++found;
      const Pdq expected = parse_pdq(line.substr(5, 64)).value();
      EXPECT_EQ(distance_bits(hashes[i], expected), 0) << turn_names[i];
    }
  }
  EXPECT_EQ(found, 8U);
}

TEST(Pdq, PublishedVectorsHold) {
  const auto folder = test::find_data("fingerprint");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  for (const Expected& row : load_expected(test::load_text(*folder + "/pdq/expected.tsv"))) {
    const Bytes file = test::load_bytes(*folder + "/" + row.file);
    Decoded decoded;
    ASSERT_EQ(decode_picture(file, 0, decoded), Refusal::none) << row.file;
    const bool is_small = decoded.header.width <= 512 && decoded.header.height <= 512;
    const int distance = distance_bits(decoded.pdq.hashes[0], row.reference);
    // Over 512 the reference program first takes every n-th pixel; its own two paths then lie up to 16 bits apart.
    EXPECT_LE(distance, is_small ? 2 : 16) << row.file;
    // The preview that hash_512 starts from lies on white, so a picture with transparency is another picture there.
    if (row.file.ends_with(".jpg")) {
      EXPECT_LE(distance_bits(hash_512(file)[0], row.reference), 2) << row.file;
    }
    EXPECT_NEAR(decoded.pdq.quality, row.quality, 2) << row.file;
    for (const Pdq& other : row.others) EXPECT_LE(distance_bits(decoded.pdq.hashes[0], other), 10) << row.file;
  }
}

}  // namespace
}  // namespace redress::media
