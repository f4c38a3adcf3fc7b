// SPDX-License-Identifier: Apache-2.0
// Clients that hold on without moving: each is told or closed in its time, and nobody else waits for them.
#include <gtest/gtest.h>

#include <thread>

#include "http/http.hpp"
#include "http/test_client.hpp"

namespace redress::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::unique_ptr<Server> serve(Options options) {
  options.spool_folder = testing::TempDir();
  Routes routes;
  RouteOptions at_once;
  at_once.immediate = true;
  routes.add(Method::get, "/", answer([](const Request&) { return reply(200, "text/plain", "x"); }), at_once);
  routes.add(Method::get, "/never", [kept = std::vector<Responder>()](Request&&, const Responder& respond) mutable {
    kept.push_back(respond);
  });
  routes.add(Method::post, "/", answer([](const Request&) { return reply(200, "text/plain", "x"); }));
  routes.add(Method::get, "/large",
             answer([](const Request&) { return reply(200, "text/plain", std::string(64 << 20, 'x')); }));
  auto started = Server::start(std::move(options), std::move(routes));
  CHECK(started.ok());
  return std::move(started).value();
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(SlowClients, HundredsOfThemDoNotDelayAnHonestOne) {
  const auto server = serve({});
  std::vector<TestClient> slow;
  for (int i = 0; i < 400; ++i) {
    slow.emplace_back(server->port());
    slow.back().send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  }
  TestClient honest(server->port());
  milliseconds worst{0};
  for (int round = 0; round < 100; ++round) {
    for (int i = round % 4; i < 400; i += 40) slow[static_cast<std::size_t>(i)].send("a");
    const auto before = Clock::now();
    ASSERT_EQ(status_of(honest.ask(get)), 200);
    worst = std::max(worst, std::chrono::duration_cast<milliseconds>(Clock::now() - before));
  }
  EXPECT_LT(worst.count(), 500);
  EXPECT_GE(server->counts().connections_open, 401U);
}

TEST(SlowClients, HeadersThatDripAreTold408WhateverArrivesMeanwhile) {
  Options options;
  options.header_timeout = milliseconds(300);
  const auto server = serve(options);
  TestClient client(server->port());
  client.send("GET / HTTP/1.1\r\n");
  const auto before = Clock::now();
  std::thread drip([&] {
    for (int i = 0; i < 20; ++i) {
      client.send("X: y\r\n");
      std::this_thread::sleep_for(milliseconds(50));
    }
  });
  const std::string answer = client.read_answer();
  EXPECT_EQ(status_of(answer), 408);
  EXPECT_LT(Clock::now() - before, milliseconds(1500));
  drip.join();
  EXPECT_EQ(server->counts().requests_timed_out, 1U);
}

TEST(SlowClients, ABodyBelowItsMinimumRateIsTold408) {
  Options options;
  options.body_grace = milliseconds(200);
  const auto server = serve(options);
  TestClient slow(server->port());
  slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
  EXPECT_EQ(status_of(slow.read_answer()), 408);
  TestClient steady(server->port());
  steady.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    steady.send(std::string(500, 'x'));
    std::this_thread::sleep_for(milliseconds(70));
  }
  EXPECT_EQ(status_of(steady.read_answer()), 200);
}

TEST(SlowClients, IdleConnectionsAreClosedWithoutAWord) {
  Options options;
  options.header_timeout = options.idle_timeout = milliseconds(200);
  const auto server = serve(options);
  TestClient silent(server->port());
  EXPECT_EQ(silent.read_all(), "");
  TestClient kept(server->port());
  EXPECT_EQ(status_of(kept.ask(get)), 200);
  EXPECT_EQ(kept.read_all(), "");
}

TEST(SlowClients, AHandlerThatNeverAnswersIsAnsweredFor) {
  Options options;
  options.answer_timeout = milliseconds(200);
  const auto server = serve(options);
  TestClient client(server->port());
  EXPECT_EQ(status_of(client.ask("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")), 503);
}

TEST(SlowClients, OneThatDoesNotTakeItsAnswerIsClosed) {
  Options options;
  options.idle_timeout = milliseconds(300);
  const auto server = serve(options);
  TestClient client(server->port());
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  while (server->counts().requests_total == 0) std::this_thread::sleep_for(milliseconds(1));
  const auto before = Clock::now();
  while (server->counts().connections_open > 0 && Clock::now() - before < std::chrono::seconds(5)) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(server->counts().connections_open, 0U);
  EXPECT_GE(Clock::now() - before, milliseconds(250));
}

TEST(SlowClients, OneConnectionTooManyIsTold503) {
  Options options;
  options.connections_max = 3;
  const auto server = serve(options);
  std::vector<TestClient> held;
  for (int i = 0; i < 3; ++i) {
    held.emplace_back(server->port());
    ASSERT_EQ(status_of(held.back().ask(get)), 200);
  }
  TestClient late(server->port());
  EXPECT_EQ(status_of(late.read_all()), 503);
  EXPECT_EQ(server->counts().connections_refused, 1U);
  held.pop_back();
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(status_of(TestClient(server->port()).ask(get)), 200);
}

}  // namespace
}  // namespace redress::http
