// SPDX-License-Identifier: Apache-2.0
// engine/entry_maker.hpp — journal records in, entries of the ledger out: folds each case and links its entries.
//
// Use this when   records are sealed in the order of the journal, or sealed entries are made again for a rebuild.
// Errors          those of the stores; corrupt when a record does not follow the last one sealed of its case.
// Threads         one owner.
// Cost            a case in the cache: one apply and one projection; another is folded from its records first.
// Source          docs/reference/ledger-entries.md.
// Never           needs a salt to make an entry again: commitments come from the sealed row.
#pragma once

#include <functional>
#include <unordered_map>

#include "engine/case_cache.hpp"
#include "engine/projection.hpp"
#include "store/ledger_store.hpp"

namespace redress::engine {

// The salt key that a record's commitments are made with; nothing once it has been destroyed.
using FindSalt = std::function<Result<std::optional<ledger::SaltKey>>(const store::Record&)>;
// Of the keys that the journal's personal columns are encrypted under.
[[nodiscard]] FindSalt salts_of(const store::EventStore& events);

class EntryMaker {
 public:
  EntryMaker(const store::EventStore& events, const store::LedgerStore& sealed, FindSalt find_salt,
             std::size_t case_count_max)
      : events_(events), sealed_(sealed), find_salt_(std::move(find_salt)), cases_(case_count_max) {}

  struct Made {
    Bytes entry;
    Bytes kept;  // for the sealed row
  };
  // The next entry of a case. Call link() with its leaf before the case's next one is made.
  [[nodiscard]] Result<Made> make(const store::Record& record, const PublicWords& words, const Digest& rulebook);
  // The same entry once more, from what its sealed row kept.
  [[nodiscard]] Result<Bytes> make_again(const store::Record& record, ByteView kept, const PublicWords& words,
                                         const Digest& rulebook);
  [[nodiscard]] static Result<Bytes> make_of_house(const ledger::Entry& entry);
  void link(const Id& case_id, const Digest& leaf);

  // The cases linked since the last call, as they now stand in the log.
  [[nodiscard]] std::vector<store::SealedCase> take_linked();
  // What was made and not sealed did not happen.
  void forget();

 private:
  [[nodiscard]] Result<cases::Case*> open_case(const store::Record& record);
  [[nodiscard]] Result<store::SealedCase*> open_chain(const store::Record& record);
  [[nodiscard]] Result<ledger::Entry> start_entry(const store::Record& record, const PublicWords& words,
                                                  const Digest& rulebook);

  const store::EventStore& events_;
  const store::LedgerStore& sealed_;
  const FindSalt find_salt_;
  RecentCases<cases::Case> cases_;
  std::unordered_map<Id, store::SealedCase> chains_;  // ahead of ledger.db
};

}  // namespace redress::engine
