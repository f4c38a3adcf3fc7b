// SPDX-License-Identifier: Apache-2.0
// engine/projection.hpp — the public part of an event: what everybody may read of it, and commitments to the rest.
//
// Use this when   a journal record becomes an entry of the ledger, or is made into one again.
// Shapes          docs/reference/ledger-entries.md, type by type. What came from a keyboard is in the clear only
//                 where an
//                 authority gave it through its own channel; a word of the law only where the rulebook has it.
// Errors          invalid: a text of the journal is not UTF-8.
// Threads         pure functions; PublicWords is immutable once made.
// Source          docs/reference/ledger-entries.md.
// Never           lets a free text, an address, a name, a content's id or a fingerprint into an entry.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cases/case.hpp"
#include "ledger/commitment.hpp"
#include "ledger/entry.hpp"
#include "store/event_store.hpp"

namespace redress::engine {

// The words that a rulebook knows: everything else that stands where such a word belongs is somebody's own.
class PublicWords {
 public:
  explicit PublicWords(const law::Rulebook& rulebook);
  [[nodiscard]] bool has_duty(const std::string& duty) const { return duties_.contains(duty); }
  // The limb's own name, however the sender spelled it; unknown_limb where no pack has it.
  [[nodiscard]] std::string name_limb(std::string_view given) const;

 private:
  std::set<std::string, std::less<>> duties_;
  std::set<std::string, std::less<>> limbs_;
};

// The entry without `case_id`, `previous` and commitments. `after` is the case with the event applied;
// `happenings_before` counts those that it had before.
[[nodiscard]] ledger::Entry project(const store::Record& record, const cases::Case& after,
                                    std::size_t happenings_before, const PublicWords& words, const Digest& rulebook);

// Adds the commitments of the event. What has been erased already has none.
[[nodiscard]] Status add_commitments(ledger::Entry& entry, const cases::Event& event, const ledger::SaltKey& key);

// As a sealed row keeps them: code and digest each.
[[nodiscard]] Bytes encode_commitments(const std::vector<ledger::Commitment>& commitments);
[[nodiscard]] Result<std::vector<ledger::Commitment>> decode_commitments(ByteView bytes);

}  // namespace redress::engine
