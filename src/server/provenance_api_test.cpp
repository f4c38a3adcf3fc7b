// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/generation.hpp"
#include "label/identity.hpp"
#include "label/soft_binding.hpp"
#include "label/test_pictures.hpp"
#include "media/preview.hpp"
#include "provenance/manifest_store.hpp"
#include "server/test_server.hpp"

namespace redress::server {
namespace {

const std::string base = "/api/v1/provenance";  // NOLINT(cert-err58-cpp)

media::Pixels landscape(unsigned seed = 1) { return test::make_landscape(800, 640, seed); }
std::string jpeg_of(const media::Pixels& pixels, int quality) {
  const Bytes bytes = media::encode_jpeg(pixels, quality).value();
  return {bytes.begin(), bytes.end()};
}

// One labelled, signed and registered file.
engine::Sealed seal_one(TestServer& server) {
  static const auto identity = label::make_identity("es256", server.clock_.now());
  EXPECT_TRUE(identity.ok());
  const auto signer = label::Signer::make(identity.value().chain, identity.value().key);
  EXPECT_TRUE(signer.ok());
  const provenance::Trust trust;
  const engine::Generation generation(*server.record_store_, test_whole_pictures(),
                                      engine::Signing{signer.value(), trust, "0.0.0"});
  label::LabelWish wish;
  wish.statement = {label::LabelClass::generated, label::Regime::india, 0xAB'CDEF'0123'4567, ""};
  wish.has_words = false;
  auto sealed = generation.seal(media::encode_jpeg(landscape(), 95).value(), wish, server.clock_.now());
  EXPECT_TRUE(sealed.ok()) << (sealed.ok() ? "" : sealed.error().message);
  return std::move(sealed).value();
}

std::string text_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Answer post_picture(TestServer& server, const std::string& body, const std::string& query = {},
                    const std::string& headers = {}) {
  return server.send("POST", base + "/matches/byContent" + query, "Content-Type: image/jpeg\r\n" + headers, body);
}

std::string binding_query(std::uint64_t record) {
  const Bytes value = label::encode_watermark_value({label::LabelClass::generated, 0, record});
  std::string text = render_base64(value);
  for (std::size_t at = 0; (at = text.find_first_of("+/=", at)) != std::string::npos; at += 3) {
    text.replace(at, 1, text[at] == '+' ? "%2B" : text[at] == '/' ? "%2F" : "%3D");
  }
  return "?alg=redress.watermark.1&value=" + text;
}

TEST(ProvenanceApi, AStrippedCutAndCompressedCopyFindsItsManifestAgain) {
  TestServer server;
  const engine::Sealed sealed = seal_one(server);
  // Decoded and written anew, nothing of the metadata is left; then a fifth is cut away at quality 60.
  media::Pixels pixels = test_whole_pictures().decode(sealed.file).value().pixels;
  media::Pixels rest{pixels.width * 4 / 5, pixels.height * 4 / 5, {}};
  for (std::uint32_t y = 0; y < rest.height; ++y) {
    const auto row = pixels.rgb.begin() + static_cast<std::ptrdiff_t>((std::size_t{y + 40} * pixels.width + 100) * 3);
    rest.rgb.insert(rest.rgb.end(), row, row + static_cast<std::ptrdiff_t>(std::size_t{rest.width} * 3));
  }
  const auto answer = post_picture(server, jpeg_of(rest, 60));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Json json = answer.json();
  ASSERT_EQ(json["matches"].size(), 1U) << answer.body;
  EXPECT_EQ(json["matches"][0]["manifestId"], sealed.record.manifest_id);
  EXPECT_EQ(json["matches"][0]["similarityScore"], 100);
  ASSERT_EQ(json["labels"].size(), 1U);
  EXPECT_EQ(json["labels"][0]["state"], "recovered by soft binding");
  EXPECT_EQ(json["labels"][0]["found_by"], "watermark");
  EXPECT_EQ(json["labels"][0]["label"], "generated");
  EXPECT_EQ(json["labels"][0]["record"], "urn:redress:label:abcdef01234567");
  EXPECT_EQ(json["watermark"]["record"], "urn:redress:label:abcdef01234567");
  EXPECT_EQ(answer.body.find("valid"), std::string::npos) << "nothing found like this is ever called valid";
  const auto manifest = server.get(base + "/manifests/" + json["matches"][0]["manifestId"].get<std::string>());
  ASSERT_EQ(manifest.status, 200);
  EXPECT_EQ(manifest.header("Content-Type"), "application/c2pa");
  EXPECT_EQ(manifest.body, text_of(sealed.record.manifest));
}

TEST(ProvenanceApi, AMarkCopiedOntoAnotherPictureBringsNoManifest) {
  TestServer server;
  seal_one(server);
  media::Pixels other = landscape(9);
  const label::Carrier carrier(label::public_watermark_key());
  ASSERT_TRUE(label::mark_picture(other, {label::LabelClass::generated, 0, 0xAB'CDEF'0123'4567}, carrier).ok());
  const auto json = post_picture(server, jpeg_of(other, 90)).json();
  EXPECT_TRUE(json["matches"].empty()) << json.dump();
  ASSERT_EQ(json["labels"].size(), 1U);
  EXPECT_EQ(json["labels"][0]["state"], "mark present, content differs");
}

TEST(ProvenanceApi, WithoutAMarkTheContentIsComparedUnlessOnlyTheMarkIsAskedFor) {
  TestServer server;
  seal_one(server);
  const std::string plain = jpeg_of(landscape(), 80);
  const auto json = post_picture(server, plain).json();
  ASSERT_EQ(json["matches"].size(), 1U) << json.dump();
  EXPECT_EQ(json["labels"][0]["found_by"], "fingerprint");
  EXPECT_LT(json["matches"][0]["similarityScore"].get<int>(), 100);
  EXPECT_FALSE(json.contains("watermark"));
  EXPECT_TRUE(post_picture(server, plain, "?alg=redress.watermark.1").json()["matches"].empty());
  const auto stranger = post_picture(server, jpeg_of(landscape(30), 80)).json();
  EXPECT_TRUE(stranger["matches"].empty() && stranger["labels"].empty());
}

TEST(ProvenanceApi, ABindingNamesItsManifestAndIsNotComparedWithAnything) {
  TestServer server;
  const engine::Sealed sealed = seal_one(server);
  const auto found = server.get(base + "/matches/byBinding" + binding_query(0xAB'CDEF'0123'4567)).json();
  ASSERT_EQ(found["matches"].size(), 1U) << found.dump();
  EXPECT_EQ(found["matches"][0], (Json{{"manifestId", sealed.record.manifest_id}}));
  EXPECT_EQ(found["labels"][0]["state"], "named by its soft binding, not compared");
  const Bytes value = label::encode_watermark_value({label::LabelClass::generated, 0, 0xAB'CDEF'0123'4567});
  const auto posted =
      server.post_json(base + "/matches/byBinding", {{"alg", "redress.watermark.1"}, {"value", render_base64(value)}});
  EXPECT_EQ(posted.json(), found);
  EXPECT_TRUE(server.get(base + "/matches/byBinding" + binding_query(1)).json()["matches"].empty());
}

TEST(ProvenanceApi, TheActiveManifestIsTheLastOfTheStore) {
  TestServer server;
  const engine::Sealed sealed = seal_one(server);
  const std::string path = base + "/manifests/" + sealed.record.manifest_id;
  const auto store = provenance::ManifestStore::parse(sealed.record.manifest);
  ASSERT_TRUE(store.ok());
  const std::string active = server.get(path + "?returnActiveManifest=true").body;
  const auto box = provenance::parse_jumbf(view_bytes(active));
  ASSERT_TRUE(box.ok());
  EXPECT_EQ(box.value().label, sealed.record.manifest_id);
  EXPECT_EQ(text_of(box.value().hashed()), text_of(store.value().manifests().back().hashed));
  EXPECT_EQ(server.get(path + "?returnActiveManifest=perhaps").status, 400);
  EXPECT_EQ(server.get(base + "/manifests/urn:c2pa:nobody").status, 404);
}

TEST(ProvenanceApi, WhatDoesNotFitIsRefusedWithAReason) {
  TestServer server;
  for (const char* query :
       {"", "?alg=redress.watermark.1", "?alg=x&value=***", "?alg=x&value=", "?alg=&value=AAAA",
        "?alg=x&value=AAAA&maxResults=0", "?alg=x&value=AAAA&maxResults=101", "?alg=x&value=AAAA&maxResults=ten"}) {
    EXPECT_EQ(server.get(base + "/matches/byBinding" + std::string(query)).status, 400) << query;
  }
  EXPECT_EQ(server.get(base + "/matches/byBinding?alg=x&value=AAAA&maxResults=100").status, 200);
  EXPECT_EQ(post_picture(server, "no picture").status, 415);
  EXPECT_EQ(post_picture(server, jpeg_of(landscape(), 80), "?alg=com.example.other").status, 400);
  EXPECT_EQ(server.post_json(base + "/matches/byContent", {{"a", 1}}).status, 415);
  EXPECT_EQ(server.post_json(base + "/matches/byBinding", {{"alg", "x"}}).status, 422);
}

TEST(ProvenanceApi, AnUploadOverTheLimitIsRefusedBeforeItIsRead) {
  TestServer server;
  EXPECT_EQ(server
                .send("POST", base + "/matches/byContent", "Content-Type: image/png\r\nExpect: 100-continue\r\n",
                      std::string((25U << 20U) + 1, 'x'))
                .status,
            413);
}

TEST(ProvenanceApi, StrangersAskSoOftenAndPlatformsAsOftenAsTheyLike) {
  Options options;
  options.limit_loopback = true;
  options.lookup_limit = {12, 0.001, 10};
  TestServer server(options);
  const std::string path = base + "/matches/byBinding?alg=x&value=AAAA";
  const std::string picture = jpeg_of(landscape(40), 50);
  EXPECT_EQ(post_picture(server, picture).status, 200) << "ten of twelve";
  EXPECT_EQ(server.get(path).status, 200);
  EXPECT_EQ(server.get(path).status, 200);
  const auto refused = server.get(path);
  EXPECT_EQ(refused.status, 429);
  EXPECT_FALSE(refused.header("Retry-After").empty());
  EXPECT_EQ(post_picture(server, picture).status, 429);
  const std::string token = server.token({"media"});
  for (int i = 0; i < 15; ++i) EXPECT_EQ(server.get(path, token).status, 200);
  EXPECT_EQ(server.get(path, server.token({"edge"})).status, 429) << "another scope is a stranger here";
  EXPECT_EQ(server.get(path, "Authorization: Bearer nonsense\r\n").status, 401);
}

TEST(ProvenanceApi, NamesTheAlgorithmsThatCanBeAskedFor) {
  TestServer server;
  const auto json = server.get(base + "/services/supportedAlgorithms").json();
  EXPECT_EQ(json, (Json{{"watermarks", {{{"alg", "redress.watermark.1"}}}}, {"fingerprints", Json::array()}}));
}

}  // namespace
}  // namespace redress::server
