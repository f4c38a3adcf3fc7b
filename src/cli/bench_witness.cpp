// SPDX-License-Identifier: Apache-2.0
// redress bench witness — cosignatures a second over HTTP, each on the disk before it is answered, with 100,000 logs.
#include <fmt/format.h>

#include <array>

#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/load_client.hpp"
#include "cli/witness_folder.hpp"
#include "ledger/witness_wire.hpp"

namespace redress::cli {
namespace {

constexpr std::uint64_t log_count_max = 100'000;
constexpr std::uint64_t active_count_max = 4'000;  // of these logs ask, evenly spread
constexpr int connection_count = 32;
constexpr std::size_t doublings_max = 62;

// Logs whose leaves are all alike and whose sizes double: every root and every proof is known from the start.
class DoublingLogs {
 public:
  explicit DoublingLogs(std::uint64_t count)
      : count_(count), active_(std::min(count, active_count_max)), key_(derive_key()) {
    roots_[0] = ledger::leaf_hash(view_bytes("the same in all of them"));
    for (std::size_t i = 1; i < roots_.size(); ++i)
      roots_.at(i) = ledger::node_hash(roots_.at(i - 1), roots_.at(i - 1));
    for (std::uint64_t i = 0; i < active_; ++i) signers_.push_back(signer_of(i * (count_ / active_)));
  }

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> names_and_keys() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (std::uint64_t i = 0; i < count_; ++i) {
      const ledger::Signer signer = signer_of(i);
      all.emplace_back(signer.key.name, ledger::render_verifier_key(signer.key));
    }
    return all;
  }

  // The next request of whichever log is due; a log asks again only long after its last answer.
  [[nodiscard]] std::string next_request() {
    const std::uint64_t n = next_++;
    const ledger::Signer& signer = signers_[n % active_];
    const std::size_t round = n / active_;
    CHECK(round < doublings_max);
    ledger::AddCheckpoint request;
    if (round > 0) {
      request.old_size = std::uint64_t{1} << (round - 1);
      request.proof = {roots_.at(round - 1)};
    }
    const ledger::Checkpoint checkpoint{signer.key.name, std::uint64_t{1} << round, roots_.at(round), {}};
    request.checkpoint = ledger::render_note(ledger::sign_checkpoint(checkpoint, signer).value());
    const std::string body = ledger::render_add_checkpoint(request);
    return fmt::format("POST /add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{}", body.size(),
                       body);
  }

 private:
  static SigningKey derive_key() { return ledger::derive_signing_key(sha256("redress bench witness")); }
  [[nodiscard]] ledger::Signer signer_of(std::uint64_t i) const {
    return ledger::make_signer(fmt::format("log.example/{}", i), ledger::KeyType::note, key_).value();
  }

  const std::uint64_t count_, active_;
  const SigningKey key_;
  std::array<Digest, doublings_max> roots_{};
  std::vector<ledger::Signer> signers_;
  std::uint64_t next_ = 0;
};

Result<ChildServer> start_witness(const std::string& folder, DoublingLogs& logs, bool grouped) {
  {
    TRY_ASSIGN(const auto store, open_witness_store(folder));
    TRY(store->add_logs(logs.names_and_keys()));
  }
  std::vector<std::string> words{"redress", "witness",       "serve",    "--data",     folder,
                                 "--name",  "bench.example", "--listen", "127.0.0.1:0"};
  if (!grouped) words.emplace_back("--ungrouped");
  return ChildServer::start_as(std::move(words));
}

Status run_round(const ChildServer& server, DoublingLogs& logs, double seconds, const std::string& way,
                 Figures& figures) {
  LoadPlan plan;
  plan.port = server.port();
  plan.connection_count = connection_count;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
  plan.request = [&](std::uint64_t) { return logs.next_request(); };
  plan.is_expected = [](int status) { return status == 200; };
  TRY_ASSIGN(const LoadResult load, run_load(plan));
  if (load.refused > 0) return Error{Code::unavailable, fmt::format("{} requests were refused", load.refused)};
  figures.add("cosigned_per_second_" + way, load.per_second(), "1/s");
  figures.add("p50_" + way, load.quantile_ms(0.50), "ms");
  figures.add("p99_" + way, load.quantile_ms(0.99), "ms");
  return Done{};
}

Status measure(const BenchOptions& options, std::uint64_t log_count, bool grouped, Figures& figures) {
  const std::string way = grouped ? "grouped" : "ungrouped";
  const TemporaryFolder folder;
  DoublingLogs logs(log_count);
  TRY_ASSIGN(const ChildServer server, start_witness(folder.path(), logs, grouped));
  for (int round = 0; round < options.rounds; ++round) {
    figures.add("syncs_per_second", measure_syncs_per_second(folder.path()), "1/s");
    TRY(run_round(server, logs, options.seconds, way, figures));
  }
  if (grouped) figures.add("resident", server.use().resident_mb, "MB");
  return Done{};
}

}  // namespace

int bench_witness(const BenchOptions& options) {
  Figures figures("witness");
  const std::uint64_t log_count = std::min(options.cases, log_count_max);
  for (const bool grouped : {true, false}) {
    const Status done = measure(options, grouped ? log_count : std::min(log_count, active_count_max), grouped, figures);
    if (!done.ok()) return fail("bench witness", done.error());
  }
  figures.bar("cosigned_per_second_grouped", figures.median("cosigned_per_second_grouped") >= 2'000,
              "at least 2,000/s at 32 connections");
  figures.bar("cosigned_per_second_ungrouped", figures.median("cosigned_per_second_ungrouped") >= 200,
              "at least 200/s, a sync each");
  figures.bar("resident", figures.median("resident") <= 200, fmt::format("at most 200 MB with {} logs", log_count));
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
