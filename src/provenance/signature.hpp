// SPDX-License-Identifier: Apache-2.0
// provenance/signature.hpp — does this COSE signature over this message belong to this key?
//
// Errors          verify_cose_signature: unsupported where C2PA does not allow the algorithm, or the key is of another
//                 family or size; invalid where the signature is not the key's.
// Threads         pure function.
// Cost            one public-key operation.
// Source          C2PA 2.2, 13.2.1; RFC 9053, 2.1 (r‖s, never DER) and 2.2; RFC 8230 (PSS, salt as long as the hash).
#pragma once

#include <openssl/evp.h>

#include "base/bytes.hpp"

namespace redress::provenance {

[[nodiscard]] Status verify_cose_signature(std::int64_t algorithm, EVP_PKEY* key, ByteView message, ByteView signature);

}  // namespace redress::provenance
