// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "label/identity.hpp"
#include "label/test_pictures.hpp"
#include "media/encode.hpp"
#include "media/encode_heic.hpp"
#include "media/preview.hpp"
#include "media/test_data.hpp"
#include "server/test_server.hpp"

namespace redress::server {
namespace {

// A platform that signs: its server, its key, and what a form to it looks like.
class GenerationApi : public testing::Test {
 protected:
  static constexpr Instant made_at{1'795'312'800'000};  // the test clock's beginning
  GenerationApi() {
    EXPECT_TRUE(trust_.add_anchors(provenance::TrustList::own, identity_.root).ok());
    server_ = std::make_unique<TestServer>(Options{}, false, [this](store::RecordStore& records) {
      return std::make_unique<engine::Generation>(records, test_whole_pictures(),
                                                  engine::Signing{signer_, trust_, "0.0.0"});
    });
    token_ = server_->token({"media"});
  }

  using Form = std::vector<std::pair<std::string, std::string>>;
  static Form form() { return {{"label", "generated"}, {"regime", "EU"}, {"words", "false"}}; }
  Answer seal(const std::string& file, const Form& fields, const std::string& headers) {
    std::string body;
    for (const auto& [name, value] : fields) {
      body += "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
    if (!file.empty()) {
      body += "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + file + "\r\n";
    }
    return server_->send("POST", "/api/v1/generation/seal",
                         "Content-Type: multipart/form-data; boundary=cut\r\n" + headers, body + "--cut--\r\n");
  }
  Answer seal(const std::string& file, const Form& fields = form()) { return seal(file, fields, token_); }
  Json find(const std::string& picture) {
    return server_->send("POST", "/api/v1/provenance/matches/byContent", "Content-Type: image/jpeg\r\n", picture)
        .json();
  }

  const label::Identity identity_ = std::move(label::make_identity("es256", made_at)).value();
  const label::Signer signer_ = std::move(label::Signer::make(identity_.chain, identity_.key)).value();
  provenance::Trust trust_;
  std::unique_ptr<TestServer> server_;
  std::string token_;
};

std::string text_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }
std::string jpeg_of(const media::Pixels& pixels, int quality) {
  return text_of(media::encode_jpeg(pixels, quality).value());
}
media::Pixels landscape(unsigned seed) { return test::make_landscape(800, 640, seed); }

// Its metadata gone, a fifth of width and height cut away, saved again.
std::string spoil(const std::string& file) {
  const media::Pixels pixels = test_whole_pictures().decode(view_bytes(file)).value().pixels;
  media::Pixels rest{pixels.width * 4 / 5, pixels.height * 4 / 5, {}};
  const std::size_t left = pixels.width / 8;
  const std::size_t top = pixels.height / 6;
  for (std::size_t y = 0; y < rest.height; ++y) {
    const auto row = pixels.rgb.begin() + static_cast<std::ptrdiff_t>(((y + top) * pixels.width + left) * 3);
    rest.rgb.insert(rest.rgb.end(), row, row + static_cast<std::ptrdiff_t>(std::size_t{rest.width} * 3));
  }
  return jpeg_of(rest, 60);
}

TEST_F(GenerationApi, WhatComesOutIsTrustedAndItsSpoiledCopyFindsItsManifestAgain) {
  std::vector<std::pair<std::string, std::string>> pictures{
      {"image/jpeg", jpeg_of(landscape(1), 95)},
      {"image/png", text_of(media::encode_png(landscape(2)).value())},
      {"image/webp", text_of(media::encode_webp(landscape(3), 90).value())},
      {"image/avif", text_of(media::encode_avif(landscape(4), 90, media::HeifFacts{}).value())}};
  if (const auto heic = media::encode_heic(landscape(5), 95, media::Chroma::half, {}); heic.ok()) {
    pictures.emplace_back("image/heic", text_of(heic.value()));
  }
  for (const auto& [type, file] : pictures) {
    SCOPED_TRACE(type);
    const auto sealed = seal(file);
    ASSERT_EQ(sealed.status, 200) << sealed.body;
    EXPECT_EQ(sealed.header("Content-Type"), type);
    const auto read = label::read_incoming(view_bytes(sealed.body), trust_, server_->clock_.now());
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().report.state, provenance::ManifestState::trusted);
    const Json found = find(spoil(sealed.body));
    ASSERT_EQ(found["matches"].size(), 1U) << found.dump();
    EXPECT_EQ(found["matches"][0]["manifestId"], sealed.header("Redress-Manifest"));
    EXPECT_EQ(found["labels"][0]["record"], sealed.header("Redress-Record"));
    EXPECT_EQ(found["labels"][0]["state"], "recovered by soft binding");
    EXPECT_EQ(found["labels"][0]["found_by"], "watermark");
  }
}

TEST_F(GenerationApi, PhotographsToo) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no test data";
  int found_count = 0;
  int asked_count = 0;
  for (std::size_t i = 0; i < photographs.size() && asked_count < 4; i += 3, ++asked_count) {
    const auto sealed = seal(text_of(test::load_bytes(photographs[i])));
    ASSERT_EQ(sealed.status, 200) << photographs[i] << ": " << sealed.body;
    const Json found = find(spoil(sealed.body));
    found_count +=
        found["matches"].size() == 1 && found["matches"][0]["manifestId"] == sealed.header("Redress-Manifest");
  }
  EXPECT_EQ(found_count, asked_count);
}

TEST_F(GenerationApi, TheSameKeyGetsTheSameFileAndAnotherRequestUnderItARefusal) {
  const std::string key = token_ + "Idempotency-Key: one\r\n";
  const std::string file = jpeg_of(landscape(1), 95);
  const auto first = seal(file, form(), key);
  ASSERT_EQ(first.status, 200) << first.body;
  server_->clock_.advance(std::chrono::minutes{1});
  const auto again = seal(file, form(), key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Redress-Record"), first.header("Redress-Record"));
  EXPECT_EQ(seal(file, {{"label", "modified"}, {"regime", "EU"}, {"words", "false"}}, key).status, 409);
  EXPECT_EQ(seal(jpeg_of(landscape(3), 95), form(), key).status, 409);
  EXPECT_EQ(server_->record_store_->count().value(), 1U);
  const std::string other = server_->token({"media"}) + "Idempotency-Key: one\r\n";
  EXPECT_NE(seal(file, form(), other).header("Redress-Record"), first.header("Redress-Record"))
      << "another platform's key is another key";
}

TEST_F(GenerationApi, WantsAScopeAWishAndOnePicture) {
  const std::string file = jpeg_of(landscape(1), 90);
  EXPECT_EQ(seal(file, form(), "").status, 401);
  EXPECT_EQ(seal(file, form(), server_->token({"edge"})).status, 403);
  EXPECT_EQ(seal("", form()).status, 400);
  EXPECT_EQ(seal("no picture at all", form()).status, 415);
  EXPECT_EQ(seal(file, {{"regime", "EU"}}).status, 422) << "no label";
  EXPECT_EQ(seal(file, {{"label", "generated"}, {"regime", "EU"}, {"words", "perhaps"}}).status, 422);
  EXPECT_EQ(seal(file, {{"label", "generated"}, {"regime", "EU"}, {"colour", "red"}}).status, 422);
  EXPECT_EQ(seal(file, {{"label", "generated"}, {"regime", "CN"}}).status, 422) << "China's label names its maker";
  EXPECT_EQ(server_->record_store_->count().value(), 0U);
}

TEST_F(GenerationApi, IsNotThereWhereNobodySigns) {
  TestServer plain;
  EXPECT_EQ(plain.send("POST", "/api/v1/generation/seal", plain.token({"media"}), "").status, 404);
}

}  // namespace
}  // namespace redress::server
