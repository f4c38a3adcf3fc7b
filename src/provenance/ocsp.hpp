// SPDX-License-Identifier: Apache-2.0
// provenance/ocsp.hpp — what a response that came with the file says of its signer: revoked, not, or nothing of use.
//
// Errors          none: a response that cannot be read, or that its signer was not authorised to give, says nothing.
// Threads         pure function.
// Source          RFC 6960, 4.2.2.2 (authorised responders); C2PA 2.2, 15.9.
// Never           asks a responder: only what was stapled counts.
#pragma once

#include "provenance/certificate.hpp"

namespace redress::provenance {

enum class Revocation : std::uint8_t { unknown, good, revoked };

// `at` is when the claim was signed, by a trusted time-stamp: without one a response proves nothing (15.9).
[[nodiscard]] Revocation read_ocsp_response(ByteView encoded, const Certificate& leaf, const Certificate& issuer,
                                            Instant at);

}  // namespace redress::provenance
