// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile_path.hpp"

#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

TEST(TilePath, ReadsWhatItWrites) {
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{999}, std::uint64_t{1000},
                                    std::uint64_t{1'234'067}, std::uint64_t{1'000'000'000}, tile_index_max}) {
    for (const unsigned width : {1U, 17U, 255U, 256U}) {
      for (const unsigned level : {0U, 1U, 7U, 63U}) {
        const TilePath tile{TileKind::hashes, level, index, width};
        const auto again = parse_tile_path(render_tile_path(tile));
        ASSERT_TRUE(again.ok()) << render_tile_path(tile);
        EXPECT_EQ(again.value(), tile);
      }
      const TilePath bundle{TileKind::entries, 0, index, width};
      EXPECT_EQ(parse_tile_path(render_tile_path(bundle)).value(), bundle);
    }
  }
  EXPECT_EQ(render_tile_path({TileKind::hashes, 1, 1'234'067, 256}), "tile/1/x001/x234/067");
  EXPECT_EQ(render_tile_path({TileKind::entries, 0, 273, 112}), "tile/entries/273.p/112");
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  for (const char* text : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/-1/000",
                           "tile/64/000",
                           "tile/+0/000",
                           "tile/0/x000/001",
                           "tile/0/x000",
                           "tile/0/x001/",
                           "tile/0/x001/x002",
                           "tile/0/x",
                           "tile/0/001/002",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/2",
                           "tile/0/x001.p/1",
                           "/tile/0/000",
                           "tile/0/000 ",
                           "tile/entries/",
                           "tile/entries/0",
                           "tile/Entries/000",
                           "tile/0/../000",
                           "tile/data/000",
                           "tile/0/x072/x057/x594/x037/x927/936",
                           "tile/0/x001/x000/x000/x000/x000/x000/000"}) {
    EXPECT_FALSE(parse_tile_path(text).ok()) << text;
  }
}

TEST(TilePath, CountsTilesLikeCountingHashesOneByOne) {
  for (const std::uint64_t size : {0U, 1U, 255U, 256U, 257U, 65'535U, 65'536U, 65'537U, 70'000U}) {
    std::uint64_t hashes = size;
    for (unsigned level = 0; level < 9; ++level) {
      const TileCount count = tile_count(size, level);
      EXPECT_EQ(count.full * 256 + count.partial_width, hashes);
      EXPECT_EQ(hashes > 0, level < level_count(size));
      EXPECT_EQ(tile_width(size, level, count.full), count.partial_width);
      EXPECT_EQ(tile_width(size, level, count.full + 1), 0U);
      if (count.full > 0) {
        EXPECT_EQ(tile_width(size, level, 0), 256U);
      }
      hashes /= 256;
    }
  }
}

TEST(TilePath, PublishedPathsAndSizesAgree) {
  const auto path = test::find_data("tile-paths.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  for (const auto& one : data["good"]) {
    const TilePath tile{TileKind::hashes, one["level"], one["index"], one["width"]};
    EXPECT_EQ(render_tile_path(tile), one["path"].get<std::string>());
    EXPECT_EQ(parse_tile_path(one["path"].get<std::string>()).value(), tile);
  }
  for (const auto& one : data["bad"]) EXPECT_FALSE(parse_tile_path(one.get<std::string>()).ok()) << one;
  for (const auto& [key, value] : data.items()) {
    if (!value.is_object()) continue;
    for (const auto& [size, levels] : value.items()) {
      for (const auto& [level, count] : levels.items()) {
        EXPECT_EQ(tile_count(std::stoull(size), static_cast<unsigned>(std::stoul(level))),
                  (TileCount{count["full"], count["partial"]}))
            << size;
      }
    }
  }
}

}  // namespace
}  // namespace redress::ledger
