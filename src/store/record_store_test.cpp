// SPDX-License-Identifier: Apache-2.0
#include "store/record_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace redress::store {
namespace {

using std::chrono_literals::operator""h;

class RecordStoreTest : public testing::Test {
 protected:
  RecordStoreTest() : folder_(std::filesystem::temp_directory_path() / ("records-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  ~RecordStoreTest() override { std::filesystem::remove_all(folder_); }
  void open(const RecordStore::Limits& limits = {}) { store_ = std::move(RecordStore::open(folder_, limits)).value(); }

  static LabelRecord record(std::uint64_t number) {
    LabelRecord made;
    made.record = number;
    made.label = "generated";
    made.regime = "IN";
    made.language = "hi";
    made.made_at = Instant{1'000'000'000'000};
    made.sha256 = sha256(std::to_string(number));
    made.pdq = std::string(64, 'a');
    made.pdq_quality = 90;
    made.features = Bytes{1, 2, 3};
    made.bindings = {{"org.example.mark", Bytes{static_cast<std::uint8_t>(number)}}};
    return made;
  }
  static LabelRecord signed_record(std::uint64_t number) {
    LabelRecord made = record(number);
    made.manifest_id = "urn:c2pa:" + std::to_string(number);
    made.manifest = Bytes(1'000, static_cast<std::uint8_t>(number));
    return made;
  }

  const std::filesystem::path folder_;
  std::unique_ptr<RecordStore> store_;
};

TEST_F(RecordStoreTest, GivesBackWhatWasPutAfterARestart) {
  const LabelRecord one = signed_record(RecordStore::record_max);
  const LabelRecord two = record(7);
  ASSERT_TRUE(store_->put(one).ok());
  ASSERT_TRUE(store_->put(two).ok());
  store_.reset();
  open();
  EXPECT_EQ(store_->find(one.record).value(), one);
  EXPECT_EQ(store_->find(7).value(), two);
  EXPECT_EQ(store_->find(8).value(), std::nullopt);
  EXPECT_EQ(store_->find_manifest(one.manifest_id).value(), one.manifest);
  EXPECT_EQ(store_->find_manifest("").value(), std::nullopt) << "an unsigned file has no manifest";
  EXPECT_EQ(store_->count().value(), 2U);
}

TEST_F(RecordStoreTest, ARecordAndAManifestAreRegisteredOnce) {
  ASSERT_TRUE(store_->put(signed_record(1)).ok());
  EXPECT_EQ(store_->put(record(1)).error().code, Code::conflict);
  LabelRecord other = signed_record(1);
  other.record = 2;
  EXPECT_EQ(store_->put(other).error().code, Code::conflict);
  EXPECT_EQ(store_->count().value(), 1U);
}

TEST_F(RecordStoreTest, ABindingMayBeSharedAndAsManyAreGivenAsAreWanted) {
  const SoftBinding shared{"org.example.other", Bytes(RecordStore::binding_bytes_max, 9)};
  for (std::uint64_t number = 1; number <= 3; ++number) {
    LabelRecord made = record(number);
    made.bindings.push_back(shared);
    ASSERT_TRUE(store_->put(made).ok());
  }
  EXPECT_EQ(store_->find_by_binding(shared, 10).value(), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(store_->find_by_binding(shared, 2).value(), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(store_->find_by_binding({"org.example.mark", Bytes{2}}, 10).value(), (std::vector<std::uint64_t>{2}));
  EXPECT_TRUE(store_->find_by_binding({"org.example.mark", Bytes{4}}, 10).value().empty());
}

TEST_F(RecordStoreTest, RefusesWhatIsOverALimitAndWritesNothingOfIt) {
  const auto refused = [&](void (*spoil)(LabelRecord&)) {
    LabelRecord made = signed_record(1);
    spoil(made);
    const Status put = store_->put(made);
    return !put.ok() && put.error().code == Code::invalid;
  };
  EXPECT_TRUE(refused([](LabelRecord& made) { made.record = RecordStore::record_max + 1; }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.producer.assign(RecordStore::text_bytes_max + 1, 'x'); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.manifest.resize(RecordStore::manifest_bytes_max + 1); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.features.resize(RecordStore::features_bytes_max + 1); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.manifest.clear(); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.manifest_id.clear(); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.bindings.resize(RecordStore::binding_count_max + 1); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.bindings[0].value.resize(RecordStore::binding_bytes_max + 1); }));
  EXPECT_TRUE(refused([](LabelRecord& made) { made.bindings[0].alg.clear(); }));
  EXPECT_EQ(store_->count().value(), 0U);
  LabelRecord full = signed_record(1);
  full.producer.assign(RecordStore::text_bytes_max, 'x');
  full.manifest.resize(RecordStore::manifest_bytes_max);
  full.features.resize(RecordStore::features_bytes_max);
  EXPECT_TRUE(store_->put(full).ok());
}

TEST_F(RecordStoreTest, WhenFullSaysSo) {
  open({2});
  ASSERT_TRUE(store_->put(record(1)).ok());
  ASSERT_TRUE(store_->put(record(2)).ok());
  EXPECT_EQ(store_->put(record(3)).error().code, Code::exhausted);
  EXPECT_EQ(store_->count().value(), 2U);
}

TEST_F(RecordStoreTest, IsReadInOrderLotByLotAndOnlyWhatIsNew) {
  for (std::uint64_t number = 1; number <= 5; ++number) ASSERT_TRUE(store_->put(record(10 - number)).ok());
  std::vector<std::uint64_t> seen;
  std::int64_t last = 0;
  for (int lot = 0; lot < 4; ++lot) {
    const auto news = store_->load_after(last, 2).value();
    for (const RecordSignal& one : news.records) seen.push_back(one.record);
    last = news.last_no;
  }
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{9, 8, 7, 6, 5}));
  ASSERT_TRUE(store_->forget({{render_hex(record(5).sha256)}}).ok());
  ASSERT_TRUE(store_->put(record(20)).ok());
  const auto news = store_->load_after(last, 10).value();
  ASSERT_EQ(news.records.size(), 1U) << "a number is never used twice";
  EXPECT_EQ(news.records[0].record, 20U);
  EXPECT_EQ(news.records[0].features, (Bytes{1, 2, 3}));
}

TEST_F(RecordStoreTest, ForgetsARecordWithItsBindingsAndNoByteOfItStays) {
  LabelRecord gone = signed_record(1);
  gone.manifest.assign(200, 0xA7);
  ASSERT_TRUE(store_->put(gone, SealRequest{sha256("key"), sha256("request")}).ok());
  ASSERT_TRUE(store_->put(signed_record(2)).ok());
  const std::vector<std::string> names{render_hex(gone.sha256), render_hex(sha256("never there"))};
  ASSERT_TRUE(store_->forget(names).ok());
  EXPECT_EQ(store_->find(1).value(), std::nullopt);
  EXPECT_EQ(store_->find_manifest(gone.manifest_id).value(), std::nullopt);
  EXPECT_TRUE(store_->find_by_binding(gone.bindings[0], 10).value().empty());
  EXPECT_EQ(store_->find_sealed(sha256("key"), gone.made_at).value().has_value(), false);
  EXPECT_EQ(store_->find(2).value(), signed_record(2));
  std::ifstream file(folder_ / "records.db", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_GT(bytes.size(), 4'096U);
  EXPECT_EQ(bytes.find(std::string(8, '\xA7')), std::string::npos);
}

TEST_F(RecordStoreTest, ASealRequestIsRememberedForADay) {
  const SealRequest request{sha256("key"), sha256("request")};
  const LabelRecord made = record(1);
  ASSERT_TRUE(store_->put(made, request).ok());
  const auto found = store_->find_sealed(request.key, made.made_at + 24h).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->request, request.request);
  EXPECT_EQ(found->record, 1U);
  EXPECT_FALSE(store_->find_sealed(request.key, made.made_at + 25h).value().has_value());
  LabelRecord later = record(2);
  later.made_at = made.made_at + 25h;
  ASSERT_TRUE(store_->put(later, request).ok()) << "the key may be used again";
  EXPECT_EQ(store_->find_sealed(request.key, later.made_at).value()->record, 2U);
}

TEST_F(RecordStoreTest, TwoProcessesWriteAndReadOneAnother) {
  const auto other = std::move(RecordStore::open(folder_)).value();
  ASSERT_TRUE(store_->put(record(1)).ok());
  ASSERT_TRUE(other->put(record(2)).ok());
  EXPECT_EQ(store_->count().value(), 2U);
  EXPECT_EQ(other->find(1).value(), record(1));
}

TEST_F(RecordStoreTest, AFileOfANewerVersionIsLeftAlone) {
  store_.reset();
  std::filesystem::remove(folder_ / "records.db");
  {
    const ConnectionPool pool(folder_ / "records.db");
    ASSERT_TRUE(pool.prepare("CREATE TABLE records (something); PRAGMA user_version = 2").ok());
  }
  EXPECT_EQ(RecordStore::open(folder_).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::store
