// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "media/decode.hpp"
#include "media/pdq.hpp"

namespace redress::media {
namespace {

void hash_plane(benchmark::State& state) {
  const auto side = static_cast<std::uint32_t>(state.range(0));
  Bytes row(side);
  for (std::uint32_t x = 0; x < side; ++x) row[x] = static_cast<std::uint8_t>(x * 31 % 251);
  for (auto _ : state) {
    PdqAccumulator pdq(side, side);
    for (std::uint32_t y = 0; y < side; ++y) pdq.add_row(std::span<const std::uint8_t>(row));
    benchmark::DoNotOptimize(pdq.finish());
  }
}
BENCHMARK(hash_plane)->Arg(256)->Arg(512)->Arg(1024)->Arg(4000)->Unit(benchmark::kMicrosecond);

// A file of 35 bytes: what a process of its own costs, decoding aside.
void examine_smallest(benchmark::State& state) {
  static const Decoder decoder = Decoder::start().value();
  const std::string_view gif("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3b", 35);
  for (auto _ : state) benchmark::DoNotOptimize(decoder.examine(view_bytes(gif)).ok());
}
BENCHMARK(examine_smallest)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace redress::media
