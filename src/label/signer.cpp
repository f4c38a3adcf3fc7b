// SPDX-License-Identifier: Apache-2.0
#include "label/signer.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "provenance/cose.hpp"
#include "provenance/cose_writer.hpp"
#include "provenance/signature.hpp"
#include "provenance/trust.hpp"

namespace redress::label {
namespace {

using provenance::Certificate;
using provenance::X509Pointer;
using Text = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::size_t certificates_max = 16;
constexpr std::array<std::int64_t, 7> algorithms = {-7, -35, -36, -37, -38, -39, -8};

Error refused(std::string why) { return {Code::invalid, std::move(why)}; }

Text open_text(std::string_view pem) { return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free}; }

// OpenSSL would ask at the terminal otherwise.
int refuse_passphrase(char* /*to*/, int /*size*/, int /*is_writing*/, void* /*given*/) { return -1; }

std::int64_t algorithm_of_curve(EVP_PKEY* key) {
  std::array<char, 64> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return 0;
  const int curve = OBJ_sn2nid(name.data());
  if (curve == NID_X9_62_prime256v1) return -7;
  if (curve == NID_secp384r1) return -35;
  return curve == NID_secp521r1 ? -36 : 0;
}

// What the key signs with unless told; 0 for one that C2PA knows nothing of.
std::int64_t natural_algorithm(EVP_PKEY* key) {
  const int type = EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_EC) return algorithm_of_curve(key);
  if (type == EVP_PKEY_ED25519) return -8;
  return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS ? -37 : 0;
}

Result<std::int64_t> choose_algorithm(EVP_PKEY* key, std::string_view wanted) {
  const std::int64_t natural = natural_algorithm(key);
  if (natural == 0) {
    return Error{Code::unsupported, "C2PA signs with keys on P-256, P-384 and P-521, Ed25519 and RSA (C2PA 13.2.1)"};
  }
  if (wanted.empty()) return natural;
  const bool is_rsa = natural == -37;
  for (const std::int64_t algorithm : algorithms) {
    const bool fits = algorithm == natural || (is_rsa && (algorithm == -38 || algorithm == -39));
    if (fits && provenance::algorithm_name(algorithm) == wanted) return algorithm;
  }
  return Error{Code::unsupported, "the key does not sign with " + std::string(wanted) + " (C2PA 13.2.1)"};
}

bool is_signed_by(const Certificate& certificate, const Certificate& issuer) {
  return X509_check_issued(issuer.x509.get(), certificate.x509.get()) == X509_V_OK && issuer.key() != nullptr &&
         X509_verify(certificate.x509.get(), issuer.key()) == 1;
}

bool is_root(const Certificate& certificate) {
  return (X509_get_extension_flags(certificate.x509.get()) & EXFLAG_SS) != 0;
}

std::optional<std::string> find_authority_fault(const Certificate& issuer) {
  const std::uint32_t flags = X509_get_extension_flags(issuer.x509.get());
  if ((flags & EXFLAG_CA) == 0) return "a certificate above the first is no authority's (RFC 5280, 4.2.1.9)";
  if ((flags & EXFLAG_KUSAGE) != 0 && (X509_get_key_usage(issuer.x509.get()) & KU_KEY_CERT_SIGN) == 0) {
    return "a certificate above the first may not sign certificates (RFC 5280, 4.2.1.3)";
  }
  return std::nullopt;
}

Bytes encode_der(const Certificate& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.x509.get(), &der);
  CHECK(size > 0);
  Bytes encoded(der, der + size);
  OPENSSL_free(der);
  return encoded;
}

}  // namespace

Status Signer::take_chain(std::string_view pem) {
  const Text text = open_text(pem);
  while (X509* x509 = PEM_read_bio_X509(text.get(), nullptr, refuse_passphrase, nullptr)) {
    chain_.push_back(provenance::wrap_certificate(X509Pointer(x509)));
    if (chain_.size() > certificates_max) return refused("the chain holds more than 16 certificates");
  }
  ERR_clear_error();
  if (chain_.empty()) return refused("the chain holds no certificate in PEM");
  const provenance::Purposes accepted = provenance::Trust().accepted_purposes();
  if (auto fault = provenance::find_profile_fault(chain_.front(), accepted)) return refused(std::move(*fault));
  for (std::size_t i = 0; i + 1 < chain_.size(); ++i) {
    if (!is_signed_by(chain_[i], chain_[i + 1])) {
      return refused("the chain is out of order: each certificate is signed by the next (C2PA 14.6, RFC 9360)");
    }
    if (auto fault = find_authority_fault(chain_[i + 1])) return refused(std::move(*fault));
  }
  if (chain_.size() > 1 && is_root(chain_.back())) chain_.pop_back();
  return Done{};
}

Status Signer::take_key(std::string_view pem) {
  const Text text = open_text(pem);
  key_.reset(PEM_read_bio_PrivateKey(text.get(), nullptr, refuse_passphrase, nullptr));
  ERR_clear_error();
  if (!key_) return refused("the key is no private key in PEM, or is locked by a passphrase");
  if (EVP_PKEY_eq(key_.get(), chain_.front().key()) != 1) {
    ERR_clear_error();
    return Error{Code::conflict, "the key is not that of the chain's first certificate"};
  }
  return Done{};
}

Result<Signer> Signer::make(std::string_view chain_pem, std::string_view key_pem, std::string_view algorithm) {
  Signer signer;
  TRY(signer.take_chain(chain_pem));
  TRY(signer.take_key(key_pem));
  TRY_ASSIGN(signer.algorithm_, choose_algorithm(signer.key_.get(), algorithm));
  std::vector<Bytes> chain;
  for (const Certificate& certificate : signer.chain_) chain.push_back(encode_der(certificate));
  signer.protected_header_ = provenance::encode_protected_header(signer.algorithm_, chain);
  return signer;
}

std::string_view Signer::algorithm() const { return provenance::algorithm_name(algorithm_); }

Result<Bytes> Signer::sign_claim(ByteView claim, Instant at) const {
  for (const Certificate& certificate : chain_) {
    if (certificate.is_valid_at(at)) continue;
    return Error{Code::forbidden, "a certificate of the signer's is valid from " +
                                      render_instant(certificate.not_before) + " to " +
                                      render_instant(certificate.not_after) + ", and not at this time (C2PA 15.8)"};
  }
  const Bytes message = provenance::render_sig_structure("Signature1", protected_header_, claim);
  TRY_ASSIGN(const Bytes signature, provenance::make_cose_signature(algorithm_, key_.get(), message));
  return provenance::encode_cose_sign1(protected_header_, signature);
}

Bytes Signer::blank_signature() const {
  return provenance::encode_cose_sign1(protected_header_, Bytes(provenance::cose_signature_bytes(key_.get())));
}

}  // namespace redress::label
