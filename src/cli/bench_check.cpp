// SPDX-License-Identifier: Apache-2.0
// redress bench check — what an upload waits for: a 1,024 px JPEG, decoded in the sandbox and looked for in a bank of a
// million; and how long a new entry takes until an upload meets it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/api_client.hpp"
#include "cli/bench_command.hpp"
#include "cli/bench_hashes.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/hash_pictures.hpp"
#include "cli/load_client.hpp"
#include "cli/open_banks.hpp"
#include "cli/seed_cases.hpp"

namespace redress::cli {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::uint32_t edge_px = 1'024;
constexpr std::uint64_t lot_count = 10'000;
constexpr int insert_count = 50;
const std::string bank = "BENCH";

std::string render_bits(const match::Bits256& bits) {
  return render_hex({reinterpret_cast<const std::uint8_t*>(bits.data()), sizeof(bits)});
}

Status fill(const std::string& folder, std::uint64_t entry_count, BenchHashes& dice) {
  TRY_ASSIGN(const auto banks, open_banks(folder));
  store::BankPolicy policy;
  policy.name = bank;
  policy.territory = law::everywhere();
  TRY(banks->make_bank(policy, command_by()));
  const auto progress = show_progress("entries", entry_count);
  for (std::uint64_t at = 0; at < entry_count; at += lot_count) {
    store::BankStore::Batch batch{bank, "bench"};
    for (std::uint64_t no = at; no < std::min(entry_count, at + lot_count); ++no) {
      store::BankEntry& entry = batch.entries.emplace_back();
      entry.source_ref = std::to_string(no);
      entry.pdq = render_bits(dice.any());
      entry.role = store::EntryRole::confirmed;
    }
    TRY(banks->put(batch, command_by()));
    progress(at + batch.entries.size());
  }
  return Done{};
}

std::string make_request(const std::string& token, const Bytes& jpeg, std::uint64_t n, bool registers) {
  static const std::string border = "redress-bench";
  std::string body;
  const auto field = [&](const std::string& name, const std::string& value) {
    body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", border, name, value);
  };
  registers ? field("content_id", fmt::format("upload-{}", n)) : field("first_tier_only", "true");
  body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n", border);
  body.append(jpeg.begin(), jpeg.end());
  body += fmt::format("\r\n--{}--\r\n", border);
  return fmt::format(
      "POST /api/v1/media/check HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: multipart/form-data; boundary={}\r\nContent-Length: {}\r\n\r\n{}",
      token, border, body.size(), body);
}

struct Asked {
  const ChildServer& server;
  const std::string& token;
  const std::vector<Bytes>& jpegs;
  std::uint64_t next = 0;
};

Status run_round(Asked& asked, const std::string& kind, bool registers, int connections, double seconds,
                 Figures& figures) {
  LoadPlan plan;
  plan.port = asked.server.port();
  plan.connection_count = connections;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  plan.request = [&](std::uint64_t) {
    const std::uint64_t n = asked.next++;
    return make_request(asked.token, asked.jpegs[n % asked.jpegs.size()], n, registers);
  };
  plan.is_expected = [](int status) { return status == 200; };
  const ProcessUse before = asked.server.use();
  TRY_ASSIGN(const LoadResult load, run_load(plan));
  if (load.refused > 0) return Error{Code::unavailable, fmt::format("{} uploads were refused", load.refused)};
  const std::string at = fmt::format("{}_c{}", kind, connections);
  figures.add("checks_per_second_" + at, load.per_second(), "1/s");
  figures.add("p50_" + at, load.quantile_ms(0.50), "ms");
  figures.add("p99_" + at, load.quantile_ms(0.99), "ms");
  figures.add("resident", std::max(before.resident_mb, asked.server.use().resident_mb), "MB");
  return Done{};
}

// Until the answer, which comes when the entry is durable; then an upload of that very hash must meet it.
Status time_inserts(const ChildServer& server, const std::string& token, BenchHashes& dice, Figures& figures) {
  const ApiClient client(server.port());
  std::vector<double> times_ms;
  for (int i = 0; i < insert_count; ++i) {
    const std::string pdq = render_bits(dice.any());
    const auto start = Steady::now();
    TRY_ASSIGN(const ApiAnswer added,
               client.post("/api/v1/banks/" + bank + "/entries", {{"pdq", pdq}, {"role", "confirmed"}}, token));
    times_ms.push_back(std::chrono::duration<double, std::milli>(Steady::now() - start).count());
    if (added.status / 100 != 2) return Error{Code::unavailable, "an entry was refused: " + added.body};
    TRY_ASSIGN(const ApiAnswer met, client.post("/api/v1/media/check", {{"pdq", pdq}, {"pdq_quality", 100}}, token));
    if (met.json()["bank_matches"].empty()) return Error{Code::corrupt, "an entry that was answered is not met"};
  }
  std::sort(times_ms.begin(), times_ms.end());
  figures.add("insert_p50", times_ms[times_ms.size() / 2], "ms");
  figures.add("insert_max", times_ms.back(), "ms");
  return Done{};
}

Status measure(const BenchOptions& options, const std::string& folder, Figures& figures) {
  BenchHashes dice(20'261'122);
  TRY(fill(folder, options.cases, dice));
  TRY_ASSIGN(const std::string token, add_token(folder, "bench", {"media", "admin"}));
  const std::string settings = folder + "/bench.toml";
  std::ofstream(settings) << "[data]\nbank_entry_count_max = " << options.cases + 1'000 << '\n';
  TRY_ASSIGN(const auto server, ChildServer::start(folder, {"--config", settings}));
  figures.add("seconds_to_ready", std::chrono::duration<double>(server.time_to_ready()).count(), "s");
  const HashPictures pictures = make_hash_pictures(std::vector<std::uint32_t>{edge_px});
  Asked asked{server, token, pictures.jpegs.at(0)};
  for (int round = 0; round < options.rounds; ++round) {
    figures.add("disk_syncs_per_second", measure_syncs_per_second(folder), "1/s");
    for (const int connections : {1, 3}) {
      TRY(run_round(asked, "asks", false, connections, options.seconds, figures));
      TRY(run_round(asked, "registers", true, connections, options.seconds, figures));
    }
    TRY(time_inserts(server, token, dice, figures));
  }
  return Done{};
}

}  // namespace

int bench_check(const BenchOptions& options) {
  const TemporaryFolder folder;
  Figures figures("check");
  if (const Status done = measure(options, folder.path(), figures); !done.ok()) {
    return fail("bench check", done.error());
  }
  figures.bar("checks_per_second_asks_c3", figures.median("checks_per_second_asks_c3") >= 300, "at least 300/s");
  figures.bar("p99_asks_c1", figures.median("p99_asks_c1") <= 15, "at most 15 ms, first tier");
  figures.bar("resident", figures.median("resident") <= 1'600, "at most 1,600 MB");
  figures.bar("insert_max", figures.median("insert_max") < 50, "under 50 ms, durable and met by the next upload");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
