// SPDX-License-Identifier: Apache-2.0
// engine/test_engine.hpp — test only: an engine on a folder of its own, a clock that is moved by hand, a small HTTP
// receiver.
//
// Errors          none: a test that cannot go on stops.
// Threads         the receiver answers on a thread of its own; the rest belongs to the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include "base/guarded.hpp"
#include "cases/test_case.hpp"
#include "engine/engine.hpp"
#include "engine/test_listener.hpp"
#include "store/sqlite_store.hpp"

namespace redress::engine::test {

class HandClock final : public Clock {
 public:
  explicit HandClock(Instant at) : ms_(at.ms) {}
  [[nodiscard]] Instant now() const override { return Instant{ms_}; }
  void move(Milliseconds span) { ms_ += span.count(); }

 private:
  std::atomic<std::int64_t> ms_;
};

template <class Condition>
bool wait_until(Condition&& condition) {
  for (int i = 0; i < 1'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(Milliseconds{10});
  }
  return false;
}

// Answers every request with what `answer` says: a status line and headers without the last empty line, and a body.
class Receiver {
 public:
  using Answer = std::function<std::string(const std::string& request)>;

  explicit Receiver(Answer answer) : answer_(std::move(answer)) {}
  [[nodiscard]] std::string target() const { return listener_.target(); }
  [[nodiscard]] std::vector<std::string> requests() const {
    return requests_.read([](const auto& all) { return all; });
  }

 private:
  void serve(int peer) {
    const std::string request = read_request(peer);
    requests_.write([&](auto& all) { all.push_back(request); });
    const std::string answer = answer_(request);
    (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
  }
  static std::string read_request(int peer) {
    std::string request;
    std::array<char, 4096> buffer{};
    while (true) {
      const std::size_t end = request.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t length = request.find("Content-Length: ");
        const std::size_t body = length == std::string::npos ? 0 : std::stoul(request.substr(length + 16));
        if (request.size() >= end + 4 + body) return request;
      }
      const ssize_t got = ::recv(peer, buffer.data(), buffer.size(), 0);
      if (got <= 0) return request;
      request.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

  const Answer answer_;
  Guarded<std::vector<std::string>> requests_;
  Listener listener_{[this](int peer) { serve(peer); }};
};

inline std::string http_answer(int status, const std::string& body = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

class EngineTest : public testing::Test {
 protected:
  EngineTest() : folder_(std::filesystem::temp_directory_path() / ("redress-engine-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    options_.data_dir = folder_;
  }
  ~EngineTest() override {
    stop();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    store::SqliteOptions sqlite;
    sqlite.path = folder_ / "journal.db";
    sqlite.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    auto opened = store::SqliteStore::open(std::move(sqlite));
    ASSERT_TRUE(opened.ok());
    store_ = std::move(opened).value();
    auto started = Engine::start(options_, *store_, clock_, policy_);
    ASSERT_TRUE(started.ok()) << started.error().message;
    engine_ = std::move(started).value();
  }
  void stop() {
    engine_.reset();
    store_.reset();
  }

  std::future<Result<NoticeAnswer>> send(NoticeRequest request) {
    std::promise<Result<NoticeAnswer>> promise;
    auto answer = promise.get_future();
    auto shared = std::make_unique<std::promise<Result<NoticeAnswer>>>(std::move(promise));
    auto* raw = keep(notices_, std::move(shared));
    engine_->submit_notice(std::move(request),
                           [raw](Result<NoticeAnswer> result) { raw->set_value(std::move(result)); });
    return answer;
  }
  NoticeAnswer must_send(NoticeRequest request) {
    auto answer = send(std::move(request)).get();
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return std::move(answer).value();
  }
  Result<CommandAnswer> act(const Id& id, cases::Command command, cases::Actor actor, Idempotency once = {}) {
    std::promise<Result<CommandAnswer>> promise;
    engine_->submit(
        id, std::move(command), std::move(actor),
        [&](Result<CommandAnswer> result) { promise.set_value(std::move(result)); }, std::move(once));
    return promise.get_future().get();
  }
  MediaAnswer check(store::Content content) {
    std::promise<Result<MediaAnswer>> promise;
    MediaCheck media;
    media.content = std::move(content);
    engine_->check_media(std::move(media), [&](Result<MediaAnswer> result) { promise.set_value(std::move(result)); });
    auto answer = promise.get_future().get();
    EXPECT_TRUE(answer.ok());
    return std::move(answer).value();
  }

  static NoticeRequest notice(std::vector<cases::ItemFacts> items) {
    auto received = cases::test::complaint({"IN"}, std::move(items));
    return {received.facts, received.personal, received.items, cases::test::reporter(), "", ""};
  }
  static store::Content picture(const std::string& name, char digit, const std::string& from = "IN") {
    return {name,
            {"https://host.example/p/" + name + ".jpg"},
            "uploader-1",
            from,
            "image",
            std::string(64, digit),
            "",
            "",
            0,
            {}};
  }
  static cases::Decide removal() {
    cases::Decide decide;
    decide.outcome = cases::Outcome::remove;
    decide.ground = {cases::GroundKind::contractual, "terms/4", "Terms 4"};
    decide.facts = "an intimate picture";
    decide.reasons = "shared without consent";
    decide.territory = law::everywhere();
    return decide;
  }
  void decide(const Id& id, cases::Decide decision = removal()) {
    ASSERT_TRUE(act(id, cases::Claim{}, cases::test::reviewer()).ok());
    const auto decided = act(id, std::move(decision), cases::test::reviewer());
    ASSERT_TRUE(decided.ok()) << decided.error().message;
  }

  template <class T>
  static T* keep(std::vector<std::unique_ptr<T>>& into, std::unique_ptr<T> one) {
    into.push_back(std::move(one));
    return into.back().get();
  }

  const std::filesystem::path folder_;
  HandClock clock_{cases::test::sunday_night};
  cases::Policy policy_ = cases::test::test_policy();
  Options options_;
  std::vector<std::unique_ptr<std::promise<Result<NoticeAnswer>>>> notices_;
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace redress::engine::test
