// SPDX-License-Identifier: Apache-2.0
#include "store/case_keys.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "store/power_cut_vfs.hpp"

namespace redress::store {
namespace {

namespace fs = std::filesystem;
const Instant now{1'790'000'000'000};

template <class T>
T must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  return std::move(result).value();
}

class CaseKeysTest : public testing::Test {
 protected:
  CaseKeysTest() : folder_(fs::temp_directory_path() / ("redress-keys-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~CaseKeysTest() override { fs::remove_all(folder_); }

  std::unique_ptr<CaseKeys> open(KeySlot last_used = 0, std::size_t batch = 8,
                                 const std::string& name = "erasable.db") {
    CaseKeysOptions options;
    options.path = folder_ / name;
    options.erasures_path = folder_ / "erasures";
    options.batch_count = batch;
    options.in_background = false;
    options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    auto keys = must(CaseKeys::open(std::move(options)));
    EXPECT_TRUE(keys->start_after(last_used).ok());
    return keys;
  }
  // In any file of the folder.
  [[nodiscard]] bool is_anywhere(const Digest& bytes) const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(in), {}};
      if (all.find(std::string(bytes.begin(), bytes.end())) != std::string::npos) return true;
    }
    return false;
  }
  // As they lie in the file: nothing else tells them.
  [[nodiscard]] Digest raw_key(KeySlot slot) const {
    auto connection = must(Connection::open(folder_ / "erasable.db", nullptr));
    Statement find = connection->statement("SELECT key FROM keys WHERE slot = ?");
    EXPECT_TRUE(must(find.bind(slot).step()));
    Digest root{};
    std::copy(find.bytes(0).begin(), find.bytes(0).end(), root.begin());
    return root;
  }

  const fs::path folder_;
};

TEST_F(CaseKeysTest, EverySlotHasAKeyOfItsOwnThatLasts) {
  std::map<KeySlot, Digest> salts;
  {
    auto keys = open();
    for (int i = 0; i < 50; ++i) {
      const KeySlot slot = must(keys->take());
      EXPECT_TRUE(salts.emplace(slot, must(keys->find(slot)).salt_key()).second);
    }
  }
  std::set<Digest> different;
  auto keys = open(salts.rbegin()->first);
  for (const auto& [slot, salt] : salts) {
    EXPECT_EQ(must(keys->find(slot)).salt_key(), salt);
    different.insert(salt);
  }
  EXPECT_EQ(different.size(), 50U);
  const KeySlot next = must(keys->take());
  EXPECT_GT(next, salts.rbegin()->first);
  const CaseKey key = must(keys->find(next));
  EXPECT_NE(key.salt_key(), key.data_key());
  EXPECT_NE(key.mark(), key.data_key());
}

TEST_F(CaseKeysTest, WhatIsGivenBackIsTakenAgainInItsOrder) {
  auto keys = open();
  const std::vector<KeySlot> taken{must(keys->take()), must(keys->take()), must(keys->take())};
  const Digest salt = must(keys->find(taken[1])).salt_key();
  keys->give_back(taken);
  for (const KeySlot slot : taken) EXPECT_EQ(must(keys->take()), slot);
  EXPECT_EQ(must(keys->find(taken[1])).salt_key(), salt);
}

TEST_F(CaseKeysTest, ADestroyedKeyIsInNoByteOfAnyFile) {
  auto keys = open(0, 300);
  std::vector<KeySlot> slots;
  for (int i = 0; i < 600; ++i) slots.push_back(must(keys->take()));
  for (std::size_t i = 0; i < slots.size(); i += 7) {
    const Digest root = raw_key(slots[i]);
    ASSERT_TRUE(is_anywhere(root)) << "the search must find what is there";
    ASSERT_TRUE(keys->destroy(slots[i], now).ok());
    ASSERT_TRUE(keys->destroy(slots[i], now).ok());  // once more does nothing
    ASSERT_FALSE(is_anywhere(root));
    EXPECT_EQ(keys->find(slots[i]).error().code, Code::not_found);
  }
  EXPECT_EQ(must(load_erased_keys(folder_ / "erasures")).size(), 86U);
  EXPECT_TRUE(keys->find(slots[1]).ok());
}

TEST_F(CaseKeysTest, AnOldCopyOfTheFileBringsNoKeyBack) {
  KeySlot slot = 0;
  KeySlot other = 0;
  {
    auto keys = open();
    slot = must(keys->take());
    other = must(keys->take());
  }
  fs::copy_file(folder_ / "erasable.db", folder_ / "old.db");
  const Digest root = raw_key(slot);
  ASSERT_TRUE(open(other)->destroy(slot, now).ok());
  fs::rename(folder_ / "old.db", folder_ / "erasable.db");
  ASSERT_TRUE(is_anywhere(root));
  auto keys = open(other);
  EXPECT_EQ(keys->find(slot).error().code, Code::not_found);
  EXPECT_TRUE(keys->find(other).ok());
  EXPECT_FALSE(is_anywhere(root));
}

TEST_F(CaseKeysTest, TheListSparesAnotherKeyThatHasTheSameSlot) {
  {
    auto keys = open();
    ASSERT_TRUE(keys->destroy(must(keys->take()), now).ok());
  }
  fs::remove(folder_ / "erasable.db");
  auto keys = open();
  EXPECT_TRUE(keys->find(must(keys->take())).ok());
}

TEST_F(CaseKeysTest, AKeyThatWasNeverThereIsDamageAndNoErasure) {
  auto keys = open();
  EXPECT_EQ(keys->find(10'000).error().code, Code::corrupt);
  ASSERT_TRUE(keys->mark_lost_through(10'000).ok());
  EXPECT_EQ(keys->find(10'000).error().code, Code::not_found);
}

TEST_F(CaseKeysTest, AfterARestoreNoUnusedKeyServesAgain) {
  auto keys = open();
  const KeySlot used = must(keys->take());
  const KeySlot unused = used + 1;
  ASSERT_TRUE(keys->find(unused).ok());
  ASSERT_TRUE(keys->destroy_after(used).ok());
  EXPECT_EQ(keys->find(unused).error().code, Code::not_found);
  EXPECT_GT(must(keys->take()), used + 7);
  EXPECT_TRUE(keys->find(used).ok());
}

TEST_F(CaseKeysTest, KeysInMemoryAreBounded) {
  CaseKeysOptions options;
  options.path = folder_ / "erasable.db";
  options.cached_count_max = 4;
  options.batch_count = 8;
  options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  auto keys = must(CaseKeys::open(std::move(options)));
  ASSERT_TRUE(keys->start_after(0).ok());
  std::map<KeySlot, Digest> salts;
  for (int i = 0; i < 100; ++i) {
    const KeySlot slot = must(keys->take());
    salts[slot] = must(keys->find(slot)).salt_key();
  }
  for (const auto& [slot, salt] : salts) EXPECT_EQ(must(keys->find(slot)).salt_key(), salt);
}

TEST_F(CaseKeysTest, AHalfWrittenLineOfTheListIsMended) {
  const std::string path = folder_ / "erasures";
  const ErasedKey one{1, Digest{1}, now};
  const ErasedKey two{2, Digest{2}, now};
  ASSERT_TRUE(append_erased_keys(path, {&one, 1}).ok());
  const auto whole = fs::file_size(path);
  ASSERT_TRUE(append_erased_keys(path, {&two, 1}).ok());
  const auto both = fs::file_size(path);
  for (auto size = whole; size <= both; ++size) {
    fs::resize_file(path, both);
    { std::ofstream(path, std::ios::trunc); }
    ASSERT_TRUE(append_erased_keys(path, {&one, 1}).ok());
    ASSERT_TRUE(append_erased_keys(path, {&two, 1}).ok());
    fs::resize_file(path, size);
    ASSERT_TRUE(append_erased_keys(path, {&two, 1}).ok());
    const auto read = must(load_erased_keys(path));
    ASSERT_GE(read.size(), 2U) << size;
    EXPECT_EQ(read.front(), one);
    EXPECT_EQ(read.back(), two);
  }
  { std::ofstream(path, std::ios::app) << "nonsense\n"; }
  EXPECT_EQ(load_erased_keys(path).error().code, Code::corrupt);
}

TEST(CaseKeys, NoPowerCutLosesAKeyThatWasTakenOrBringsOneBack) {
  const std::uint32_t seed = 20'261'122;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  test::PowerCutDisk disk("keys-cut", seed);
  std::map<KeySlot, Digest> live;
  std::set<KeySlot> destroyed;
  KeySlot last = 0;
  const auto open_keys = [&]() -> std::unique_ptr<CaseKeys> {
    CaseKeysOptions options;
    options.path = "/erasable.db";
    options.vfs = "keys-cut";
    options.batch_count = 4;
    options.in_background = false;
    options.on_commit_failure = [](const std::string&) {};
    auto keys = CaseKeys::open(std::move(options));
    if (!keys.ok() || !keys.value()->start_after(last).ok()) return nullptr;
    return std::move(keys).value();
  };
  for (int life = 0; life < 500; ++life) {
    disk.cut_after(static_cast<int>(random() % 60) + 1);
    if (auto keys = open_keys(); keys != nullptr) {
      for (int i = 0; i < 20 && !disk.is_cut(); ++i) {
        const auto slot = keys->take();
        if (!slot.ok() || disk.is_cut()) break;
        EXPECT_TRUE(live.emplace(slot.value(), must(keys->find(slot.value())).salt_key()).second);
        last = slot.value();
        if (random() % 3 != 0) continue;
        const auto victim = std::next(live.begin(), static_cast<std::ptrdiff_t>(random() % live.size()))->first;
        const bool done = keys->destroy(victim, now).ok() && !disk.is_cut();
        live.erase(victim);  // begun: it may be there or not
        if (done) destroyed.insert(victim);
      }
    }
    if (!disk.is_cut()) disk.cut_after(1);
    disk.restart();
    auto keys = open_keys();
    ASSERT_NE(keys, nullptr);
    for (const auto& [slot, salt] : live) ASSERT_EQ(must(keys->find(slot)).salt_key(), salt) << life;
    for (const KeySlot slot : destroyed) ASSERT_EQ(keys->find(slot).error().code, Code::not_found) << life;
  }
  EXPECT_GT(destroyed.size(), 50U);
}

}  // namespace
}  // namespace redress::store
