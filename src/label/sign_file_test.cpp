// SPDX-License-Identifier: Apache-2.0
// Files signed with every algorithm, judged by our own reader; what came in is kept; who may sign, and who may not.
#include "label/sign_file.hpp"

#include <gtest/gtest.h>

#include "label/identity.hpp"
#include "provenance/cbor_map.hpp"
#include "provenance/embed.hpp"
#include "provenance/origin.hpp"
#include "provenance/test_assets.hpp"
#include "provenance/test_manifests.hpp"

namespace redress::label {
namespace {

using namespace provenance;
using namespace provenance::test;

const Instant now = parse_instant("2026-11-22T12:00:00Z").value();
constexpr Milliseconds a_year{std::int64_t{366} * 86'400'000};

const Identity& identity() {
  static const Identity made = make_identity("es256", now).value();
  return made;
}

const Signer& signer() {
  static const Signer made = Signer::make(identity().chain, identity().key).value();
  return made;
}

const Trust& trust() {
  static const Trust made = [] {
    Trust trust;
    EXPECT_TRUE(trust.add_anchors(TrustList::own, identity().root).ok());
    return trust;
  }();
  return made;
}

ManifestWish make_wish() {
  ManifestWish wish;
  wish.record = 0x0123456789abcd;
  wish.mark = Mark{LabelClass::generated, 0, wish.record};
  wish.version = "1.2.3";
  return wish;
}

Bytes picture() { return bytes_of(make_jpeg(jpeg_segment(0xe1, "Exif\0\0data"sv))); }

SignedFile sign(const Bytes& file, const ManifestWish& wish = make_wish()) {
  const auto incoming = read_incoming(file, trust(), now);
  EXPECT_TRUE(incoming.ok());
  auto done = sign_file(file, incoming.value(), wish, signer(), trust(), now);
  EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message);
  return done.ok() ? std::move(done).value() : SignedFile();
}

ProvenanceReport judge(const Bytes& file, Instant at = now) {
  const ByteSource source{ByteView(file)};
  return Validator(trust()).validate(source, read_asset(source).value(), at).value();
}

// The CBOR of an assertion of the active manifest.
CborDocument assertion(const ProvenanceReport& report, std::string_view label) {
  const JumbfBox* box = report.store->manifests().back().assertions()->find(label);
  EXPECT_NE(box, nullptr) << label;
  return parse_cbor(box->find_content(box_type("cbor"))->content).value();
}

std::vector<std::string> actions_of(const ProvenanceReport& report) {
  std::vector<std::string> names;
  for (const ActionFacts& action : report.manifests.front().actions) names.push_back(action.action);
  return names;
}

TEST(SignFile, SevenAlgorithmsAreTrustedUnderTheirRoot) {
  const Identity rsa = make_identity("ps256", now).value();
  for (const std::string algorithm : {"es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"}) {
    const Identity made = algorithm.starts_with("ps") ? rsa : make_identity(algorithm, now).value();
    Trust own;
    ASSERT_TRUE(own.add_anchors(TrustList::own, made.root).ok());
    const auto with = Signer::make(made.chain, made.key, algorithm);
    ASSERT_TRUE(with.ok()) << with.error().message;
    EXPECT_EQ(with.value().algorithm(), algorithm);
    const Bytes file = picture();
    const auto incoming = read_incoming(file, own, now).value();
    const auto done = sign_file(file, incoming, make_wish(), with.value(), own, now);
    ASSERT_TRUE(done.ok()) << algorithm << ": " << done.error().message;
    EXPECT_EQ(done.value().state, ManifestState::trusted) << algorithm;
  }
}

TEST(SignFile, AReceivedFileIsAnIngredientAndTheLabelIsSaid) {
  const SignedFile done = sign(picture());
  const ProvenanceReport report = judge(done.file);
  EXPECT_EQ(report.state, ManifestState::trusted);
  EXPECT_EQ(actions_of(report), (std::vector<std::string>{"c2pa.opened", "c2pa.edited", "c2pa.watermarked.bound"}));
  ASSERT_EQ(report.manifests.front().ingredients.size(), 1U);
  EXPECT_EQ(report.manifests.front().ingredients[0].relationship, "parentOf");
  EXPECT_EQ(judge_origin(report).origin, Origin::ai_edited);
  const CborDocument record = assertion(report, "redress.label");
  EXPECT_EQ(record.root().find("record")->text(), "urn:redress:label:0123456789abcd");
  const CborDocument binding = assertion(report, "c2pa.soft-binding");
  EXPECT_EQ(binding.root().find("alg")->text(), watermark_algorithm);
  const auto value = binding.root().find("blocks")->items().front().find("value")->bytes();
  EXPECT_EQ(render_hex(*value), "100123456789abcd");
}

TEST(SignFile, WhatTheToolMadeItselfIsCreated) {
  ManifestWish wish = make_wish();
  wish.is_own_output = true;
  wish.has_words = true;
  const ProvenanceReport report = judge(sign(picture(), wish).file);
  EXPECT_EQ(actions_of(report), (std::vector<std::string>{"c2pa.created", "c2pa.edited", "c2pa.watermarked.bound"}));
  EXPECT_TRUE(report.manifests.front().ingredients.empty());
  EXPECT_EQ(judge_origin(report).origin, Origin::ai_generated);
}

TEST(SignFile, PixelsThatNobodyTouchedWereNotEdited) {
  ManifestWish wish = make_wish();
  wish.mark.reset();
  const ProvenanceReport report = judge(sign(picture(), wish).file);
  EXPECT_EQ(actions_of(report), (std::vector<std::string>{"c2pa.opened", "c2pa.edited.metadata"}));
  EXPECT_EQ(report.store->manifests().back().assertions()->find("c2pa.soft-binding"), nullptr);
}

TEST(SignFile, WhatCameInStandsInTheNewStoreByteForByte) {
  const SignedFile once = sign(picture());
  ManifestWish wish = make_wish();
  wish.is_own_output = true;  // a file with a manifest was received all the same
  const SignedFile twice = sign(once.file, wish);
  const ProvenanceReport report = judge(twice.file);
  EXPECT_EQ(report.state, ManifestState::trusted);
  ASSERT_EQ(report.store->manifests().size(), 2U);
  EXPECT_EQ(actions_of(report).front(), "c2pa.opened");
  EXPECT_EQ(report.manifests.front().ingredients[0].manifest, 0U);
  const auto older = parse_jumbf(once.store).value();
  const auto newer = parse_jumbf(twice.store).value();
  EXPECT_TRUE(std::ranges::equal(older.children[0].encoded, newer.children[0].encoded));
}

TEST(SignFile, AManifestThatWasBrokenIsKeptAndItsFailureRecorded) {
  Bytes tampered = sign(picture()).file;
  tampered[tampered.size() - 4] ^= 1U;
  ASSERT_EQ(judge(tampered).state, ManifestState::invalid);
  const ProvenanceReport report = judge(sign(tampered).file);
  EXPECT_EQ(report.state, ManifestState::trusted);
  EXPECT_TRUE(report.manifests.front().ingredients[0].has_recorded_failure);
  const CborDocument ingredient = assertion(report, "c2pa.ingredient.v3");
  const auto failures = ingredient.root().find("validationResults")->find("activeManifest")->find("failure")->items();
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].find("code")->text(), "assertion.dataHash.mismatch");
}

TEST(SignFile, AStoreThatCannotBeReadIsNeitherKeptNorLeftAway) {
  const Bytes broken = embed_store(picture(), bytes_of(make_store("no manifest"))).value();
  EXPECT_EQ(read_incoming(broken, trust(), now).error().code, Code::conflict);
  const std::string chunk = png_chunk("caBX", make_store());
  EXPECT_EQ(read_incoming(bytes_of(make_png(chunk + chunk)), trust(), now).error().code, Code::conflict);
}

TEST(SignFile, AnotherManifestThanTheOneThatCameInIsNotWrittenOver) {
  const Incoming nothing = read_incoming(picture(), trust(), now).value();
  const SignedFile other = sign(picture());
  EXPECT_EQ(sign_file(other.file, nothing, make_wish(), signer(), trust(), now).error().code, Code::conflict);
}

TEST(SignFile, OutsideOfTheCertificatesTimeNothingIsSigned) {
  const Bytes file = picture();
  for (const Instant at : {now - Milliseconds{7'200'000}, now + a_year}) {
    const Incoming incoming = read_incoming(file, trust(), at).value();
    EXPECT_EQ(sign_file(file, incoming, make_wish(), signer(), trust(), at).error().code, Code::forbidden);
  }
}

TEST(SignFile, AFullStoreTakesNoMore) {
  ManifestPlan plan;
  std::vector<Bytes> manifests;
  for (int i = 0; i < 512; ++i) {
    plan.label = "urn:c2pa:" + std::to_string(i);
    manifests.push_back(superbox("c2ma", plan.label, {}));
  }
  const Bytes file = embed_store(picture(), make_manifest_store(manifests)).value();
  const auto incoming = read_incoming(file, trust(), now);
  ASSERT_TRUE(incoming.ok());
  EXPECT_FALSE(sign_file(file, incoming.value(), make_wish(), signer(), trust(), now).ok());
}

TEST(WatermarkValue, IsThe64BitsHighestFirst) {
  EXPECT_EQ(render_hex(encode_watermark_value({LabelClass::suspected, 15, record_max})), "3fffffffffffffff");
  EXPECT_EQ(render_hex(encode_watermark_value({LabelClass::modified, 0, 1})), "2000000000000001");
}

struct RefusedCase {
  std::string name;
  CertificatePlan plan;
  std::string said;
};

std::string key_pem(EVP_PKEY* key) {
  BIO* text = BIO_new(BIO_s_mem());
  CHECK(PEM_write_bio_PKCS8PrivateKey(text, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(text);
  return pem;
}

TEST(Signer, ACertificateThatC2paDoesNotAcceptIsRefusedByItsRule) {
  const Credential root = make_root();
  const std::vector<RefusedCase> cases = {
      {"authority", {.name = "signer", .is_authority = true}, "an authority's (C2PA 14.5.1)"},
      {"no purposes", {.purposes = ""}, "names no extended key usage (C2PA 14.5.1)"},
      {"any purpose", {.purposes = "anyExtendedKeyUsage"}, "any purpose (C2PA 14.5.1)"},
      {"time-stamps too", {.purposes = "timeStamping,emailProtection"}, "exclude every other purpose (C2PA 14.5.1)"},
      {"a server's",
       {.purposes = "serverAuth"},
       "no purpose of the certificate is one for signing claims (C2PA 14.4.1)"},
      {"usage", {.usage = "critical,keyEncipherment"}, "may not sign (C2PA 14.5.1)"},
      {"signs certificates",
       {.usage = "critical,digitalSignature,keyCertSign"},
       "may sign certificates (C2PA 14.5.1)"}};
  for (const RefusedCase& one : cases) {
    const Credential made = make_credential(one.plan, &root);
    const auto refused = Signer::make(encode_pem(made), key_pem(made.key.get()));
    ASSERT_FALSE(refused.ok()) << one.name;
    EXPECT_EQ(refused.error().code, Code::invalid) << one.name;
    EXPECT_NE(refused.error().message.find(one.said), std::string::npos) << one.name << ": " << refused.error().message;
  }
}

TEST(Signer, ChainAndKeyMustFitTogether) {
  const Credential root = make_root();
  const Credential made = make_credential({}, &root);
  const Credential other = make_credential({}, &root);
  const std::string key = key_pem(made.key.get());
  EXPECT_TRUE(Signer::make(encode_pem(made), key).ok());
  EXPECT_TRUE(Signer::make(encode_pem(made) + encode_pem(root), key).ok());
  EXPECT_EQ(Signer::make(encode_pem(other), key).error().code, Code::conflict);
  EXPECT_EQ(Signer::make(encode_pem(made) + encode_pem(other), key).error().code, Code::invalid);
  EXPECT_EQ(Signer::make("", key).error().code, Code::invalid);
  EXPECT_EQ(Signer::make(encode_pem(made), "").error().code, Code::invalid);
  EXPECT_EQ(Signer::make(encode_pem(made), key, "ps256").error().code, Code::unsupported);
  EXPECT_EQ(Signer::make(encode_pem(made), key, "rs256").error().code, Code::unsupported);
  std::string many;
  for (int i = 0; i < 17; ++i) many += encode_pem(made);
  EXPECT_NE(Signer::make(many, key).error().message.find("more than 16"), std::string::npos);
}

TEST(MakeIdentity, AnUnknownAlgorithmIsRefused) {
  EXPECT_EQ(make_identity("rs256", now).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::label
