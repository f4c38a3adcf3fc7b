// SPDX-License-Identifier: Apache-2.0
// redress bench console — what staff read, with a million cases open: the queue and a case, as pages and as the script
// asks for them, each time another case.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/load_client.hpp"
#include "cli/open_store.hpp"
#include "cli/seed_cases.hpp"
#include "store/accounts.hpp"
#include "store/keys.hpp"

namespace redress::cli {
namespace {

constexpr std::string_view user = "bench";
constexpr std::string_view password = "a password for the bench";
constexpr std::uint64_t known_count = 2'000;  // cases that are opened, spread over all

// The cases are found again by what every case of this journal has: an address of its own.
Result<std::vector<std::string>> fill(const std::string& folder, std::uint64_t count) {
  TRY_ASSIGN(auto opened, open_scratch_store(folder));
  SeedPlan plan;
  plan.case_count = count;
  // Recent enough that no clock fires while the pages are measured.
  plan.received_at = [now = SystemClock{}.now()](std::uint64_t n) {
    return now - Milliseconds{static_cast<std::int64_t>(n * 7'919 % 600'000)};
  };
  TRY(seed_cases(*opened.events, opened.policy, plan, show_progress("cases", count)));
  std::vector<std::string> ids;
  const std::uint64_t step = std::max<std::uint64_t>(count / known_count, 1);
  for (std::uint64_t n = 0; n < count; n += step) {
    TRY_ASSIGN(const auto found, opened.events->find_cases_by_url(seeded_url(n)));
    if (found.empty()) return Error{Code::corrupt, "a case was put in and is not there"};
    ids.push_back(render_id(found.front()));
  }
  return ids;
}

Result<std::string> open_session(const std::string& folder) {
  TRY(add_user(folder, std::string(user), "reviewer", std::string(password)));
  TRY_ASSIGN(const auto keys, store::load_or_make_keys(folder));
  TRY_ASSIGN(const auto accounts, store::Accounts::open(folder, keys.secret_key));
  return accounts->sign_in(std::string(user), password, SystemClock{}.now());
}

struct Page {
  std::string_view name;
  std::string_view path;  // "{}": the id of a case
};
constexpr std::array<Page, 4> pages{{{"queue_page", "/console/"},
                                     {"case_page", "/console/cases/{}"},
                                     {"queue_told", "/api/v1/console/queue"},
                                     {"case_told", "/api/v1/console/cases/{}"}}};

Status run_round(const ChildServer& server, const std::string& session, const std::vector<std::string>& ids,
                 double seconds, Figures& figures) {
  for (const auto& page : pages) {
    LoadPlan plan;
    plan.port = server.port();
    plan.connection_count = 4;
    plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
    plan.request = [&](std::uint64_t n) {
      // A prime apart, so that no case is near the one before it.
      const std::string path = fmt::format(fmt::runtime(page.path), ids[n * 7'919 % ids.size()]);
      return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: redress_session={}\r\n\r\n", path, session);
    };
    plan.is_expected = [](int status) { return status == 200; };
    TRY_ASSIGN(const LoadResult load, run_load(plan));
    if (load.refused > 0)
      return Error{Code::unavailable, fmt::format("{} of {} were refused", load.refused, page.path)};
    figures.add(fmt::format("per_second_{}", page.name), load.per_second(), "1/s");
    figures.add(fmt::format("p50_{}", page.name), load.quantile_ms(0.50), "ms");
    figures.add(fmt::format("p99_{}", page.name), load.quantile_ms(0.99), "ms");
  }
  return Done{};
}

}  // namespace

int bench_console(const BenchOptions& options) {
  const TemporaryFolder folder;
  Figures figures("console");
  const auto ids = fill(folder.path(), options.cases);
  if (!ids.ok()) return fail("bench console", ids.error());
  settle_disk();
  const auto session = open_session(folder.path());
  if (!session.ok()) return fail("bench console", session.error());
  const auto server = ChildServer::start(folder.path(), without_ledger(folder.path()));
  if (!server.ok()) return fail("bench console", server.error());
  figures.add("cases_open", static_cast<double>(options.cases), "");
  for (int round = 0; round < options.rounds; ++round) {
    const auto done = run_round(server.value(), session.value(), ids.value(), options.seconds, figures);
    if (!done.ok()) return fail("bench console", done.error());
  }
  for (const auto& page : pages) {
    const auto name = fmt::format("p99_{}", page.name);
    figures.bar(name, figures.median(name) < 50, "under 50 ms");
  }
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
