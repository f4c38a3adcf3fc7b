// SPDX-License-Identifier: Apache-2.0
// provenance/certificate.hpp — a certificate parsed once: its validity, its purposes, its names, and the C2PA profile.
//
// Errors          parse_certificate: corrupt where the DER is none. find_profile_fault: nothing, or a sentence that
//                 names the rule and its section.
// Threads         a Certificate may be read from several; CertificateCache belongs to one.
// Lifetime        the cache owns what it hands out until drop_all().
// Source          RFC 5280; C2PA 2.2, 14.5.1 (profile), 14.5.1.1 (purposes).
#pragma once

#include <openssl/x509.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/instant.hpp"

namespace redress::provenance {

struct X509Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Pointer = std::unique_ptr<X509, X509Free>;

// Object identifiers, dotted.
using Purposes = std::set<std::string, std::less<>>;

namespace purpose {
inline constexpr std::string_view claim_signing = "1.3.6.1.4.1.62558.2.1";
inline constexpr std::string_view email_protection = "1.3.6.1.5.5.7.3.4";
inline constexpr std::string_view document_signing = "1.3.6.1.5.5.7.3.36";
inline constexpr std::string_view microsoft_signing = "1.3.6.1.4.1.311.76.59.1.9";
inline constexpr std::string_view time_stamping = "1.3.6.1.5.5.7.3.8";
inline constexpr std::string_view ocsp_signing = "1.3.6.1.5.5.7.3.9";
inline constexpr std::string_view any = "2.5.29.37.0";
}  // namespace purpose

struct Certificate {
  X509Pointer x509;
  Instant not_before;
  Instant not_after;
  Purposes purposes;

  [[nodiscard]] EVP_PKEY* key() const { return X509_get0_pubkey(x509.get()); }
  [[nodiscard]] bool is_valid_at(Instant at) const { return not_before <= at && at <= not_after; }
};

[[nodiscard]] Result<Certificate> parse_certificate(ByteView der);
[[nodiscard]] Certificate wrap_certificate(X509Pointer x509);

// Does a leaf keep the profile of claim signers? `accepted` are the purposes that some list of the reader's takes.
[[nodiscard]] std::optional<std::string> find_profile_fault(const Certificate& leaf, const Purposes& accepted);

struct CertificateInfo {
  using Name = std::vector<std::pair<std::string, std::string>>;  // ("CN", "C2PA Signer"), …
  std::string serial_number;                                      // hex
  Name issuer;
  Name subject;
  Instant not_before;
  Instant not_after;
};
[[nodiscard]] CertificateInfo describe_certificate(const Certificate& certificate);

class CertificateCache {
 public:
  // nullptr where the DER is no certificate.
  [[nodiscard]] const Certificate* find(ByteView der);
  // To be called between files. Where it says yes, certificates that were handed out are gone.
  bool drop_when_full();

 private:
  std::map<Bytes, std::unique_ptr<Certificate>, std::less<>> known_;
};

}  // namespace redress::provenance
