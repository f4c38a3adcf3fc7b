// SPDX-License-Identifier: Apache-2.0
// engine/core.hpp — what the engine's threads share, and the jobs that go to the writer.
//
// Errors          none here.
// Threads         each member says whose it is.
// Lifetime        owned by the Engine; every thread is joined before it goes.
#pragma once

#include <atomic>
#include <memory>
#include <variant>

#include "base/bounded_queue.hpp"
#include "engine/bank.hpp"
#include "engine/banks.hpp"
#include "engine/closer_look.hpp"
#include "engine/edge_table.hpp"
#include "engine/engine.hpp"
#include "engine/live_case.hpp"
#include "store/keys.hpp"

namespace redress::engine {

struct NoticeJob {
  NoticeRequest request;
  Engine::NoticeDone done;
};
struct CommandJob {
  Id case_id;
  cases::Command command;
  cases::Actor actor;
  Idempotency once;
  Engine::CommandDone done;
};
struct TickJob {
  Id case_id;
  Instant due_at;
  std::optional<LiveCase> ahead;  // loaded before it was due: the writer checks that it still holds
};
struct MediaJob {
  MediaCheck check;
  Engine::MediaDone done;
  Closer closer;
};
// What a reactor did: its place in the journal, its deliveries, and what follows in the case; all in one commit.
struct ReactorJob {
  Id case_id;
  std::vector<cases::Command> commands;
  cases::Actor actor;
  std::vector<store::Delivery> deliveries;
  std::optional<store::CursorMove> cursor;
  std::optional<store::Erasure> erasure;
  std::function<void(Status)> done;
};
using Job = std::variant<NoticeJob, CommandJob, TickJob, MediaJob, ReactorJob>;

// Counters of Metrics, each written by one thread and read by any.
using Meter = std::atomic<std::uint64_t>;
struct OutboxMeters {
  Meter tried{0}, failed{0}, waiting{0};
};
struct Meters {
  Meter commands{0}, refusals{0}, commits{0}, events{0}, group_count_max{0}, ticks_fired{0}, clock_steps_back{0};
  OutboxMeters webhooks, letters;  // of all endpoints together
  OutboxMeters dsa;                // batches tried and failed; statements waiting
  Meter dsa_refused{0};
  Meter probes{0}, probes_reachable{0}, wakes_armed{0};
  std::array<Meter, 10> lateness{};
};

struct Core {
  Core(const Options& options_in, store::EventStore& events_in, const Clock& clock_in, const cases::Policy& policy_in,
       store::Keys keys_in)
      : options(options_in),
        events(events_in),
        clock(clock_in),
        policy(policy_in),
        keys(std::move(keys_in)),
        bank({options.content_count_max, options.feature_count_max, options.shot_count_max, options.word_count_max},
             options.pictures),
        jobs(options.command_count_max),
        wakes(wake_batch_count_max) {}

  static constexpr std::size_t wake_batch_count_max = 65'536;

  const Options& options;
  store::EventStore& events;
  const Clock& clock;
  const cases::Policy& policy;
  const store::Keys keys;

  EdgeTable edge;
  Bank bank;
  std::unique_ptr<Banks> banks;                  // nothing where no banks are kept; set before anybody else runs
  BoundedQueue<Job> jobs;                        // any → writer
  BoundedQueue<std::vector<store::Wake>> wakes;  // writer → ticker
  std::atomic<std::uint64_t> last_position{0};   // durable; reactors read up to it
  // Journal rows up to here are in the ledger: a case's key may be destroyed once everything said under it is. Set by
  // the sealer before anybody else runs; without one nothing has to be waited for.
  std::atomic<std::uint64_t> sealed_position{UINT64_MAX};
  std::atomic<std::uint64_t> published_size{0};  // of the newest checkpoint; set by the sealer, read by who shows it on
  std::atomic<std::int64_t> last_event_ms{0};    // newest instant in the journal: time never runs behind it
  std::atomic<std::int64_t> last_clock_ms{0};    // newest reading of the machine's clock
  std::atomic<std::size_t> ticks_waiting{0};     // given to the writer, not yet decided
  std::atomic<bool> wakes_lost{false};           // the ticker must read them from the store again
  std::atomic<bool> is_stopping{false};
  Meters meters;

  // max(realtime, the journal's newest instant). Notes a machine clock that stepped back by more than 500 ms.
  [[nodiscard]] Instant now();
};

// A code (8) or secret (12 characters) with hyphens after every four.
[[nodiscard]] std::string group_by_four(std::string_view text);
[[nodiscard]] std::string make_case_code();
// Without a key: random. With one: made of it and the notice's id, so that the same request gets the same secret again
// although only a digest of it is ever stored.
[[nodiscard]] std::string make_secret(const Digest& secret_key, const std::string& idempotency_key,
                                      const Id& notice_id);
[[nodiscard]] Digest digest_secret(const Digest& secret_key, std::string_view normalised_secret);
[[nodiscard]] std::string derive_appeal_secret(const Digest& secret_key, const Id& case_id);
[[nodiscard]] std::string digest_idempotency_key(const Digest& secret_key, const std::string& key);

[[nodiscard]] std::string receipt_text(const std::string& instance, const cases::Notice& notice,
                                       std::string_view case_code);
// The receipt without its signature, which a thread that nobody waits for can add: sign_text(core, receipt_text(...)).
[[nodiscard]] Receipt make_receipt(const cases::Notice& notice);
[[nodiscard]] std::string sign_text(const Core& core, std::string_view text);

}  // namespace redress::engine
