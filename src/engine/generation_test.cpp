// SPDX-License-Identifier: Apache-2.0
#include "engine/generation.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "label/identity.hpp"
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

// A platform that signs, and what it trusts.
struct Platform {
  static constexpr Instant made_at{1'800'000'000'000};
  label::Identity identity = std::move(label::make_identity("es256", made_at)).value();
  label::Signer signer = std::move(label::Signer::make(identity.chain, identity.key)).value();
  provenance::Trust trust;
  Platform() { EXPECT_TRUE(trust.add_anchors(provenance::TrustList::own, identity.root).ok()); }
  [[nodiscard]] Signing signing() const { return {signer, trust, "0.0.0"}; }
};

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
  const Platform platform;
  const Generation generation(*store_, pictures(), platform.signing());
  for (const Bytes& file : {jpeg_of(1), png_of(1)}) {
    const auto key = request_of(render_hex(sha256(file)), "this picture, these wishes");
    const auto first = generation.seal(file, wish(), Platform::made_at, key);
    ASSERT_TRUE(first.ok()) << first.error().message;
    const auto again = generation.seal(file, wish(), Platform::made_at + std::chrono::seconds{9}, key);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again.value().file, first.value().file);
    EXPECT_EQ(again.value().record, first.value().record);
  }
  EXPECT_EQ(store_->count().value(), 2U);
}

TEST_F(GenerationTest, WhatIsSignedIsTrustedAndItsManifestIsKeptAsItStands) {
  const Platform platform;
  const Generation generation(*store_, pictures(), platform.signing());
  for (const auto kind : {label::LabelClass::generated, label::LabelClass::modified}) {
    label::LabelWish made = wish();
    made.statement.label = kind;
    const auto sealed = generation.seal(jpeg_of(1), made, Platform::made_at);
    ASSERT_TRUE(sealed.ok()) << sealed.error().message;
    const auto read = label::read_incoming(sealed.value().file, platform.trust, Platform::made_at);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().report.state, provenance::ManifestState::trusted);
    EXPECT_EQ(read.value().store, sealed.value().record.manifest);
    EXPECT_EQ(read.value().report.store->manifests().back().label, sealed.value().record.manifest_id);
    EXPECT_EQ(store_->find_manifest(sealed.value().record.manifest_id).value(), sealed.value().record.manifest);
  }
}

TEST_F(GenerationTest, AManifestThatCameInIsKeptBelowTheNewOne) {
  const Platform platform;
  const Generation generation(*store_, pictures(), platform.signing());
  const label::Incoming none = label::read_incoming(jpeg_of(1), platform.trust, Platform::made_at).value();
  label::ManifestWish theirs;
  theirs.record = 9;
  theirs.is_own_output = true;
  const auto came = label::sign_file(jpeg_of(1), none, theirs, platform.signer, platform.trust, Platform::made_at);
  ASSERT_TRUE(came.ok()) << came.error().message;
  label::LabelWish made = wish();
  made.statement.label = label::LabelClass::modified;
  const auto sealed = generation.seal(came.value().file, made, Platform::made_at);
  ASSERT_TRUE(sealed.ok()) << sealed.error().message;
  const auto read = label::read_incoming(sealed.value().file, platform.trust, Platform::made_at);
  ASSERT_EQ(read.value().report.store->manifests().size(), 2U);
  EXPECT_EQ(read.value().report.store->manifests().front().label, came.value().manifest);
  EXPECT_EQ(read.value().report.state, provenance::ManifestState::trusted);
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
  const Platform platform;
  const Generation refusing(*store_, pictures(), platform.signing());
  const Instant ended = Platform::made_at + std::chrono::hours{24 * 400};
  EXPECT_EQ(refusing.seal(jpeg_of(1), wish(), ended).error().code, Code::forbidden) << "the certificate has ended";
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
