// SPDX-License-Identifier: Apache-2.0
// Malformed and two-faced requests over real sockets. The table is also written as fuzz seeds: corpus/http_request/.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "http/hardening_cases.hpp"
#include "http/http.hpp"
#include "http/test_client.hpp"

namespace redress::http {
namespace {

class Hardening : public testing::Test {
 protected:
  Hardening() {
    Routes routes;
    routes.add(Method::get, "/", answer([this](const Request&) { return count(); }));
    RouteOptions small;
    small.body_bytes_max = 1000;
    routes.add(Method::post, "/", answer([this](const Request&) { return count(); }), small);
    Options options;
    auto started = Server::start(options, std::move(routes));
    CHECK(started.ok());
    server_ = std::move(started).value();
  }

  Response count() {
    ++handled_;
    return reply(200, "text/plain", "yes");
  }

  std::atomic<int> handled_{0};
  std::unique_ptr<Server> server_;
};

// What matters: no handler ever sees it, the client is told why, nothing after it is read as a request.
TEST_F(Hardening, EveryMalformedRequestIsRefusedWithAProblemDocument) {
  for (const BadRequest& bad : bad_requests()) {
    TestClient client(server_->port());
    client.send(bad.bytes);
    client.send("GET / HTTP/1.1\r\nHost: smuggled\r\n\r\n");
    client.finish_sending();
    const std::string answer = client.read_all();
    EXPECT_EQ(status_of(answer), bad.status) << bad.name << "\n" << answer.substr(0, 300);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << bad.name;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << bad.name;
    EXPECT_EQ(answer.find("\nHTTP/1.1 "), std::string::npos) << bad.name << ": answered twice\n" << answer;
    EXPECT_EQ(handled_, 0) << bad.name << ": reached a handler";
    handled_ = 0;
  }
  EXPECT_GE(bad_requests().size(), 66U);
  TestClient after(server_->port());
  EXPECT_EQ(status_of(after.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), 200);
}

// The same bytes in pieces of every size must not be judged otherwise.
TEST_F(Hardening, TheJudgementDoesNotDependOnHowTheBytesArrive) {
  for (const BadRequest& bad : bad_requests()) {
    if (bad.bytes.size() > 400) continue;
    TestClient client(server_->port());
    for (std::size_t at = 0; at < bad.bytes.size(); at += 7) client.send(std::string_view(bad.bytes).substr(at, 7));
    client.finish_sending();
    EXPECT_EQ(status_of(client.read_all()), bad.status) << bad.name;
    EXPECT_EQ(handled_, 0) << bad.name;
  }
}

TEST_F(Hardening, UnusualButValidRequestsAreServed) {
  for (const GoodRequest& good : good_requests()) {
    handled_ = 0;
    TestClient client(server_->port());
    client.send(good.bytes);
    client.finish_sending();
    const std::string answer = client.read_all();
    EXPECT_EQ(handled_, good.handled) << good.name << "\n" << answer;
    EXPECT_EQ(status_of(answer), 200) << good.name << "\n" << answer;
  }
}

TEST_F(Hardening, AnEndlessHeaderLineIsCutOffAtItsLimit) {
  TestClient client(server_->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  for (int i = 0; i < 100; ++i) client.send(std::string(1024, 'a'));
  EXPECT_EQ(status_of(client.read_all()), 431);
}

TEST_F(Hardening, TheSeedsOnDiskAreTheTable) {
  const std::filesystem::path folder = "corpus/http_request";
  if (std::getenv("REDRESS_WRITE_SEEDS") != nullptr) {
    std::filesystem::create_directories(folder);
    for (const BadRequest& bad : bad_requests()) {
      if (bad.bytes.size() < 4000) std::ofstream(folder / bad.name, std::ios::binary) << bad.bytes;
    }
    for (const GoodRequest& good : good_requests()) std::ofstream(folder / good.name, std::ios::binary) << good.bytes;
  }
  for (const BadRequest& bad : bad_requests()) {
    if (bad.bytes.size() >= 4000) continue;
    std::ifstream in(folder / bad.name, std::ios::binary);
    const std::string held{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(held, bad.bytes) << bad.name << ": run with REDRESS_WRITE_SEEDS=1";
  }
}

}  // namespace
}  // namespace redress::http
