// SPDX-License-Identifier: Apache-2.0
#include "provenance/ocsp.hpp"

#include <gtest/gtest.h>
#include <openssl/ocsp.h>

#include "provenance/test_credentials.hpp"

namespace redress::provenance {
namespace {

const Instant signed_at{1'790'000'000'000};

struct Said {
  int status = V_OCSP_CERTSTATUS_GOOD;
  int reason = OCSP_REVOKED_STATUS_NOSTATUS;
  std::int64_t revoked_seconds = 0;
  std::int64_t from_seconds = 1'789'999'000;
  std::int64_t until_seconds = 1'790'001'000;
};

class Ocsp : public ::testing::Test {
 protected:
  Bytes respond(const Said& said, const test::Credential& responder, const test::Credential& about) const {
    OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
    OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), about.x509.get(), root_.x509.get());
    ASN1_GENERALIZEDTIME* revoked = ASN1_GENERALIZEDTIME_set(nullptr, said.revoked_seconds);
    ASN1_GENERALIZEDTIME* from = ASN1_GENERALIZEDTIME_set(nullptr, said.from_seconds);
    ASN1_GENERALIZEDTIME* until = ASN1_GENERALIZEDTIME_set(nullptr, said.until_seconds);
    OCSP_basic_add1_status(basic, id, said.status, said.reason, revoked, from, until);
    CHECK(OCSP_basic_sign(basic, responder.x509.get(), responder.key.get(), EVP_sha256(), nullptr, 0) == 1);
    OCSP_RESPONSE* response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_RESPONSE(response, &der);
    Bytes encoded(der, der + size);
    OPENSSL_free(der);
    OCSP_RESPONSE_free(response);
    for (ASN1_GENERALIZEDTIME* time : {revoked, from, until}) ASN1_GENERALIZEDTIME_free(time);
    OCSP_CERTID_free(id);
    OCSP_BASICRESP_free(basic);
    return encoded;
  }

  Revocation read(const Said& said, const test::Credential& responder) const {
    const Certificate leaf = parse_certificate(test::encode_der(signer_)).value();
    const Certificate issuer = parse_certificate(test::encode_der(root_)).value();
    return read_ocsp_response(respond(said, responder, signer_), leaf, issuer, signed_at);
  }

  static test::Credential make_responder(const test::Credential& root, const std::string& purposes) {
    test::CertificatePlan plan;
    plan.name = "responder";
    plan.purposes = purposes;
    plan.from_seconds = 1'000'000'000;
    plan.until_seconds = 4'000'000'000;  // the response's own date is the machine's
    return test::make_credential(plan, &root);
  }

  test::Credential root_ = test::make_root();
  test::Credential signer_ = test::make_credential({}, &root_);
};

TEST_F(Ocsp, TheIssuerSaysGood) { EXPECT_EQ(read({}, root_), Revocation::good); }

TEST_F(Ocsp, OneThatTheIssuerCertifiedForItSaysGood) {
  EXPECT_EQ(read({}, make_responder(root_, "OCSPSigning")), Revocation::good);
}

TEST_F(Ocsp, OneThatWasNotAuthorisedSaysNothing) {
  EXPECT_EQ(read({}, make_responder(root_, "emailProtection")), Revocation::unknown);
  const test::Credential stranger = test::make_root("stranger");
  EXPECT_EQ(read({}, stranger), Revocation::unknown);
  EXPECT_EQ(read({}, make_responder(stranger, "OCSPSigning")), Revocation::unknown);
}

TEST_F(Ocsp, RevokedBeforeItSigned) {
  EXPECT_EQ(read({.status = V_OCSP_CERTSTATUS_REVOKED, .revoked_seconds = 1'789'000'000}, root_), Revocation::revoked);
}

TEST_F(Ocsp, RevokedAfterItSignedIsGood) {
  EXPECT_EQ(read({.status = V_OCSP_CERTSTATUS_REVOKED, .revoked_seconds = 1'790'000'500}, root_), Revocation::good);
}

TEST_F(Ocsp, TakenOffTheRevocationListIsGood) {
  EXPECT_EQ(read({.status = V_OCSP_CERTSTATUS_REVOKED,
                  .reason = OCSP_REVOKED_STATUS_REMOVEFROMCRL,
                  .revoked_seconds = 1'789'000'000},
                 root_),
            Revocation::good);
}

TEST_F(Ocsp, AResponseOfAnotherTimeSaysNothing) {
  EXPECT_EQ(read({.from_seconds = 1'790'000'500}, root_), Revocation::unknown);
  EXPECT_EQ(read({.until_seconds = 1'789'999'500}, root_), Revocation::unknown);
}

TEST_F(Ocsp, AResponseAboutAnotherCertificateSaysNothing) {
  const test::Credential other = test::make_credential({}, &root_);
  const Certificate leaf = parse_certificate(test::encode_der(signer_)).value();
  const Certificate issuer = parse_certificate(test::encode_der(root_)).value();
  EXPECT_EQ(read_ocsp_response(respond({}, root_, other), leaf, issuer, signed_at), Revocation::unknown);
  EXPECT_EQ(read_ocsp_response(Bytes{1, 2, 3}, leaf, issuer, signed_at), Revocation::unknown);
}

}  // namespace
}  // namespace redress::provenance
