// SPDX-License-Identifier: Apache-2.0
#include "store/picture_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/random.hpp"

namespace redress::store {
namespace {

class PictureStoreTest : public testing::Test {
 protected:
  PictureStoreTest() : folder_(std::filesystem::temp_directory_path() / ("pictures-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  ~PictureStoreTest() override { std::filesystem::remove_all(folder_); }
  void open() { store_ = std::move(PictureStore::open(folder_)).value(); }
  [[nodiscard]] std::map<Digest, Bytes> all() const {
    std::map<Digest, Bytes> seen;
    EXPECT_TRUE(store_
                    ->visit([&](const Digest& sha256, ByteView features) {
                      EXPECT_TRUE(seen.emplace(sha256, Bytes(features.begin(), features.end())).second);
                      return true;
                    })
                    .ok());
    return seen;
  }

  const std::filesystem::path folder_;
  std::unique_ptr<PictureStore> store_;
};

TEST_F(PictureStoreTest, KeepsEachPictureOnceAndStillHasItAfterARestart) {
  std::map<Digest, Bytes> kept;
  for (int i = 0; i < 600; ++i) {  // more than two lots
    const Digest sha256 = redress::sha256(std::to_string(i));
    kept[sha256] = Bytes(static_cast<std::size_t>(i % 50), static_cast<std::uint8_t>(i));
    ASSERT_TRUE(store_->keep(sha256, {{LookKind::corners, kept[sha256]}}).ok());
  }
  ASSERT_TRUE(store_->keep(redress::sha256("7"), {{LookKind::corners, Bytes{9, 9}}}).ok());
  store_.reset();
  open();
  EXPECT_EQ(all(), kept);
  EXPECT_EQ(store_->count().value(), 600U);
  EXPECT_EQ(store_->find(redress::sha256("7")).value(), Bytes(7, 7)) << "the first stays";
  EXPECT_EQ(store_->find(redress::sha256("nobody's")).value(), std::nullopt);
}

TEST_F(PictureStoreTest, WhatIsKnownOfAPictureIsKeptTogetherAndWhatWasThereStays) {
  ASSERT_TRUE(store_->keep(sha256("a"), {{LookKind::parts, Bytes{1}}}).ok());
  ASSERT_TRUE(
      store_
          ->keep(sha256("a"), {{LookKind::corners, Bytes{2}}, {LookKind::parts, Bytes{3}}, {LookKind::line, Bytes{4}}})
          .ok());
  EXPECT_EQ(store_->find(sha256("a")).value(), Bytes{2});
  EXPECT_EQ(store_->find(sha256("a"), LookKind::parts).value(), Bytes{1}) << "the first stays";
  EXPECT_EQ(store_->find(sha256("a"), LookKind::line).value(), Bytes{4});
  EXPECT_TRUE(store_->keep(sha256("b"), PictureStore::Looks{}).ok());
}

TEST_F(PictureStoreTest, ForgetsWhatItIsToldAndNoByteOfItStays) {
  const Bytes marker(200, 0xA7);
  ASSERT_TRUE(store_->keep(sha256("gone"), {{LookKind::corners, marker}}).ok());
  ASSERT_TRUE(store_->keep(sha256("stays"), {{LookKind::corners, Bytes{1}}}).ok());
  const std::vector<std::string> names{render_hex(sha256("gone")), render_hex(sha256("never kept"))};
  ASSERT_TRUE(store_->forget(names).ok());
  EXPECT_EQ(all(), (std::map<Digest, Bytes>{{sha256("stays"), Bytes{1}}}));
  std::ifstream file(folder_ / "pictures.db", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_GT(bytes.size(), 4'096U);
  EXPECT_EQ(bytes.find(std::string(8, '\xA7')), std::string::npos);
}

TEST_F(PictureStoreTest, StopsWhereTheVisitorWantsNoMoreAndLetsAWriterPass) {
  for (int i = 0; i < 600; ++i)
    ASSERT_TRUE(store_->keep(sha256(std::to_string(i)), {{LookKind::corners, Bytes{1}}}).ok());
  int seen = 0;
  ASSERT_TRUE(store_
                  ->visit([&](const Digest&, ByteView) {
                    if (seen == 300) {
                      EXPECT_TRUE(store_->keep(sha256("meanwhile"), {{LookKind::corners, Bytes{2}}}).ok());
                    }
                    return ++seen < 500;
                  })
                  .ok());
  EXPECT_EQ(seen, 500);
}

TEST_F(PictureStoreTest, TheLastSweepOfAnItemIsTheOneThatIsShown) {
  const Id id{{1, 2, 3}};
  const Sweep first{id, 1, Instant{1'000}, 10, 0, 0};
  const Sweep second{id, 1, Instant{2'000}, 12, 2, 1};
  const Sweep other{id, 2, Instant{1'500}, 11, 0, 0};
  for (const Sweep& sweep : {other, first, second}) ASSERT_TRUE(store_->note_sweep(sweep).ok());
  EXPECT_EQ(store_->load_sweeps(id).value(), (std::vector<Sweep>{second, other}));
  EXPECT_TRUE(store_->load_sweeps(Id{}).value().empty());
}

}  // namespace
}  // namespace redress::store
