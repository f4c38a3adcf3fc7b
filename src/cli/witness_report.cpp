// SPDX-License-Identifier: Apache-2.0
// cli/witness_report.cpp — what a witness has seen: for people, and as JSON for programs.
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit.hpp"
#include "cli/witness_command.hpp"
#include "cli/witness_folder.hpp"
#include "engine/witness_key.hpp"

namespace redress::cli {
namespace {

using nlohmann::json;

json as_json(const store::WitnessLog& log) {
  json one{{"origin", log.origin},
           {"size", log.head.size},
           {"root", render_base64(log.head.root)},
           {"held", log.head.is_held},
           {"forks", log.split_count}};
  one["cosigned_at"] = log.head.note.empty() ? json(nullptr) : json(render_instant(log.head.at));
  return one;
}

void print(const store::WitnessLog& log) {
  std::cout << log.origin << "\n  size " << log.head.size << ", last cosigned "
            << (log.head.note.empty() ? "never" : render_instant(log.head.at));
  if (log.split_count > 0) std::cout << ", FORKS REFUSED: " << log.split_count;
  std::cout << (log.head.is_held ? "\n  HELD: `redress witness resume` tells it the newest size\n" : "\n");
}

Status show_status(const WitnessCommandOptions& options) {
  TRY_ASSIGN(const auto key, engine::load_witness_key(options.data_dir));
  TRY_ASSIGN(const auto store, open_witness_store(options.data_dir));
  const std::string vkey = ledger::render_verifier_key(key.key);
  if (options.json) {
    json all{{"vkey", vkey}, {"doubt", store->doubt()}, {"logs", json::array()}};
    TRY(store->visit_logs([&](const store::WitnessLog& log) { all["logs"].push_back(as_json(log)); }));
    std::cout << all.dump(2) << '\n';
    return Done{};
  }
  std::cout << vkey << '\n';
  if (!store->doubt().empty()) std::cout << "This state may not be the newest: " << store->doubt() << ".\n";
  return store->visit_logs([](const store::WitnessLog& log) { print(log); });
}

Result<std::size_t> show_evidence(const WitnessCommandOptions& options) {
  TRY_ASSIGN(const auto store, open_witness_store(options.data_dir));
  std::size_t count = 0;
  json all = json::array();
  TRY(store->visit_splits([&](const store::WitnessSplit& split) {
    ++count;
    if (options.json) {
      all.push_back({{"origin", split.origin},
                     {"kind", split.kind},
                     {"seen_at", render_instant(split.at)},
                     {"cosigned", split.kept},
                     {"refused", split.offered}});
    } else {
      std::cout << "== " << split.kind << ", " << render_instant(split.at) << "\n-- cosigned\n"
                << split.kept << "-- refused\n"
                << split.offered << '\n';
    }
  }));
  if (options.json) std::cout << all.dump(2) << '\n';
  return count;
}

}  // namespace

int witness_status(const WitnessCommandOptions& options) {
  const Status shown = show_status(options);
  return shown.ok() ? exit_done : fail("witness status", shown.error());
}

int witness_evidence(const WitnessCommandOptions& options) {
  const auto count = show_evidence(options);
  if (!count.ok()) return fail("witness evidence", count.error());
  return count.value() == 0 ? exit_done : exit_finding;
}

}  // namespace redress::cli
