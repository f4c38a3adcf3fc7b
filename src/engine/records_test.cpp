// SPDX-License-Identifier: Apache-2.0
#include "engine/records.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "label/label_file.hpp"
#include "label/soft_binding.hpp"
#include "label/test_pictures.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::engine {
namespace {

using media::Pixels;

const label::Carrier& carrier() {
  static const label::Carrier carrier(label::public_watermark_key());
  return carrier;
}

// Our own files: no sandbox is needed for them.
media::WholePicture decode(const Bytes& file) {
  media::Decoded decoded;
  EXPECT_EQ(media::decode_picture(file, 4'096, decoded), media::Refusal::none);
  return {decoded.header.format, decoded.header.orientation, decoded.header.frame_count, std::move(decoded.preview)};
}

Bytes jpeg_of(const Pixels& pixels, int quality) { return media::encode_jpeg(pixels, quality).value(); }

// What is left when a share of the width and of the height is cut away, off centre.
Pixels cut(const Pixels& pixels, double share) {
  Pixels rest{static_cast<std::uint32_t>(pixels.width * (1 - share)),
              static_cast<std::uint32_t>(pixels.height * (1 - share)),
              {}};
  const std::uint32_t left = (pixels.width - rest.width) / 3;
  const std::uint32_t top = (pixels.height - rest.height) / 4;
  for (std::uint32_t y = 0; y < rest.height; ++y) {
    const auto row = pixels.rgb.begin() + static_cast<std::ptrdiff_t>((std::size_t{y + top} * pixels.width + left) * 3);
    rest.rgb.insert(rest.rgb.end(), row, row + static_cast<std::ptrdiff_t>(std::size_t{rest.width} * 3));
  }
  return rest;
}

class RecordsTest : public testing::Test {
 protected:
  RecordsTest() : folder_(std::filesystem::temp_directory_path() / ("engine-records-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = std::move(store::RecordStore::open(folder_)).value();
    records_ = std::make_unique<Records>(*store_, Records::Limits{});
  }
  ~RecordsTest() override { std::filesystem::remove_all(folder_); }

  // Labelled, registered, and its pixels as the file has them.
  Pixels label(unsigned seed, std::uint64_t number, label::LabelClass kind = label::LabelClass::generated) {
    const Bytes plain = jpeg_of(test::make_landscape(800, 640, seed), 95);
    label::LabelWish wish;
    wish.statement = {kind, label::Regime::india, number, ""};
    wish.has_words = false;
    const auto labelled = label::label_file(plain, decode(plain), wish, carrier());
    EXPECT_TRUE(labelled.ok()) << (labelled.ok() ? "" : labelled.error().message);
    media::WholePicture whole = decode(labelled.value().file);
    store::LabelRecord record;
    record.record = number;
    record.label = label::label_name(kind);
    record.regime = "IN";
    record.made_at = Instant{1'000};
    record.manifest_id = "urn:c2pa:" + std::to_string(number);
    record.manifest = Bytes{1, 2, 3};
    describe(labelled.value().file, whole, record);
    EXPECT_TRUE(store_->put(record).ok());
    return std::move(whole.pixels);
  }
  RecordFindings find(const Bytes& file, std::size_t count_max = 10) {
    auto found = records_->find(file, decode(file), count_max);
    EXPECT_TRUE(found.ok());
    return std::move(found).value();
  }

  const std::filesystem::path folder_;
  std::unique_ptr<store::RecordStore> store_;
  std::unique_ptr<Records> records_;
};

TEST_F(RecordsTest, ACopyCutAndCompressedFindsItsRecordByTheMarkThatIsInIt) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Pixels pixels = label(seed, 0xAB'0000'0000'0000U + seed);
    const auto findings = find(jpeg_of(cut(pixels, 0.2), 60));
    ASSERT_TRUE(findings.mark.has_value()) << seed;
    ASSERT_EQ(findings.records.size(), 1U) << seed;
    EXPECT_EQ(findings.records[0].record.record, 0xAB'0000'0000'0000U + seed);
    EXPECT_EQ(findings.records[0].state, Recovery::recovered) << seed;
    EXPECT_TRUE(findings.records[0].has_mark);
    EXPECT_EQ(findings.records[0].score, 100);
  }
}

// The copy attack: the mark of a labelled picture laid into one that was never labelled.
TEST_F(RecordsTest, AMarkCopiedOntoAnotherPictureIsNotItsLabel) {
  label(1, 77);
  Pixels other = test::make_landscape(800, 640, 9);
  ASSERT_TRUE(label::mark_picture(other, {label::LabelClass::generated, 0, 77}, carrier()).ok());
  const auto findings = find(jpeg_of(other, 90));
  ASSERT_TRUE(findings.mark.has_value());
  EXPECT_EQ(findings.mark->record, 77U);
  ASSERT_EQ(findings.records.size(), 1U);
  EXPECT_EQ(findings.records[0].state, Recovery::content_differs);
  EXPECT_EQ(findings.records[0].score, 0);
}

TEST_F(RecordsTest, AMarkThatSaysAnotherClassThanItsRecordIsNotItsLabel) {
  label(1, 77, label::LabelClass::modified);
  Pixels same = test::make_landscape(800, 640, 1);
  ASSERT_TRUE(label::mark_picture(same, {label::LabelClass::generated, 0, 77}, carrier()).ok());
  const auto findings = find(jpeg_of(same, 90));
  ASSERT_EQ(findings.records.size(), 1U);
  EXPECT_EQ(findings.records[0].state, Recovery::content_differs);
}

TEST_F(RecordsTest, WithoutItsMarkACopyIsFoundByWhatItLooksLike) {
  for (unsigned seed = 1; seed <= 3; ++seed) label(seed, seed);
  const Pixels plain = test::make_landscape(800, 640, 2);
  for (const Bytes& copy : {jpeg_of(plain, 70), jpeg_of(cut(plain, 0.25), 85)}) {
    const auto findings = find(copy);
    EXPECT_FALSE(findings.mark.has_value());
    ASSERT_FALSE(findings.records.empty());
    EXPECT_EQ(findings.records[0].record.record, 2U);
    EXPECT_EQ(findings.records[0].state, Recovery::recovered);
    EXPECT_FALSE(findings.records[0].has_mark);
    EXPECT_LT(findings.records[0].score, 100);
    EXPECT_EQ(findings.records.size(), 1U) << "and no other";
  }
}

TEST_F(RecordsTest, AStrangerIsNeitherMarkedNorAlike) {
  label(1, 1);
  const auto findings = find(jpeg_of(test::make_landscape(800, 640, 50), 90));
  EXPECT_FALSE(findings.mark.has_value());
  EXPECT_TRUE(findings.records.empty());
}

TEST_F(RecordsTest, AMarkUnderWhichNothingIsRegisteredIsStillSaid) {
  Pixels marked = test::make_landscape(800, 640, 3);
  ASSERT_TRUE(label::mark_picture(marked, {label::LabelClass::modified, 0, 5}, carrier()).ok());
  const auto findings = find(jpeg_of(marked, 90));
  EXPECT_EQ(findings.mark, (label::Mark{label::LabelClass::modified, 0, 5}));
  EXPECT_TRUE(findings.records.empty());
}

TEST_F(RecordsTest, WhatIsForgottenIsFoundNoMoreByMarkOrByLook) {
  const Pixels pixels = label(1, 1);
  const Bytes copy = jpeg_of(pixels, 80);
  ASSERT_EQ(find(copy).records.size(), 1U);
  const std::vector<std::string> gone{render_hex(store_->find(1).value()->sha256)};
  ASSERT_TRUE(store_->forget(gone).ok());
  EXPECT_TRUE(find(copy).records.empty());
  EXPECT_TRUE(find(jpeg_of(test::make_landscape(800, 640, 1), 80)).records.empty());
}

TEST_F(RecordsTest, AFullIndexStillFindsByTheMark) {
  records_ = std::make_unique<Records>(*store_, Records::Limits{1, 1});
  label(1, 1);
  const Pixels second = label(2, 2);
  EXPECT_EQ(find(jpeg_of(cut(second, 0.2), 70)).records.at(0).state, Recovery::recovered);
  EXPECT_TRUE(find(jpeg_of(test::make_landscape(800, 640, 2), 80)).records.empty()) << "it has no mark";
}

TEST_F(RecordsTest, AsManyAreGivenAsAreWanted) {
  label(1, 1);
  label(1, 2);
  label(1, 3);
  const Bytes plain = jpeg_of(test::make_landscape(800, 640, 1), 80);
  EXPECT_EQ(find(plain, 10).records.size(), 3U);
  EXPECT_EQ(find(plain, 2).records.size(), 2U);
}

TEST_F(RecordsTest, ABindingNamesItsRecordsAndSaysNothingOfAPicture) {
  label(1, 6);
  const auto binding = [](std::uint64_t record) {
    return store::SoftBinding{std::string(label::watermark_algorithm),
                              label::encode_watermark_value({label::LabelClass::generated, 0, record})};
  };
  const auto named = records_->find_by_binding(binding(6), 10);
  ASSERT_TRUE(named.ok());
  ASSERT_EQ(named.value().size(), 1U);
  EXPECT_EQ(named.value()[0].manifest_id, "urn:c2pa:6");
  EXPECT_TRUE(records_->find_by_binding(binding(7), 10).value().empty());
  EXPECT_EQ(render_hex(binding(0xAB'CDEF'0123'4567).value), "10abcdef01234567");
}

}  // namespace
}  // namespace redress::engine
