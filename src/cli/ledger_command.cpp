// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_command.hpp"

#include <fmt/format.h>

#include <iostream>

#include "cli/exit.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"
#include "engine/ledger_rebuild.hpp"
#include "engine/ledger_signer.hpp"

namespace redress::cli {
namespace {

Result<engine::RebuildReport> run(const LedgerCommandOptions& options) {
  TRY_ASSIGN(const OpenedStore opened, open_store(options.data_dir));
  store::LedgerStoreOptions store_options;
  store_options.path = options.data_dir + "/ledger.db";
  store_options.on_commit_failure = [](const std::string& why) {
    std::cerr << "redress: ledger.db could not be written durably (" << why << ")\n";
    std::abort();
  };
  TRY_ASSIGN(const auto store, store::LedgerStore::open(std::move(store_options)));
  TRY_ASSIGN(const auto head, store->load_head());
  TRY_ASSIGN(const auto signer, engine::open_ledger_signer(options.data_dir, head.origin));
  engine::RebuildPlan plan;
  plan.folder = options.data_dir + "/ledger";
  plan.key = signer.key;
  plan.only_compares = options.check;
  const auto show = show_progress(options.check ? "compared" : "rebuilt", head.size);
  plan.progress = [&show](std::uint64_t done, std::uint64_t) { show(done); };
  return engine::rebuild_ledger(*opened.events, *store, plan);
}

}  // namespace

int ledger_rebuild(const LedgerCommandOptions& options) {
  const auto report = run(options);
  if (!report.ok()) return fail("admin ledger rebuild", report.error());
  const auto& done = report.value();
  if (!options.check) {
    std::cout << fmt::format("{} entries, {} files: the ledger is what was signed\n", done.entries, done.files);
    return exit_done;
  }
  for (const std::string& one : done.differences) std::cout << one << '\n';
  std::cout << fmt::format("{} entries, {} files compared, {} differ\n", done.entries, done.files,
                           done.difference_count);
  return done.difference_count == 0 ? exit_done : exit_finding;
}

}  // namespace redress::cli
