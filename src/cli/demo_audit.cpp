// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_audit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "ledger/entry_codec.hpp"
#include "ledger/log_check.hpp"
#include "ledger/replay.hpp"

namespace redress::cli {
namespace {

void note(const std::string& detail) { std::cout << "            " << detail << '\n' << std::flush; }

Result<std::string> fetch(const ApiClient& api, const std::string& name) {
  TRY_ASSIGN(auto answer, api.get("/ledger/" + name));
  if (answer.status == 200) return std::move(answer.body);
  return Error{answer.status == 404 ? Code::not_found : Code::unavailable,
               fmt::format("/ledger/{} answered {}", name, answer.status)};
}

// The whole log, as somebody sees it who has its address and nothing else.
struct Outside {
  const ApiClient& api;
  std::string vkey;
  std::string checkpoint;
  std::uint64_t flipped = 0;  // a byte of the first bundle; 0: none

  [[nodiscard]] ledger::TileReader reader() const {
    return [this](const ledger::TilePath& tile) -> Result<Bytes> {
      TRY_ASSIGN(const std::string text, fetch(api, ledger::render_tile_path(tile)));
      Bytes bytes(text.begin(), text.end());
      const bool is_first_bundle = tile.kind == ledger::TileKind::entries && tile.index == 0;
      if (flipped != 0 && is_first_bundle && flipped < bytes.size()) bytes[flipped] ^= 0x01;
      return bytes;
    };
  }
  [[nodiscard]] Result<ledger::ReplayReport> check() const {
    TRY_ASSIGN(const auto key, ledger::parse_verifier_key(vkey));
    ledger::Replay replay([this](const Digest& digest) {
      return ledger::load_rulebook(digest, [this](const std::string& path) { return fetch(api, path); });
    });
    const auto checked = ledger::check_log(reader(), checkpoint, key,
                                           [&](std::uint64_t index, ByteView bytes, const Digest& leaf) -> Status {
                                             TRY_ASSIGN(const auto entry, ledger::decode_entry(bytes));
                                             replay.add(index, entry, leaf);
                                             return Done{};
                                           });
    if (!checked.ok()) return checked.error();
    return replay.finish();
  }
};

Status wait_until_sealed(const ApiClient& api) {
  for (int i = 0; i < 100; ++i) {
    TRY_ASSIGN(const auto metrics, api.get("/metrics"));
    if (metrics.body.find("\nredress_ledger_waiting 0\n") != std::string::npos) return Done{};
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return Error{Code::conflict, "the ledger was not sealed within five seconds"};
}

std::string describe(const ledger::ReplayReport& report) {
  std::uint64_t met = 0;
  std::uint64_t missed = 0;
  for (const auto& [duty, tally] : report.duties) {
    met += tally.met;
    missed += tally.missed;
  }
  return fmt::format(
      "{} entries of {} case: none missing, none altered; {} clocks met, {} missed, as the law counts them",
      report.entries, report.cases, met, missed);
}

}  // namespace

Status audit_from_outside(const ApiClient& api) {
  TRY(wait_until_sealed(api));
  Outside outside{api, "", "", 0};
  TRY_ASSIGN(outside.vkey, fetch(api, "vkey"));
  outside.vkey.pop_back();
  TRY_ASSIGN(outside.checkpoint, fetch(api, "checkpoint"));
  TRY_ASSIGN(const auto report, outside.check());
  note(describe(report));
  for (const auto& finding : report.findings) note("finding: " + finding.what);
  if (report.finding_count != 0) return Error{Code::conflict, "the audit of the ledger has findings"};
  outside.flipped = 300;  // inside the second entry: its first event
  const auto altered = outside.check();
  if (altered.ok()) return Error{Code::conflict, "an altered byte was not found"};
  note("one byte altered on the way: " + altered.error().message);
  return Done{};
}

}  // namespace redress::cli
