// SPDX-License-Identifier: Apache-2.0
#include "cli/publication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/child_server.hpp"
#include "cli/load_client.hpp"
#include "cli/witness_folder.hpp"
#include "engine/ledger_signer.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/log_check.hpp"
#include "ledger/tile_folder.hpp"

namespace redress::cli {
namespace {

constexpr const char* origin = "bench.example/ledger";
constexpr std::array organisations{"archive", "university", "newspaper"};
constexpr std::size_t quorum = 2;
constexpr std::size_t entry_count_min = 100;

// Three witnesses of three organisations that know the log, and the server that asks them.
struct Stage {
  std::vector<ChildServer> witnesses;
  std::unique_ptr<ChildServer> server;
  ledger::VerifierKey key;  // the log's
  std::string token;
};

Result<ChildServer> start_witness(const std::string& folder, const std::string& name, const ledger::VerifierKey& log) {
  std::filesystem::create_directories(folder);
  {
    TRY_ASSIGN(const auto store, open_witness_store(folder));
    TRY(store->add_logs({{log.name, ledger::render_verifier_key(log)}}));
  }
  return ChildServer::start_as(
      {"redress", "witness", "serve", "--data", folder, "--name", name, "--listen", "127.0.0.1:0"});
}

Result<Stage> set_up(const std::string& folder) {
  Stage stage;
  const std::string data = folder + "/data";
  std::filesystem::create_directories(data);
  TRY_ASSIGN(stage.token, add_token(data, "bench", {"notices"}));
  TRY_ASSIGN(const ledger::Signer log, engine::open_ledger_signer(data, origin));
  stage.key = log.key;
  std::string allowed;
  std::string asked;
  for (const std::string organisation : organisations) {
    const std::string name = organisation + ".example";
    const std::string home = fmt::format("{}/{}", folder, organisation);
    TRY_ASSIGN(const ledger::Signer signer, load_or_make_witness_key(home, name));
    TRY_ASSIGN(ChildServer witness, start_witness(home, name, log.key));
    allowed += fmt::format("{}\"127.0.0.1:{}\"", allowed.empty() ? "" : ", ", witness.port());
    asked += fmt::format(
        "[[ledger.witnesses]]\nname = \"{}\"\nvkey = \"{}\"\nurl = \"http://127.0.0.1:{}\"\n"
        "organisation = \"{}\"\n",
        name, ledger::render_verifier_key(signer.key), witness.port(), organisation);
    stage.witnesses.push_back(std::move(witness));
  }
  const std::string configuration = folder + "/redress.toml";
  std::ofstream(configuration) << fmt::format("[ledger]\norigin = \"{}\"\nquorum = {}\n[reach]\nallow = [{}]\n{}",
                                              origin, quorum, allowed, asked);
  TRY_ASSIGN(auto server, ChildServer::start(data, {"--config", configuration}));
  stage.server = std::make_unique<ChildServer>(std::move(server));
  return stage;
}

// When which size of the log was first there to be read.
struct Sightings {
  std::vector<std::pair<std::uint64_t, Instant>> seen;
  [[nodiscard]] std::optional<Instant> find(std::uint64_t index) const {
    const auto at = std::upper_bound(seen.begin(), seen.end(), index,
                                     [](std::uint64_t wanted, const auto& one) { return wanted < one.first; });
    return at == seen.end() ? std::nullopt : std::optional(at->second);
  }
};

Sightings watch(const std::string& folder, const std::string& file, const std::atomic<bool>& is_over) {
  Sightings sightings;
  const ledger::TileFolder files(folder);
  const SystemClock clock;
  std::string last;
  while (!is_over) {
    const auto text = files.load(file);
    const Instant now = clock.now();
    if (text.ok() && text.value() != last) {
      last = text.value();
      const auto note = ledger::parse_note(last);
      const auto checkpoint =
          note.ok() ? ledger::parse_checkpoint(note.value().text) : Result<ledger::Checkpoint>(note.error());
      if (checkpoint.ok()) sightings.seen.emplace_back(checkpoint.value().size, now);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return sightings;
}

// From the instant that stands in each entry of a case until it was first covered.
Result<std::vector<double>> measure_delays(const std::string& folder, const ledger::VerifierKey& key,
                                           const Sightings& sightings, std::uint64_t& unseen) {
  std::vector<double> delays_ms;
  const ledger::TileFolder files(folder);
  TRY_ASSIGN(const std::string note, files.load("checkpoint"));
  const auto add = [&](std::uint64_t index, ByteView bytes, const Digest&) -> Status {
    TRY_ASSIGN(const ledger::Entry entry, ledger::decode_entry(bytes));
    if (ledger::is_of_house(entry.type)) return Done{};
    const auto seen = sightings.find(index);
    if (!seen) {
      ++unseen;
      return Done{};
    }
    delays_ms.push_back(static_cast<double>((*seen - entry.at).count()));
    return Done{};
  };
  const auto checked = ledger::check_log(files.reader(), note, key, add);
  if (!checked.ok()) return checked.error();
  if (delays_ms.size() < entry_count_min) return Error{Code::unavailable, "next to nothing was seen to be published"};
  std::sort(delays_ms.begin(), delays_ms.end());
  return delays_ms;
}

}  // namespace

Status measure_publication(const BenchOptions& options, Figures& figures) {
  const TemporaryFolder folder;
  TRY_ASSIGN(const Stage stage, set_up(folder.path()));
  const std::string ledger_folder = folder.path() + "/data/ledger";
  std::atomic<bool> is_over{false};
  Sightings published;
  Sightings witnessed;
  std::thread published_watcher([&] { published = watch(ledger_folder, "checkpoint", is_over); });
  std::thread witnessed_watcher([&] { witnessed = watch(ledger_folder, "checkpoint.witnessed", is_over); });
  LoadPlan plan;
  plan.port = stage.server->port();
  plan.connection_count = 4;
  plan.length = std::chrono::milliseconds{static_cast<std::int64_t>(options.seconds * 1000)};
  plan.request = [&](std::uint64_t n) { return make_notice_request(n, stage.token); };
  plan.is_expected = [](int status) { return status == 201; };
  const auto load = run_load(plan);
  std::this_thread::sleep_for(std::chrono::seconds{5});  // for the last of them to be witnessed
  is_over = true;
  published_watcher.join();
  witnessed_watcher.join();
  stage.server->stop();
  if (!load.ok()) return load.error();
  figures.add("notices_per_second", load.value().per_second(), "1/s");
  figures.add("notice_p99", load.value().quantile_ms(0.99), "ms");
  for (const auto& [name, sightings] : {std::pair{"checkpoint", &published}, std::pair{"witnessed", &witnessed}}) {
    std::uint64_t unseen = 0;  // within the wait; left out of the delays, so they are told
    TRY_ASSIGN(const auto delays_ms, measure_delays(ledger_folder, stage.key, *sightings, unseen));
    figures.add(fmt::format("entries_not_{}_in_time", name), static_cast<double>(unseen), "");
    figures.add(fmt::format("event_to_{}_p50", name), delays_ms[delays_ms.size() / 2], "ms");
    figures.add(fmt::format("event_to_{}_p99", name), delays_ms[(delays_ms.size() - 1) * 99 / 100], "ms");
  }
  return Done{};
}

}  // namespace redress::cli
