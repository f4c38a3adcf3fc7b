// SPDX-License-Identifier: Apache-2.0
// engine/sealed_log.hpp — the public log as this instance keeps it: what the journal has is sealed, signed, published.
//
// Use this when   inside the sealer, or wherever a ledger is written without a thread: benches, tests of power cuts.
// Shapes          one seal() is one batch: tiles and bundles written and synced; then ONE commit of ledger.db that
//                 moves
//                 the head only from where it was; then the checkpoint published. A crash between any two is made
//                 good by
//                 the next open(): files of a batch that was not committed are written over, a checkpoint that was
//                 committed and not published is published.
// Errors          conflict: the folder or ledger.db holds something that another log, or another history of this one,
//                 has
//                 signed: going on would be a fork. corrupt: files that are not what was signed: rebuild them. Both
//                 need a
//                 person. unavailable, exhausted: the disk; open() again and go on. Nothing is signed after an error.
// Threads         one owner; what it publishes may be read by anybody.
// Cost            about 25 µs for an entry and seven syncs for a small batch; more files share two.
// Source          docs/decisions/0019-sealing.md; c2sp.org/tlog-tiles.
// Never           signs two roots of one size.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine/entry_maker.hpp"
#include "engine/rulebook_shelf.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/tile_folder.hpp"

namespace redress::engine {

struct SealedLogParts {
  const store::EventStore& events;
  store::LedgerStore& store;
  ledger::TileFolder& folder;
  const ledger::Signer& signer;  // its name is the log's origin
  RulebookShelf& rulebooks;
  FindSalt find_salt;
  std::string policy;  // the witness policy to publish; "": none asked for
};

struct SealedLogOptions {
  std::size_t batch_count_max = 4'096;  // journal rows
  std::size_t case_count_max = 20'000;  // kept folded
};

class SealedLog {
  struct Private {};

 public:
  // Compares ledger.db with the folder and puts right what a crash left behind.
  [[nodiscard]] static Result<std::unique_ptr<SealedLog>> open(SealedLogParts parts, const SealedLogOptions& options);
  SealedLog(Private, SealedLogParts parts, const SealedLogOptions& options);

  struct Outcome {
    std::size_t entry_count = 0;
    bool has_more = false;  // the journal has more that was not looked at, and `house` waits for its turn behind it
  };
  // One batch: what the journal has, then the house's own entries. Without anything to seal nothing is written.
  [[nodiscard]] Result<Outcome> seal(Instant now, std::span<const ledger::Entry> house = {});

  [[nodiscard]] const store::LedgerHead& head() const { return head_; }
  // Journal rows up to here are sealed, or have no entry.
  [[nodiscard]] std::uint64_t position() const { return position_; }

 private:
  [[nodiscard]] Status settle();
  [[nodiscard]] Status check_published();
  [[nodiscard]] Status publish_documents();
  [[nodiscard]] Status announce_up_to(std::uint64_t position, store::SealBatch& batch);
  [[nodiscard]] Status add_record(const store::Record& record, store::SealBatch& batch);
  [[nodiscard]] Status add_entry_of_house(const ledger::Entry& entry, store::SealBatch& batch);
  [[nodiscard]] Status publish_unless_there(const std::string& name, const std::string& text);
  [[nodiscard]] Status commit(store::SealBatch batch, Instant now);

  SealedLogParts parts_;
  const SealedLogOptions options_;
  EntryMaker maker_;
  ledger::TileWriter writer_;
  store::LedgerHead head_;
  std::uint64_t position_ = 0;
  std::uint64_t covered_size_ = 0;  // partial tiles that full ones replaced are gone up to here
};

}  // namespace redress::engine
