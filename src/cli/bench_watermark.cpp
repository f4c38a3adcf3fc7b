// SPDX-License-Identifier: Apache-2.0
// redress bench watermark — marked photographs through what people do to them: how many give their mark back, what the
// mark costs the eye, whether it is ever found where none was laid, and how long it takes.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

#include "base/guarded.hpp"
#include "cli/bench_command.hpp"
#include "cli/copies_pictures.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/watermark_attacks.hpp"
#include "label/watermark.hpp"

namespace redress::cli {
namespace {

constexpr std::uint32_t photograph_edge_px = 1'280;
constexpr std::uint32_t short_side_min = 512;
constexpr std::size_t photograph_count_max = 200;
constexpr std::size_t crops_per_photograph = 100;   // unmarked, looked at where a mark would have been laid
constexpr std::size_t searched_per_photograph = 2;  // unmarked, looked at in every way
constexpr std::array<double, 2> strengths_db = {label::default_psnr_db, label::strong_psnr_db};

const label::Carrier& carrier() {
  static const label::Carrier carrier(label::public_watermark_key());
  return carrier;
}

bool is_found(const Pixels& pixels, const label::Mark& mark) {
  const auto found = label::find_mark(media::luma_of(pixels), carrier());
  return found && found->mark == mark;
}

// Of one strength.
struct Recovery {
  std::vector<double> psnr_db;
  std::vector<double> ssim;
  std::array<std::size_t, 32> found{};  // of each attack
};

struct Totals {
  std::size_t photographs = 0;
  std::array<Recovery, strengths_db.size()> recoveries;
  std::size_t crops = 0;
  std::size_t searched = 0;
  std::size_t false_marks = 0;
};

void mark_and_attack(const Pixels& photograph, std::uint64_t record, Guarded<Totals>& totals) {
  const auto attacks = watermark_attacks();
  const media::Plane before = media::luma_of(photograph);
  for (std::size_t strength = 0; strength < strengths_db.size(); ++strength) {
    Pixels marked = photograph;
    const label::Mark mark{label::LabelClass::generated, 0, record};
    const auto psnr_db = label::mark_picture(marked, mark, carrier(), strengths_db.at(strength));
    CHECK(psnr_db.ok());
    const double ssim = measure_ssim(before, media::luma_of(marked));
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < attacks.size(); ++i) {
      if (is_found(attacks[i].make(marked), mark)) found.push_back(i);
    }
    totals.write([&](Totals& all) {
      Recovery& recovery = all.recoveries.at(strength);
      recovery.psnr_db.push_back(psnr_db.value());
      recovery.ssim.push_back(ssim);
      for (const std::size_t i : found) ++recovery.found.at(i);
    });
  }
}

// Parts of half to all of its sides, no two of them alike.
Pixels any_part(const Pixels& from, Dice& dice) {
  const auto some = [&](std::uint32_t length) {
    return length / 2 + static_cast<std::uint32_t>(dice() % (length / 2));
  };
  const std::uint32_t width = some(from.width);
  const std::uint32_t height = some(from.height);
  return crop(from, {static_cast<std::uint32_t>(dice() % (from.width - width)),
                     static_cast<std::uint32_t>(dice() % (from.height - height)), width, height});
}

void look_where_none_is(const Pixels& photograph, std::uint64_t seed, Guarded<Totals>& totals) {
  Dice dice(seed);
  std::size_t false_marks = 0;
  for (std::size_t i = 0; i < crops_per_photograph; ++i) {
    const media::Plane luma = media::luma_of(any_part(photograph, dice));
    const auto search = i < searched_per_photograph ? label::Search::everywhere : label::Search::at_once;
    false_marks += label::find_mark(luma, carrier(), search) ? 1 : 0;
  }
  totals.write([&](Totals& all) {
    ++all.photographs;
    all.crops += crops_per_photograph;
    all.searched += searched_per_photograph;
    all.false_marks += false_marks;
  });
}

std::vector<std::string> choose_photographs(std::size_t count) {
  auto paths = list_photograph_files();
  Dice dice(20'261'122);
  std::shuffle(paths.begin(), paths.end(), dice);
  std::vector<std::string> chosen;
  for (const std::string& path : paths) {
    if (chosen.size() == count) break;
    const auto pixels = load_picture(path, photograph_edge_px);
    if (pixels && std::min(pixels->width, pixels->height) >= short_side_min) chosen.push_back(path);
  }
  return chosen;
}

void run_all(const std::vector<std::string>& paths, Guarded<Totals>& totals) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < paths.size(); at = next++) {
        if (at % 10 == 0) std::cerr << fmt::format("{} of {} photographs\n", at, paths.size());
        const auto photograph = load_picture(paths[at], photograph_edge_px);
        CHECK(photograph.has_value());
        mark_and_attack(*photograph, 0x00C0'FFEE'0000'00 + at, totals);
        look_where_none_is(*photograph, at, totals);
      }
    });
  }
}

// The processor's time for 12 million pixels: other programs' turns are not counted.
void measure_times(const std::string& path, int rounds, Figures& figures) {
  const auto photograph = load_picture(path, photograph_edge_px);
  CHECK(photograph.has_value());
  const Pixels large = resize(*photograph, 4'000, 3'000);
  const label::Mark mark{label::LabelClass::generated, 0, 1};
  const auto time = [&](const std::string& figure, const auto& run) {
    const double start = thread_cpu_ms();
    run();
    figures.add(figure, thread_cpu_ms() - start, "ms");
  };
  for (int round = 0; round < rounds; ++round) {
    Pixels marked = large;
    time("mark_12_mp", [&] { CHECK(label::mark_picture(marked, mark, carrier()).ok()); });
    time("find_12_mp", [&] { CHECK(is_found(marked, mark)); });
    time("search_12_mp_in_vain", [&] { CHECK(!is_found(large, mark)); });
  }
}

void add_recovery(const Totals& totals, std::size_t strength, Figures& figures) {
  const Recovery& recovery = totals.recoveries.at(strength);
  const std::string db = fmt::format("{:.0f}_db", strengths_db.at(strength));
  for (const double value : recovery.psnr_db) figures.add("psnr/" + db, value, "dB");
  for (const double value : recovery.ssim) figures.add("ssim/" + db, value, "");
  const auto attacks = watermark_attacks();
  for (std::size_t i = 0; i < attacks.size(); ++i) {
    const std::string name = fmt::format("recovered/{}/{}", db, attacks[i].name);
    const double share = static_cast<double>(recovery.found.at(i)) / static_cast<double>(recovery.psnr_db.size());
    figures.add(name, share, "");
    const double wanted = strength == 0 ? attacks[i].wanted_42 : attacks[i].wanted_40;
    if (wanted > 0) figures.bar(name, share >= wanted, fmt::format("at least {:.2f}", wanted));
  }
}

void set_bars(const Totals& totals, Figures& figures) {
  const auto& psnr_db = totals.recoveries[0].psnr_db;
  figures.bar("psnr/42_db", *std::min_element(psnr_db.begin(), psnr_db.end()) >= 42, "no photograph under 42 dB");
  figures.bar("ssim/42_db", figures.median("ssim/42_db") >= 0.985, "the middle one at least 0.985");
  figures.bar("photographs", totals.photographs >= 100, "at least 100");
  figures.bar("unmarked_parts", totals.crops >= 10'000, "at least 10,000");
  figures.bar("false_marks", totals.false_marks == 0, "none");
  figures.bar("mark_12_mp", figures.median("mark_12_mp") <= 120, "at most 120 ms");
  figures.bar("find_12_mp", figures.median("find_12_mp") <= 60, "at most 60 ms");
  figures.bar("search_12_mp_in_vain", figures.median("search_12_mp_in_vain") <= 800, "at most 800 ms");
}

}  // namespace

int bench_watermark(const BenchOptions& options) {
  const auto paths = choose_photographs(std::min<std::size_t>(options.cases, photograph_count_max));
  if (paths.empty()) {
    std::cerr << "bench watermark: no photographs on this machine. Install mate-backgrounds, lomiri-wallpapers, "
                 "ukui-wallpapers, plasma-workspace-wallpapers, opencv-doc\n";
    return exit_misuse;
  }
  Guarded<Totals> guarded{Totals{}};
  run_all(paths, guarded);
  const Totals totals = guarded.read([](const Totals& all) { return all; });
  Figures figures("watermark");
  measure_times(paths.front(), options.rounds, figures);
  figures.add("photographs", static_cast<double>(totals.photographs), "");
  figures.add("unmarked_parts", static_cast<double>(totals.crops), "");
  figures.add("unmarked_parts_searched", static_cast<double>(totals.searched), "");
  figures.add("false_marks", static_cast<double>(totals.false_marks), "");
  for (std::size_t i = 0; i < strengths_db.size(); ++i) add_recovery(totals, i, figures);
  set_bars(totals, figures);
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
