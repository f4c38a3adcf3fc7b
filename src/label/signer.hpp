// SPDX-License-Identifier: Apache-2.0
// label/signer.hpp — whoever signs our manifests: a private key, and the certificates that say whose it is.
//
// Shapes          PEM, as authorities hand it out: the chain leaf first, each signed by the next; a root at its end is
//                 left away, for whoever trusts it has it. ES256, ES384, ES512, PS256, PS384, PS512 or Ed25519, as the
//                 key is; an RSA key signs with PS256 unless told.
// Errors          make: invalid where the PEM cannot be read, or where a certificate is one that C2PA does not accept:
//                 the sentence names the rule. conflict: the key is not that of the first certificate. unsupported: the
//                 key is of a kind C2PA does not sign with. sign: forbidden outside the certificates' validity.
// Threads         constant once made; sign may be called from several threads.
// Source          C2PA 2.2, 13.2.1 (algorithms), 14.5.1 (certificates); RFC 5280.
// Never           writes its key anywhere.
#pragma once

#include <string_view>
#include <vector>

#include "provenance/certificate.hpp"

namespace redress::label {

class Signer {
 public:
  // `algorithm`: "ps384"; empty: as the key wants it.
  [[nodiscard]] static Result<Signer> make(std::string_view chain_pem, std::string_view key_pem,
                                           std::string_view algorithm = {});

  [[nodiscard]] std::string_view algorithm() const;
  // "COSE_Sign1", tagged, over the claim; of one length whatever is signed.
  [[nodiscard]] Result<Bytes> sign_claim(ByteView claim, Instant at) const;
  [[nodiscard]] Bytes blank_signature() const;

 private:
  struct KeyFree {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  Signer() = default;
  [[nodiscard]] Status take_chain(std::string_view pem);
  [[nodiscard]] Status take_key(std::string_view pem);

  std::unique_ptr<EVP_PKEY, KeyFree> key_;
  std::vector<provenance::Certificate> chain_;  // leaf first
  std::int64_t algorithm_ = 0;
  Bytes protected_header_;
};

}  // namespace redress::label
