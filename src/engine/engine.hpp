// SPDX-License-Identifier: Apache-2.0
// engine/engine.hpp — the running core: takes commands, appends what they decide, runs timers and reactors. Knows no
// HTTP.
//
// Use this when   the server or a command-line tool wants something done or looked up.
// Shapes          a command goes in with a callback; the callback runs once, after the events are durable (or at the
//                 refusal).
// Errors          those of cases::decide; exhausted when the writer's queue is full; conflict for an idempotency key
//                 that came
//                 with another request; not_found alike for a wrong code and a wrong secret.
// Threads         every member from any thread. Callbacks run on the answering thread, in the order of the journal.
// Lifetime        the store, clock, rulebook and options outlive the engine. stop() drains, joins and leaves no thread.
// Cost            submit: a queue push; the answer comes with the next group commit (one sync for all that wait).
// Source          ARCHITECTURE.md.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "cases/decide.hpp"
#include "engine/ledger_state.hpp"
#include "engine/options.hpp"
#include "media/plane.hpp"
#include "media/video.hpp"
#include "store/bank_store.hpp"
#include "store/event_store.hpp"
#include "store/picture_store.hpp"

namespace redress::engine {

struct Receipt {
  Instant sent_at;
  std::optional<Instant> entered_at;
  std::optional<Instant> retrieved_at;
  Instant received_at;
  std::string basis;
  std::string signature;  // base64 Ed25519 over the receipt's canonical text (docs/reference/receipts.md)
};

struct NoticeAnswer {
  Id case_id;
  int notice_no = 0;
  std::string case_code;  // "7Q4M-2KXD"
  std::string secret;     // "XXXX-XXXX-XXXX"; given once, kept only as a keyed digest
  Id notice_id;
  Receipt receipt;
  std::vector<law::OrderDefect> defects;
  std::vector<cases::CaseClock> clocks;  // of this notice
  int leading_clock_no = 0;
};

// One notice as the door took it; the engine adds ids, joins it to a case by its items and finds the copies.
struct NoticeRequest {
  cases::NoticeFacts facts;
  cases::Personal personal;
  std::vector<cases::ItemFacts> items;
  cases::Actor actor;
  std::string idempotency_key;
  std::string request_text;  // what the key is bound to
};

// A write that may come twice: the same key with the same request gets the same answer, with another it is a conflict.
struct Idempotency {
  std::string key;           // scope and key in one; empty: none
  std::string request_text;  // what the key is bound to
};

struct CommandAnswer {
  cases::Case state;
  std::vector<cases::Event> events;  // none: the command changed nothing
};

struct EdgeAnswer {
  bool is_blocked = false;
  Id case_id;
  std::string case_code;
};

// What the upload check was given. Bytes were decoded by the caller in the sandbox; a look-up by known hashes fills
// them in.
struct MediaCheck {
  std::optional<media::Dihedral> turns;   // of the decoded picture: finds turned and mirrored copies too
  std::optional<media::Plane> plane;      // its pixels: finds crops, captions and screenshots too
  std::optional<media::Video> recording;  // of a film or sound: finds clips, re-encoded ones and its sound elsewhere
  std::optional<std::string> text;        // the words of a text
  store::Content content;                 // content_id empty: only asks, registers nothing
  bool register_content = true;
  bool first_tier_only = false;  // hashes alone: for who cannot wait for more
};
struct MediaMatch {
  Id case_id;
  std::string case_code;
  std::string tier;
  int distance_bits = 0;
  std::optional<int> inlier_count;  // by features
  std::optional<int> matched_ms;    // by frames or sound
  bool needs_look = false;
  law::Harm harm = law::Harm::other_illegal;
  law::Territory territory;
};
// What a bank says of an upload.
struct BankHit {
  std::string bank;
  std::int64_t entry_no = 0;
  std::string source;  // where the entry comes from
  std::string case_code;
  std::string tier;
  int distance_bits = 0;
  std::optional<int> inlier_count;
  bool needs_look = false;
  bool is_quarantined = false;
  store::EntryRole role = store::EntryRole::candidate;
  store::BankAction action = store::BankAction::review;  // of the bank's policy, as far as this match may go
  law::Harm harm = law::Harm::other_illegal;
  law::Territory territory;
};
// What a follow-up code and a secret open: one case, seen by the sender of one notice.
struct OpenedNotice {
  Id case_id;
  int notice_no = 0;
};

// Counters since start; `server` renders them for /metrics.
struct Metrics {
  std::uint64_t commands = 0, refusals = 0, commits = 0, events = 0, group_count_max = 0;
  std::uint64_t ticks_fired = 0, clock_steps_back = 0;
  std::uint64_t wakes_armed = 0;
  // Lateness of fired ticks: how many were at most 1, 2, 5, 10, 20, 50, 100, 500, 1000 ms late, and later.
  std::array<std::uint64_t, 10> lateness{};
  struct Outbox {
    std::uint64_t tried = 0, failed = 0, waiting = 0;
  };
  Outbox webhooks, letters;
  Outbox dsa;                     // batches tried and failed; statements waiting
  std::uint64_t dsa_refused = 0;  // statements that the database did not take and nobody has retried
  std::uint64_t probes = 0, probes_reachable = 0;
  std::uint64_t edge_urls = 0, bank_entries = 0, contents = 0;
  std::uint64_t bank_table_entries = 0;  // of the banks that others fill
  std::uint64_t bank_entries_quarantined = 0;
};

enum class Verdict { allow, review, block, label };
[[nodiscard]] std::string_view render(Verdict verdict);
struct MediaAnswer {
  Verdict verdict = Verdict::allow;
  std::vector<MediaMatch> matches;
  std::vector<BankHit> bank_hits;
  std::string case_code;  // of the case that a bank's match opened or joined
};

class Engine {
  struct Parts;
  struct Private {};

 public:
  using NoticeDone = std::function<void(Result<NoticeAnswer>)>;
  using CommandDone = std::function<void(Result<CommandAnswer>)>;
  using MediaDone = std::function<void(Result<MediaAnswer>)>;

  // Loads timers, the edge table and the match index from the store, then starts the writer, the ticker and the
  // reactors.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> start(const Options& options, store::EventStore& events,
                                                             const Clock& clock, const cases::Policy& policy);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void submit_notice(NoticeRequest request, NoticeDone done);
  void submit(const Id& case_id, cases::Command command, cases::Actor actor, CommandDone done, Idempotency once = {});
  // With a plane it works for some milliseconds or tenths of a second before it returns: on the caller's thread.
  void check_media(MediaCheck check, MediaDone done);

  // What is known of a file that nobody registers, such as one that came with a notice, so that its copies are searched
  // for. Its content needs a SHA-256 only.
  [[nodiscard]] Status keep_media(const MediaCheck& check);

  // In the banks alone; nothing where none are kept.
  [[nodiscard]] Result<std::vector<BankHit>> find_in_banks(const store::Content& content) const;
  // What somebody else put into the banks matches when this returns.
  [[nodiscard]] Status refresh_banks();

  [[nodiscard]] EdgeAnswer check_edge(std::string_view url, std::string_view country) const;  // lock-short, no I/O

  [[nodiscard]] Result<cases::Case> load_case(const Id& case_id) const;
  // What was searched for copies of the case's items; nothing where pictures are not kept.
  [[nodiscard]] Result<std::vector<store::Sweep>> load_sweeps(const Id& case_id) const;
  [[nodiscard]] Result<Id> find_case(std::string_view case_code) const;
  // The case behind a code and its secret; tries are counted per code and answered alike whatever is wrong.
  [[nodiscard]] Result<Id> open_case(std::string_view case_code, std::string_view secret) const;
  // The same, and whose notice the secret belongs to: show that notice's words and no other's.
  [[nodiscard]] Result<OpenedNotice> open_notice(std::string_view case_code, std::string_view secret) const;
  // The receipt of one notice of a case: the same whenever it is asked for.
  [[nodiscard]] Receipt make_receipt(const cases::Notice& notice, std::string_view case_code) const;
  // The uploader's side. The secret is derived from the case, never stored, and travels with the statement of reasons.
  [[nodiscard]] std::string render_appeal_secret(const Id& case_id) const;
  [[nodiscard]] Result<Id> open_appeal(std::string_view case_code, std::string_view secret) const;
  // What that signature is over (docs/reference/receipts.md).
  [[nodiscard]] std::string render_receipt_text(const cases::Notice& notice, std::string_view case_code) const;
  // Base64 Ed25519 by the key that signs receipts; the text must say in its first line what it is.
  [[nodiscard]] std::string sign(std::string_view text) const;
  [[nodiscard]] const store::EventStore& events() const;
  [[nodiscard]] Instant now() const;
  [[nodiscard]] const cases::Policy& policy() const;
  [[nodiscard]] ByteView receipt_public_key() const;
  [[nodiscard]] Metrics metrics() const;
  [[nodiscard]] LedgerState ledger_state() const;
  // Where the ledger's public files are; "" where none is kept.
  [[nodiscard]] std::string ledger_folder() const;
  // The proof that an event of a case stands in the ledger. Errors: not_found where no ledger is kept or there is no
  // such event; unavailable while sealing is stopped.
  [[nodiscard]] Result<LedgerReceipt> find_receipt(const Id& case_id, std::uint64_t case_seq) const;

  void stop();

  Engine(Private, std::unique_ptr<Parts> parts);

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace redress::engine
