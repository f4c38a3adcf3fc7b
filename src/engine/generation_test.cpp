// SPDX-License-Identifier: Apache-2.0
#include "engine/generation.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "label/test_pictures.hpp"
#include "media/preview.hpp"

namespace redress::engine {
namespace {

// Forked from while the process has one thread; every test uses the same one.
const media::WholePictures& pictures() {
  static const auto started = media::WholePictures::start();
  EXPECT_TRUE(started.ok());
  return started.value();
}

Bytes jpeg_of(unsigned seed) { return media::encode_jpeg(test::make_landscape(640, 512, seed), 95).value(); }
Bytes png_of(unsigned seed) { return media::encode_png(test::make_landscape(640, 512, seed)).value(); }

label::LabelWish wish() {
  label::LabelWish made;
  made.statement = {label::LabelClass::generated, label::Regime::eu, 0, ""};
  made.has_words = false;
  return made;
}

store::SealRequest request_of(const std::string& key, const std::string& text) { return {sha256(key), sha256(text)}; }

// A signer as Generation sees one: it appends what stands for a manifest, another one each time unless it is given an
// earlier one.
Result<SignedFile> sign_by_appending(Bytes labelled, const label::LabelWish&, const Bytes& earlier, Instant now) {
  const std::string text = "manifest of " + std::to_string(now.ms);
  Bytes manifest = earlier.empty() ? Bytes(text.begin(), text.end()) : earlier;
  labelled.insert(labelled.end(), manifest.begin(), manifest.end());
  std::string id(manifest.begin(), manifest.end());
  return SignedFile{std::move(labelled), std::move(id), std::move(manifest)};
}

class GenerationTest : public testing::Test {
 protected:
  GenerationTest() : folder_(std::filesystem::temp_directory_path() / ("generation-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    (void)pictures();
    store_ = std::move(store::RecordStore::open(folder_)).value();
  }
  ~GenerationTest() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_;
  std::unique_ptr<store::RecordStore> store_;
};

TEST_F(GenerationTest, WhatComesOutIsLabelledAndRegisteredAsItGoesOut) {
  const Generation generation(*store_, pictures(), {});
  for (const Bytes& file : {jpeg_of(1), png_of(2)}) {
    const auto sealed = generation.seal(file, wish(), Instant{5'000});
    ASSERT_TRUE(sealed.ok()) << sealed.error().message;
    const store::LabelRecord& record = sealed.value().record;
    EXPECT_EQ(record.sha256, sha256(sealed.value().file));
    EXPECT_EQ(record.label, "generated");
    EXPECT_EQ(record.regime, "EU");
    EXPECT_EQ(record.language, "") << "no words were drawn";
    EXPECT_EQ(record.made_at, Instant{5'000});
    EXPECT_TRUE(record.manifest_id.empty());
    EXPECT_EQ(store_->find(record.record).value(), record);
    Records records(*store_, {});
    const auto found = records.find(sealed.value().file, pictures().decode(sealed.value().file).value(), 10);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().records.at(0).record, record);
    EXPECT_EQ(found.value().records.at(0).state, Recovery::recovered);
  }
}

TEST_F(GenerationTest, TheSameRequestGetsTheSameFileAndOneRecordEvenWhereASignatureIsNewEachTime) {
  const Generation generation(*store_, pictures(), sign_by_appending);
  const auto request = request_of("key", "this picture, these wishes");
  const auto first = generation.seal(jpeg_of(1), wish(), Instant{1'000}, request);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first.value().record.manifest_id, "manifest of 1000");
  const auto again = generation.seal(jpeg_of(1), wish(), Instant{2'000}, request);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().file, first.value().file);
  EXPECT_EQ(again.value().record, first.value().record);
  EXPECT_EQ(store_->count().value(), 1U);
}

TEST_F(GenerationTest, AKeyWithAnotherRequestIsRefused) {
  const Generation generation(*store_, pictures(), {});
  ASSERT_TRUE(generation.seal(jpeg_of(1), wish(), Instant{1'000}, request_of("key", "one")).ok());
  const auto other = generation.seal(jpeg_of(2), wish(), Instant{2'000}, request_of("key", "two"));
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, Code::conflict);
  EXPECT_EQ(store_->count().value(), 1U);
}

TEST_F(GenerationTest, WithoutAKeyEachPictureHasARecordOfItsOwn) {
  const Generation generation(*store_, pictures(), {});
  const auto one = generation.seal(jpeg_of(1), wish(), Instant{1'000});
  const auto two = generation.seal(jpeg_of(1), wish(), Instant{1'000});
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE(one.value().record.record, two.value().record.record);
}

TEST_F(GenerationTest, WhatCannotBeLabelledSignedOrDecodedLeavesNoRecord) {
  const Generation refusing(*store_, pictures(), [](Bytes, const label::LabelWish&, const Bytes&, Instant) {
    return Result<SignedFile>(Error{Code::forbidden, "the certificate has ended"});
  });
  EXPECT_EQ(refusing.seal(jpeg_of(1), wish(), Instant{1}).error().code, Code::forbidden);
  const Generation generation(*store_, pictures(), {});
  EXPECT_FALSE(generation.seal(Bytes{1, 2, 3}, wish(), Instant{1}).ok());
  const Bytes small = media::encode_png(test::make_landscape(64, 64, 1)).value();
  EXPECT_EQ(generation.seal(small, wish(), Instant{1}).error().code, Code::unsupported);
  const auto sealed = generation.seal(jpeg_of(1), wish(), Instant{1});
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(generation.seal(sealed.value().file, wish(), Instant{1}).error().code, Code::conflict)
      << "labelled already";
  EXPECT_EQ(store_->count().value(), 1U);
}

}  // namespace
}  // namespace redress::engine
