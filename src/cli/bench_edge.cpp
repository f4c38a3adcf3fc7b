// SPDX-License-Identifier: Apache-2.0
// redress bench edge — "may this URL be shown in this country?", as nginx asks it before every file.
#include <fmt/format.h>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/configuration.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/load_client.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"

namespace redress::cli {
namespace {

constexpr std::uint64_t held_count = 10'000;

// Every second question is about something that is held in India.
std::string make_request(std::uint64_t n) {
  const std::string url = n % 2 == 0 ? seeded_url(n / 2 % held_count) : fmt::format("https://host.example/free/{}", n);
  return fmt::format("GET /api/v1/edge/check?url={}&country=IN HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", url);
}

Status fill(const std::string& folder) {
  TRY_ASSIGN(auto opened, open_scratch_store(folder));
  SeedPlan plan;
  plan.case_count = held_count;
  plan.received_at = [now = SystemClock{}.now()](std::uint64_t) { return now; };
  plan.restrict_items = true;
  return seed_cases(*opened.events, opened.policy, plan, show_progress("cases", held_count));
}

Status run_round(const ChildServer& server, int connections, double seconds, Figures& figures) {
  LoadPlan plan;
  plan.port = server.port();
  plan.connection_count = connections;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  plan.request = make_request;
  plan.is_expected = [](int status) { return status == 204 || status == 451; };
  const ProcessUse before = server.use();
  TRY_ASSIGN(const LoadResult load, run_load(plan));
  const double cpu_seconds = server.use().cpu_seconds - before.cpu_seconds;
  if (load.refused > 0) return Error{Code::unavailable, fmt::format("{} questions were refused", load.refused)};
  const std::string at = fmt::format("c{}", connections);
  figures.add("answers_per_second_" + at, load.per_second(), "1/s");
  figures.add("answers_per_core_second_" + at, static_cast<double>(load.answered) / cpu_seconds, "1/s");
  figures.add("p50_" + at, load.quantile_ms(0.50), "ms");
  figures.add("p99_" + at, load.quantile_ms(0.99), "ms");
  return Done{};
}

}  // namespace

int bench_edge(const BenchOptions& options) {
  const TemporaryFolder folder;
  Figures figures("edge");
  const auto filled = fill(folder.path());
  if (!filled.ok()) return fail("bench edge", filled.error());
  const auto server = ChildServer::start(folder.path(), without_ledger(folder.path()));
  if (!server.ok()) return fail("bench edge", server.error());
  for (int round = 0; round < options.rounds; ++round) {
    for (const int connections : {1, 16}) {
      const auto done = run_round(server.value(), connections, options.seconds, figures);
      if (!done.ok()) return fail("bench edge", done.error());
    }
  }
  figures.bar("answers_per_core_second_c16", figures.median("answers_per_core_second_c16") >= 30'000,
              "at least 30,000/s per core");
  figures.bar("p99_c16", figures.median("p99_c16") < 1, "under 1 ms");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
