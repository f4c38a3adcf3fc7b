// SPDX-License-Identifier: Apache-2.0
#include "provenance/trust.hpp"

#include <gtest/gtest.h>

#include "provenance/test_credentials.hpp"

namespace redress::provenance {
namespace {

const Instant noon{1'790'000'000'000};

bool is_on(const Trust& trust, TrustList list, const test::Credential& leaf, Instant at = noon) {
  const Certificate certificate = parse_certificate(test::encode_der(leaf)).value();
  return trust.verify_path(list, {&certificate}, at).ok();
}

test::Credential leaf_for(const std::string& purposes, const test::Credential& root) {
  test::CertificatePlan plan;
  plan.purposes = purposes;
  return test::make_credential(plan, &root);
}

TEST(Trust, ListsAreNeverBlended) {
  const test::Credential root = test::make_root();
  const test::Credential signer = leaf_for("emailProtection,1.3.6.1.4.1.62558.2.1", root);
  for (const TrustList held : {TrustList::official, TrustList::interim, TrustList::own}) {
    Trust trust;
    ASSERT_TRUE(trust.add_anchors(held, test::encode_pem(root)).ok());
    for (const TrustList asked : {TrustList::official, TrustList::interim, TrustList::own}) {
      EXPECT_EQ(is_on(trust, asked, signer), asked == held) << trust_list_name(asked);
    }
  }
}

TEST(Trust, TimeStampingAnchorsVouchForNoSignerAndTheOtherWayRound) {
  const test::Credential root = test::make_root();
  const test::Credential signer = leaf_for("emailProtection", root);
  const test::Credential authority = leaf_for("critical,timeStamping", root);
  Trust trust;
  ASSERT_TRUE(trust.add_anchors(TrustList::time_stamp, test::encode_pem(root)).ok());
  EXPECT_TRUE(is_on(trust, TrustList::time_stamp, authority));
  EXPECT_FALSE(is_on(trust, TrustList::time_stamp, signer));
  EXPECT_FALSE(is_on(trust, TrustList::own, signer));
  ASSERT_TRUE(trust.add_anchors(TrustList::own, test::encode_pem(root)).ok());
  EXPECT_FALSE(is_on(trust, TrustList::own, authority));
}

TEST(Trust, TheOfficialListTakesClaimSigningOnly) {
  const test::Credential root = test::make_root();
  Trust trust;
  ASSERT_TRUE(trust.add_anchors(TrustList::official, test::encode_pem(root)).ok());
  EXPECT_TRUE(is_on(trust, TrustList::official, leaf_for("1.3.6.1.4.1.62558.2.1", root)));
  EXPECT_FALSE(is_on(trust, TrustList::official, leaf_for("emailProtection", root)));
}

TEST(Trust, APathHoldsAtAnInstant) {
  const test::Credential root = test::make_root();
  const test::Credential signer = leaf_for("emailProtection", root);
  Trust trust;
  ASSERT_TRUE(trust.add_anchors(TrustList::own, test::encode_pem(root)).ok());
  EXPECT_TRUE(is_on(trust, TrustList::own, signer, Instant{1'700'000'001'000}));
  EXPECT_FALSE(is_on(trust, TrustList::own, signer, Instant{1'699'999'999'000}));
  EXPECT_FALSE(is_on(trust, TrustList::own, signer, Instant{1'900'000'001'000}));
}

TEST(Trust, ACertificateThatCameAlongLinksAndNeverAnchors) {
  const test::Credential root = test::make_root();
  test::CertificatePlan middle_plan;
  middle_plan.name = "middle";
  middle_plan.is_authority = true;
  const test::Credential middle = test::make_credential(middle_plan, &root);
  const test::Credential signer = leaf_for("emailProtection", middle);
  const Certificate leaf = parse_certificate(test::encode_der(signer)).value();
  const Certificate link = parse_certificate(test::encode_der(middle)).value();
  const Certificate top = parse_certificate(test::encode_der(root)).value();
  Trust trust;
  ASSERT_TRUE(trust.add_anchors(TrustList::own, test::encode_pem(test::make_root("other"))).ok());
  EXPECT_FALSE(trust.verify_path(TrustList::own, {&leaf, &link, &top}, noon).ok());
  ASSERT_TRUE(trust.add_anchors(TrustList::own, test::encode_pem(root)).ok());
  EXPECT_TRUE(trust.verify_path(TrustList::own, {&leaf, &link}, noon).ok());
  EXPECT_FALSE(trust.verify_path(TrustList::own, {&leaf}, noon).ok());
  Trust direct;
  ASSERT_TRUE(direct.add_anchors(TrustList::own, test::encode_pem(middle)).ok());
  EXPECT_TRUE(direct.verify_path(TrustList::own, {&leaf}, noon).ok()) << "an anchor need not sign itself";
}

TEST(Trust, ASignerTrustedDirectly) {
  const test::Credential root = test::make_root();
  const test::Credential signer = leaf_for("emailProtection", root);
  Trust trust;
  ASSERT_TRUE(trust.add_credentials(test::encode_pem(signer)).ok());
  EXPECT_TRUE(is_on(trust, TrustList::own, signer));
  EXPECT_FALSE(is_on(trust, TrustList::official, signer));
  EXPECT_FALSE(is_on(trust, TrustList::time_stamp, signer));
  EXPECT_FALSE(is_on(trust, TrustList::own, leaf_for("emailProtection", root)));
}

TEST(PathCache, SaysWhatTheTrustSays) {
  const test::Credential root = test::make_root();
  const Certificate signer = parse_certificate(test::encode_der(leaf_for("emailProtection", root))).value();
  const Certificate stranger = parse_certificate(test::encode_der(test::make_credential({}, nullptr))).value();
  Trust trust;
  ASSERT_TRUE(trust.add_anchors(TrustList::own, test::encode_pem(root)).ok());
  PathCache cache;
  for (int round = 0; round < 2; ++round) {
    for (const Certificate* leaf : {&signer, &stranger}) {
      for (const TrustList list : {TrustList::official, TrustList::own, TrustList::time_stamp}) {
        for (const Instant at : {noon, Instant{0}}) {
          EXPECT_EQ(cache.verify_path(trust, list, {leaf}, at).ok(), trust.verify_path(list, {leaf}, at).ok());
        }
      }
    }
  }
}

TEST(Trust, ListsAndPurposesThatCannotBeReadAreRefused) {
  Trust trust;
  EXPECT_EQ(trust.add_anchors(TrustList::own, "no certificate").error().code, Code::invalid);
  EXPECT_EQ(trust.accept_purposes("emailProtection\n").error().code, Code::invalid);
  EXPECT_EQ(trust.accept_purposes("// nothing\n").error().code, Code::invalid);
  EXPECT_EQ(trust.accept_purposes("1.3.6.1.5.5.7.3.8\n").error().code, Code::invalid) << "time stamping signs no claim";
  EXPECT_TRUE(trust.accept_purposes("// email\n1.3.6.1.5.5.7.3.4 \r\n").ok());
}

std::optional<std::string> fault_of(test::CertificatePlan plan) {
  const test::Credential root = test::make_root();
  const test::Credential leaf = test::make_credential(plan, &root);
  const Certificate certificate = parse_certificate(test::encode_der(leaf)).value();
  return find_profile_fault(certificate, Trust().accepted_purposes());
}

TEST(CertificateProfile, EachRuleIsNamedWhenItIsBroken) {
  const auto with_purposes = [](const std::string& purposes) {
    test::CertificatePlan plan;
    plan.purposes = purposes;
    return plan;
  };
  const auto with_usage = [](const std::string& usage) {
    test::CertificatePlan plan;
    plan.usage = usage;
    return plan;
  };
  EXPECT_FALSE(fault_of({}));
  EXPECT_TRUE(fault_of(with_usage("critical,keyAgreement"))->starts_with("the certificate may not sign"));
  EXPECT_TRUE(
      fault_of(with_usage("digitalSignature,keyCertSign"))->starts_with("the certificate may sign certificates"));
  EXPECT_TRUE(fault_of(with_purposes(""))->starts_with("the certificate names no extended"));
  EXPECT_TRUE(fault_of(with_purposes("anyExtendedKeyUsage"))->starts_with("the certificate may be used for any"));
  EXPECT_TRUE(fault_of(with_purposes("emailProtection,timeStamping"))->starts_with("time stamping and OCSP"));
  EXPECT_TRUE(fault_of(with_purposes("serverAuth"))->starts_with("no purpose"));
  test::CertificatePlan authority;
  authority.is_authority = true;
  EXPECT_TRUE(fault_of(authority)->starts_with("the certificate is an authority's"));
}

TEST(CertificateCache, HoldsACertificateOnceAndForgetsWhenItIsFull) {
  CertificateCache cache;
  const Bytes der = test::encode_der(test::make_root());
  const Certificate* first = cache.find(der);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(cache.find(der), first);
  EXPECT_EQ(cache.find(Bytes{0x30, 0x00}), nullptr);
  EXPECT_FALSE(cache.drop_when_full());
  EXPECT_EQ(cache.find(der), first);
  for (std::uint8_t high = 0; high < 5; ++high) {
    for (int low = 0; low < 256; ++low) EXPECT_EQ(cache.find(Bytes{high, static_cast<std::uint8_t>(low)}), nullptr);
  }
  EXPECT_EQ(cache.find(der), first) << "not within a file";
  EXPECT_TRUE(cache.drop_when_full());
}

}  // namespace
}  // namespace redress::provenance
