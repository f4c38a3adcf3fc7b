// SPDX-License-Identifier: Apache-2.0
// redress bench ledger — how fast the journal is sealed, how soon an event is in a published checkpoint, and how long
// receipts and rebuilds take.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/load_client.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"
#include "cli/statutes.hpp"
#include "engine/ledger_rebuild.hpp"
#include "engine/ledger_signer.hpp"
#include "engine/sealed_log.hpp"
#include "ledger/audit.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/log_check.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::cli {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::uint64_t entries_per_case = 8;  // of a seeded one, about

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

// A ledger on this folder, without a server around it.
struct OpenLedger {
  OpenedStore journal;
  std::unique_ptr<store::LedgerStore> store;
  ledger::Signer signer;
  std::unique_ptr<ledger::TileFolder> folder;
};

Result<OpenLedger> open_ledger(const std::string& folder, store::Synchronous synchronous) {
  TRY_ASSIGN(auto journal, open_store(folder, "", {}, {}, synchronous));
  store::LedgerStoreOptions options;
  options.path = folder + "/ledger.db";
  options.on_commit_failure = [](const std::string&) { std::abort(); };
  TRY_ASSIGN(auto store, store::LedgerStore::open(std::move(options)));
  TRY(store->name_origin("bench.example/ledger"));
  TRY_ASSIGN(auto signer, engine::open_ledger_signer(folder, "bench.example/ledger"));
  std::filesystem::create_directories(folder + "/ledger");
  auto files = std::make_unique<ledger::TileFolder>(folder + "/ledger");
  return OpenLedger{std::move(journal), std::move(store), std::move(signer), std::move(files)};
}

Status seed(const std::string& folder, std::uint64_t case_count) {
  TRY_ASSIGN(auto opened, open_scratch_store(folder));
  SeedPlan plan;
  plan.case_count = case_count;
  const Instant start = SystemClock().now() - std::chrono::hours{1};
  plan.received_at = [=](std::uint64_t n) { return start + Milliseconds{static_cast<std::int64_t>(n / 100)}; };
  return seed_cases(*opened.events, opened.policy, plan, show_progress("cases", case_count));
}

// L2: the whole journal, durable batch by durable batch.
Status seal_all(const std::string& folder, Figures& figures) {
  TRY_ASSIGN(auto open, open_ledger(folder, store::Synchronous::full));
  TRY_ASSIGN(auto shelf, engine::RulebookShelf::load(*open.store));
  TRY_ASSIGN(auto texts, read_pack_texts(""));
  TRY(shelf.announce(*open.store, open.journal.policy, {std::move(texts), 0, SystemClock().now(), 0}));
  const auto& events = *open.journal.events;
  const engine::SealedLogParts parts{events, *open.store, *open.folder, open.signer, shelf, engine::salts_of(events),
                                     ""};
  TRY_ASSIGN(const auto log, engine::SealedLog::open(parts, {}));
  TRY_ASSIGN(const std::uint64_t last, events.find_last_position());
  const auto progress = show_progress("sealed", last);
  std::vector<double> batches;
  const auto start = Steady::now();
  for (bool has_more = true; has_more;) {
    const auto begin = Steady::now();
    TRY_ASSIGN(const auto outcome, log->seal(SystemClock().now()));
    batches.push_back(seconds_since(begin) * 1000);
    has_more = outcome.has_more;
    progress(log->position());
  }
  const double seconds = seconds_since(start);
  std::sort(batches.begin(), batches.end());
  figures.add("entries", static_cast<double>(log->head().size), "");
  figures.add("durable_entries_per_second", static_cast<double>(log->head().size) / seconds, "1/s");
  figures.add("batch_p99", batches[(batches.size() - 1) * 99 / 100], "ms");
  return Done{};
}

// L9: once more from the journal and ledger.db.
Status rebuild(const std::string& folder, Figures& figures) {
  TRY_ASSIGN(auto open, open_ledger(folder, store::Synchronous::full));
  TRY_ASSIGN(const auto head, open.store->load_head());
  engine::RebuildPlan plan;
  plan.folder = folder + "/ledger";
  plan.key = open.signer.key;
  const auto show = show_progress("rebuilt", head.size);
  plan.progress = [&show](std::uint64_t done, std::uint64_t) { show(done); };
  const auto start = Steady::now();
  TRY_ASSIGN(const auto report, engine::rebuild_ledger(*open.journal.events, *open.store, plan));
  figures.add("rebuild", seconds_since(start), "s");
  figures.add("rebuild_per_million", seconds_since(start) * 1e6 / static_cast<double>(report.entries), "s");
  plan.only_compares = true;
  TRY_ASSIGN(const auto compared, engine::rebuild_ledger(*open.journal.events, *open.store, plan));
  figures.add("rebuilt_files_that_differ", static_cast<double>(compared.difference_count), "");
  return Done{};
}

// L4: a receipt as its holder has it: parsed, hashed, signature and path checked.
Status check_receipts(const std::string& folder, Figures& figures) {
  TRY_ASSIGN(auto open, open_ledger(folder, store::Synchronous::full));
  TRY_ASSIGN(const auto head, open.store->load_head());
  const ledger::Checkpoint checkpoint{head.origin, head.size, head.root, {}};
  TRY_ASSIGN(const std::string text, engine::make_tlog_proof(*open.folder, checkpoint, head.note, head.size / 3));
  constexpr int count = 500;
  const auto start = Steady::now();
  for (int i = 0; i < count; ++i) {
    TRY_ASSIGN(const auto proof, ledger::parse_tlog_proof(text));
    const auto verdict = ledger::verify_tlog_proof(proof, ledger::leaf_hash(*proof.extra), open.signer.key);
    if (!verdict.ok()) return verdict.error();
  }
  figures.add("receipt_check", seconds_since(start) * 1000 / count, "ms");
  figures.add("receipt_size", static_cast<double>(text.size()), "bytes");
  return Done{};
}

// L4: the whole log from outside: every hash, every clock.
Status audit(const std::string& folder, Figures& figures) {
  const ledger::TileFolder files(folder + "/ledger");
  const auto start = Steady::now();
  TRY_ASSIGN(const auto report, ledger::audit_ledger([&](const std::string& path) { return files.load(path); }, {}));
  figures.add("audit_per_million", seconds_since(start) * 1e6 / static_cast<double>(report.replay.entries), "s");
  figures.add("audit_findings", static_cast<double>(report.replay.finding_count), "");
  return Done{};
}

// When which size of the log was first there to be read.
struct Sightings {
  std::vector<std::pair<std::uint64_t, Instant>> seen;
  [[nodiscard]] std::optional<Instant> find(std::uint64_t index) const {
    const auto at = std::upper_bound(seen.begin(), seen.end(), index,
                                     [](std::uint64_t wanted, const auto& one) { return wanted < one.first; });
    return at == seen.end() ? std::nullopt : std::optional(at->second);
  }
};

Sightings watch(const std::string& folder, const std::atomic<bool>& is_over) {
  Sightings sightings;
  const ledger::TileFolder files(folder);
  const SystemClock clock;
  std::string last;
  while (!is_over) {
    const auto text = files.load("checkpoint");
    const Instant now = clock.now();
    if (text.ok() && text.value() != last) {
      last = text.value();
      const auto note = ledger::parse_note(last);
      const auto checkpoint =
          note.ok() ? ledger::parse_checkpoint(note.value().text) : Result<ledger::Checkpoint>(note.error());
      if (checkpoint.ok()) sightings.seen.emplace_back(checkpoint.value().size, now);
    }
    std::this_thread::sleep_for(Milliseconds{2});
  }
  return sightings;
}

std::string make_request(std::uint64_t n, const std::string& token) {
  const std::string body = fmt::format(
      R"({{"channel":"user_complaint","complainant":"depicted","harm":"ncii_synthetic","jurisdictions":["IN"],)"
      R"("items":[{{"url":"https://host.example/l/{}"}}],"statement":"A picture of me that was made with AI.",)"
      R"("good_faith":true,"signature":"A.","language":"hi","contact":{{"none":true}}}})",
      n);
  return fmt::format(
      "POST /api/v1/notices HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: "
      "application/json\r\nContent-Length: {}\r\n\r\n{}",
      token, body.size(), body);
}

// L3: through a real server under load: from the event's own instant until a checkpoint over it could be read.
Status publish_latency(const BenchOptions& options, Figures& figures) {
  const TemporaryFolder folder;
  TRY_ASSIGN(const std::string token, add_token(folder.path(), "bench", {"notices"}));
  TRY_ASSIGN(auto server, ChildServer::start(folder.path()));
  std::atomic<bool> is_over{false};
  Sightings sightings;
  std::thread watcher([&] { sightings = watch(folder.path() + "/ledger", is_over); });
  LoadPlan plan;
  plan.port = server.port();
  plan.connection_count = 4;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(options.seconds * 1000)};
  plan.request = [&](std::uint64_t n) { return make_request(n, token); };
  plan.is_expected = [](int status) { return status == 201; };
  const auto load = run_load(plan);
  std::this_thread::sleep_for(std::chrono::seconds{3});
  is_over = true;
  watcher.join();
  server.stop();
  if (!load.ok()) return load.error();
  std::vector<double> latencies;
  const ledger::TileFolder files(folder.path() + "/ledger");
  TRY_ASSIGN(const std::string note, files.load("checkpoint"));
  TRY_ASSIGN(std::string vkey, files.load("vkey"));
  vkey.pop_back();
  TRY_ASSIGN(const auto key, ledger::parse_verifier_key(vkey));
  const auto checked =
      ledger::check_log(files.reader(), note, key, [&](std::uint64_t index, ByteView bytes, const Digest&) {
        const auto entry = ledger::decode_entry(bytes);
        const auto seen = sightings.find(index);
        if (!entry.ok()) return Status(entry.error());
        if (seen && !ledger::is_of_house(entry.value().type)) {
          latencies.push_back(static_cast<double>((*seen - entry.value().at).count()));
        }
        return Status(Done{});
      });
  if (!checked.ok()) return checked.error();
  if (latencies.empty()) return Error{Code::unavailable, "no entry was seen to be published"};
  std::sort(latencies.begin(), latencies.end());
  figures.add("notices_per_second", load.value().per_second(), "1/s");
  figures.add("notice_p99", load.value().quantile_ms(0.99), "ms");
  figures.add("event_to_checkpoint_p50", latencies[latencies.size() / 2], "ms");
  figures.add("event_to_checkpoint_p99", latencies[(latencies.size() - 1) * 99 / 100], "ms");
  return Done{};
}

Status run_all(const BenchOptions& options, Figures& figures) {
  const TemporaryFolder folder;
  TRY(seed(folder.path(), std::max<std::uint64_t>(options.cases / entries_per_case, 100)));
  settle_disk();
  figures.add("disk_syncs_per_second", measure_syncs_per_second(folder.path()), "1/s");
  TRY(seal_all(folder.path(), figures));
  TRY(check_receipts(folder.path(), figures));
  TRY(audit(folder.path(), figures));
  TRY(rebuild(folder.path(), figures));
  for (int round = 0; round < options.rounds; ++round) {
    figures.add("disk_syncs_per_second", measure_syncs_per_second(folder.path()), "1/s");
    TRY(publish_latency(options, figures));
  }
  return Done{};
}

}  // namespace

int bench_ledger(const BenchOptions& options) {
  Figures figures("ledger");
  const auto done = run_all(options, figures);
  if (!done.ok()) return fail("bench ledger", done.error());
  figures.bar("durable_entries_per_second", figures.median("durable_entries_per_second") >= 10'000,
              "at least 10,000/s");
  figures.bar("event_to_checkpoint_p99", figures.median("event_to_checkpoint_p99") <= 1'500, "within 1.5 s");
  figures.bar("receipt_check", figures.median("receipt_check") <= 2, "within 2 ms");
  figures.bar("audit_per_million", figures.median("audit_per_million") <= 5, "within 5 s on one core");
  figures.bar("rebuild_per_million", figures.median("rebuild_per_million") <= 60, "within 60 s");
  figures.bar("rebuilt_files_that_differ", figures.median("rebuilt_files_that_differ") == 0, "none");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
