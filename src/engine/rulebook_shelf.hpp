// SPDX-License-Identifier: Apache-2.0
// engine/rulebook_shelf.hpp — which rulebook was in force behind which journal row, and the words that each one knows.
//
// Use this when   the server starts (announce), or entries are made from records of any age (find).
// Errors          those of the ledger store; corrupt, invalid: a document that it keeps does not make a rulebook;
//                 not_found: the text of a pack in force was not given.
// Threads         one owner.
// Cost            the rulebook in force is taken as it is; an older one is parsed once, about 0.2 s.
// Source          docs/reference/ledger-entries.md, "The rulebook document".
#pragma once

#include <map>

#include "cases/policy.hpp"
#include "engine/projection.hpp"
#include "store/ledger_store.hpp"

namespace redress::engine {

class RulebookShelf {
 public:
  [[nodiscard]] static Result<RulebookShelf> load(const store::LedgerStore& store);

  struct Announcement {
    std::map<std::string, std::string> pack_texts;  // by SHA-256 in hex
    std::uint64_t last_position = 0;                // of the journal, before anything is decided under this policy
    Instant at;
    std::uint32_t clock_error_ms = 0;
  };
  // Before the writer runs: what is decided from here on is decided under this policy. Does nothing when the ledger
  // knows that already and nobody has missed a heartbeat.
  [[nodiscard]] Status announce(store::LedgerStore& store, const cases::Policy& policy, Announcement announcement);

  [[nodiscard]] const std::vector<store::RulebookChange>& changes() const { return changes_; }
  // Borrowed; stays where it is.
  [[nodiscard]] Result<const PublicWords*> find(const Digest& rulebook);

 private:
  std::vector<store::RulebookChange> changes_;
  std::map<std::string, std::string> documents_;
  std::map<Digest, PublicWords> words_;
};

}  // namespace redress::engine
