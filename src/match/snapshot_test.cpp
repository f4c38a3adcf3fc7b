// SPDX-License-Identifier: Apache-2.0
#include "match/snapshot.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "match/hamming_index.hpp"
#include "match/snapshot_head.hpp"

namespace redress::match {
namespace {

namespace fs = std::filesystem;
using Dice = std::mt19937_64;

Bits256 any(Dice& dice) { return {dice(), dice(), dice(), dice()}; }

Bits256 near(Bits256 bits, Dice& dice) {
  for (std::uint64_t left = dice() % 30; left > 0; --left) bits.at(dice() % 4) ^= std::uint64_t{1} << (dice() % 64);
  return bits;
}

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    std::string pattern = (fs::temp_directory_path() / "snapshot-XXXXXX").string();
    CHECK(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    path_ = folder_ / "index";
  }
  ~SnapshotTest() override { fs::remove_all(folder_); }

  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  Code code_of_load() const {
    const auto loaded = HammingIndex::load(path_);
    EXPECT_FALSE(loaded.ok());
    return loaded.ok() ? Code::conflict : loaded.error().code;
  }
  // Segments with and without holes, a tail, and some removed of each.
  void fill(HammingIndex& index, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) hashes_.push_back(i % 3 == 1 ? near(hashes_.back(), dice_) : any(dice_));
    for (std::size_t i = 0; i < count; i += i % 2 == 0 ? 1 : 400) {
      const std::size_t many = std::min<std::size_t>(i % 2 == 0 ? 1 : 400, count - i);
      ASSERT_TRUE(index.add_all(std::span(hashes_).subspan(i, many)).ok());
      if (i % 5 == 0) index.remove(static_cast<std::uint32_t>(dice_() % (i + 1)));
    }
  }
  void expect_same(const HammingIndex& a, const HammingIndex& b) {
    for (int i = 0; i < 200; ++i) {
      const Bits256 query = near(hashes_[dice_() % hashes_.size()], dice_);
      const int radius = static_cast<int>(dice_() % 50);
      ASSERT_EQ(a.find(std::span(&query, 1), radius), b.find(std::span(&query, 1), radius)) << "radius " << radius;
    }
  }

  fs::path folder_;
  fs::path path_;
  Dice dice_{20'261'122};
  std::vector<Bits256> hashes_;
};

TEST_F(SnapshotTest, AnswersAsTheIndexThatWasSaved) {
  HammingIndex index({.tail_count_max = 256});
  fill(index, 5'000);
  ASSERT_TRUE(index.save(path_).ok());
  index.settle();
  ASSERT_GE(index.segment_count(), 1U);
  ASSERT_TRUE(index.save(path_).ok());
  const auto loaded = HammingIndex::load(path_, {.tail_count_max = 256});
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded.value()->segment_count(), index.segment_count());
  EXPECT_EQ(loaded.value()->byte_count(), index.byte_count());
  expect_same(index, *loaded.value());
  struct stat about {};
  ASSERT_EQ(::stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(SnapshotTest, AnEmptyIndexIsOneToo) {
  HammingIndex index;
  ASSERT_TRUE(index.save(path_).ok());
  const auto loaded = HammingIndex::load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded.value()->add(Bits256{}), 0U);
}

TEST_F(SnapshotTest, AddingRemovingAndMergingGoOnFromIt) {
  HammingIndex index({.tail_count_max = 256});
  fill(index, 3'000);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  auto loaded = HammingIndex::load(path_, {.tail_count_max = 100});
  ASSERT_TRUE(loaded.ok());
  fs::remove(path_);
  for (int i = 0; i < 4'000; ++i) {
    const Bits256 hash = any(dice_);
    hashes_.push_back(hash);
    ASSERT_EQ(index.add(hash), loaded.value()->add(hash));
    const auto gone = static_cast<std::uint32_t>(dice_() % hashes_.size());
    index.remove(gone);
    loaded.value()->remove(gone);
    if (i % 500 == 0) expect_same(index, *loaded.value());
  }
  loaded.value()->settle();
  expect_same(index, *loaded.value());
}

TEST_F(SnapshotTest, AFileThatIsCutAnywhereIsRefused) {
  HammingIndex index({.tail_count_max = 64});
  fill(index, 300);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  const auto whole = fs::file_size(path_);
  ASSERT_GT(whole, 10 * snapshot_page_bytes);
  for (std::uint64_t bytes = (whole - 1) / snapshot_page_bytes * snapshot_page_bytes;; bytes -= snapshot_page_bytes) {
    fs::resize_file(path_, bytes);
    ASSERT_EQ(code_of_load(), Code::corrupt) << bytes;
    if (bytes == 0) break;
  }
}

TEST_F(SnapshotTest, AFlippedByteInTheHeadIsRefused) {
  HammingIndex index({.tail_count_max = 64});
  fill(index, 300);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  const std::string whole = read();
  const std::size_t head_bytes = static_cast<std::uint8_t>(whole[12]) + 256U * static_cast<std::uint8_t>(whole[13]);
  for (std::size_t at = 0; at < head_bytes; ++at) {
    std::string damaged = whole.substr(0, head_bytes);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    const auto head = decode_snapshot_head(view_bytes(damaged), whole.size());
    ASSERT_FALSE(head.ok()) << at;
    ASSERT_EQ(head.error().code, at >= 8 && at < 12 ? Code::unsupported : Code::corrupt) << at;
  }
}

TEST_F(SnapshotTest, AFlippedBitBehindTheHeadIsRefused) {
  HammingIndex index({.tail_count_max = 64});
  fill(index, 300);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  const std::string whole = read();
  const auto head = decode_snapshot_head(view_bytes(whole), whole.size());
  ASSERT_TRUE(head.ok());
  for (const Extent& extent : extents_of(head.value())) {
    if (extent.item_count == 0) continue;
    std::string damaged = whole;
    const std::uint64_t at = extent.offset_bytes + dice_() % (extent.end_bytes() - extent.offset_bytes);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (dice_() % 8)));
    write(damaged);
    ASSERT_EQ(code_of_load(), Code::corrupt) << at;
  }
}

// A checksum is no signature: whoever can compute it still leads nowhere.
TEST_F(SnapshotTest, NumbersThatLeadOutOfTheirArraysAreRefused) {
  HammingIndex index({.tail_count_max = 64});
  fill(index, 300);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  const std::string whole = read();
  auto head = decode_snapshot_head(view_bytes(whole), whole.size()).value();
  const auto extents = extents_of(head);
  for (std::size_t no = 0; no < extents.size(); ++no) {
    if (extents[no].item_bytes != 4 || extents[no].item_count == 0) continue;
    std::string crafted = whole;
    const std::uint64_t at =
        extents[no].offset_bytes + 4 * (dice_() % std::min<std::uint64_t>(extents[no].item_count, 60));
    crafted.replace(at, 4, "\xff\xff\xff\xff");
    SnapshotHead other = head;
    const std::size_t bytes = extents[no].item_count * 4;
    other.checksums[no] = checksum(view_bytes(std::string_view(crafted).substr(extents[no].offset_bytes, bytes)));
    const Bytes start = encode_snapshot_head(other);
    std::copy(start.begin(), start.end(), crafted.begin());
    write(crafted);
    ASSERT_EQ(code_of_load(), Code::corrupt) << no;
  }
}

TEST_F(SnapshotTest, OtherFilesAndLaterVersionsAreNamed) {
  EXPECT_EQ(code_of_load(), Code::not_found);
  write("");
  EXPECT_EQ(code_of_load(), Code::corrupt);
  write(std::string(100'000, 'x'));
  EXPECT_EQ(code_of_load(), Code::corrupt);
  HammingIndex index;
  ASSERT_TRUE(index.save(path_).ok());
  std::string later = read();
  later[8] = static_cast<char>(snapshot_version + 1);
  write(later);
  EXPECT_EQ(code_of_load(), Code::unsupported);
}

// Between the write and the rename, and in the middle of the write: what was there before stays, and saving works.
TEST_F(SnapshotTest, ACutOfPowerWhileSavingLeavesTheOldOne) {
  HammingIndex index({.tail_count_max = 64});
  fill(index, 300);
  index.settle();
  ASSERT_TRUE(index.save(path_).ok());
  const std::string whole = read();
  for (const std::size_t written : {std::size_t{0}, whole.size() / 2, whole.size()}) {
    std::ofstream(path_.string() + ".part", std::ios::binary) << whole.substr(0, written);
    ASSERT_TRUE(HammingIndex::load(path_).ok());
    ASSERT_TRUE(index.save(path_).ok());
    ASSERT_EQ(read(), whole);
    ASSERT_FALSE(fs::exists(path_.string() + ".part"));
  }
}

TEST_F(SnapshotTest, AFolderThatCannotBeWrittenIsSaid) {
  HammingIndex index;
  const auto saved = index.save(folder_ / "none" / "index");
  ASSERT_FALSE(saved.ok());
  EXPECT_NE(saved.error().message.find("none"), std::string::npos);
}

TEST(Checksum, EveryBitCounts) {
  Dice dice(4);
  for (const std::size_t size : {0UL, 1UL, 63UL, 64UL, 65UL, 200UL}) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice());
    const std::uint64_t before = checksum(bytes);
    for (std::size_t bit = 0; bit < 8 * size; ++bit) {
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << bit % 8));
      EXPECT_NE(checksum(bytes), before);
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << bit % 8));
    }
    bytes.push_back(0);
    EXPECT_NE(checksum(bytes), before);
  }
}

}  // namespace
}  // namespace redress::match
