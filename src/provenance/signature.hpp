// SPDX-License-Identifier: Apache-2.0
// provenance/signature.hpp — a COSE signature over a message: made with a key, and held against one.
//
// Errors          verify_cose_signature: unsupported where C2PA does not allow the algorithm, or the key is of another
//                 family or size; invalid where the signature is not the key's. make_cose_signature: unsupported as
//                 above; unavailable where OpenSSL does not sign.
// Threads         pure function.
// Cost            one public-key operation.
// Source          C2PA 2.2, 13.2.1; RFC 9053, 2.1 (r‖s, never DER) and 2.2; RFC 8230 (PSS, salt as long as the hash).
#pragma once

#include <openssl/evp.h>

#include "base/bytes.hpp"

namespace redress::provenance {

[[nodiscard]] Status verify_cose_signature(std::int64_t algorithm, EVP_PKEY* key, ByteView message, ByteView signature);

[[nodiscard]] Result<Bytes> make_cose_signature(std::int64_t algorithm, EVP_PKEY* key, ByteView message);
// How long every signature of this key is, once it is in the form COSE wants.
[[nodiscard]] std::size_t cose_signature_bytes(EVP_PKEY* key);

}  // namespace redress::provenance
