// SPDX-License-Identifier: Apache-2.0
// ledger_replay/main.cpp — what the real core does replays without a finding; what a platform hides does not.
//
//   ledger_replay [--seeds N]         1,000 histories unless said otherwise
//   REDRESS_SEED=12345 ledger_replay  that one alone
//   ledger_replay --audit N           instead: the rate of an audit of N entries
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cases/test_case.hpp"
#include "ledger_replay/audit_rate.hpp"
#include "ledger_replay/lies.hpp"
#include "ledger_replay/told_history.hpp"

namespace {

using namespace redress;

bool tell(std::uint64_t seed, std::string_view lie, const ledger::ReplayReport& report) {
  std::printf("seed %llu, %.*s: %llu findings\n", static_cast<unsigned long long>(seed), static_cast<int>(lie.size()),
              lie.data(), static_cast<unsigned long long>(report.findings.size()));
  for (std::size_t i = 0; i < report.findings.size() && i < 5; ++i) {
    const auto& one = report.findings[i];
    std::printf("  entry %llu, %s: %s\n    expected %s\n    found    %s\n", static_cast<unsigned long long>(one.index),
                one.rule.c_str(), one.what.c_str(), one.expected.c_str(), one.found.c_str());
  }
  return false;
}

bool check(std::uint64_t seed, std::map<std::string_view, std::uint64_t>& told) {
  const auto history = ledger_replay::play(seed, cases::test::shared_rulebook());
  const auto truth = ledger_replay::replay(history.entries);
  told["entries"] += history.entries.size();
  for (const auto& [key, tally] : truth.duties) told["clocks"] += tally.met + tally.missed + tally.voided;
  if (!truth.findings.empty()) return tell(seed, "nothing hidden", truth);
  if (history.is_set_back) return true;
  for (const auto& lie : ledger_replay::lies()) {
    auto entries = history.entries;
    if (!lie.tell(entries, seed)) continue;
    ++told[lie.name];
    const auto report = ledger_replay::replay(entries);
    if (report.findings.empty()) return tell(seed, lie.name, report);
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  std::uint64_t first = 1;
  std::uint64_t seeds = 1'000;
  if (count == 3 && std::strcmp(words[1], "--seeds") == 0) seeds = std::strtoull(words[2], nullptr, 10);
  if (count == 3 && std::strcmp(words[1], "--audit") == 0) {
    return ledger_replay::measure_audit(std::strtoull(words[2], nullptr, 10));
  }
  if (const char* seed = std::getenv("REDRESS_SEED")) {
    first = std::strtoull(seed, nullptr, 10);
    seeds = 1;
  }
  std::map<std::string_view, std::uint64_t> told;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    if (!check(seed, told)) return 1;
  }
  std::printf("%llu histories replay without a finding; found:", static_cast<unsigned long long>(seeds));
  for (const auto& [name, times] : told) {
    std::printf("\n  %8llu  %.*s", static_cast<unsigned long long>(times), static_cast<int>(name.size()), name.data());
  }
  std::printf("\n");
  return 0;
}
