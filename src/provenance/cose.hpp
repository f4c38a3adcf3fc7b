// SPDX-License-Identifier: Apache-2.0
// provenance/cose.hpp — the COSE_Sign1 structure of a claim's signature box: headers, chain, signature, time-stamps.
//
// Shapes          spans into the box. `chain` is leaf first, as DER. An algorithm outside the protected header is none.
// Errors          parse_cose: corrupt where it is no tagged COSE_Sign1, or x5chain stands in both headers.
// Threads         pure functions.
// Lifetime        the structure owns its documents; its spans point into them and into the bytes.
// Source          RFC 9052, 4.2 and 4.4; RFC 9360 (x5chain); C2PA 2.2, 13.2, 14.5, 15.8 (time-stamps), 15.9 (OCSP).
#pragma once

#include "provenance/cbor.hpp"

namespace redress::provenance {

struct CoseSign1 {
  ByteView protected_header;  // the encoded map, as it was signed
  std::optional<std::int64_t> algorithm;
  std::vector<ByteView> chain;
  std::optional<ByteView> payload;  // nothing where it is detached, as C2PA wants it
  ByteView signature;
  std::vector<ByteView> time_stamps_v1;  // sigTst: whole TimeStampResp
  std::vector<ByteView> time_stamps_v2;  // sigTst2: TimeStampToken
  std::vector<ByteView> ocsp_responses;

  CborDocument document;
  CborDocument protected_document;
};

[[nodiscard]] Result<CoseSign1> parse_cose(ByteView bytes);

// What is signed: context "Signature1" for a claim, "CounterSignature" for a time-stamp. No external data.
[[nodiscard]] Bytes render_sig_structure(std::string_view context, ByteView protected_header, ByteView payload);

// "es256", "ps384", "ed25519"; empty for one that C2PA does not allow.
[[nodiscard]] std::string_view algorithm_name(std::int64_t algorithm);

}  // namespace redress::provenance
