// SPDX-License-Identifier: Apache-2.0
// redress bench ledger — how fast the journal is sealed, how long receipts, audits and rebuilds take, and how soon an
// event is in a published and in a witnessed checkpoint.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/clock.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/open_store.hpp"
#include "cli/publication.hpp"
#include "cli/seed_cases.hpp"
#include "cli/statutes.hpp"
#include "engine/ledger_rebuild.hpp"
#include "engine/ledger_signer.hpp"
#include "engine/sealed_log.hpp"
#include "ledger/audit.hpp"
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
    TRY(measure_publication(options, figures));
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
  figures.bar("event_to_witnessed_p99", figures.median("event_to_witnessed_p99") <= 5'000, "within 5 s, 2 of 3");
  figures.bar("receipt_check", figures.median("receipt_check") <= 2, "within 2 ms");
  figures.bar("audit_per_million", figures.median("audit_per_million") <= 5, "within 5 s on one core");
  figures.bar("rebuild_per_million", figures.median("rebuild_per_million") <= 60, "within 60 s");
  figures.bar("rebuilt_files_that_differ", figures.median("rebuilt_files_that_differ") == 0, "none");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
