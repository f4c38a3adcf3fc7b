// SPDX-License-Identifier: Apache-2.0
// redress bench match — every hash within 31 bits among a million, one query at a time, beside looking at all of them.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "cli/bench_command.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/seed_cases.hpp"
#include "match/hamming_index.hpp"
#include "match/scan.hpp"

namespace redress::cli {
namespace {

using match::Bits256;
using Steady = std::chrono::steady_clock;
constexpr int radius_bits = 31;
constexpr std::size_t query_count = 1'000;  // every second one planted within the radius, the others far from all
constexpr std::size_t checked_count = 100;  // of them, against a look at every hash
constexpr std::size_t family_count_max = 5'000;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

class Hashes {
 public:
  explicit Hashes(std::uint64_t seed) : dice_(seed) {}
  Bits256 any() { return {dice_(), dice_(), dice_(), dice_()}; }
  Bits256 near(Bits256 bits, unsigned flips) {
    for (unsigned done = 0; done < flips;) {
      const std::uint64_t place = dice_() % 256;
      const std::uint64_t bit = std::uint64_t{1} << (place % 64);
      if ((flipped_.at(place / 64) & bit) != 0) continue;
      flipped_.at(place / 64) |= bit;
      bits.at(place / 64) ^= bit;
      ++done;
    }
    flipped_ = {};
    return bits;
  }
  std::uint64_t below(std::uint64_t limit) { return dice_() % limit; }

  std::vector<Bits256> uniform(std::size_t count) {
    std::vector<Bits256> all;
    all.reserve(count);
    while (all.size() < count) all.push_back(any());
    return all;
  }
  // Families of 10 to 5,000 whose sizes fall off as pictures' do; members up to 48 bits from the first.
  std::vector<Bits256> clustered(std::size_t count) {
    std::vector<Bits256> all;
    all.reserve(count);
    while (all.size() < count) {
      const double draw = (static_cast<double>(below(1'000'000)) + 1) / 1'000'000;
      const auto size = std::min(static_cast<std::size_t>(10 / draw), family_count_max);
      const Bits256 first = any();
      for (std::size_t i = 0; i < size && all.size() < count; ++i) {
        all.push_back(near(first, static_cast<unsigned>(below(49))));
      }
    }
    return all;
  }
  std::vector<Bits256> queries(const std::vector<Bits256>& known) {
    std::vector<Bits256> all;
    for (std::size_t i = 0; i < query_count; ++i) {
      all.push_back(i % 2 == 0 ? near(known[below(known.size())], static_cast<unsigned>(below(radius_bits + 1)))
                               : any());
    }
    return all;
  }

 private:
  std::mt19937_64 dice_;
  Bits256 flipped_{};
};

std::vector<double> time_queries(const match::HammingIndex& index, std::span<const Bits256> queries, int radius) {
  std::vector<double> times_us;
  times_us.reserve(queries.size());
  for (const Bits256& query : queries) {
    const auto start = Steady::now();
    static_cast<void>(index.find(std::span(&query, 1), radius).size());
    times_us.push_back(seconds_since(start) * 1e6);
  }
  return times_us;
}

double rate_of(const match::HammingIndex& index, const std::vector<Bits256>& queries, int threads) {
  const auto start = Steady::now();
  {
    std::vector<std::jthread> askers;
    askers.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
      askers.emplace_back([&] { static_cast<void>(time_queries(index, queries, radius_bits)); });
    }
  }
  return static_cast<double>(threads) * static_cast<double>(queries.size()) / seconds_since(start);
}

// The plain twin: hits that the index has not, or has too many, in the first queries.
std::uint64_t count_differences(const match::HammingIndex& index, const std::vector<Bits256>& hashes,
                                const std::vector<Bits256>& queries, Figures& figures) {
  std::uint64_t differences = 0;
  double seconds = 0;
  for (std::size_t i = 0; i < checked_count; ++i) {
    std::vector<match::Found> plain;
    const auto start = Steady::now();
    match::scan(hashes, queries[i], radius_bits, plain);
    seconds += seconds_since(start);
    const auto near = index.find(std::span(&queries[i], 1), radius_bits);
    const bool is_same = std::equal(near.begin(), near.end(), plain.begin(), plain.end(),
                                    [](const match::Near& a, const match::Found& b) {
                                      return a.slot == b.position && a.distance_bits == b.distance_bits;
                                    });
    if (!is_same) ++differences;
  }
  figures.add("scan_queries_per_second", static_cast<double>(checked_count) / seconds, "1/s");
  return differences;
}

void run_kind(const std::string& kind, const std::vector<Bits256>& hashes, Hashes& dice, const BenchOptions& options,
              Figures& figures) {
  match::HammingIndex index;
  const auto progress = show_progress(kind, hashes.size());
  const auto start = Steady::now();
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    index.add(hashes[i]);
    if (i % 65'536 == 0) progress(i);
  }
  index.settle();
  figures.add("fill_" + kind, seconds_since(start), "s");
  figures.add("bytes_per_hash_" + kind, static_cast<double>(index.byte_count()) / static_cast<double>(hashes.size()),
              "bytes");
  figures.add("segments_" + kind, static_cast<double>(index.segment_count()), "");
  const auto queries = dice.queries(hashes);
  for (int round = 0; round < options.rounds; ++round) {
    figures.add("queries_per_second_" + kind, rate_of(index, queries, 1), "1/s");
    figures.add("queries_per_second_two_threads_" + kind, rate_of(index, queries, 2), "1/s");
    auto times_us = time_queries(index, queries, radius_bits);
    std::sort(times_us.begin(), times_us.end());
    figures.add("p50_" + kind, times_us[times_us.size() / 2], "us");
    figures.add("p99_" + kind, times_us[times_us.size() * 99 / 100], "us");
    const auto narrow = Steady::now();
    static_cast<void>(time_queries(index, queries, 15));
    figures.add("queries_per_second_at_15_bits_" + kind, static_cast<double>(queries.size()) / seconds_since(narrow),
                "1/s");
    const Bits256 fresh = dice.any();
    const auto added = Steady::now();
    const std::uint32_t slot = index.add(fresh);
    const bool is_found = index.find(std::span(&fresh, 1), 0) == std::vector<match::Near>{{slot, 0}};
    figures.add("insert_to_matchable", is_found ? seconds_since(added) * 1e6 : 1e9, "us");
    index.remove(slot);
  }
  figures.add("wrong_answers", static_cast<double>(count_differences(index, hashes, queries, figures)), "");
}

}  // namespace

int bench_match(const BenchOptions& options) {
  Figures figures("match");
  Hashes dice(20'261'122);
  figures.add("hashes", static_cast<double>(options.cases), "");
  run_kind("uniform", dice.uniform(options.cases), dice, options, figures);
  run_kind("clustered", dice.clustered(options.cases), dice, options, figures);
  const bool is_large = options.cases >= 10'000'000;
  const double wanted = is_large ? 8'000 : 18'000;
  const double wanted_of_two = is_large ? 15'000 : 36'000;
  if (options.cases >= 1'000'000) {
    figures.bar("queries_per_second_uniform", figures.median("queries_per_second_uniform") >= wanted,
                fmt::format("at least {}/s, one thread", wanted));
    figures.bar("queries_per_second_two_threads_uniform",
                figures.median("queries_per_second_two_threads_uniform") >= wanted_of_two,
                fmt::format("at least {}/s, two threads", wanted_of_two));
    figures.bar("p99_uniform", figures.median("p99_uniform") <= 500, "within 0.5 ms");
  }
  figures.bar("wrong_answers", figures.median("wrong_answers") == 0, "none");
  figures.bar("insert_to_matchable", figures.median("insert_to_matchable") < 1'000, "within 1 ms");
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
