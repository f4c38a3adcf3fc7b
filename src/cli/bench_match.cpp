// SPDX-License-Identifier: Apache-2.0
// redress bench match — every hash within 31 bits among a million, one query at a time, beside looking at all of them
// and beside FAISS where it is installed: in one process, round by round, each on a thread of its own.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <optional>
#include <thread>

#include "cli/bench_command.hpp"
#include "cli/bench_hashes.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/match_peer.hpp"
#include "cli/photo_hashes.hpp"
#include "match/decision.hpp"
#include "match/hamming_index.hpp"
#include "match/scan.hpp"

namespace redress::cli {
namespace {

using match::Bits256;
using match::HammingIndex;
using Queries = std::span<const Bits256>;
using Steady = std::chrono::steady_clock;

constexpr int radius_bits = 31;
constexpr std::size_t query_count = 1'000;  // every second one planted within the radius, the others far from all
constexpr std::size_t checked_count = 100;  // of them, against a look at every hash
constexpr std::size_t one_by_one_max = 1'000'000;  // hashes added one at a time
constexpr std::uint64_t large_count = 10'000'000;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

double microseconds_since(Steady::time_point start) { return seconds_since(start) * 1e6; }

struct Bench {
  const BenchOptions& options;
  Figures& figures;
  const MatchPeer* peer;  // null: none is installed
  std::string kind;
  const std::vector<Bits256>& hashes;
  BenchHashes& dice;
  std::vector<Bits256> queries;
  std::vector<Bits256> copies;

  void add(const std::string& figure, double value, const std::string& unit) const {
    figures.add(figure + "_" + kind, value, unit);
  }
};

double own_processor_seconds() {
  timespec used{};
  CHECK(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

// Queries a second of `threads` threads that ask `ask` for each; each gives up when the round's time is over.
template <class Ask>
double rate_of(Queries queries, int threads, double seconds_max, Ask&& ask) {
  std::atomic<std::size_t> asked{0};
  const auto start = Steady::now();
  {
    std::vector<std::jthread> askers;
    askers.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
      askers.emplace_back([&] {
        std::size_t count = 0;
        while (count < queries.size() && (count % 16 != 0 || seconds_since(start) < seconds_max)) ask(queries[count++]);
        asked += count;
      });
    }
  }
  return static_cast<double>(asked) / seconds_since(start);
}

// A rate is worth what the machine left us: a share under 0.95 is another's load in it.
double rate_with_share(const HammingIndex& index, const Bench& bench) {
  double used_seconds = 0;
  double seconds = 0;
  std::jthread([&] {
    const auto start = Steady::now();
    for (const Bits256& query : bench.queries) {
      static_cast<void>(index.find(std::span(&query, 1), radius_bits).size());
    }
    seconds = seconds_since(start);
    used_seconds = own_processor_seconds();
  }).join();
  bench.add("processor_share", used_seconds / seconds, "");
  bench.add("queries_per_processor_second", static_cast<double>(bench.queries.size()) / used_seconds, "1/s");
  return static_cast<double>(bench.queries.size()) / seconds;
}

double rate_of(const HammingIndex& index, const Bench& bench, int threads) {
  return rate_of(bench.queries, threads, bench.options.seconds, [&](const Bits256& query) {
    static_cast<void>(index.find(std::span(&query, 1), radius_bits).size());
  });
}

// Positions in the bank: it was loaded behind what was added before.
std::vector<match::Found> found_by(const HammingIndex& index, std::uint32_t first_slot, const Bits256& query) {
  std::vector<match::Found> found;
  for (const match::Near& near : index.find(std::span(&query, 1), radius_bits)) {
    found.push_back({near.slot - first_slot, near.distance_bits});
  }
  return found;
}

// The plain twin: a look at every hash, and one query after the other for what is answered together or in rungs.
std::uint64_t count_differences(const HammingIndex& index, std::uint32_t first_slot, const Bench& bench) {
  const Queries queries = Queries(bench.queries).first(checked_count);
  std::uint64_t differences = 0;
  double seconds = 0;
  const auto together = index.find_each(queries, radius_bits);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    std::vector<match::Found> plain;
    const auto start = Steady::now();
    match::scan(bench.hashes, queries[i], radius_bits, plain);
    seconds += seconds_since(start);
    const auto query = queries.subspan(i, 1);
    const auto rung = index.find_nearest_rung(query);
    const bool is_same = found_by(index, first_slot, queries[i]) == plain &&
                         together[i] == index.find(query, radius_bits) &&
                         rung.near == index.find(query, rung.radius_bits) && rung.near.empty() == plain.empty();
    if (!is_same) ++differences;
  }
  bench.figures.add("scan_queries_per_second", static_cast<double>(queries.size()) / seconds, "1/s");
  return differences;
}

double time_insert(HammingIndex& index, const Bits256& fresh) {
  const auto start = Steady::now();
  const std::uint32_t slot = index.add(fresh);
  const bool is_found = index.find(std::span(&fresh, 1), 0) == std::vector<match::Near>{{slot, 0}};
  const double time_us = microseconds_since(start);
  index.remove(slot);
  return is_found ? time_us : 1e9;
}

// All at once, while another thread adds, finds and removes.
std::uint32_t load_all(HammingIndex& index, const Bench& bench) {
  std::atomic<bool> is_loaded{false};
  std::vector<double> times_us;
  BenchHashes own(bench.hashes.size());
  std::jthread writer([&] {
    while (!is_loaded) {
      times_us.push_back(time_insert(index, own.any()));
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  });
  const auto start = Steady::now();
  const auto first_slot = index.add_all(bench.hashes);
  bench.add("build", seconds_since(start), "s");
  is_loaded = true;
  writer.join();
  CHECK(first_slot.ok());
  std::sort(times_us.begin(), times_us.end());
  if (!times_us.empty()) bench.add("insert_while_building", times_us[times_us.size() / 2], "us");
  return first_slot.value();
}

void fill_one_by_one(const Bench& bench) {
  HammingIndex index;
  const std::size_t count = std::min(bench.hashes.size(), one_by_one_max);
  const auto start = Steady::now();
  for (std::size_t i = 0; i < count; ++i) index.add(bench.hashes[i]);
  bench.add("added_per_second", static_cast<double>(count) / seconds_since(start), "1/s");
  index.settle();
  bench.add("fill_one_by_one", seconds_since(start), "s");
}

void time_each(const HammingIndex& index, const Bench& bench) {
  std::vector<double> times_us;
  times_us.reserve(query_count);
  std::jthread([&] {
    for (const Bits256& query : bench.queries) {
      const auto start = Steady::now();
      static_cast<void>(index.find(std::span(&query, 1), radius_bits).size());
      times_us.push_back(microseconds_since(start));
    }
  }).join();
  std::sort(times_us.begin(), times_us.end());
  bench.add("p50", times_us[times_us.size() / 2], "us");
  bench.add("p99", times_us[times_us.size() * 99 / 100], "us");
}

void time_rungs_and_batches(const HammingIndex& index, const Bench& bench) {
  const double seconds = bench.options.seconds;
  bench.add("queries_per_second_at_15_bits",
            rate_of(bench.queries, 1, seconds,
                    [&](const Bits256& query) {
                      static_cast<void>(index.find(std::span(&query, 1), match::rungs_bits.front()).size());
                    }),
            "1/s");
  bench.add("nearest_of_copies_per_second",
            rate_of(bench.copies, 1, seconds,
                    [&](const Bits256& query) {
                      static_cast<void>(index.find_nearest_rung(std::span(&query, 1)).near.size());
                    }),
            "1/s");
  for (const int radius : match::rungs_bits) {
    const auto start = Steady::now();
    std::jthread([&] { static_cast<void>(index.find_each(bench.queries, radius).size()); }).join();
    bench.add(fmt::format("batch_queries_per_second_at_{}_bits", radius),
              static_cast<double>(bench.queries.size()) / seconds_since(start), "1/s");
  }
}

struct Peers {
  Peers(const MatchPeer& peer, Queries hashes)
      : multi_hash(peer, MatchPeer::Kind::multi_hash, hashes), flat(peer, MatchPeer::Kind::flat, hashes) {}
  MatchPeer::Index multi_hash;
  MatchPeer::Index flat;
};

void compare_with_peers(const Peers& peers, const Bench& bench, double ours) {
  const auto ask = [&](const std::string& name, const MatchPeer::Index& peer) {
    const double rate = rate_of(bench.queries, 1, bench.options.seconds,
                                [&](const Bits256& query) { static_cast<void>(peer.find(query, radius_bits).size()); });
    bench.add(name + "_queries_per_second", rate, "1/s");
    bench.add("times_" + name, ours / rate, "x");
  };
  ask("faiss_multi_hash", peers.multi_hash);
  ask("faiss_flat", peers.flat);
}

std::uint64_t count_disagreements(const Peers& peers, const HammingIndex& index, std::uint32_t first_slot,
                                  const Bench& bench) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < checked_count / 2; ++i) {
    std::vector<std::uint32_t> ours;
    for (const match::Found& one : found_by(index, first_slot, bench.queries[i])) ours.push_back(one.position);
    if (peers.flat.find(bench.queries[i], radius_bits) != ours) ++count;
    if (peers.multi_hash.find(bench.queries[i], radius_bits) != ours) ++count;
  }
  return count;
}

// How many queries the mapped file answers otherwise.
std::uint64_t time_snapshot(const HammingIndex& index, const Bench& bench) {
  namespace fs = std::filesystem;
  const fs::path folder = bench.options.folder.empty() ? fs::temp_directory_path() : fs::path(bench.options.folder);
  const std::string path = (folder / "redress-bench-match-snapshot").string();
  auto start = Steady::now();
  const Status saved = index.save(path);
  if (!saved.ok()) {
    std::cerr << "bench: no snapshot was measured: " << saved.error().message << '\n';
    return 0;
  }
  bench.add("snapshot_save", seconds_since(start), "s");
  start = Steady::now();
  const auto mapped = HammingIndex::load(path);
  const double seconds = seconds_since(start);
  bench.add("snapshot_load", seconds, "s");
  bench.add("snapshot_load_rate", static_cast<double>(fs::file_size(path)) / seconds / 1e9, "GB/s");
  fs::remove(path);
  CHECK(mapped.ok());
  bench.add("queries_per_second_mapped", rate_of(*mapped.value(), bench, 1), "1/s");
  std::uint64_t differences = 0;
  for (const Bits256& query : bench.queries) {
    const auto one = std::span(&query, 1);
    if (index.find(one, radius_bits) != mapped.value()->find(one, radius_bits)) ++differences;
  }
  return differences;
}

// How many answers were wrong.
std::uint64_t run(const Bench& bench) {
  fill_one_by_one(bench);
  HammingIndex index;
  const std::uint32_t first_slot = load_all(index, bench);
  bench.add("bytes_per_hash", static_cast<double>(index.byte_count()) / static_cast<double>(bench.hashes.size()),
            "bytes");
  bench.add("segments", static_cast<double>(index.segment_count()), "");
  std::optional<Peers> peers;
  if (bench.peer != nullptr) {
    const auto start = Steady::now();
    peers.emplace(*bench.peer, bench.hashes);
    bench.add("faiss_build", seconds_since(start), "s");
  }
  for (int round = 0; round < bench.options.rounds; ++round) {
    const double rate = rate_with_share(index, bench);
    bench.add("queries_per_second", rate, "1/s");
    if (peers) compare_with_peers(*peers, bench, rate);
    bench.add("queries_per_second_two_threads", rate_of(index, bench, 2), "1/s");
    time_each(index, bench);
    time_rungs_and_batches(index, bench);
    bench.figures.add("insert_to_matchable", time_insert(index, bench.dice.any()), "us");
  }
  if (peers) {
    bench.figures.add("faiss_disagreements", static_cast<double>(count_disagreements(*peers, index, first_slot, bench)),
                      "");
  }
  return count_differences(index, first_slot, bench) + time_snapshot(index, bench);
}

void set_bars(Figures& figures, std::uint64_t count) {
  const bool is_large = count >= large_count;
  const auto at_least = [&](const std::string& figure, double wanted, const std::string& what) {
    figures.bar(figure, figures.median(figure) >= wanted, fmt::format("at least {}/s{}", wanted, what));
  };
  const auto at_most = [&](const std::string& figure, double wanted, const std::string& text) {
    figures.bar(figure, figures.median(figure) <= wanted, text);
  };
  if (count >= 1'000'000) {
    at_least("queries_per_second_uniform", is_large ? 8'000 : 18'000, ", one thread");
    at_least("queries_per_second_two_threads_uniform", is_large ? 15'000 : 36'000, ", two threads");
    at_most("p99_uniform", 500, "within 0.5 ms");
  }
  if (is_large) {
    at_least("queries_per_second_at_15_bits_uniform", 100'000, ", one thread");
    at_most("bytes_per_hash_uniform", 125, "at most 125 bytes");
    at_most("build_uniform", 10, "within 10 s");
  }
  figures.bar("wrong_answers", figures.median("wrong_answers") == 0, "none");
  at_most("insert_to_matchable", 1'000, "within 1 ms");
}

void quote_peers(Figures& figures, std::uint64_t count) {
  for (const QuotedPeer& peer : quoted_peers()) {
    const double rate = count >= large_count ? peer.at_10m : peer.at_1m;
    figures.add(fmt::format("quoted_{}", peer.name), rate, "1/s, not run here");
  }
}

// Hashes as pictures have them, which fall into buckets less evenly than chance would have it.
std::uint64_t run_photographs(const BenchOptions& options, Figures& figures, const MatchPeer* peer, BenchHashes& dice) {
  const PhotoHashes photos = make_photo_hashes(options.cases, dice);
  if (photos.known.empty()) {
    std::cerr << "bench: no photographs on this machine, so none are looked for: install mate-backgrounds\n";
    return 0;
  }
  figures.add("scenes_photographs", static_cast<double>(photos.scene_count), "");
  figures.add("parts_photographs", static_cast<double>(photos.part_count), "");
  return run({options, figures, peer, "photographs", photos.known, dice,
              dice.queries(photos.known, photos.strangers, query_count, radius_bits),
              dice.copies(photos.known, query_count, match::same_bits_max)});
}

}  // namespace

int bench_match(const BenchOptions& options) {
  Figures figures("match");
  const auto peer = MatchPeer::open();
  std::cerr << (peer.ok()
                    ? "bench: FAISS is Debian's build, whose code has no POPCNT instruction: do not take the ratio "
                      "for one to FAISS built for this machine; the quoted figures are\n"
                    : "bench: " + peer.error().message + '\n');
  BenchHashes dice(20'261'122);
  figures.add("hashes", static_cast<double>(options.cases), "");
  std::uint64_t wrong_count = 0;
  for (const std::string& kind : {std::string("uniform"), std::string("clustered")}) {
    const auto hashes = kind == "uniform" ? dice.uniform(options.cases) : dice.clustered(options.cases);
    wrong_count +=
        run({options, figures, peer.ok() ? &peer.value() : nullptr, kind, hashes, dice,
             dice.queries(hashes, query_count, radius_bits), dice.copies(hashes, query_count, match::same_bits_max)});
  }
  wrong_count += run_photographs(options, figures, peer.ok() ? &peer.value() : nullptr, dice);
  figures.add("wrong_answers", static_cast<double>(wrong_count), "");
  quote_peers(figures, options.cases);
  set_bars(figures, options.cases);
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
