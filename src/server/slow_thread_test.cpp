// SPDX-License-Identifier: Apache-2.0
#include "server/slow_thread.hpp"

#include <gtest/gtest.h>

namespace redress::server {
namespace {

TEST(SlowThread, OneIsWorkedOnSixteenWaitAndTheNextIsTurnedAway) {
  std::promise<void> begun;
  std::promise<void> go_on;
  auto wait = go_on.get_future().share();
  std::vector<int> done;
  SlowThread thread;
  ASSERT_TRUE(thread
                  .push(std::packaged_task<void()>([&, wait] {
                    begun.set_value();
                    wait.wait();
                    done.push_back(0);
                  }))
                  .ok());
  begun.get_future().wait();
  std::vector<std::future<void>> ends;
  for (int i = 1; i <= static_cast<int>(SlowThread::waiting_count_max); ++i) {
    std::packaged_task<void()> work([&done, i] { done.push_back(i); });
    ends.push_back(work.get_future());
    ASSERT_TRUE(thread.push(std::move(work)).ok()) << i;
  }
  std::packaged_task<void()> late([&done] { done.push_back(-1); });
  const Status refused = thread.push(std::move(late));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::exhausted);
  go_on.set_value();
  for (auto& end : ends) end.get();
  ASSERT_EQ(done.size(), 17U);
  for (int i = 0; i < 17; ++i) EXPECT_EQ(done.at(static_cast<std::size_t>(i)), i) << "in the order of their coming";
  std::packaged_task<void()> next([&done] { done.push_back(17); });
  auto end = next.get_future();
  EXPECT_TRUE(thread.push(std::move(next)).ok()) << "there is room again";
  end.get();
}

}  // namespace
}  // namespace redress::server
