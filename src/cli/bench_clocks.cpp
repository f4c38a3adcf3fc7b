// SPDX-License-Identifier: Apache-2.0
// redress bench clocks — a million armed clocks, ten thousand due within five seconds, and a kill -9 in the middle.
#include <algorithm>
#include <chrono>
#include <thread>

#include "base/clock.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"

namespace redress::cli {
namespace {

constexpr std::uint64_t due_count = 10'000;
constexpr std::int64_t due_window_ms = 5'000;
// India's two hours escalate for the first time after one.
constexpr std::int64_t first_wake_ms = 3'600'000;

struct Outcome {
  std::vector<std::int64_t> lateness_ms;  // of those that fired while a server was up
  std::uint64_t early = 0;
  std::uint64_t lost = 0;
  std::uint64_t twice = 0;
};

Instant due_at(Instant first_due, std::uint64_t n) {
  return first_due + Milliseconds{static_cast<std::int64_t>(n * static_cast<std::uint64_t>(due_window_ms) / due_count)};
}

Status seed(const std::string& folder, std::uint64_t case_count, Instant first_due) {
  TRY_ASSIGN(auto opened, open_scratch_store(folder));
  SeedPlan plan;
  plan.case_count = case_count;
  plan.received_at = [=](std::uint64_t n) {
    // The first ten thousand wake inside the window, the others long after the bench is over.
    const std::int64_t later_ms = 600'000 + static_cast<std::int64_t>(n % 600'000);
    const Instant wake = n < due_count ? due_at(first_due, n) : first_due + Milliseconds{later_ms};
    return wake - Milliseconds{first_wake_ms};
  };
  return seed_cases(*opened.events, opened.policy, plan, show_progress("cases", case_count));
}

void sleep_until(Instant at) {
  const SystemClock clock;
  while (clock.now() < at) std::this_thread::sleep_for(std::min(at - clock.now(), Milliseconds{50}));
}

// Reads from the journal alone what fired, when, and how often.
Result<Outcome> audit(const std::string& folder, Instant first_due, Instant down_from, Instant down_until) {
  TRY_ASSIGN(auto opened, open_store(folder));
  Outcome outcome;
  for (std::uint64_t n = 0; n < due_count; ++n) {
    const Instant due = due_at(first_due, n);
    const Id case_id = make_id(due - Milliseconds{first_wake_ms}, n, n * 0x9e3779b97f4a7c15ULL);
    TRY_ASSIGN(const auto records, opened.events->load_case(case_id));
    int fired = 0;
    for (const auto& record : records) {
      const auto* event = std::get_if<cases::Event>(&record.body);
      const auto* escalated = event == nullptr ? nullptr : std::get_if<cases::Escalated>(&event->body);
      if (escalated == nullptr || escalated->clock_no != 1) continue;
      ++fired;
      if (event->at < due) ++outcome.early;
      const bool was_up = due < down_from || due > down_until;
      if (was_up) outcome.lateness_ms.push_back((event->at - due).count());
    }
    if (fired == 0) ++outcome.lost;
    if (fired > 1) ++outcome.twice;
  }
  std::sort(outcome.lateness_ms.begin(), outcome.lateness_ms.end());
  return outcome;
}

}  // namespace

int bench_clocks(const BenchOptions& options) {
  const TemporaryFolder folder;
  const SystemClock clock;
  Figures figures("clocks");
  // Filling and settling take about 0.5 ms a case; the window opens well after it, so that nothing is due before the
  // server is up.
  const std::uint64_t case_count = std::max(options.cases, due_count);
  const Instant first_due = clock.now() + Milliseconds{static_cast<std::int64_t>(case_count * 6 / 10) + 20'000};
  const auto seeded = seed(folder.path(), case_count, first_due);
  if (!seeded.ok()) return fail("bench clocks", seeded.error());
  settle_disk();
  if (clock.now() + Milliseconds{5'000} > first_due) {
    return fail("bench clocks",
                Error{Code::unavailable, "this disk is too slow to fill the journal in time: use fewer --cases"});
  }
  Instant down_from;
  {
    auto server = ChildServer::start(folder.path(), without_ledger(folder.path()));
    if (!server.ok()) return fail("bench clocks", server.error());
    figures.add("ready_with_all_armed", static_cast<double>(server.value().time_to_ready().count()), "ms");
    figures.add("resident", server.value().use().resident_mb, "MB");
    const double cpu_before = server.value().use().cpu_seconds;
    sleep_until(first_due - Milliseconds{1'000});
    figures.add("idle_cpu_seconds", server.value().use().cpu_seconds - cpu_before, "s");
    sleep_until(first_due + Milliseconds{due_window_ms / 2});
    server.value().kill_hard();
    down_from = clock.now() - Milliseconds{100};
  }
  Instant down_until;
  {
    auto server = ChildServer::start(folder.path(), without_ledger(folder.path()));
    if (!server.ok()) return fail("bench clocks", server.error());
    figures.add("ready_after_kill", static_cast<double>(server.value().time_to_ready().count()), "ms");
    down_until = clock.now() + Milliseconds{500};
    sleep_until(first_due + Milliseconds{due_window_ms + 3'000});
  }
  const auto outcome = audit(folder.path(), first_due, down_from, down_until);
  if (!outcome.ok()) return fail("bench clocks", outcome.error());
  const auto& lateness = outcome.value().lateness_ms;
  const auto quantile = [&](std::size_t percent) {
    return lateness.empty() ? 0.0 : static_cast<double>(lateness[(lateness.size() - 1) * percent / 100]);
  };
  figures.add("armed", static_cast<double>(case_count), "");
  figures.add("fired_while_up", static_cast<double>(lateness.size()), "");
  figures.add("lateness_p50", quantile(50), "ms");
  figures.add("lateness_p99", quantile(99), "ms");
  figures.add("early", static_cast<double>(outcome.value().early), "");
  figures.add("lost", static_cast<double>(outcome.value().lost), "");
  figures.add("twice", static_cast<double>(outcome.value().twice), "");
  figures.bar("lateness_p99", quantile(99) < 20, "under 20 ms");
  figures.bar("early", outcome.value().early == 0, "none");
  figures.bar("lost", outcome.value().lost == 0 && outcome.value().twice == 0,
              "none lost, none twice, across a kill -9");
  figures.bar("ready_after_kill", figures.median("ready_after_kill") < 2'000, "within 2 s");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
