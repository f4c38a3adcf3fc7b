// SPDX-License-Identifier: Apache-2.0
// The published C2PA files, and a film larger than any memory. For the first: $REDRESS_TEST_DATA, or ../shared/data.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/descriptor.hpp"
#include "provenance/asset.hpp"
#include "provenance/signals.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

std::filesystem::path data_folder() {
  const char* variable = std::getenv("REDRESS_TEST_DATA");
  return std::filesystem::path(variable != nullptr ? variable : "../shared/data") / "c2pa";
}

std::string load(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PublishedAssets, AStoreIsFoundWhereThereIsOneAndNoneElsewhere) {
  if (!std::filesystem::exists(data_folder())) GTEST_SKIP() << "skipped: no test data";
  const auto expected = nlohmann::json::parse(load(data_folder() / "expected.json"));
  for (const auto& entry : expected.at("files")) {
    const auto name = entry.at("file").get<std::string>();
    const std::string file = load(data_folder() / name);
    const ByteSource source(view_bytes(file));
    const auto asset = read_asset(source);
    ASSERT_TRUE(asset.ok()) << name;
    EXPECT_NE(asset.value().container, Container::unknown) << name;
    EXPECT_TRUE(read_signals(source, asset.value()).ok()) << name;
    const auto& verdict = entry.at("test");
    const std::string error = verdict.value("error", "");
    if (verdict.contains("manifests")) {
      EXPECT_TRUE(asset.value().store) << name;
    }
    if (error.find("NotFound") != error.npos || error.find("RemoteManifestUrl") != error.npos) {
      EXPECT_EQ(asset.value().stores_count, 0) << name;
    }
    EXPECT_EQ(error.find("RemoteManifestUrl") != error.npos,
              asset.value().stores_count == 0 && asset.value().remote_manifest.starts_with("http"))
        << name;
  }
}

// What pread(2) was asked for by this process so far.
std::uint64_t bytes_read() {
  std::ifstream in("/proc/self/io");
  std::string word;
  std::uint64_t count = 0;
  in >> word >> count;
  return count;
}

TEST(LargeAssets, AFilmOfTenGigabytesIsReadByItsHeads) {
  constexpr std::uint64_t media_bytes = 10'000'000'000;
  const std::string head = make_bmff(store_box(make_store()) + big(1, 4) + "mdat" + big(16 + media_bytes, 8));
  const std::string tail = bmff_box("moov", bmff_box("udta", bmff_box("\xa9too", big(5, 2) + big(0, 2) + "Lavf9")));
  const Descriptor film(memfd_create("film", 0));
  const auto tail_at = static_cast<off_t>(head.size() + media_bytes);
  ASSERT_EQ(pwrite(film.number(), head.data(), head.size(), 0), static_cast<ssize_t>(head.size()));
  ASSERT_EQ(pwrite(film.number(), tail.data(), tail.size(), tail_at), static_cast<ssize_t>(tail.size()));
  const std::uint64_t before = bytes_read();
  const auto asset = read_asset(ByteSource(film.number(), static_cast<std::uint64_t>(tail_at) + tail.size()));
  const std::uint64_t after = bytes_read();
  ASSERT_TRUE(asset.ok());
  EXPECT_TRUE(asset.value().store);
  EXPECT_EQ(asset.value().metadata.size(), 1);
  EXPECT_LT(after - before, 20'000);
}

}  // namespace
}  // namespace redress::provenance
