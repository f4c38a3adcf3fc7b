// SPDX-License-Identifier: Apache-2.0
// What a person wrote lies in the files unreadable, and after an erasure it cannot be read again by anybody.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cases/decide.hpp"
#include "store/backup.hpp"
#include "store/event_codec.hpp"
#include "store/event_samples.hpp"
#include "store/personal_seal.hpp"
#include "store/sqlite_store.hpp"

namespace redress::store {
namespace {

namespace fs = std::filesystem;
const Instant start{1'790'000'000'000};

template <class T>
T must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  return std::move(result).value();
}

std::optional<Instant> no_wake(const cases::Case&) { return std::nullopt; }

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PersonalSeal, OpensOnlyWithItsKeyInItsPlaceAndWhole) {
  const CaseKey key(Digest{1});
  const SealedPlace place{sample_id(1), 3};
  const Bytes sealed = seal_personal(key, place, "my words");
  EXPECT_EQ(must(open_personal(key, place, sealed)), "my words");
  EXPECT_NE(seal_personal(key, place, "my words"), sealed);  // another nonce
  const auto refused = [](const Result<std::string>& opened) {
    return !opened.ok() && opened.error().code == Code::corrupt;
  };
  EXPECT_TRUE(refused(open_personal(CaseKey(Digest{2}), place, sealed)));
  EXPECT_TRUE(refused(open_personal(key, {sample_id(2), 3}, sealed)));
  EXPECT_TRUE(refused(open_personal(key, {sample_id(1), 4}, sealed)));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1U;
    EXPECT_TRUE(refused(open_personal(key, place, changed))) << i;
    EXPECT_TRUE(refused(open_personal(key, place, ByteView(sealed).first(i)))) << i;
  }
}

class EraseTest : public testing::Test {
 protected:
  EraseTest() : folder_(fs::temp_directory_path() / ("redress-erase-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "data");
  }
  ~EraseTest() override {
    store_.reset();
    fs::remove_all(folder_);
  }
  void open() { store_ = open_at(folder_ / "data"); }
  static std::unique_ptr<SqliteStore> open_at(const fs::path& folder) {
    SqliteOptions options;
    options.path = folder / "journal.db";
    options.key_batch_count = 64;
    options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    return must(SqliteStore::open(std::move(options)));
  }

  std::string marker() {
    markers_.push_back("marker-" + std::to_string(markers_.size()) + "-of-a-person");
    return markers_.back();
  }
  // Statement, signature, address, an answer and an appeal: five markers.
  Append case_with_markers(std::uint64_t number) {
    cases::NoticeReceived received;
    received.facts = sample_notice();
    received.personal = {marker(), marker(), marker()};
    received.received_at = start;
    const cases::Actor reporter{cases::ActorKind::reporter, ""};
    Append append;
    append.case_id = sample_id(number);
    append.case_code = "CODE-" + std::to_string(10'000 + number);
    append.secret_digest.fill(7);
    append.notice_no = 1;
    append.idempotency_key = "key-" + std::to_string(number);
    append.answer = "notice";
    append.events = {{start, reporter, received},
                     {start, {}, cases::ItemsAdded{{sample_item(number)}}},
                     {start, {}, cases::ClarificationAsked{"which one?"}},
                     {start, reporter, cases::ClarificationGiven{1, {marker(), "", ""}}},
                     {start, reporter, cases::Appealed{cases::AppealBy::complainant, 0, {}, {marker(), "", ""}}}};
    append.after.id = append.case_id;
    for (const auto& event : append.events) append.after = cases::apply(std::move(append.after), event);
    return append;
  }
  Append begin_with_one_case() {
    store_.reset();
    fs::remove_all(folder_ / "data");
    fs::create_directories(folder_ / "data");
    open();
    Append one = case_with_markers(1);
    EXPECT_TRUE(store_->append({&one, 1}).ok());
    return one;
  }
  Append erasure_of(const Append& before) {
    Append append;
    append.case_id = before.case_id;
    append.events = {{start, {cases::ActorKind::officer, "asha"}, cases::PersonalErased{"asked by letter"}}};
    append.after = cases::apply(before.after, append.events[0]);
    return append;
  }
  // How many of the markers stand in any file below, in the clear.
  [[nodiscard]] std::size_t count_in_files(const fs::path& folder) const {
    std::set<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string bytes = read_whole(entry.path());
      for (const std::string& one : markers_) {
        if (bytes.find(one) != std::string::npos) found.insert(one);
      }
    }
    return found.size();
  }
  // How many can be read by somebody who has the folder and the program.
  [[nodiscard]] std::size_t count_readable(const SqliteStore& store) const {
    std::string all;
    for (const Record& record : must(store.load_after(0, 100'000))) {
      const auto encoded = must(encode_event(std::get<cases::Event>(record.body)));
      all += encoded.personal.value_or("") + "\n";
    }
    return static_cast<std::size_t>(std::count_if(markers_.begin(), markers_.end(), [&](const std::string& one) {
      return all.find("\"" + one + "\"") != std::string::npos;
    }));
  }
  static std::vector<std::string> bodies(const SqliteStore& store) {
    std::vector<std::string> all;
    for (const Record& record : must(store.load_after(0, 100'000))) {
      all.push_back(must(encode_event(std::get<cases::Event>(record.body))).body);
    }
    return all;
  }

  const fs::path folder_;
  std::vector<std::string> markers_;
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(EraseTest, OfAThousandMarkersNoneCanBeFoundOrReadAfterwards) {
  open();
  std::vector<Append> cases;
  for (std::uint64_t number = 1; number <= 200; ++number) cases.push_back(case_with_markers(number));
  ASSERT_TRUE(store_->append(cases).ok());
  ASSERT_EQ(markers_.size(), 1'000U);
  EXPECT_EQ(count_readable(*store_), 1'000U) << "the test must find what is there";
  EXPECT_EQ(count_in_files(folder_), 0U) << "sealed from the first byte on";

  const fs::path backup = folder_ / "backup";
  fs::create_directories(backup);
  for (const char* name : {"journal.db", "erasable.db"}) {
    ASSERT_TRUE(copy_database(folder_ / "data" / name, backup / name).ok());
    ASSERT_TRUE(verify_database(backup / name).ok());
  }
  EXPECT_EQ(count_readable(*open_at(backup)), 1'000U) << "a backup with its keys holds everything";

  std::vector<Append> erased;
  for (const Append& one : cases) erased.push_back(erasure_of(one));
  ASSERT_TRUE(store_->append(erased).ok());
  const auto before = bodies(*store_);
  const auto waiting = must(store_->load_erasures(1'000));
  ASSERT_EQ(waiting.size(), 200U);
  for (const Erasure& erasure : waiting) ASSERT_TRUE(store_->erase_personal(erasure).ok());

  EXPECT_EQ(count_readable(*store_), 0U);
  EXPECT_EQ(count_in_files(folder_ / "data"), 0U);
  EXPECT_EQ(fs::file_size(folder_ / "data" / "journal.db-wal"), 0U);
  EXPECT_TRUE(store_->verify().ok());
  EXPECT_EQ(bodies(*store_), before) << "the replay is what it was";
  ASSERT_TRUE(store_->rebuild(no_wake).ok());

  // The journal's backup alone, its keys expired and gone.
  fs::remove(backup / "erasable.db");
  EXPECT_EQ(count_in_files(backup), 0U);
  auto restored = open_at(backup);
  EXPECT_EQ(restored->load_case(cases[0].case_id).error().code, Code::corrupt) << "keys that are lost are no erasure";
  ASSERT_TRUE(restored->keys().mark_lost_through(must(restored->find_last_slot())).ok());
  EXPECT_EQ(count_readable(*restored), 0U);
  EXPECT_EQ(must(restored->forget_destroyed()).size(), 200U);
  EXPECT_TRUE(restored->verify().ok());
}

TEST_F(EraseTest, NoSealedByteStaysEither) {
  open();
  const Append one = case_with_markers(1);
  ASSERT_TRUE(store_->append({&one, 1}).ok());
  std::vector<std::string> sealed;
  {
    auto reader = must(Connection::open(folder_ / "data" / "journal.db", nullptr));
    Statement rows = reader->statement("SELECT personal FROM journal WHERE personal IS NOT NULL");
    while (must(rows.step())) sealed.emplace_back(rows.bytes(0).begin() + 25, rows.bytes(0).end());
  }
  const auto count = [&] {
    std::size_t found = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "data")) {
      for (const auto& one_part : sealed)
        found += read_whole(entry.path()).find(one_part) != std::string::npos ? 1U : 0U;
    }
    return found;
  };
  ASSERT_EQ(sealed.size(), 3U);
  ASSERT_GE(count(), 3U);
  const Append erased = erasure_of(one);
  ASSERT_TRUE(store_->append({&erased, 1}).ok());
  ASSERT_TRUE(store_->erase_personal(must(store_->load_erasures(1)).at(0)).ok());
  EXPECT_EQ(count(), 0U);
}

TEST_F(EraseTest, ACrashAfterEachStepEndsErased) {
  for (int steps = 0; steps <= 3; ++steps) {
    SCOPED_TRACE(steps);
    const Append one = begin_with_one_case();
    const Append erased = erasure_of(one);
    ASSERT_TRUE(store_->append({&erased, 1}).ok());
    const Erasure erasure = must(store_->load_erasures(1)).at(0);
    if (steps >= 1) {
      ASSERT_TRUE(append_erased_keys(
                      folder_ / "data" / "erasures",
                      std::vector{ErasedKey{erasure.slot, must(store_->keys().find(erasure.slot)).mark(), start}})
                      .ok());
    }
    if (steps >= 2) {
      ASSERT_TRUE(store_->keys().destroy(erasure.slot, start).ok());
    }
    if (steps >= 3) {
      ASSERT_TRUE(store_->erase_personal(erasure).ok());
    }
    // What kill -9 leaves: the files as they are, nothing closed.
    fs::remove_all(folder_ / "after");
    fs::copy(folder_ / "data", folder_ / "after");
    auto again = open_at(folder_ / "after");
    for (const Record& record : must(again->load_case(one.case_id))) {
      EXPECT_FALSE(must(encode_event(std::get<cases::Event>(record.body))).personal)
          << "shown to nobody from the commit on";
    }
    for (const Erasure& waiting : must(again->load_erasures(10))) ASSERT_TRUE(again->erase_personal(waiting).ok());
    EXPECT_EQ(count_readable(*again), 0U);
    EXPECT_EQ(again->keys().find(erasure.slot).error().code, Code::not_found);
    EXPECT_TRUE(again->verify().ok());
    again.reset();
    EXPECT_EQ(count_in_files(folder_ / "after"), 0U);
    EXPECT_FALSE(fs::exists(folder_ / "after" / "journal.db-wal"));
  }
}

TEST_F(EraseTest, AChangedPersonalPartAndAForeignKeyAreCorruptByPosition) {
  open();
  const Append one = case_with_markers(1);
  const Append two = case_with_markers(2);
  ASSERT_TRUE(store_->append(std::vector{one, two}).ok());
  store_.reset();
  const auto run = [&](const char* file, const char* sql) {
    auto connection = must(Connection::open(folder_ / "data" / file, nullptr));
    EXPECT_TRUE(connection->run(sql).ok());
  };
  run("journal.db", "UPDATE journal SET personal = zeroblob(60) WHERE position = 4");
  open();
  EXPECT_NE(store_->verify().error().message.find("row 4"), std::string::npos);
  EXPECT_EQ(store_->load_case(one.case_id).error().code, Code::corrupt);
  EXPECT_TRUE(store_->load_case(two.case_id).ok());
  store_.reset();
  run("erasable.db", "UPDATE keys SET key = randomblob(32) WHERE slot = 2");
  open();
  const auto refused = store_->load_case(two.case_id);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::corrupt);
  EXPECT_NE(refused.error().message.find("row 6"), std::string::npos) << refused.error().message;
  // A row whose part was moved from another: its checksum holds, its place does not.
  store_.reset();
  run("journal.db",
      "UPDATE journal SET personal = (SELECT personal FROM journal WHERE position = 5), personal_checksum ="
      " (SELECT personal_checksum FROM journal WHERE position = 5) WHERE position = 4");
  open();
  EXPECT_NE(store_->load_case(one.case_id).error().message.find("row 4"), std::string::npos);
}

TEST_F(EraseTest, TheClocksWorthAndTheSlotAreUnderTheChecksum) {
  for (const char* sql : {"UPDATE journal SET clock_error_ms = 5 WHERE position = 2",
                          "UPDATE journal SET key_slot = 9 WHERE position = 2"}) {
    const Append one = begin_with_one_case();
    ASSERT_TRUE(store_->verify().ok());
    auto connection = must(Connection::open(folder_ / "data" / "journal.db", nullptr));
    ASSERT_TRUE(connection->run(sql).ok());
    EXPECT_EQ(store_->verify().error().code, Code::corrupt) << sql;
  }
}

TEST_F(EraseTest, ACopyOfAJournalInUseIsWhole) {
  open();
  for (std::uint64_t number = 1; number <= 20; ++number) {
    const Append one = case_with_markers(number);
    ASSERT_TRUE(store_->append({&one, 1}).ok());
    const std::string to = folder_ / ("copy-" + std::to_string(number) + ".db");
    ASSERT_TRUE(copy_database(folder_ / "data" / "journal.db", to).ok());
    EXPECT_TRUE(verify_database(to).ok());
    EXPECT_FALSE(fs::exists(to + "-wal"));
    EXPECT_EQ(copy_database(folder_ / "data" / "journal.db", to).error().code, Code::conflict);
  }
  EXPECT_EQ(must(count_waiting_erasures(folder_ / "data")), 0U);
  const std::string damaged = folder_ / "copy-20.db";
  auto connection = must(Connection::open(damaged, nullptr));
  ASSERT_TRUE(connection->run("UPDATE journal SET body = '{}' WHERE position = 9").ok());
  EXPECT_EQ(verify_database(damaged).error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::store
