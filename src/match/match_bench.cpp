// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <random>

#include "match/parts.hpp"
#include "media/clutter.hpp"
#include "media/features.hpp"

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

// What an upload's second look costs: the hashes of its parts, their look-ups, and the corners beside them.
media::Plane plane_of_an_upload() { return redress::test::make_clutter(1, 768, 576); }

void hash_parts(benchmark::State& state) {
  const media::Plane plane = plane_of_an_upload();
  for (auto _ : state) benchmark::DoNotOptimize(find_parts(plane));
}
BENCHMARK(hash_parts)->Unit(benchmark::kMicrosecond);

void find_query_corners(benchmark::State& state) {
  const media::Plane plane = plane_of_an_upload();
  for (auto _ : state) benchmark::DoNotOptimize(media::find_features(plane, media::query_plan));
}
BENCHMARK(find_query_corners)->Unit(benchmark::kMicrosecond);

void look_parts_up(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  std::mt19937_64 random(1);
  Index index(count);
  media::Fingerprint fingerprint;
  fingerprint.pdq_quality = 100;
  for (std::size_t i = 0; i < count; ++i) {
    for (auto& byte : fingerprint.pdq) byte = static_cast<std::uint8_t>(random());
    static_cast<void>(index.add(make_id(Instant{0}, random(), random()), fingerprint).ok());
  }
  const Parts parts = find_parts(plane_of_an_upload());
  for (auto _ : state) benchmark::DoNotOptimize(find_part_matches(index, parts));
}
BENCHMARK(look_parts_up)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

void compare_kept_parts(benchmark::State& state) {
  const Parts kept = parse_parts(encode_parts(find_parts(plane_of_an_upload()))).value();
  const media::Dihedral whole = media::hash_plane(redress::test::make_clutter(2)).hashes;
  for (auto _ : state) benchmark::DoNotOptimize(compare_parts(whole, kept));
}
BENCHMARK(compare_kept_parts)->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace redress::match
