// SPDX-License-Identifier: Apache-2.0
// provenance/test_credentials.hpp — keys and certificates made on the spot. For tests only.
//
// Errors          a CHECK where OpenSSL refuses.
// Threads         pure functions.
// Source          RFC 5280; C2PA 2.2, 14.5.1 (what a leaf must say).
#pragma once

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "provenance/certificate.hpp"

namespace redress::provenance::test {

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

struct Credential {
  Key key;
  X509Pointer x509;
};

struct CertificatePlan {
  std::string name = "signer";
  bool is_authority = false;
  std::string usage = "critical,digitalSignature";
  std::string purposes = "emailProtection";  // as OpenSSL's configuration writes them; empty: none
  std::int64_t from_seconds = 1'700'000'000;
  std::int64_t until_seconds = 1'900'000'000;
};

inline void add_extension(X509* x509, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  CHECK(extension != nullptr && X509_add_ext(x509, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

// Signed by `issuer`, or by itself where there is none.
inline Credential make_credential(const CertificatePlan& plan, const Credential* issuer = nullptr) {
  Credential made{Key(EVP_EC_gen("P-256")), X509Pointer(X509_new())};
  X509* x509 = made.x509.get();
  X509_set_version(x509, X509_VERSION_3);
  static long serial = 1;
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(x509), plan.from_seconds);
  ASN1_TIME_set(X509_getm_notAfter(x509), plan.until_seconds);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(plan.name.c_str()), -1, -1, 0);
  X509* parent = issuer == nullptr ? x509 : issuer->x509.get();
  X509_set_issuer_name(x509, X509_get_subject_name(parent));
  X509_set_pubkey(x509, made.key.get());
  add_extension(x509, parent, NID_subject_key_identifier, "hash");
  add_extension(x509, parent, NID_authority_key_identifier, "keyid");
  add_extension(x509, parent, NID_basic_constraints, plan.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(x509, parent, NID_key_usage, plan.is_authority ? "critical,keyCertSign,cRLSign" : plan.usage);
  if (!plan.purposes.empty() && !plan.is_authority) add_extension(x509, parent, NID_ext_key_usage, plan.purposes);
  CHECK(X509_sign(x509, issuer == nullptr ? made.key.get() : issuer->key.get(), EVP_sha256()) > 0);
  return made;
}

inline Credential make_root(const std::string& name = "root") {
  CertificatePlan plan;
  plan.name = name;
  plan.is_authority = true;
  return make_credential(plan);
}

inline Bytes encode_der(const Credential& credential) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(credential.x509.get(), &der);
  CHECK(size > 0);
  Bytes encoded(der, der + size);
  OPENSSL_free(der);
  return encoded;
}

inline std::string encode_pem(const Credential& credential) {
  BIO* text = BIO_new(BIO_s_mem());
  CHECK(PEM_write_bio_X509(text, credential.x509.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(text);
  return pem;
}

}  // namespace redress::provenance::test
