// SPDX-License-Identifier: Apache-2.0
#include "provenance/certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace redress::provenance {
namespace {

constexpr std::size_t certificates_max = 1024;

Instant read_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return Instant{};
  return Instant{static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

std::string render_object(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  OBJ_obj2txt(text.data(), text.size(), object, 1);
  return text.data();
}

Purposes read_purposes(const X509* x509) {
  Purposes purposes;
  auto* list = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(x509, NID_ext_key_usage, nullptr, nullptr));
  for (int i = 0; list != nullptr && i < sk_ASN1_OBJECT_num(list); ++i) {
    purposes.insert(render_object(sk_ASN1_OBJECT_value(list, i)));
  }
  EXTENDED_KEY_USAGE_free(list);
  return purposes;
}

bool is_sha2(int digest) { return digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512; }

// Both digests of the parameters are there, and are the same (14.5.1).
bool are_pss_parameters_explicit(const X509* x509) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, x509);
  const void* value = nullptr;
  int type = 0;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return false;
  auto* parameters =
      static_cast<RSA_PSS_PARAMS*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter));
  bool is_explicit = false;
  if (parameters != nullptr && parameters->hashAlgorithm != nullptr && parameters->maskGenAlgorithm != nullptr) {
    auto* mask = static_cast<X509_ALGOR*>(
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), parameters->maskGenAlgorithm->parameter));
    is_explicit = mask != nullptr && OBJ_cmp(mask->algorithm, parameters->hashAlgorithm->algorithm) == 0;
    X509_ALGOR_free(mask);
  }
  RSA_PSS_PARAMS_free(parameters);
  return is_explicit;
}

bool is_signature_allowed(X509* x509) {
  int digest = NID_undef;
  int key = NID_undef;
  if (X509_get_signature_info(x509, &digest, &key, nullptr, nullptr) != 1) return false;
  if (key == NID_ED25519) return true;
  if (key == NID_rsassaPss) return is_sha2(digest) && are_pss_parameters_explicit(x509);
  return is_sha2(digest) && (key == NID_X9_62_id_ecPublicKey || key == NID_rsaEncryption);
}

bool is_key_allowed(EVP_PKEY* key) {
  if (key == nullptr) return false;
  const int type = EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_ED25519) return true;
  if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) return EVP_PKEY_get_bits(key) >= 2048;
  if (type != EVP_PKEY_EC) return false;
  std::array<char, 64> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return false;
  const int curve = OBJ_sn2nid(name.data());
  return curve == NID_X9_62_prime256v1 || curve == NID_secp384r1 || curve == NID_secp521r1;
}

std::optional<std::string> find_purpose_fault(const Purposes& purposes, const Purposes& accepted) {
  if (purposes.empty()) return "the certificate names no extended key usage (C2PA 14.5.1)";
  if (purposes.contains(purpose::any)) return "the certificate may be used for any purpose (C2PA 14.5.1)";
  for (const std::string_view lonely : {purpose::time_stamping, purpose::ocsp_signing}) {
    if (purposes.contains(lonely) && purposes.size() > 1) {
      return "time stamping and OCSP signing exclude every other purpose (C2PA 14.5.1)";
    }
  }
  if (std::ranges::none_of(purposes, [&](const std::string& found) { return accepted.contains(found); })) {
    return "no purpose of the certificate is one for signing claims (C2PA 14.4.1)";
  }
  return std::nullopt;
}

CertificateInfo::Name read_name(const X509_NAME* name) {
  CertificateInfo::Name parts;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const ASN1_OBJECT* object = X509_NAME_ENTRY_get_object(entry);
    const int id = OBJ_obj2nid(object);
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) continue;
    parts.emplace_back(id == NID_undef ? render_object(object) : OBJ_nid2sn(id),
                       std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)));
    OPENSSL_free(text);
  }
  return parts;
}

std::string read_serial(X509* x509) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nullptr);
  if (number == nullptr) return {};
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  BN_free(number);
  return render_hex(bytes);
}

}  // namespace

Certificate wrap_certificate(X509Pointer x509) {
  Certificate certificate;
  certificate.not_before = read_time(X509_get0_notBefore(x509.get()));
  certificate.not_after = read_time(X509_get0_notAfter(x509.get()));
  certificate.purposes = read_purposes(x509.get());
  certificate.x509 = std::move(x509);
  ERR_clear_error();
  return certificate;
}

Result<Certificate> parse_certificate(ByteView der) {
  const unsigned char* at = der.data();
  X509Pointer x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const bool is_whole = x509 != nullptr && at == der.data() + der.size();
  ERR_clear_error();
  if (!is_whole) return Error{Code::corrupt, "the certificate cannot be read"};
  return wrap_certificate(std::move(x509));
}

std::optional<std::string> find_profile_fault(const Certificate& leaf, const Purposes& accepted) {
  X509* x509 = leaf.x509.get();
  if (X509_get_version(x509) != X509_VERSION_3) return "the certificate is not of version 3 (C2PA 14.5.1)";
  const ASN1_BIT_STRING* issuer_id = nullptr;
  const ASN1_BIT_STRING* subject_id = nullptr;
  X509_get0_uids(x509, &issuer_id, &subject_id);
  if (issuer_id != nullptr || subject_id != nullptr) return "the certificate holds a unique ID (C2PA 14.5.1)";
  if (!is_signature_allowed(x509)) return "the certificate is signed by an algorithm that is not allowed (C2PA 14.5.1)";
  if (!is_key_allowed(leaf.key())) return "the certificate's key is of a kind or size not allowed (C2PA 14.5.1)";
  const std::uint32_t flags = X509_get_extension_flags(x509);
  if ((flags & EXFLAG_INVALID) != 0) return "an extension of the certificate cannot be read (RFC 5280)";
  if ((flags & EXFLAG_CA) != 0) return "the certificate is an authority's (C2PA 14.5.1)";
  if ((flags & EXFLAG_KUSAGE) == 0) return "the certificate names no key usage (C2PA 14.5.1)";
  const std::uint32_t usage = X509_get_key_usage(x509);
  if ((usage & KU_DIGITAL_SIGNATURE) == 0) return "the certificate may not sign (C2PA 14.5.1)";
  if ((usage & KU_KEY_CERT_SIGN) != 0) return "the certificate may sign certificates (C2PA 14.5.1)";
  if ((flags & EXFLAG_SI) == 0 && X509_get0_authority_key_id(x509) == nullptr) {
    return "the certificate does not name its issuer's key (C2PA 14.5.1)";
  }
  return find_purpose_fault(leaf.purposes, accepted);
}

CertificateInfo describe_certificate(const Certificate& certificate) {
  X509* x509 = certificate.x509.get();
  return {read_serial(x509), read_name(X509_get_issuer_name(x509)), read_name(X509_get_subject_name(x509)),
          certificate.not_before, certificate.not_after};
}

const Certificate* CertificateCache::find(ByteView der) {
  // By what it is, so that a repeated chain costs a comparison instead of a parse.
  Bytes key(der.begin(), der.end());
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second.get();
  auto parsed = parse_certificate(der);
  auto kept = parsed.ok() ? std::make_unique<Certificate>(std::move(parsed).value()) : nullptr;
  return known_.emplace(std::move(key), std::move(kept)).first->second.get();
}

bool CertificateCache::drop_when_full() {
  if (known_.size() <= certificates_max) return false;
  known_.clear();
  return true;
}

}  // namespace redress::provenance
