// SPDX-License-Identifier: Apache-2.0
// simulation/main.cpp — replay equals live on many seeded histories.
//
//   simulation [--seeds N]         10,000 histories unless said otherwise, 1,000 with a sanitizer
//   REDRESS_SEED=12345 simulation  that one alone
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "cases/test_case.hpp"
#include "simulation/history.hpp"

namespace {

using redress::simulation::Tally;

struct Plan {
  std::uint64_t first = 1;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  std::uint64_t count = 1'000;  // a sanitizer takes ten times as long
#else
  std::uint64_t count = 10'000;
#endif
};

struct Outcome {
  Tally tally;
  std::uint64_t failed_seed = 0;
  std::string wrong;
};

bool read_plan(int count, char** words, Plan& plan) {
  if (count == 3 && std::strcmp(words[1], "--seeds") == 0) plan.count = std::strtoull(words[2], nullptr, 10);
  if (const char* seed = std::getenv("REDRESS_SEED")) plan = Plan{std::strtoull(seed, nullptr, 10), 1};
  return (count == 1 || count == 3) && plan.count > 0;
}

void play(const Plan& plan, const redress::law::Rulebook& rulebook, std::atomic<std::uint64_t>& next,
          Outcome& outcome) {
  for (std::uint64_t i = next++; i < plan.count; i = next++) {
    outcome.wrong = redress::simulation::play_history(plan.first + i, rulebook, outcome.tally);
    if (outcome.wrong.empty()) continue;
    outcome.failed_seed = plan.first + i;
    next = plan.count;  // the others finish what they play and stop
    return;
  }
}

}  // namespace

int main(int count, char** words) {
  Plan plan;
  if (!read_plan(count, words, plan)) {
    std::fprintf(stderr, "usage: simulation [--seeds N]\n");
    return 2;
  }
  const auto& rulebook = redress::cases::test::shared_rulebook();
  std::atomic<std::uint64_t> next{0};
  Outcome outcomes[2];
  {
    std::jthread other([&] { play(plan, rulebook, next, outcomes[1]); });
    play(plan, rulebook, next, outcomes[0]);
  }
  Tally tally;
  for (const Outcome& one : outcomes) {
    tally.commands += one.tally.commands;
    tally.refusals += one.tally.refusals;
    tally.events += one.tally.events;
    tally.crashes += one.tally.crashes;
    tally.tries += one.tally.tries;
    if (one.failed_seed == 0) continue;
    std::printf("seed %llu failed: %s\nREDRESS_SEED=%llu plays it alone\n",
                static_cast<unsigned long long>(one.failed_seed), one.wrong.c_str(),
                static_cast<unsigned long long>(one.failed_seed));
    return 1;
  }
  std::printf(
      "%llu histories, %llu commands (%llu refused), %llu events, %llu crashes, %llu hostile tries: replay equals "
      "live, no promise is broken\n",
      static_cast<unsigned long long>(plan.count), static_cast<unsigned long long>(tally.commands),
      static_cast<unsigned long long>(tally.refusals), static_cast<unsigned long long>(tally.events),
      static_cast<unsigned long long>(tally.crashes), static_cast<unsigned long long>(tally.tries));
  return 0;
}
