// SPDX-License-Identifier: Apache-2.0
#include "ledger/commitment.hpp"

#include <algorithm>

namespace redress::ledger {
namespace {

void append(Bytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }
void append(Bytes& bytes, std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xff));
}

}  // namespace

Pseudonym pseudonym_of(const SaltKey& key) {
  const Digest digest = keyed_digest(key, view_bytes("case"));
  Pseudonym pseudonym{};
  std::copy_n(digest.begin(), pseudonym.size(), pseudonym.begin());
  return pseudonym;
}

Digest salt_of(const SaltKey& key, std::uint32_t entry_number, CommitmentCode code) {
  Bytes message;
  append(message, "salt");
  append(message, entry_number, 4);
  append(message, static_cast<std::uint64_t>(code), 1);
  return keyed_digest(key, message);
}

Digest commit(CommitmentCode code, const Digest& salt, std::string_view value) {
  Bytes message;
  message.reserve(64 + value.size());
  append(message, "redress/commit/v1");
  append(message, 0, 1);
  append(message, static_cast<std::uint64_t>(code), 1);
  message.insert(message.end(), salt.begin(), salt.end());
  append(message, value.size(), 8);
  append(message, value);
  return sha256(message);
}

void add_commitment(Entry& entry, const SaltKey& key, CommitmentCode code, std::string_view value) {
  if (value.empty()) return;
  const Commitment made{static_cast<std::uint8_t>(code), commit(code, salt_of(key, entry.number, code), value)};
  const auto place = std::find_if(entry.commitments.begin(), entry.commitments.end(),
                                  [&](const Commitment& one) { return one.code >= made.code; });
  CHECK(place == entry.commitments.end() || place->code != made.code);
  entry.commitments.insert(place, made);
}

}  // namespace redress::ledger
