// SPDX-License-Identifier: Apache-2.0
#include "engine/entry_maker.hpp"

#include "base/random.hpp"
#include "cases/decide.hpp"
#include "ledger/entry_codec.hpp"
#include "store/case_keys.hpp"

namespace redress::engine {
namespace {

const cases::Event& event_of(const store::Record& record) { return std::get<cases::Event>(record.body); }

}  // namespace

FindSalt salts_of(const store::EventStore& events) {
  return [&events](const store::Record& record) -> Result<std::optional<ledger::SaltKey>> {
    if (record.key_slot == 0) return std::optional<ledger::SaltKey>{};
    const auto key = events.keys().find(record.key_slot);
    if (key.ok()) return std::optional(key.value().salt_key());
    if (key.error().code == Code::not_found) return std::optional<ledger::SaltKey>{};
    return key.error();
  };
}

// The case as it was before the record.
Result<cases::Case*> EntryMaker::open_case(const store::Record& record) {
  cases::Case* known = cases_.find(record.case_id);
  if (known != nullptr && known->event_count + 1 == record.case_seq) return known;
  cases::Case state;
  state.id = record.case_id;
  if (record.case_seq > 1) {
    TRY_ASSIGN(const auto records, events_.load_case(record.case_id));
    for (const store::Record& one : records) {
      if (one.case_seq >= record.case_seq) break;
      state = cases::apply(std::move(state), event_of(one));
    }
  }
  cases_.put(record.case_id, std::move(state));
  return cases_.find(record.case_id);
}

// Where the case's entries end. A new case gets its pseudonym here, and keeps it whatever is erased.
Result<store::SealedCase*> EntryMaker::open_chain(const store::Record& record) {
  const auto [at, is_new] = chains_.try_emplace(record.case_id);
  store::SealedCase& chain = at->second;
  if (!is_new) return &chain;
  TRY_ASSIGN(const auto stored, sealed_.find_case(record.case_id));
  if (stored) {
    chain = *stored;
    return &chain;
  }
  chain.case_id = record.case_id;
  TRY_ASSIGN(const auto salt, find_salt_(record));
  chain.pseudonym = salt ? ledger::pseudonym_of(*salt) : random_bytes<16>();
  return &chain;
}

Result<ledger::Entry> EntryMaker::start_entry(const store::Record& record, const PublicWords& words,
                                              const Digest& rulebook) {
  TRY_ASSIGN(const store::SealedCase* const chain, open_chain(record));
  if (chain->number + std::uint64_t{1} != record.case_seq) {
    return Error{Code::corrupt, "journal row " + std::to_string(record.position) + " is event " +
                                    std::to_string(record.case_seq) + " of its case and ledger.db has sealed " +
                                    std::to_string(chain->number) +
                                    ": journal.db and ledger.db are not of one backup; restore both from the same one"};
  }
  TRY_ASSIGN(cases::Case* const state, open_case(record));
  const std::size_t happenings_before = state->happenings.size();
  *state = cases::apply(std::move(*state), event_of(record));
  ledger::Entry entry = project(record, *state, happenings_before, words, rulebook);
  entry.case_id = chain->pseudonym;
  entry.previous = chain->leaf;
  entry.clock_error_ms = record.clock_error_ms.value_or(ledger::unknown_error);
  return entry;
}

Result<EntryMaker::Made> EntryMaker::make(const store::Record& record, const PublicWords& words,
                                          const Digest& rulebook) {
  TRY_ASSIGN(ledger::Entry entry, start_entry(record, words, rulebook));
  TRY_ASSIGN(const auto salt, find_salt_(record));
  if (salt) TRY(add_commitments(entry, event_of(record), *salt));
  TRY_ASSIGN(Bytes bytes, ledger::encode_entry(entry));
  return Made{std::move(bytes), encode_commitments(entry.commitments)};
}

Result<Bytes> EntryMaker::make_again(const store::Record& record, ByteView kept, const PublicWords& words,
                                     const Digest& rulebook) {
  if (record.case_seq == 1) {
    // What ledger.db says of the case is its end; its beginning has only the pseudonym.
    TRY_ASSIGN(store::SealedCase* const chain, open_chain(record));
    chain->number = 0;
    chain->leaf = Digest{};
  }
  TRY_ASSIGN(ledger::Entry entry, start_entry(record, words, rulebook));
  TRY_ASSIGN(entry.commitments, decode_commitments(kept));
  return ledger::encode_entry(entry);
}

Result<Bytes> EntryMaker::make_of_house(const ledger::Entry& entry) { return ledger::encode_entry(entry); }

void EntryMaker::link(const Id& case_id, const Digest& leaf) {
  store::SealedCase& chain = chains_.at(case_id);
  ++chain.number;
  chain.leaf = leaf;
}

std::vector<store::SealedCase> EntryMaker::take_linked() {
  std::vector<store::SealedCase> linked;
  linked.reserve(chains_.size());
  for (const auto& [id, chain] : chains_) linked.push_back(chain);
  chains_.clear();
  return linked;
}

void EntryMaker::forget() {
  cases_.clear();
  chains_.clear();
}

}  // namespace redress::engine
