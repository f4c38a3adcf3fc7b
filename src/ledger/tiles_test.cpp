// SPDX-License-Identifier: Apache-2.0
#include "ledger/tiles.hpp"

#include <random>

#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::Files;
using test::find_data;
using test::reader_of;

Bytes entry_of(std::uint64_t index) { return Bytes(index % 7 * 20, static_cast<std::uint8_t>(index)); }

// A log written in batches of changing size; every file of every batch is kept.
struct Log {
  Files files;
  std::vector<Digest> leaves;
  TileWriter writer;
  void grow(std::uint64_t count) {
    for (; count > 0; --count) leaves.push_back(writer.append(entry_of(leaves.size())).value());
    test::keep(files, writer.take_files());
  }
};

TEST(Tiles, RootsOfAGrowingLogAreThoseOfThePlainTwin) {
  Log log;
  const unsigned seed = 41;
  SCOPED_TRACE("seed 41");
  std::mt19937 random(seed);
  while (log.leaves.size() < 1500) {
    log.grow(random() % 90);
    ASSERT_EQ(log.writer.root(), test::plain_root(log.leaves)) << log.leaves.size();
  }
}

TEST(Tiles, ExactlyTheFilesOfTheSizesWrittenExist) {
  Log log;
  Files expected;
  std::map<std::string, std::size_t> widths;
  for (const std::uint64_t step : {1U, 254U, 1U, 1U, 255U, 88U, 65'536U - 600U, 1U}) {
    log.grow(step);
    const std::uint64_t size = log.leaves.size();
    for (unsigned level = 0; level < level_count(size); ++level) {
      const TileCount count = tile_count(size, level);
      for (std::uint64_t index = 0; index <= count.full; ++index) {
        const unsigned width = tile_width(size, level, index);
        if (width == 0) continue;
        widths[render_tile_path({TileKind::hashes, level, index, width})] = 32 * width;
        if (level == 0) widths[render_tile_path({TileKind::entries, 0, index, width})] = 0;
      }
    }
  }
  ASSERT_EQ(log.files.size(), widths.size());
  for (const auto& [path, bytes] : widths) {
    ASSERT_TRUE(log.files.contains(path)) << path;
    if (bytes > 0) {
      EXPECT_EQ(log.files[path].size(), bytes) << path;
    }
  }
}

TEST(Tiles, NothingIsHandedOutTwiceAndAnIdleLogWritesNothing) {
  Log log;
  log.grow(300);
  EXPECT_TRUE(log.writer.take_files().empty());
  EXPECT_EQ(log.writer.waiting_bytes(), 0U);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(log.writer.append(Bytes(10, 1)).ok());
  EXPECT_GT(log.writer.waiting_bytes(), 8192U);
  for (const TileFile& file : log.writer.take_files()) {
    EXPECT_FALSE(file.path.is_full() && file.path.index == 0 && file.path.level == 0) << render_tile_path(file.path);
  }
}

TEST(Tiles, ProofsFromTilesAreThoseOfThePlainTwinAtEverySize) {
  Log log;
  log.grow(700);
  auto tree = TileTree::open(reader_of(log.files), 700, log.writer.root());
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  for (const std::uint64_t size : {1U, 2U, 3U, 255U, 256U, 257U, 300U, 511U, 512U, 513U, 699U, 700U}) {
    const auto leaves = std::span(log.leaves).first(size);
    EXPECT_EQ(tree.value().root_at(size).value(), test::plain_root(leaves));
    for (std::uint64_t index = 0; index < size; index += 1 + index / 3) {
      EXPECT_EQ(tree.value().inclusion_proof(index, size).value(), test::plain_inclusion(leaves, index));
      EXPECT_EQ(tree.value().leaf(index).value(), log.leaves[index]);
      EXPECT_EQ(tree.value().entry(index).value(), entry_of(index));
    }
    for (std::uint64_t old_size = 1; old_size <= size; old_size += 1 + old_size / 3) {
      EXPECT_EQ(tree.value().consistency_proof(old_size, size).value(), test::plain_consistency(leaves, old_size));
    }
  }
  EXPECT_EQ(tree.value().root_at(0).value(), empty_root());
  EXPECT_FALSE(tree.value().root_at(701).ok());
  EXPECT_FALSE(tree.value().leaf(700).ok());
  EXPECT_FALSE(tree.value().inclusion_proof(5, 5).ok());
  EXPECT_FALSE(tree.value().inclusion_proof(5, 701).ok());
  EXPECT_FALSE(tree.value().consistency_proof(0, 7).ok());
  EXPECT_FALSE(tree.value().consistency_proof(8, 7).ok());
}

TEST(Tiles, AWriterThatResumesGoesOnAsIfItHadNeverStopped) {
  Log whole;
  whole.grow(1400);
  for (const std::uint64_t size : {0U, 1U, 255U, 256U, 257U, 700U, 1024U}) {
    Log part;
    part.grow(size);
    auto resumed = TileWriter::resume(reader_of(part.files), size, part.writer.root());
    ASSERT_TRUE(resumed.ok()) << resumed.error().message;
    for (std::uint64_t i = size; i < 1400; ++i) ASSERT_TRUE(resumed.value().append(entry_of(i)).ok());
    EXPECT_EQ(resumed.value().root(), whole.writer.root());
    test::keep(part.files, resumed.value().take_files());
    for (const auto& [path, bytes] : whole.files) EXPECT_EQ(part.files[path], bytes) << path << " from " << size;
  }
}

TEST(Tiles, AChangedFileStopsAWriterFromResuming) {
  Log log;
  log.grow(300);
  for (const char* path : {"tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"}) {
    Files files = log.files;
    files[path][17] ^= 1U;
    EXPECT_FALSE(TileWriter::resume(reader_of(files), 300, log.writer.root()).ok()) << path;
    files.erase(path);
    EXPECT_FALSE(TileWriter::resume(reader_of(files), 300, log.writer.root()).ok()) << path;
  }
  EXPECT_FALSE(TileWriter::resume(reader_of(log.files), 300, empty_root()).ok());
}

TEST(Tiles, AChangedTileNeverMakesAProof) {
  Log log;
  log.grow(700);
  for (const std::string& path : {std::string("tile/0/000"), std::string("tile/0/001"), std::string("tile/0/002.p/188"),
                                  std::string("tile/1/000.p/2")}) {
    for (std::size_t at = 5; at < log.files[path].size(); at += 97) {
      Files files = log.files;
      files[path][at] ^= 4U;
      auto tree = TileTree::open(reader_of(files), 700, log.writer.root());
      if (!tree.ok()) continue;
      bool refused = false;
      for (const std::uint64_t index : {0U, 300U}) refused |= !tree.value().inclusion_proof(index, 700).ok();
      EXPECT_TRUE(refused) << path << " byte " << at;
    }
  }
}

TEST(Tiles, APartialTileThatIsGoneIsCutFromItsFullOne) {
  Log log;
  log.grow(300);
  const Digest root = log.writer.root();
  log.grow(400);
  std::erase_if(log.files, [](const auto& file) {
    return file.first == "tile/0/001.p/44" || file.first == "tile/entries/001.p/44";
  });
  auto tree = TileTree::open(reader_of(log.files), 300, root);
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  EXPECT_EQ(tree.value().entry(299).value(), entry_of(299));
}

TEST(Tiles, PackedFilesAreUnpackedAndPlainOnesThatLookPackedAreNot) {
  Log log;
  log.grow(300);
  Files packed;
  for (const auto& [path, bytes] : log.files) packed[path] = pack_gzip(bytes);
  auto tree = TileTree::open(reader_of(packed), 300, log.writer.root());
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  EXPECT_EQ(tree.value().entry(280).value(), entry_of(280));
  // An entry of 0x1f8b bytes that starts with 8: as a file it begins like gzip.
  Bytes entry(0x1f8b, 8);
  TileWriter writer;
  ASSERT_TRUE(writer.append(entry).ok());
  Files files;
  test::keep(files, writer.take_files());
  ASSERT_TRUE(is_gzip(files["tile/entries/000.p/1"]));
  EXPECT_EQ(read_bundle(reader_of(files), 0, 1).value().entries[0].size(), entry.size());
}

TEST(Bundle, HoldsExactlyItsEntries) {
  Bytes bundle;
  ASSERT_TRUE(encode_entry({}, bundle).ok());
  ASSERT_TRUE(encode_entry(Bytes(entry_bytes_max, 7), bundle).ok());
  EXPECT_EQ(encode_entry(Bytes(entry_bytes_max + 1, 7), bundle).error().code, Code::invalid);
  EXPECT_EQ(bundle.size(), 4 + entry_bytes_max);
  const auto entries = decode_bundle(bundle, 2);
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ(entries.value()[1].size(), entry_bytes_max);
  EXPECT_FALSE(decode_bundle(bundle, 1).ok());
  EXPECT_FALSE(decode_bundle(bundle, 3).ok());
  EXPECT_FALSE(decode_bundle(ByteView(bundle).first(bundle.size() - 1), 2).ok());
  TileWriter writer;
  EXPECT_FALSE(writer.append(Bytes(entry_bytes_max + 1, 7)).ok());
  EXPECT_EQ(writer.size(), 0U);
}

TEST(Bundle, ABombIsRefusedAtItsLimit) {
  const Bytes plain(100'000, 0);
  const Bytes packed = pack_gzip(plain);
  EXPECT_EQ(unpack_gzip(packed, 100'000).value(), plain);
  EXPECT_EQ(unpack_gzip(packed, 99'999).error().code, Code::corrupt);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(unpack_gzip(ByteView(packed).first(size), 100'000).ok());
  }
  Bytes longer = packed;
  longer.push_back(0);
  EXPECT_FALSE(unpack_gzip(longer, 100'000).ok());
  EXPECT_TRUE(unpack_gzip(pack_gzip({}), 0).value().empty());
}

Digest hash_at(const nlohmann::json& data, const char* key) { return test::hash_of_base64(data[key]); }
Proof proof_at(const nlohmann::json& data) {
  Proof proof;
  for (const auto& hash : data["Proof"]) proof.push_back(test::hash_of_base64(hash));
  return proof;
}

TEST(Tiles, AGeneratedLogOfSeventyThousandAgreesInEverything) {
  const auto path = find_data("gen-alpha.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  const std::string salt = data["salt"];
  for (std::size_t i = 0; i < data["first_entries_hex"].size(); ++i) {
    EXPECT_EQ(render_hex(test::alpha_entry(salt, i)), data["first_entries_hex"][i].get<std::string>());
  }
  // The tiles listed hold every width of the last partial ones: the log is published entry by entry near its end.
  Files files;
  TileWriter writer;
  for (std::uint64_t i = 0; i < 70'000; ++i) {
    ASSERT_TRUE(writer.append(test::alpha_entry(salt, i)).ok());
    const std::string size = std::to_string(i + 1);
    if (data["roots"].contains(size)) {
      EXPECT_EQ(render_base64(writer.root()), data["roots"][size].get<std::string>()) << size;
    }
    if (i % 256 == 255 || i >= 273 * 256) test::keep(files, writer.take_files());
  }
  const auto check = [&](const nlohmann::json& expected) {
    for (const auto& [name, value] : expected.items()) {
      const auto file = files.find(name);
      ASSERT_TRUE(file != files.end()) << name;
      EXPECT_EQ(std::to_string(file->second.size()) + " " + render_hex(sha256(file->second)), value.get<std::string>())
          << name;
    }
  };
  check(data["tiles_size70000_len_sha256"]);
  check(data["bundles_size70000_len_sha256"]);
  auto tree = TileTree::open(reader_of(files), 70'000, writer.root());
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  for (const auto& one : data["inclusion"]) {
    const Proof proof = proof_at(one);
    EXPECT_TRUE(
        verify_inclusion(hash_at(one, "LeafHash"), one["Index"], one["Size"], proof, hash_at(one, "Root")).ok());
    EXPECT_EQ(tree.value().inclusion_proof(one["Index"], one["Size"]).value(), proof);
    EXPECT_EQ(tree.value().leaf(one["Index"]).value(), hash_at(one, "LeafHash"));
  }
  for (const auto& one : data["consistency"]) {
    const Proof proof = proof_at(one);
    EXPECT_TRUE(
        verify_consistency(one["Old"], hash_at(one, "OldRoot"), one["New"], hash_at(one, "NewRoot"), proof).ok());
    EXPECT_EQ(tree.value().consistency_proof(one["Old"], one["New"]).value(), proof);
  }
}

}  // namespace
}  // namespace redress::ledger
