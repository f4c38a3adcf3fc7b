// SPDX-License-Identifier: Apache-2.0
// redress bench intake — notices that are durable, with their clocks armed, before they are answered.
#include <fmt/format.h>

#include <array>

#include "cli/admin_command.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/load_client.hpp"

namespace redress::cli {
namespace {

Status run_round(const ChildServer& server, const std::string& token, int connections, double seconds,
                 std::uint64_t& next, Figures& figures) {
  LoadPlan plan;
  plan.port = server.port();
  plan.connection_count = connections;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  plan.request = [&](std::uint64_t) { return make_notice_request(next++, token); };
  plan.is_expected = [](int status) { return status == 201; };
  const ProcessUse before = server.use();
  TRY_ASSIGN(const LoadResult load, run_load(plan));
  const ProcessUse after = server.use();
  if (load.refused > 0) return Error{Code::unavailable, fmt::format("{} notices were refused", load.refused)};
  const std::string at = fmt::format("c{}", connections);
  figures.add("notices_per_second_" + at, load.per_second(), "1/s");
  figures.add("p50_" + at, load.quantile_ms(0.50), "ms");
  figures.add("p99_" + at, load.quantile_ms(0.99), "ms");
  figures.add("cpu_per_notice_" + at,
              (after.cpu_seconds - before.cpu_seconds) * 1000 / static_cast<double>(load.answered), "ms");
  figures.add("resident", after.resident_mb, "MB");
  return Done{};
}

}  // namespace

int bench_intake(const BenchOptions& options) {
  const TemporaryFolder folder;
  Figures figures("intake");
  const auto token = add_token(folder.path(), "bench", {"notices"});
  if (!token.ok()) return fail("bench intake", token.error());
  const auto server = ChildServer::start(folder.path());
  if (!server.ok()) return fail("bench intake", server.error());
  std::uint64_t next = 0;
  for (int round = 0; round < options.rounds; ++round) {
    figures.add("disk_syncs_per_second", measure_syncs_per_second(folder.path()), "1/s");
    for (const int connections : {1, 8, 32}) {
      const auto done = run_round(server.value(), token.value(), connections, options.seconds, next, figures);
      if (!done.ok()) return fail("bench intake", done.error());
    }
  }
  const bool fast_disk = figures.median("disk_syncs_per_second") > 2000;
  const std::string regime = fast_disk ? "disk in its fast regime" : "disk throttled: the rate is bounded by its syncs";
  figures.bar("notices_per_second_c32", figures.median("notices_per_second_c32") >= 2000,
              "at least 2,000/s; " + regime);
  figures.bar("p99_c32", figures.median("p99_c32") < 20, "under 20 ms; " + regime);
  figures.bar("cpu_per_notice_c32", figures.median("cpu_per_notice_c32") < 0.5, "under 0.5 ms");
  figures.bar("resident", figures.median("resident") < 200, "under 200 MB");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
