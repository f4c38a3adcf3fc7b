// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "law/evaluate.hpp"

namespace redress::law {
namespace {

Rulebook load() {
  std::map<std::string, std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator("statutes")) {
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace(entry.path().string(), std::string(std::istreambuf_iterator<char>(file), {}));
  }
  auto rulebook = build_rulebook(texts, {});
  CHECK(rulebook.ok());
  return std::move(rulebook).value();
}

void evaluate_notice(benchmark::State& state, const char* jurisdiction) {
  const Rulebook rulebook = load();
  Facts facts;
  facts.harm = Harm::ncii_synthetic;
  facts.complainant = Complainant::depicted;
  facts.jurisdictions = {jurisdiction};
  facts.sent_at = Instant{1'790'000'000'000};
  facts.entered_at = facts.sent_at;
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(rulebook, facts, facts.sent_at));
}
BENCHMARK_CAPTURE(evaluate_notice, india, "IN");
BENCHMARK_CAPTURE(evaluate_notice, germany_and_union, "DE");
BENCHMARK_CAPTURE(evaluate_notice, britain, "GB");

void build(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load());
}
BENCHMARK(build)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace redress::law
