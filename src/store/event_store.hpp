// SPDX-License-Identifier: Apache-2.0
// store/event_store.hpp — the seam over the journal and its read models: in memory, SQLite, later PostgreSQL.
//
// Use this when   something must be remembered. The journal is the only truth; every table beside it can be rebuilt
// from it.
// Shapes          one Append per command; one commit per group of appends. Read models change in the same commit.
// Units           positions count from 1 without gaps; a case's own sequence counts from 1.
// Errors          append: unavailable or exhausted before anything was written. A failed commit does not return: the
//                 process
//                 stops and replays (a page once marked clean after a failed sync cannot be trusted).
//                 loads: not_found, corrupt (a record whose checksum does not hold).
// Threads         append belongs to the writer thread; loads may run on any thread, each on a connection of its own.
// Lifetime        values are owned by the caller.
// Source          docs/decisions/0006 (one writer, group commit), 0013 (read models in the same commit) and 0018
//                 (a key for each case).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "cases/case.hpp"
#include "cases/event.hpp"

namespace redress::store {

class CaseKeys;                 // store/case_keys.hpp
using KeySlot = std::uint64_t;  // in it; 0: none

// Registered with the platform's upload check: what a decided case searches for copies.
struct Content {
  std::string content_id;
  std::vector<std::string> urls;
  std::string uploader;
  std::string uploaded_from;
  std::string kind;
  std::string sha256;
  std::string md5;
  std::string pdq;
  int pdq_quality = 0;
  Instant registered_at;
  bool operator==(const Content&) const = default;
};

struct Record {
  std::uint64_t position = 0;
  Id case_id;                  // nil for a registered content
  std::uint64_t case_seq = 0;  // counts from 1 in the case; 0 for a registered content
  std::variant<cases::Event, Content> body;
  KeySlot key_slot = 0;                         // of the case's key when this was written; 0 for a registered content
  std::optional<std::uint32_t> clock_error_ms;  // the machine's clock was that far off at most; nothing: it cannot say
  bool operator==(const Record&) const = default;
};

// An erasure that the journal has and that is still to be carried out: keys().destroy, then erase_personal.
struct Erasure {
  KeySlot slot = 0;            // the key that everything personal of the case was written under until then
  std::uint64_t position = 0;  // of PersonalErased
  Id case_id;
  Instant at;
  bool operator==(const Erasure&) const = default;
};

// What is in force on one item: rebuilt from its case, read at start into the edge table and the bank.
struct Hold {
  Id case_id;
  int item_no = 0;
  std::string case_code;
  law::Harm harm = law::Harm::other_illegal;
  cases::MeasureKind kind = cases::MeasureKind::restrict;  // restrict, remove or label
  bool is_interim = false;                                 // ordered before any decision
  bool is_copy = false;                                    // found by us, not named by anybody
  law::Territory territory;
  std::string content_id;
  std::vector<std::string> urls;
  std::string sha256;
  std::string pdq;
  int pdq_quality = 0;
  bool operator==(const Hold&) const = default;
};

// One message of a reactor to one receiver (a webhook endpoint, the probe), kept until it is done.
enum class DeliveryState { waiting, done, given_up };
struct Delivery {
  std::string id;  // stable: made of the case's id and the event's number in it
  std::string receiver;
  Id case_id;
  std::uint64_t case_seq = 0;
  int attempts = 0;
  Instant next_at;
  DeliveryState state = DeliveryState::waiting;
  bool operator==(const Delivery&) const = default;
};

struct CursorMove {
  std::string reactor;
  std::uint64_t position = 0;
};

// Everything one command writes, together or not at all. Without events it only moves a reactor on.
struct Append {
  Id case_id;
  std::vector<cases::Event> events;
  cases::Case after;                 // the case with these events applied: what the read models show
  std::optional<Instant> next_wake;  // when the ticker must look at it again
  std::vector<Content> contents;
  std::string case_code;             // only when the case is opened
  Digest secret_digest{};            // keyed digest of the follow-up secret; only with a notice
  int notice_no = 0;                 // whom the secret belongs to
  std::string idempotency_key;       // empty: none. Scope and key in one
  Digest request_digest{};           // of the request the key was used with
  std::string answer;                // what is given back again when the key returns
  std::vector<Delivery> deliveries;  // made or moved on
  std::optional<CursorMove> cursor;
  std::optional<std::uint32_t> clock_error_ms;  // of the clock that stamped the events
  std::optional<Erasure> erasure;               // carried out with this commit; its key is destroyed already
};

struct Remembered {
  Digest request_digest{};
  std::string answer;
};

struct QueueRow {
  Id case_id;
  std::string case_code;
  cases::Phase phase = cases::Phase::open;
  law::Harm harm = law::Harm::other_illegal;
  std::string language;
  std::string leading_duty;
  std::optional<Instant> starts_at;
  std::optional<Instant> due_at;
  std::string claimed_by;
  std::optional<Instant> claimed_until;
  int notice_count = 0;
  int item_count = 0;
  bool is_restricted = false;
  bool has_appeal = false;
  bool needs_look = false;  // a near match waits for a person
};

struct Counts {
  std::uint64_t open = 0, decided = 0, closed = 0, clocks_running = 0, clocks_met = 0, clocks_missed = 0, events = 0;
};

struct Wake {
  Instant at;
  Id case_id;
};

using FindWake = std::function<std::optional<Instant>(const cases::Case&)>;

class EventStore {
 public:
  virtual ~EventStore() = default;

  // Durable when it returns. Positions are given in order of the span.
  [[nodiscard]] virtual Status append(std::span<const Append> group) = 0;
  // Housekeeping that nobody should wait for: the writer calls it when the group it wrote has been answered.
  virtual void tidy() = 0;

  [[nodiscard]] virtual Result<std::vector<Record>> load_case(const Id& case_id) const = 0;
  [[nodiscard]] virtual Result<std::vector<Record>> load_after(std::uint64_t position, std::size_t count_max) const = 0;
  [[nodiscard]] virtual Result<std::uint64_t> find_last_position() const = 0;

  [[nodiscard]] virtual Result<std::optional<Remembered>> find_remembered(const std::string& idempotency_key) const = 0;
  [[nodiscard]] virtual Result<std::optional<Id>> find_case_by_code(const std::string& case_code) const = 0;
  [[nodiscard]] virtual Result<std::string> find_code(const Id& case_id) const = 0;
  // How many events the case has now; nothing where there is no such case.
  [[nodiscard]] virtual Result<std::uint64_t> find_event_count(const Id& case_id) const = 0;
  [[nodiscard]] virtual Result<bool> has_secret(const Id& case_id, const Digest& secret_digest) const = 0;
  // Whose secret it is: the notice's number. One reporter never reads what another said.
  [[nodiscard]] virtual Result<std::optional<int>> find_notice_by_secret(const Id& case_id,
                                                                         const Digest& secret_digest) const = 0;
  // Cases, not closed, that hold an item with this content id or URL.
  [[nodiscard]] virtual Result<std::vector<Id>> find_cases_by_content(const std::string& content_id) const = 0;
  [[nodiscard]] virtual Result<std::vector<Id>> find_cases_by_url(const std::string& url) const = 0;
  // Cases, not closed, that a match with this entry of a bank opened.
  [[nodiscard]] virtual Result<std::vector<Id>> find_cases_by_bank_entry(int entry_no) const = 0;
  [[nodiscard]] virtual Result<std::vector<QueueRow>> load_queue(std::size_t count_max) const = 0;
  [[nodiscard]] virtual Result<Counts> load_counts() const = 0;
  [[nodiscard]] virtual Result<std::optional<Content>> find_content(const std::string& content_id) const = 0;
  [[nodiscard]] virtual Result<std::optional<Content>> find_content_by_url(const std::string& url) const = 0;
  [[nodiscard]] virtual Status visit_contents(const std::function<void(const Content&)>& visit) const = 0;
  [[nodiscard]] virtual Status visit_wakes(const std::function<void(const Wake&)>& visit) const = 0;

  [[nodiscard]] virtual Status visit_holds(const std::function<void(const Hold&)>& visit) const = 0;
  // What a reactor still has to deliver, the earliest first.
  [[nodiscard]] virtual Result<std::vector<Delivery>> load_waiting(const std::string& receiver,
                                                                   std::size_t count_max) const = 0;
  [[nodiscard]] virtual Result<std::optional<Delivery>> find_delivery(const std::string& receiver,
                                                                      const std::string& id) const = 0;

  // How far a reactor has worked. Written by the writer thread, in its own commit or with the next append.
  [[nodiscard]] virtual Result<std::uint64_t> load_cursor(const std::string& reactor) const = 0;
  [[nodiscard]] virtual Status save_cursor(const std::string& reactor, std::uint64_t position) = 0;

  // The keys that what identifies a person is kept under. They outlive no erasure and belong to this store.
  [[nodiscard]] virtual CaseKeys& keys() const = 0;
  // Erasures in the journal that were not carried out yet, the oldest first. load_case shows nothing of the person from
  // the erasure's commit on; load_after gives what is still there, for the ledger to commit to.
  [[nodiscard]] virtual Result<std::vector<Erasure>> load_erasures(std::size_t count_max) const = 0;
  // Destroys the key and removes what identifies a person from the rows written under it, and from the files. The
  // replay stays whole. Harmless when it was done before.
  [[nodiscard]] virtual Status erase_personal(const Erasure& erasure) = 0;
  // Drops every read model and folds the journal again. When a case next wakes is the policy's word: find_wake says it.
  // What reactors keep (cursors, deliveries) is no read model and stays.
  [[nodiscard]] virtual Status rebuild(const FindWake& find_wake) = 0;
};

}  // namespace redress::store
