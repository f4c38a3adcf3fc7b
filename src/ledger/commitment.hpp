// SPDX-License-Identifier: Apache-2.0
// ledger/commitment.hpp — what may identify a person enters the ledger only as a salted commitment.
//
// Use this when   an event is sealed, or somebody who holds the words and the salt shows that they are the ones.
// Errors          none.
// Threads         pure functions.
// Source          docs/reference/ledger-entries.md, "Commitments".
// Never           commits to an empty value: its absence is no secret.
#pragma once

#include "ledger/entry.hpp"

namespace redress::ledger {

enum class CommitmentCode : std::uint8_t {
  statement = 1,
  signature,
  contact,
  items,
  staff,
  facts,
  reasons,
  question,
  evidence,
  order,
  detail,
  grounds
};

using SaltKey = Digest;  // 32 random bytes, one for each case, kept only where they can be erased

[[nodiscard]] Pseudonym pseudonym_of(const SaltKey& key);
[[nodiscard]] Digest salt_of(const SaltKey& key, std::uint32_t entry_number, CommitmentCode code);
[[nodiscard]] Digest commit(CommitmentCode code, const Digest& salt, std::string_view value);
// Adds the commitment in its place; does nothing for an empty value.
void add_commitment(Entry& entry, const SaltKey& key, CommitmentCode code, std::string_view value);

}  // namespace redress::ledger
