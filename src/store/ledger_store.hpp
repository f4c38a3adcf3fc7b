// SPDX-License-Identifier: Apache-2.0
// store/ledger_store.hpp — what sealing must remember: which journal row became which entry, and the newest checkpoint.
//
// Use this when   entries are sealed, a receipt asks where its entry stands, or the ledger's files are made again.
// Shapes          DIR/ledger.db: one row for each entry, one for each case, one head (the lock), the rulebooks and the
//                 public documents. docs/reference/ledger-log.md.
// Units           indices count from 0 in the log, positions from 1 in the journal, numbers from 1 in the case.
// Errors          open: unavailable, corrupt, exhausted as the disk says. seal: conflict when the head is not the one
//                 that the caller built on; a commit whose sync fails calls on_commit_failure, which ends the process.
// Threads         seal, name_origin and keep_rulebook: one thread. find_* and load_*: any.
// Source          docs/decisions/0019-sealing.md: a checkpoint that is not the successor of this head is never signed.
// Cost            one sync for a batch.
// Never           holds what identifies a person: a commitment without its salt says nothing.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/guarded.hpp"
#include "store/write_ahead_log.hpp"

namespace redress::store {

// One entry of the log.
struct SealedRow {
  std::uint64_t index = 0;
  std::uint64_t position = 0;  // of the journal row it came from; 0: an entry of the house
  Bytes kept;                  // a case's: its commitments, code and digest each; the house's: the whole entry
};

// Where a case stands in the log.
struct SealedCase {
  Id case_id;
  std::array<std::uint8_t, 16> pseudonym{};
  std::uint32_t number = 0;  // of its last entry
  Digest leaf{};             // of its last entry
};

// The newest checkpoint: what must not be contradicted.
struct LedgerHead {
  std::string origin;
  std::uint64_t size = 0;
  Digest root{};
  std::string note;             // signed; empty as long as nothing was
  std::uint64_t position = 0;   // journal rows up to here are sealed
  std::uint64_t rulebooks = 0;  // so many of the rulebooks have their entry
  Instant sealed_at;
};

// Journal rows behind `position` were decided under this rulebook.
struct RulebookChange {
  std::uint64_t no = 0;  // counts from 1
  std::uint64_t position = 0;
  Digest rulebook{};
  Instant at;
  std::uint32_t clock_error_ms = 0;
  bool operator==(const RulebookChange&) const = default;
};

// A file that the ledger publishes beside its tiles: "rulebook/<sha256>.json", "statutes/<sha256>.yaml".
struct PublicDocument {
  std::string path;
  std::string text;
};

struct SealBatch {
  std::uint64_t size_before = 0;
  Digest root_before{};
  LedgerHead after;
  std::vector<SealedRow> rows;
  std::vector<SealedCase> cases;
};

struct LedgerStoreOptions {
  std::string path;
  const char* vfs = nullptr;  // tests put a disk of their own beneath
  bool is_durable = true;     // false: for made-up ledgers that nobody would miss
  int checkpoint_pages = 1'000;
  bool compares = true;  // false only in the test that shows what the comparison is for
  // Must not return in a server: a page marked clean after a failed sync cannot be trusted again.
  std::function<void(const std::string& why)> on_commit_failure;
};

class LedgerStore {
  struct Private {};

 public:
  [[nodiscard]] static Result<std::unique_ptr<LedgerStore>> open(LedgerStoreOptions options);
  LedgerStore(Private, LedgerStoreOptions options) : options_(std::move(options)) {}
  ~LedgerStore();

  // Everything of one batch, together or not at all, and only on top of the head it was built on.
  [[nodiscard]] Status seal(const SealBatch& batch);
  // Once, before the first entry. Conflict when the log has another name already.
  [[nodiscard]] Status name_origin(const std::string& origin);
  // The change and the documents it names, together. Documents that are kept already stay as they are.
  [[nodiscard]] Status keep_rulebook(const RulebookChange& change, const std::vector<PublicDocument>& documents);

  // Is this still the head? Before files are written over: seal asks again, and its word counts.
  [[nodiscard]] Status verify_head(std::uint64_t size, const Digest& root) const;
  [[nodiscard]] Result<LedgerHead> load_head() const;
  [[nodiscard]] Result<std::optional<SealedCase>> find_case(const Id& case_id) const;
  // The entry that a journal row became. Nothing: it is not sealed yet.
  [[nodiscard]] Result<std::optional<std::uint64_t>> find_index(std::uint64_t position) const;
  [[nodiscard]] Result<std::vector<SealedRow>> load_rows(std::uint64_t first_index, std::size_t count_max) const;
  [[nodiscard]] Result<std::vector<RulebookChange>> load_rulebooks() const;
  [[nodiscard]] Result<std::vector<PublicDocument>> load_documents() const;

 private:
  [[nodiscard]] Status prepare();
  [[nodiscard]] Status make_tables();
  [[nodiscard]] Status commit(const std::function<Status()>& write);
  [[nodiscard]] Status move_head(const SealBatch& batch);
  [[nodiscard]] Status write_rows(const SealBatch& batch);
  template <class T, class Use>
  [[nodiscard]] Result<T> read(const char* sql, Use&& use) const;

  const LedgerStoreOptions options_;
  std::unique_ptr<Connection> writer_;
  WriteAheadLog log_;
  mutable Guarded<std::unique_ptr<Connection>> reader_;
  bool is_dead_ = false;
};

}  // namespace redress::store
