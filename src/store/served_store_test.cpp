// SPDX-License-Identifier: Apache-2.0
// store/served_store_test.cpp — counts before and after a copy was hidden.
#include "store/served_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redress::store {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
Instant hour(std::int64_t no) { return Instant{no * hour_ms}; }

class Served : public testing::Test {
 protected:
  Served() {
    std::filesystem::create_directories(folder_);
    store_ = ServedStore::open(folder_.string()).value();
  }
  ~Served() override { std::filesystem::remove_all(folder_); }
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("redress-served-test-" + std::to_string(getpid()));
  std::unique_ptr<ServedStore> store_;
};

TEST_F(Served, SpansThatEndBeforeTheHidingAreBeforeAllOthersAfter) {
  const std::vector<ServedSpan> spans{{"c1", hour(0), hour(1), 7},
                                      {"c1", hour(1), hour(2), 5},
                                      {"c1", hour(2), hour(3), 1},
                                      {"c2", hour(0), hour(9), 90}};
  ASSERT_TRUE(store_->keep(spans).ok());
  EXPECT_EQ(store_->count("c1", hour(2)).value(), (ServedCounts{12, 1, hour(3)}));
  EXPECT_EQ(store_->count("c1", Instant{hour(2).ms - 1}).value(), (ServedCounts{7, 6, hour(3)})) << "reaches over it";
  EXPECT_EQ(store_->count("c1", std::nullopt).value(), (ServedCounts{13, 0, hour(3)}));
  EXPECT_EQ(store_->count("c3", hour(2)).value(), std::nullopt) << "nothing was counted: that is not 0";
}

TEST_F(Served, ASpanPostedAgainIsReplacedAndOutlivesTheProcess) {
  ASSERT_TRUE(store_->keep(std::vector<ServedSpan>{{"c", hour(0), hour(1), 7}}).ok());
  ASSERT_TRUE(store_->keep(std::vector<ServedSpan>{{"c", hour(0), hour(1), 9}}).ok());
  store_ = ServedStore::open(folder_.string()).value();
  EXPECT_EQ(store_->count("c", std::nullopt).value()->before, 9U);
}

TEST_F(Served, AContentIsFullAtTenThousandSpansAndThenTheWholeListIsRefused) {
  std::vector<ServedSpan> spans;
  for (std::int64_t no = 0; no < ServedStore::span_count_max; ++no) spans.push_back({"c", hour(no), hour(no + 1), 1});
  ASSERT_TRUE(store_->keep(spans).ok());
  const auto full = store_->keep(std::vector<ServedSpan>{{"d", hour(0), hour(1), 1}, {"c", hour(-1), hour(0), 1}});
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, Code::exhausted);
  EXPECT_EQ(store_->count("d", std::nullopt).value(), std::nullopt);
}

}  // namespace
}  // namespace redress::store
