// SPDX-License-Identifier: Apache-2.0
// provenance/hard_binding.hpp — the assertion that binds a claim to its file, made over the file as it stands.
//
// Use this when   a file holds a store with blanks in it: the assertion is as long with the hash as without.
// Shapes          c2pa.hash.bmff.v3 of BMFF files, c2pa.hash.data of all others; SHA-256.
// Errors          make_hard_binding: unavailable from the source; invalid where the file holds no store.
// Threads         pure functions.
// Cost            one pass over the file.
// Source          C2PA 2.2, 9.2 and 18.5 (data), 18.6 (BMFF), A.5.6 (what BMFF leaves out).
#pragma once

#include "provenance/asset.hpp"

namespace redress::provenance {

struct HardBinding {
  std::string label;
  Bytes cbor;
};

[[nodiscard]] HardBinding blank_hard_binding(Container container);
[[nodiscard]] Result<HardBinding> make_hard_binding(const ByteSource& source, const Asset& asset);

}  // namespace redress::provenance
