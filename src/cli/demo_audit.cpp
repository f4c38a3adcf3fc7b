// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_audit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "ledger/audit.hpp"

namespace redress::cli {
namespace {

void note(const std::string& detail) { std::cout << "            " << detail << '\n' << std::flush; }

Result<std::string> fetch(const ApiClient& api, const std::string& name) {
  TRY_ASSIGN(auto answer, api.get("/ledger/" + name));
  if (answer.status == 200) return std::move(answer.body);
  return Error{answer.status == 404 ? Code::not_found : Code::unavailable,
               fmt::format("/ledger/{} answered {}", name, answer.status)};
}

// The whole ledger, as somebody sees it who has its address and nothing else; on request with a byte of its first
// bundle altered on the way.
Result<ledger::AuditReport> audit(const ApiClient& api, std::size_t flipped = 0) {
  const auto read = [&](const std::string& path) -> Result<std::string> {
    TRY_ASSIGN(std::string text, fetch(api, path));
    const bool is_altered = flipped != 0 && flipped < text.size() && path.starts_with("tile/entries/000");
    if (is_altered) text[flipped] = static_cast<char>(text[flipped] ^ 0x01);
    return text;
  };
  return ledger::audit_ledger(read, {});
}

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
  TRY_ASSIGN(const auto report, audit(api));
  for (const auto& finding : report.replay.findings) note("finding: " + finding.what);
  if (report.replay.finding_count != 0) return Error{Code::conflict, "the audit of the ledger has findings"};
  note(describe(report.replay));
  const auto altered = audit(api, 300);  // inside the second entry: its first event
  if (altered.ok() && altered.value().replay.finding_count == 0) {
    return Error{Code::conflict, "an altered byte was not found"};
  }
  note("one byte altered on the way: " +
       (altered.ok() ? altered.value().replay.findings.front().what : altered.error().message));
  return Done{};
}

}  // namespace redress::cli
