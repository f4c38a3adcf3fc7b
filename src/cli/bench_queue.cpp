// SPDX-License-Identifier: Apache-2.0
// redress bench queue — the next 50 cases by time left, with a million open.
#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"

namespace redress::cli {
namespace {

constexpr int reads_per_round = 2'000;
constexpr std::size_t page_count = 50;

Status run_round(const store::EventStore& events, Figures& figures) {
  std::vector<double> latencies_ms;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < reads_per_round; ++i) {
    const auto before = std::chrono::steady_clock::now();
    TRY_ASSIGN(const auto rows, events.load_queue(page_count));
    if (rows.size() != page_count) return Error{Code::corrupt, "the queue did not hold what was put in"};
    latencies_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::sort(latencies_ms.begin(), latencies_ms.end());
  figures.add("reads_per_second", reads_per_round / seconds, "1/s");
  figures.add("p50", latencies_ms[latencies_ms.size() / 2], "ms");
  figures.add("p99", latencies_ms[latencies_ms.size() * 99 / 100], "ms");
  return Done{};
}

}  // namespace

int bench_queue(const BenchOptions& options) {
  const TemporaryFolder folder;
  Figures figures("queue");
  auto opened = open_scratch_store(folder.path());
  if (!opened.ok()) return fail("bench queue", opened.error());
  SeedPlan plan;
  plan.case_count = options.cases;
  // Due instants spread over two hours, in no order that the index could profit from.
  plan.received_at = [now = SystemClock{}.now()](std::uint64_t n) {
    return now - Milliseconds{static_cast<std::int64_t>(n * 7'919 % 7'200'000)};
  };
  const auto start = std::chrono::steady_clock::now();
  const auto seeded =
      seed_cases(*opened.value().events, opened.value().policy, plan, show_progress("cases", options.cases));
  if (!seeded.ok()) return fail("bench queue", seeded.error());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  figures.add("cases_open", static_cast<double>(options.cases), "");
  figures.add("cases_written_per_second", static_cast<double>(options.cases) / seconds, "1/s");
  for (int round = 0; round < options.rounds; ++round) {
    const auto done = run_round(*opened.value().events, figures);
    if (!done.ok()) return fail("bench queue", done.error());
  }
  figures.bar("p99", figures.median("p99") < 5, "under 5 ms");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
