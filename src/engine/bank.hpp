// SPDX-License-Identifier: Apache-2.0
// engine/bank.hpp — two indexes of fingerprints: what is registered (searched for copies) and what is held (asked at
// upload).
//
// Shapes          a registered content by its id; a hold by its case and item.
// Errors          add_content: exhausted at content_count_max.
// Threads         searches from any; changes belong to the writer. A change is seen from the moment it returns.
// Cost            a search is one of match/index.hpp: well under a millisecond for each of eight turns.
// Never           decides what a match means: match/decision.hpp does.
#pragma once

#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "match/index.hpp"
#include "store/event_store.hpp"

namespace redress::engine {

struct Fingerprints {
  std::string sha256;  // hex, as facts carry them
  std::string pdq;
  int pdq_quality = 0;
  std::optional<media::Dihedral> turns;
};

class Bank {
 public:
  explicit Bank(std::size_t content_count_max) : contents_(content_count_max), holds_(content_count_max) {}

  struct Copy {
    std::string content_id;
    cases::MatchFacts match;  // item_no is the asker's to fill in
  };
  struct HeldMatch {
    store::Hold hold;
    cases::MatchFacts match;
  };

  [[nodiscard]] Status add_content(const store::Content& content);
  [[nodiscard]] std::vector<Copy> find_copies(const Fingerprints& fingerprints) const;

  // Replaces everything that this case held.
  void set_holds(const Id& case_id, const std::vector<store::Hold>& holds);
  [[nodiscard]] std::vector<HeldMatch> find_held(const Fingerprints& fingerprints) const;

  [[nodiscard]] std::size_t content_count() const { return contents_.count(); }
  [[nodiscard]] std::size_t hold_count() const { return holds_.count(); }

 private:
  match::Index contents_;
  match::Index holds_;
  Guarded<std::unordered_map<Id, std::string>> content_ids_;
  Guarded<std::unordered_map<Id, store::Hold>> held_;
  std::unordered_map<Id, std::vector<Id>> of_case_;  // the writer's own
};

}  // namespace redress::engine
