// SPDX-License-Identifier: Apache-2.0
// store/sqlite_store.hpp — the event store in one SQLite file: one connection writes and checkpoints, the others only
// read.
//
// Use this when   one process serves one platform; that is most of them.
// Shapes          DIR/journal.db (+ -wal, -shm), DIR/erasable.db and DIR/erasures beside it, DIR/lock.
//                 docs/reference/journal-format.md.
// Errors          open: conflict when another instance holds the folder; unavailable, corrupt, exhausted as the disk
//                 says.
//                 append: invalid (a text is not UTF-8) and exhausted/unavailable before the commit; a commit whose
//                 sync fails calls
//                 on_commit_failure, which ends the process.
// Threads         append, save_cursor, erase_personal and rebuild: the writer thread. Loads: any, each borrows a
//                 connection.
// Source          sqlite.org/wal.html; docs/decisions/0006: below SQLite 3.51.3 a checkpoint that races another
//                 connection's
//                 commit may lose it, so nobody but the writer commits or checkpoints, whatever the version.
// Cost            one sync a commit; loads wait for nobody.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/guarded.hpp"
#include "store/case_keys.hpp"
#include "store/event_store.hpp"
#include "store/journal_tail.hpp"
#include "store/read_model.hpp"
#include "store/row_checksum.hpp"
#include "store/write_ahead_log.hpp"

namespace redress::store {

enum class Synchronous { full, normal, off };

struct SqliteOptions {
  std::string path;                             // of the database file
  const char* vfs = nullptr;                    // tests put a disk of their own beneath
  Synchronous synchronous = Synchronous::full;  // anything else loses acknowledged notices: for the test that shows it
  int checkpoint_pages = 400;           // of log, about 1.6 MB: tidy() folds it in, for one sync of the database
  std::size_t reader_count_max = 8;     // kept open; more are opened and closed as needed
  std::size_t key_batch_count = 4'096;  // keys of cases made at once, in advance
  std::size_t tail_byte_count_max = 16'777'216;  // of the newest rows, kept in memory for those who follow them
  // Must not return in a server: a page marked clean after a failed sync cannot be trusted again.
  std::function<void(const std::string& why)> on_commit_failure;
};

class SqliteStore final : public EventStore {
  struct Private {};

 public:
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(SqliteOptions options);
  SqliteStore(Private, SqliteOptions options) : options_(std::move(options)), tail_(options_.tail_byte_count_max) {}
  ~SqliteStore() override;

  // Without tidy() the log is folded in here, when it has grown to four times checkpoint_pages.
  [[nodiscard]] Status append(std::span<const Append> group) override;
  void tidy() override;
  [[nodiscard]] Result<std::vector<Record>> load_case(const Id& case_id) const override;
  [[nodiscard]] Result<std::vector<Record>> load_after(std::uint64_t position, std::size_t count_max) const override;
  [[nodiscard]] Result<std::uint64_t> find_last_position() const override;
  [[nodiscard]] Result<std::optional<Remembered>> find_remembered(const std::string& idempotency_key) const override;
  [[nodiscard]] Result<std::optional<Id>> find_case_by_code(const std::string& case_code) const override;
  [[nodiscard]] Result<std::string> find_code(const Id& case_id) const override;
  [[nodiscard]] Result<std::uint64_t> find_event_count(const Id& case_id) const override;
  [[nodiscard]] Result<bool> has_secret(const Id& case_id, const Digest& secret_digest) const override;
  [[nodiscard]] Result<std::optional<int>> find_notice_by_secret(const Id& case_id,
                                                                 const Digest& secret_digest) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_content(const std::string& content_id) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_url(const std::string& url) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_bank_entry(int entry_no) const override;
  [[nodiscard]] Result<std::vector<QueueRow>> load_queue(std::size_t count_max) const override;
  [[nodiscard]] Result<Counts> load_counts() const override;
  [[nodiscard]] Result<std::optional<Content>> find_content(const std::string& content_id) const override;
  [[nodiscard]] Result<std::optional<Content>> find_content_by_url(const std::string& url) const override;
  [[nodiscard]] Status visit_contents(const std::function<void(const Content&)>& visit) const override;
  [[nodiscard]] Status visit_wakes(const std::function<void(const Wake&)>& visit) const override;
  [[nodiscard]] Status visit_holds(const std::function<void(const Hold&)>& visit) const override;
  [[nodiscard]] Result<std::vector<Delivery>> load_waiting(const std::string& receiver,
                                                           std::size_t count_max) const override;
  [[nodiscard]] Result<std::optional<Delivery>> find_delivery(const std::string& receiver,
                                                              const std::string& id) const override;
  [[nodiscard]] Result<std::uint64_t> load_cursor(const std::string& reactor) const override;
  [[nodiscard]] Status save_cursor(const std::string& reactor, std::uint64_t position) override;
  [[nodiscard]] CaseKeys& keys() const override { return *keys_; }
  [[nodiscard]] Result<std::vector<Erasure>> load_erasures(std::size_t count_max) const override;
  [[nodiscard]] Status erase_personal(const Erasure& erasure) override;
  [[nodiscard]] Status rebuild(const FindWake& find_wake) override;

  // Reads the whole journal and checks every row's checksum and personal part. Errors: corrupt, naming the position.
  [[nodiscard]] Status verify() const;
  // After a restore: removes personal parts whose keys are destroyed, and says whose they were. Writer thread.
  [[nodiscard]] Result<std::vector<Id>> forget_destroyed();
  // The last slot of erasable.db that the journal has used.
  [[nodiscard]] Result<KeySlot> find_last_slot() const;

 private:
  // A read connection for one call, given back when it goes.
  struct Reader {
    const SqliteStore& store;
    std::unique_ptr<Connection> connection;
    ~Reader();
  };

  [[nodiscard]] Result<std::unique_ptr<Connection>> borrow() const;
  // Gives `use` a statement on a borrowed connection.
  template <class T, class Use>
  [[nodiscard]] Result<T> read(const char* sql, Use&& use) const;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_key(const std::string& key) const;
  [[nodiscard]] Status prepare_writer();
  [[nodiscard]] Status open_keys();
  [[nodiscard]] Result<Record> read_record(const Statement& statement) const;
  // Nothing when the key is destroyed.
  [[nodiscard]] Result<std::optional<std::string>> open_row(const Row& row, ByteView sealed) const;
  [[nodiscard]] Result<std::vector<Record>> read_records(Statement& rows) const;

  struct Changed {
    bool items = true;
    bool holds = true;
  };
  // What the table of cases knows of one and no event says.
  struct Standing {
    std::string code;
    KeySlot slot = 0;  // its next event is written under this key; 0: under a new one
  };

  // sqlite_append.cpp
  [[nodiscard]] Status commit(const std::function<Status()>& write);
  [[nodiscard]] Status write_append(const Append& append);
  [[nodiscard]] Status write_events(const Append& append, std::string door);
  [[nodiscard]] Status write_event(const Append& append, const cases::Event& event, std::uint64_t seq, KeySlot slot,
                                   const std::string& door);
  [[nodiscard]] Result<Standing> find_standing(const Append& append);
  [[nodiscard]] Result<KeySlot> take_slot();
  [[nodiscard]] Status write_last_slot();
  [[nodiscard]] Status write_content(const Content& content, std::optional<std::uint32_t> clock_error_ms,
                                     const std::string& door);
  [[nodiscard]] Status write_door(const Append& append);
  [[nodiscard]] Status write_models(const cases::Case& after, const Standing& standing,
                                    std::optional<Instant> next_wake, std::size_t new_events, const Changed& changed);
  [[nodiscard]] Status write_case_row(const CaseRow& row, KeySlot slot, std::size_t event_count);
  [[nodiscard]] Status write_items(const cases::Case& after);
  [[nodiscard]] Status write_holds(const cases::Case& after, const std::string& code);
  [[nodiscard]] Status write_content_model(const Content& content, const std::string& body);
  [[nodiscard]] Status write_reactor(const Append& append);
  [[nodiscard]] Status write_counts(const Counts& change);
  [[nodiscard]] Status forget_personal(const Erasure& erasure);
  void fold_log(int page_count_min);
  void die(const Error& error);
  [[nodiscard]] Status forget_cut();
  [[nodiscard]] Status rebuild_contents();
  [[nodiscard]] Status rebuild_case(const Id& case_id, const FindWake& find_wake);

  const SqliteOptions options_;
  std::unique_ptr<CaseKeys> keys_;
  std::unique_ptr<Connection> writer_;
  WriteAheadLog log_;
  mutable Guarded<std::vector<std::unique_ptr<Connection>>> idle_readers_;
  std::uint64_t last_position_ = 0;
  JournalTail tail_;
  Counts change_{};                         // of the group being written
  std::vector<KeySlot> taken_;              // by the group being written
  std::vector<JournalTail::Row> new_rows_;  // of the group being written: the tail's once they are durable
  bool erased_ = false;                     // the log still holds what was erased: it must be folded in and cut
  bool was_cut_ = false;                    // and was: the mark that says so goes with the next commit
  bool is_dead_ = false;                    // a commit failed: nothing more is written
};

// The folder of an instance, locked: a second one is refused. Held until it goes, and by no dead process.
class FolderLock {
 public:
  [[nodiscard]] static Result<FolderLock> take(const std::string& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// "3.40.1 (below 3.51.3: single writer)" for the start-up line and `redress admin`.
[[nodiscard]] std::string render_sqlite_version();

}  // namespace redress::store
