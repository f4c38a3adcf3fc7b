// SPDX-License-Identifier: Apache-2.0
// store/personal_seal.hpp — a row's personal part as it lies on the disk: nothing to read without the case's key.
//
// Shapes          version (1 byte, 1) | nonce (24) | XChaCha20-Poly1305 ciphertext and tag (16). Bound to the case, the
//                 row's number in it and the version, so that no part can be moved to another row.
// Errors          open_personal: corrupt for a wrong key and for every changed byte alike.
// Threads         pure functions.
// Source          draft-irtf-cfrg-xchacha-03, libsodium; docs/reference/journal-format.md.
#pragma once

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "store/case_keys.hpp"

namespace redress::store {

struct SealedPlace {
  Id case_id;
  std::uint64_t case_seq = 0;
};

[[nodiscard]] Bytes seal_personal(const CaseKey& key, const SealedPlace& place, std::string_view personal);
[[nodiscard]] Result<std::string> open_personal(const CaseKey& key, const SealedPlace& place, ByteView sealed);

}  // namespace redress::store
