// SPDX-License-Identifier: Apache-2.0
// provenance/claim.hpp — a claim, version 1 or 2: which assertions it makes its own, and by which hashes.
//
// Shapes          `created` holds what a v1 claim lists as `assertions`. An algorithm is empty where none is named.
// Errors          parse_claim: corrupt where the CBOR is not well formed; invalid where a field that must be is not, or
//                 is of another kind.
// Threads         pure functions.
// Lifetime        the claim owns its document; hashes are spans into the store.
// Source          C2PA 2.2, 10.3 (claim), 8.4.2.3 (hashed URIs), 15.6 (what makes it valid).
#pragma once

#include "provenance/cbor.hpp"

namespace redress::provenance {

struct HashedUri {
  std::string url;
  ByteView hash;
  std::string algorithm;
};

struct Claim {
  int version = 2;
  std::string instance_id;
  std::string signature_url;
  std::string algorithm;
  std::vector<HashedUri> created;
  std::vector<HashedUri> gathered;
  std::vector<std::string> redacted;
  CborDocument document;
};

[[nodiscard]] Result<Claim> parse_claim(ByteView bytes, int version);

// {url, hash, alg?}; nothing where it is of another kind.
[[nodiscard]] std::optional<HashedUri> read_hashed_uri(const CborValue& value);
// A text member of a map; empty where there is none.
[[nodiscard]] std::string read_text(const CborValue& map, std::string_view key);

}  // namespace redress::provenance
