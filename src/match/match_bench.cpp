// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <random>

#include "match/index.hpp"

namespace redress::match {
namespace {

void find_in_index(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  std::mt19937_64 random(1);
  Index index(count);
  media::Fingerprint fingerprint;
  fingerprint.pdq_quality = 100;
  const auto shuffle = [&random](auto& bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  };
  for (std::size_t i = 0; i < count; ++i) {
    shuffle(fingerprint.pdq);
    shuffle(fingerprint.sha256);
    static_cast<void>(index.add(make_id(Instant{0}, random(), random()), fingerprint).ok());
  }
  media::Dihedral turns;
  for (auto& turn : turns) shuffle(turn);
  for (auto _ : state) {
    if (state.range(1) == 1) {
      benchmark::DoNotOptimize(index.find(turns[0]));
    } else {
      benchmark::DoNotOptimize(index.find(turns));
    }
  }
}
BENCHMARK(find_in_index)->ArgsProduct({{10'000, 100'000}, {1, 8}})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace redress::match
