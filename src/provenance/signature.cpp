// SPDX-License-Identifier: Apache-2.0
#include "provenance/signature.hpp"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <optional>

namespace redress::provenance {
namespace {

enum class Family { ecdsa, pss, eddsa };

struct Algorithm {
  std::int64_t id;
  Family family;
  const EVP_MD* (*digest)();
};

constexpr std::array<Algorithm, 7> algorithms = {{{-7, Family::ecdsa, &EVP_sha256},
                                                  {-35, Family::ecdsa, &EVP_sha384},
                                                  {-36, Family::ecdsa, &EVP_sha512},
                                                  {-37, Family::pss, &EVP_sha256},
                                                  {-38, Family::pss, &EVP_sha384},
                                                  {-39, Family::pss, &EVP_sha512},
                                                  {-8, Family::eddsa, nullptr}}};

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Error mismatch(std::string_view why) { return {Code::invalid, std::string(why)}; }

// r‖s, each as long as the order of the key's curve, into the DER that OpenSSL checks.
Result<Bytes> encode_ecdsa(EVP_PKEY* key, ByteView signature) {
  const auto half = static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8);
  if (signature.size() != 2 * half) return mismatch("the signature is not r and s of the key's size");
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(ECDSA_SIG_new(), &ECDSA_SIG_free);
  BIGNUM* r = BN_bin2bn(signature.data(), static_cast<int>(half), nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + half, static_cast<int>(half), nullptr);
  CHECK(ECDSA_SIG_set0(parts.get(), r, s) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  CHECK(size > 0);
  Bytes encoded(der, der + size);
  OPENSSL_free(der);
  return encoded;
}

// The other way: OpenSSL's DER into r‖s.
Bytes decode_ecdsa(EVP_PKEY* key, ByteView der) {
  const auto half = static_cast<int>((EVP_PKEY_get_bits(key) + 7) / 8);
  const unsigned char* at = der.data();
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free);
  CHECK(parts != nullptr);
  Bytes signature(2 * static_cast<std::size_t>(half));
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), signature.data(), half) == half);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), signature.data() + half, half) == half);
  return signature;
}

bool is_allowed_curve(EVP_PKEY* key) {
  std::array<char, 64> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return false;
  const int id = OBJ_sn2nid(name.data());
  return id == NID_X9_62_prime256v1 || id == NID_secp384r1 || id == NID_secp521r1;
}

bool is_allowed_key(Family family, EVP_PKEY* key) {
  const int type = EVP_PKEY_get_base_id(key);
  if (family == Family::ecdsa) return type == EVP_PKEY_EC && is_allowed_curve(key);
  if (family == Family::eddsa) return type == EVP_PKEY_ED25519;
  const int bits = EVP_PKEY_get_bits(key);
  return (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) && bits >= 2048 && bits <= 16384;
}

bool set_pss(EVP_PKEY_CTX* context, const EVP_MD* digest) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

Result<const Algorithm*> find_algorithm(std::int64_t id, EVP_PKEY* key) {
  const Algorithm* wanted = nullptr;
  for (const Algorithm& known : algorithms) {
    if (known.id == id) wanted = &known;
  }
  if (wanted == nullptr) return Error{Code::unsupported, "C2PA allows no such signature algorithm"};
  if (key == nullptr || !is_allowed_key(wanted->family, key)) {
    return Error{Code::unsupported, "the certificate's key does not fit the algorithm"};
  }
  return wanted;
}

}  // namespace

Status verify_cose_signature(std::int64_t algorithm, EVP_PKEY* key, ByteView message, ByteView signature) {
  TRY_ASSIGN(const Algorithm* const wanted, find_algorithm(algorithm, key));
  Bytes der;
  if (wanted->family == Family::ecdsa) {
    TRY_ASSIGN(der, encode_ecdsa(key, signature));
    signature = der;
  }
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_PKEY_CTX* key_context = nullptr;
  const EVP_MD* digest = wanted->digest == nullptr ? nullptr : wanted->digest();
  const bool is_right =
      EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key) == 1 &&
      (wanted->family != Family::pss || set_pss(key_context, digest)) &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
  ERR_clear_error();
  if (!is_right) return mismatch("the signature does not belong to these bytes");
  return Done{};
}

Result<Bytes> make_cose_signature(std::int64_t algorithm, EVP_PKEY* key, ByteView message) {
  TRY_ASSIGN(const Algorithm* const wanted, find_algorithm(algorithm, key));
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_PKEY_CTX* key_context = nullptr;
  const EVP_MD* digest = wanted->digest == nullptr ? nullptr : wanted->digest();
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = signature.size();
  const bool is_signed = EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key) == 1 &&
                         (wanted->family != Family::pss || set_pss(key_context, digest)) &&
                         EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1;
  ERR_clear_error();
  if (!is_signed) return Error{Code::unavailable, "the key does not sign: is it the private one?"};
  signature.resize(size);
  return wanted->family == Family::ecdsa ? decode_ecdsa(key, signature) : signature;
}

std::size_t cose_signature_bytes(EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return static_cast<std::size_t>(EVP_PKEY_get_size(key));
  return 2 * static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8);
}

}  // namespace redress::provenance
