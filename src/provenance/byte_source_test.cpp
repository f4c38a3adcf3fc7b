// SPDX-License-Identifier: Apache-2.0
#include "provenance/byte_source.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <fstream>
#include <numeric>

#include "base/descriptor.hpp"

namespace redress::provenance {
namespace {

TEST(ByteSource, AViewAndAFileGiveTheSameBytes) {
  const Bytes bytes{1, 2, 3, 4, 5};
  const Descriptor file(memfd_create("source", 0));
  ASSERT_EQ(write(file.number(), bytes.data(), bytes.size()), 5);
  Bytes buffer;
  for (const ByteSource& source : {ByteSource(bytes), ByteSource(file.number(), bytes.size())}) {
    const auto middle = source.read(1, 3, buffer);
    ASSERT_TRUE(middle.ok());
    EXPECT_EQ(Bytes(middle.value().begin(), middle.value().end()), (Bytes{2, 3, 4}));
  }
}

TEST(ByteSource, PastTheEndIsCorrupt) {
  const Bytes bytes{1, 2, 3};
  Bytes buffer;
  const ByteSource source{ByteView(bytes)};
  EXPECT_EQ(source.read(2, 2, buffer).error().code, Code::corrupt);
  EXPECT_EQ(source.read(UINT64_MAX, 1, buffer).error().code, Code::corrupt);
  EXPECT_TRUE(source.read(3, 0, buffer).ok());
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

constexpr std::size_t film_bytes = 64U << 20U;

// Sums all bytes, and tells by how much the process grew on the way.
std::uint64_t measure_growth(const ByteSource& source, std::uint64_t& sum) {
  constexpr std::size_t block_bytes = 1U << 20U;
  const std::uint64_t before = resident_bytes();
  std::uint64_t most = before;
  Bytes buffer;
  for (std::uint64_t at = 0; at < film_bytes; at += block_bytes) {
    const ByteView block = source.read(at, block_bytes, buffer).value();
    sum = std::accumulate(block.begin(), block.end(), sum);
    most = std::max(most, resident_bytes());
  }
  return most - before;
}

TEST(ByteSource, AMapOfAnySizeStaysSmallInMemory) {
  const Descriptor file(memfd_create("film", 0));
  Bytes content(film_bytes);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * i >> 9U);
  ASSERT_EQ(write(file.number(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  const std::uint64_t wanted = std::accumulate(content.begin(), content.end(), std::uint64_t{0});
  content = Bytes();
  for (const bool is_map : {true, false}) {
    void* address = mmap(nullptr, film_bytes, PROT_READ, MAP_PRIVATE, file.number(), 0);
    ASSERT_NE(address, MAP_FAILED);
    const ByteView map(static_cast<const std::uint8_t*>(address), film_bytes);
    std::uint64_t sum = 0;
    const std::uint64_t growth = measure_growth(is_map ? ByteSource::of_map(map) : ByteSource(map), sum);
    EXPECT_EQ(sum, wanted);
    if (is_map) {
      EXPECT_LT(growth, 12U << 20U);
    } else {
      EXPECT_GT(growth, 40U << 20U) << "a measure that finds nothing";
    }
    munmap(address, film_bytes);
  }
}

}  // namespace
}  // namespace redress::provenance
