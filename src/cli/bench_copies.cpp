// SPDX-License-Identifier: Apache-2.0
// redress bench copies — 29 kinds of copy of some 150 pictures: how many does each method find, and at what price?
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <numeric>
#include <set>
#include <sstream>
#include <thread>

#include "cli/bench_command.hpp"
#include "cli/copies_tally.hpp"
#include "cli/copies_transforms.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "match/decision.hpp"

namespace redress::cli {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::uint64_t seed = 20'261'122;
constexpr std::size_t target_count_max = 225;      // a third of them held out
constexpr std::size_t test_target_count_max = 10;  // so few test the bench, and see few others
constexpr std::size_t filler_count = 3;            // of the collages: never among the known
constexpr std::size_t distractors_per_target = 1'200;
constexpr std::size_t distractor_count_max = 120'000;
constexpr std::array<double, 3> rates = {1e-4, 1e-5, 1e-6};
constexpr std::array<std::string_view, 3> rate_names = {"1e-4", "1e-5", "1e-6"};

// What is asked of: the known, and what stands beside them.
struct Ground {
  PictureSet set;
  std::vector<Pixels> fillers;
  std::unique_ptr<Known> known;
  std::vector<Family> families;
  Crowd crowd;                       // the known, then the distractors
  std::vector<std::size_t> targets;  // of the base pictures: photographs, drawings are there to be mistaken for them
  std::vector<std::size_t> kinds;

  // By the picture's own number, so that another number of targets moves none from one part to the other.
  [[nodiscard]] static bool is_held_out(std::size_t target) { return target % 3 == 2; }
};

// Names as the table prints them or as the page does: "crop_20", "crop 20".
Result<std::vector<std::size_t>> choose_kinds(std::string only) {
  std::replace(only.begin(), only.end(), ' ', '_');
  const auto all = copy_kinds();
  std::vector<std::size_t> kinds;
  std::istringstream list(only);
  for (std::string name; std::getline(list, name, ',');) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const CopyKind& kind) { return kind.name == name; });
    if (found == all.end()) {
      std::string message = "--only: \"" + name + "\" is no kind of copy; write some of:";
      for (const CopyKind& kind : all) message.append(" ").append(kind.name);
      return Error{Code::invalid, message};
    }
    kinds.push_back(static_cast<std::size_t>(found - all.begin()));
  }
  if (!kinds.empty()) return kinds;
  kinds.resize(all.size());
  std::iota(kinds.begin(), kinds.end(), std::size_t{0});
  return kinds;
}

std::vector<std::size_t> choose_targets(const std::vector<BasePicture>& base, std::size_t count) {
  std::vector<std::size_t> targets;
  for (std::size_t i = 0; i + filler_count < base.size() && targets.size() < count; ++i) {
    if (!base[i].is_drawing) targets.push_back(i);
  }
  return targets;
}

void print_families(const Ground& ground) {
  const auto& base = ground.set.base;
  for (const Family& family : ground.families) {
    if (family.a < family.b) {
      std::cerr << fmt::format("near-duplicates: {} and {} ({:.2f})\n", base[family.a].name, base[family.b].name,
                               family.correlation);
    }
  }
}

Ground lay_ground(const BenchOptions& options, std::vector<std::size_t> kinds) {
  Ground ground;
  ground.kinds = std::move(kinds);
  const std::size_t base_count_max =
      options.cases <= test_target_count_max ? 12 * options.cases + filler_count : std::size_t{100'000};
  ground.set = load_pictures(seed, base_count_max);
  auto& base = ground.set.base;
  for (const auto& [name, count] : ground.set.sources) std::cerr << fmt::format("{}: {} files\n", name, count);
  if (base.size() < 10) return ground;
  for (std::size_t i = base.size() - filler_count; i < base.size(); ++i) ground.fillers.push_back(base[i].pixels());
  ground.targets = choose_targets(base, std::min<std::size_t>(options.cases, target_count_max));
  std::cerr << fmt::format("{} base pictures, {} targets\n", base.size(), ground.targets.size());
  ground.known = std::make_unique<Known>(base, filler_count);
  ground.crowd = ground.known->crowd();
  std::cerr << fmt::format("{} known pictures, {} features\n", ground.crowd.size(), ground.known->feature_count());
  ground.families = ground.known->find_families();
  print_families(ground);
  add_distractors(ground.set, std::min(distractor_count_max, distractors_per_target * ground.targets.size()), seed,
                  ground.crowd);
  std::cerr << fmt::format("{} known and distractors\n", ground.crowd.size());
  return ground;
}

// What shows the same scene as the target, or nearly the same picture, is no false pair.
std::vector<bool> kin_of(const Ground& ground, std::size_t target) {
  std::set<std::size_t> scenes = {ground.crowd.scenes[target]};
  for (const Family& family : ground.families) {
    if (family.a == target) scenes.insert(ground.crowd.scenes[family.b]);
    if (family.b == target) scenes.insert(ground.crowd.scenes[family.a]);
  }
  std::vector<bool> is_kin(ground.crowd.size());
  for (std::size_t i = 0; i < is_kin.size(); ++i) is_kin[i] = scenes.contains(ground.crowd.scenes[i]);
  return is_kin;
}

struct Times {
  double extract_seconds = 0;
  double find_seconds = 0;
  std::size_t count = 0;
};

class Runner {
 public:
  explicit Runner(const Ground& ground) : ground_(ground) {}

  void run(std::size_t target) {
    const Pixels picture = ground_.set.base[target].pixels();
    const std::vector<bool> is_kin = kin_of(ground_, target);
    for (const std::size_t kind : ground_.kinds) {
      Dice dice(seed + 1'000 * target + kind);
      look_for(copy_kinds()[kind].make(picture, ground_.fillers, dice), target, kind, is_kin);
    }
  }

  Tally tally;
  Times times;

 private:
  void look_for(const Pixels& copy, std::size_t target, std::size_t kind, const std::vector<bool>& is_kin) {
    const auto start = Steady::now();
    const Asked asked = make_asked(media::luma_of(copy));
    const auto asked_at = Steady::now();
    const auto inliers = ground_.known->find(asked);
    times.extract_seconds += std::chrono::duration<double>(asked_at - start).count();
    times.find_seconds += std::chrono::duration<double>(Steady::now() - asked_at).count();
    ++times.count;
    Outcome outcome{kind, Ground::is_held_out(target), {}};
    for (std::size_t i = 0; i < method_count; ++i) {
      const auto method = static_cast<Method>(i);
      std::vector<int> all;
      if (method != Method::features) {
        all = distances(asked, method, ground_.crowd);
      } else {
        all.assign(ground_.known->crowd().size(), far);
        for (const auto& [number, count] : inliers) all[number] = far - count;
      }
      outcome.distances.at(i) = all[target];
      for (std::size_t other = 0; other < all.size(); ++other) {
        if (!is_kin[other]) tally.add_other(method, outcome.is_held_out, all[other]);
      }
    }
    tally.add_copy(outcome);
  }

  const Ground& ground_;
};

Runner run_all(const Ground& ground) {
  std::vector<Runner> runners(std::max(1U, std::thread::hardware_concurrency()), Runner(ground));
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(runners.size());
    for (Runner& runner : runners) {
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < ground.targets.size(); i = next++) {
          runner.run(ground.targets[i]);
          if (i % 15 == 0) std::cerr << fmt::format("{} of {} targets\n", i, ground.targets.size());
        }
      });
    }
  }
  for (std::size_t i = 1; i < runners.size(); ++i) {
    runners[0].tally.merge(runners[i].tally);
    runners[0].times.extract_seconds += runners[i].times.extract_seconds;
    runners[0].times.find_seconds += runners[i].times.find_seconds;
    runners[0].times.count += runners[i].times.count;
  }
  return std::move(runners[0]);
}

// One row of the table: a name and what it lets pass.
struct Column {
  std::string name;
  std::string rate;
  Distances limits{};
  double false_rate = 0;
  bool is_resolved = true;
};

// The rate of everything together is at most the sum.
std::vector<Column> make_columns(const Tally& tally) {
  std::vector<Column> columns;
  const auto false_rate_of = [&](const Distances& limits) {
    double sum = 0;
    for (std::size_t i = 0; i < method_count; ++i) {
      if (limits.at(i) >= 0) sum += tally.false_rate(static_cast<Method>(i), limits.at(i));
    }
    return sum;
  };
  for (std::size_t r = 0; r < rates.size(); ++r) {
    const std::string rate(rate_names.at(r));
    for (std::size_t i = 0; i < method_count; ++i) {
      const auto method = static_cast<Method>(i);
      const Distances limits = limits_of(tally, method, rates.at(r));
      columns.push_back(
          {std::string(method_names.at(i)), rate, limits, false_rate_of(limits), tally.resolves(method, rates.at(r))});
    }
    const Distances all = limits_of_all(tally, rates.at(r));
    columns.push_back(
        {"all", rate, all, false_rate_of(all), tally.resolves(Method::features, rates.at(r) * tiers.back().share)});
  }
  const Distances look = shipped_limits(match::look_bits_max, match::look_inliers_min);
  const Distances same = shipped_limits(match::same_bits_max, match::same_inliers_min);
  columns.push_back({"all", "look", look, false_rate_of(look), true});
  columns.push_back({"all", "same", same, false_rate_of(same), true});
  return columns;
}

void print_table(const Tally& tally, const std::vector<Column>& columns, std::span<const std::size_t> kinds,
                 std::string_view rate) {
  std::cout << fmt::format("{:<20}", fmt::format("recall at {}", rate));
  for (const Column& column : columns) {
    if (column.rate == rate) std::cout << fmt::format("{:>16}", column.name);
  }
  std::cout << '\n';
  for (const std::size_t kind : kinds) {
    std::cout << fmt::format("{:<20}", copy_kinds()[kind].name);
    for (const Column& column : columns) {
      if (column.rate != rate) continue;
      const Share share = tally.recall(kind, column.limits);
      std::cout << fmt::format("{:>5.2f} ({:.2f}-{:.2f})", share.value, share.low, share.high);
    }
    std::cout << '\n';
  }
  std::cout << fmt::format("{:<20}", "mean");
  for (const Column& column : columns) {
    if (column.rate == rate) std::cout << fmt::format("{:>16.3f}", tally.mean_recall(kinds, column.limits));
  }
  std::cout << "\n\n";
}

void add_figures(const Tally& tally, const std::vector<Column>& columns, std::span<const std::size_t> kinds,
                 bool with_kinds, Figures& figures) {
  for (const Column& column : columns) {
    const std::string name = column.name + "/" + column.rate;
    figures.add("mean_recall/" + name, tally.mean_recall(kinds, column.limits), "");
    figures.add("false_rate/" + name, column.false_rate * 1e6, "in a million pairs");
    figures.add("resolved/" + name, column.is_resolved ? 1 : 0, "");
    for (std::size_t i = 0; i < method_count; ++i) {
      if (column.limits.at(i) < 0) continue;
      const bool is_inliers = static_cast<Method>(i) == Method::features;
      const std::string of = column.name == "all" ? "/" + std::string(method_names.at(i)) : "";
      figures.add("threshold/" + name + of, is_inliers ? far - column.limits.at(i) : column.limits.at(i),
                  is_inliers ? "inliers" : "bits");
    }
    if (!with_kinds) continue;
    for (const std::size_t kind : kinds) {
      // Its median is the recall, its least and most are the bounds.
      const Share share = tally.recall(kind, column.limits);
      const std::string figure = "recall/" + name + "/" + std::string(copy_kinds()[kind].name);
      for (const double value : {share.low, share.value, share.high}) figures.add(figure, value, "");
    }
  }
}

double least_recall(const Tally& tally, std::span<const std::size_t> kinds, const Distances& limits) {
  double least = 1;
  for (const std::size_t kind : kinds) least = std::min(least, tally.recall(kind, limits).value);
  return least;
}

}  // namespace

int bench_copies(const BenchOptions& options) {
  auto kinds = choose_kinds(options.only);
  if (!kinds.ok()) return fail("bench copies", kinds.error());
  const Ground ground = lay_ground(options, std::move(kinds).value());
  if (ground.targets.size() < 3) {
    std::cerr
        << "bench copies: too few photographs on this machine, or --cases under 3. Install mate-backgrounds, "
           "lomiri-wallpapers, ukui-wallpapers, plasma-workspace-wallpapers, opencv-doc, tuxpaint-stamps-default\n";
    return exit_misuse;
  }
  const Runner done = run_all(ground);
  const std::size_t distractor_count = ground.crowd.size() - ground.known->crowd().size();
  const auto columns = make_columns(done.tally);
  Figures figures("copies");
  figures.add("base_pictures", static_cast<double>(ground.set.base.size()), "");
  figures.add("targets", static_cast<double>(ground.targets.size()), "");
  figures.add("distractors", static_cast<double>(distractor_count), "");
  figures.add("near_duplicate_pairs", static_cast<double>(ground.families.size()), "");
  figures.add("pairs/pdq", static_cast<double>(done.tally.pair_count(Method::pdq, false)), "");
  figures.add("pairs/features", static_cast<double>(done.tally.pair_count(Method::features, false)), "");
  figures.add("extract", done.times.extract_seconds / static_cast<double>(done.times.count) * 1e3, "ms");
  figures.add("find", done.times.find_seconds / static_cast<double>(done.times.count) * 1e3, "ms");
  add_figures(done.tally, columns, ground.kinds, options.json, figures);
  const Distances all = limits_of_all(done.tally, 1e-5);
  const double least = least_recall(done.tally, ground.kinds, all);
  figures.add("least_recall/all/1e-5", least, "");
  figures.bar("mean_recall/all/1e-5", figures.median("mean_recall/all/1e-5") >= 0.9, "at least 0.90");
  figures.bar("least_recall/all/1e-5", least >= 0.6, "at least 0.60");
  figures.bar("distractors", distractor_count >= 100'000, "at least 100,000");
  if (!options.json) {
    for (const std::string_view rate : rate_names) print_table(done.tally, columns, ground.kinds, rate);
  }
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
