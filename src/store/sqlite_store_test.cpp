// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "store/power_cut_vfs.hpp"

namespace redress::store {
namespace {

struct Tally {
  int acknowledged = 0;
  int lost = 0;
  int damaged = 0;  // the journal could not be read again
};

Append content_append(const std::string& id) {
  Append append;
  append.contents = {
      Content{id, {"https://a.example/" + id}, "u", "IN", "image", "", "", "", 0, Instant{1'790'000'000'000}}};
  return append;
}

Result<std::unique_ptr<SqliteStore>> open_on(const char* vfs, Synchronous synchronous) {
  SqliteOptions options;
  options.path = "/journal.db";
  options.vfs = vfs;
  options.synchronous = synchronous;
  options.checkpoint_pages = 12;  // so that cuts fall into checkpoints too
  options.key_batch_count = 4;
  options.on_commit_failure = [](const std::string&) {};
  return SqliteStore::open(std::move(options));
}

// What had been acknowledged must be there, and every row whole.
void count_losses(const EventStore& store, const std::set<std::string>& acknowledged, Tally& tally) {
  std::set<std::string> found;
  const auto records = store.load_after(0, 100'000);
  if (!records.ok()) {
    ++tally.damaged;
    return;
  }
  for (const Record& record : records.value()) found.insert(std::get<Content>(record.body).content_id);
  for (const std::string& id : acknowledged) tally.lost += found.contains(id) ? 0 : 1;
}

Tally run_cuts(int cuts, Synchronous synchronous, bool lies, std::uint32_t seed) {
  Tally tally;
  std::mt19937 random(seed);
  for (int done = 0; done < cuts;) {
    test::PowerCutDisk disk("power-cut", static_cast<std::uint32_t>(random()));
    disk.lies = lies;
    std::set<std::string> acknowledged;
    for (int life = 0; life < 25 && done < cuts; ++life, ++done) {
      disk.cut_after(static_cast<int>(random() % 120) + 1);
      if (auto store = open_on("power-cut", synchronous); store.ok()) {
        for (int i = 0; i < 40 && !disk.is_cut(); ++i) {
          const std::string id = std::to_string(done) + "-" + std::to_string(i);
          const Append append = content_append(id);
          if (!store.value()->append({&append, 1}).ok() || disk.is_cut()) break;
          acknowledged.insert(id);
          ++tally.acknowledged;
        }
        if (!disk.is_cut()) disk.cut_after(1);
      }
      disk.restart();
      auto again = open_on("power-cut", synchronous);
      const int troubles = tally.lost + tally.damaged;
      again.ok() ? count_losses(*again.value(), acknowledged, tally) : static_cast<void>(++tally.damaged);
      if (tally.lost + tally.damaged > troubles) break;  // a new disk: this one's losses are counted
    }
  }
  return tally;
}

TEST(SqliteStore, TwoThousandPowerCutsLoseNothingThatWasAcknowledged) {
  const std::uint32_t seed = 20'261'122;
  SCOPED_TRACE(seed);
  const Tally tally = run_cuts(2'000, Synchronous::full, false, seed);
  EXPECT_GT(tally.acknowledged, 2'000);
  EXPECT_EQ(tally.lost, 0);
  EXPECT_EQ(tally.damaged, 0);
}

TEST(SqliteStore, TheSameCutsFindALazySynchronisationAndALyingDisk) {
  const Tally normal = run_cuts(300, Synchronous::normal, false, 7);
  EXPECT_GT(normal.lost, 0);
  const Tally off = run_cuts(300, Synchronous::off, false, 7);
  EXPECT_GT(off.lost + off.damaged, 0);
  const Tally lying = run_cuts(300, Synchronous::full, true, 7);
  EXPECT_GT(lying.lost + lying.damaged, 0);
}

TEST(SqliteStore, AFullDiskRefusesAndGoesOnWhenThereIsRoom) {
  test::PowerCutDisk disk("full-disk", 1);
  auto store = open_on("full-disk", Synchronous::full);
  ASSERT_TRUE(store.ok());
  const Append append = content_append("one");
  disk.is_full = true;
  const Status refused = store.value()->append({&append, 1});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::exhausted);
  EXPECT_EQ(store.value()->find_last_position().value(), 0U);
  disk.is_full = false;
  EXPECT_TRUE(store.value()->append({&append, 1}).ok());
  EXPECT_EQ(store.value()->load_after(0, 10).value().at(0).position, 1U);
}

TEST(SqliteStore, AReadOnlyDiskRefuses) {
  test::PowerCutDisk disk("read-only", 1);
  auto store = open_on("read-only", Synchronous::full);
  ASSERT_TRUE(store.ok());
  disk.is_read_only = true;
  const Append append = content_append("one");
  EXPECT_FALSE(store.value()->append({&append, 1}).ok());
  EXPECT_EQ(store.value()->find_last_position().value(), 0U);
}

TEST(SqliteStore, AFailedSyncStopsEverything) {
  test::PowerCutDisk disk("failed-sync", 1);
  int failures = 0;
  SqliteOptions options;
  options.path = "/journal.db";
  options.vfs = "failed-sync";
  options.on_commit_failure = [&](const std::string&) { ++failures; };
  auto store = SqliteStore::open(std::move(options));
  ASSERT_TRUE(store.ok());
  disk.cut_after(1);
  const Append append = content_append("one");
  EXPECT_FALSE(store.value()->append({&append, 1}).ok());
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(store.value()->append({&append, 1}).error().code, Code::unavailable);
  EXPECT_EQ(failures, 1);
}

class FolderTest : public testing::Test {
 protected:
  FolderTest() : folder_(std::filesystem::temp_directory_path() / ("redress-sqlite-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~FolderTest() override { std::filesystem::remove_all(folder_); }
  Result<std::unique_ptr<SqliteStore>> open() {
    SqliteOptions options;
    options.path = folder_ / "journal.db";
    options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    return SqliteStore::open(std::move(options));
  }
  const std::filesystem::path folder_;
};

TEST_F(FolderTest, ASecondInstanceIsRefusedUntilTheFirstGoes) {
  {
    const auto first = FolderLock::take(folder_);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(FolderLock::take(folder_).error().code, Code::conflict);
  }
  EXPECT_TRUE(FolderLock::take(folder_).ok());
}

TEST_F(FolderTest, AChangedRowIsCorruptAndAMissingOneToo) {
  {
    auto store = open();
    ASSERT_TRUE(store.ok());
    for (const char* id : {"one", "two", "three"}) {
      const Append append = content_append(id);
      ASSERT_TRUE(store.value()->append({&append, 1}).ok());
    }
  }
  const auto run = [&](const char* sql) {
    auto connection = Connection::open(folder_ / "journal.db", nullptr);
    ASSERT_TRUE(connection.ok());
    EXPECT_TRUE(connection.value()->run(sql).ok());
  };
  run("UPDATE journal SET body = replace(body, 'two', 'owt') WHERE position = 2");
  {
    auto store = open();
    EXPECT_EQ(store.value()->load_after(0, 10).error().code, Code::corrupt);
    EXPECT_EQ(store.value()->verify().error().code, Code::corrupt);
  }
  run("DELETE FROM journal WHERE position = 2");
  EXPECT_EQ(open().value()->verify().error().code, Code::corrupt);
}

TEST_F(FolderTest, AFileThatIsNoDatabaseIsRefused) {
  std::FILE* file = std::fopen((folder_ / "journal.db").c_str(), "w");
  const std::string text(4'096, 'x');
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  const auto store = open();
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::store
