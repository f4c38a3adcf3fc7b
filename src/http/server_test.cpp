// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/guarded.hpp"
#include "http/http.hpp"
#include "http/multipart.hpp"
#include "http/test_client.hpp"

namespace redress::http {
namespace {

using std::chrono::milliseconds;

Options quick() {
  Options options;
  options.spool_folder = testing::TempDir();
  return options;
}

std::unique_ptr<Server> serve(Options options, Routes routes) {
  auto started = Server::start(std::move(options), std::move(routes));
  CHECK(started.ok());
  return std::move(started).value();
}

Response say(std::string text) { return reply(200, "text/plain", std::move(text)); }

std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

TEST(Edge, ARequestArrivesDecodedAndItsAnswerGoesBack) {
  Routes routes;
  routes.add(Method::get, "/cases/{id}/files/{rest...}", answer([](const Request& request) {
               EXPECT_EQ(request.path, "/cases/7 a/files/x/y");
               EXPECT_EQ(request.route, "/cases/{id}/files/{rest...}");
               EXPECT_EQ(request.find_query("q"), "a b&c");
               EXPECT_EQ(request.find_query("none"), std::nullopt);
               EXPECT_EQ(request.find_header("x-UPPER"), "Yes");
               EXPECT_EQ(request.find_cookie("session"), "abc");
               EXPECT_EQ(request.remote_address, "127.0.0.1");
               return say(request.parameter("id") + "|" + request.parameter("rest"));
             }));
  const auto server = serve(quick(), std::move(routes));
  TestClient client(server->port());
  const std::string answer =
      client.ask(get("/cases/7%20a/files/x/y?q=a+b%26c&r", "X-Upper: Yes\r\nCookie: a=b; session=abc\r\n"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_EQ(body_of(answer), "7 a|x/y");
  EXPECT_NE(answer.find("\r\nDate: "), std::string::npos);
}

TEST(Edge, UnknownAddressesAndMethodsAreToldApart) {
  Routes routes;
  routes.add(Method::get, "/a", answer([](const Request&) { return say("a"); }));
  routes.add(Method::post, "/a", answer([](const Request&) { return say("b"); }));
  routes.add(Method::get, "/b/{id}", answer([](const Request&) { return say("c"); }));
  const auto server = serve(quick(), std::move(routes));
  TestClient client(server->port());
  EXPECT_EQ(status_of(client.ask(get("/none"))), 404);
  EXPECT_EQ(status_of(client.ask(get("/b/"))), 404);
  EXPECT_EQ(status_of(client.ask(get("/a%2F"))), 404);
  const std::string wrong = client.ask("DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(wrong), 405);
  EXPECT_NE(wrong.find("Allow: GET, HEAD, POST, OPTIONS\r\n"), std::string::npos) << wrong;
  EXPECT_EQ(status_of(client.ask("OPTIONS /b/1 HTTP/1.1\r\nHost: a\r\n\r\n")), 204);
  EXPECT_EQ(status_of(client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")), 204);
  client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = client.read_answer(true);
  EXPECT_NE(head.find("Content-Length: 1\r\n"), std::string::npos);
  EXPECT_EQ(body_of(head), "");
  EXPECT_EQ(body_of(client.ask(get("/a"))), "a");  // nothing of the HEAD answer was left over
}

TEST(Edge, AnAnswerMayComeLaterFromAnotherThreadAndOnlyTheFirstCounts) {
  Guarded<std::vector<std::thread>> threads;
  Routes routes;
  routes.add(Method::get, "/later", [&](Request&&, const Responder& respond) {
    threads.write([&](auto& all) {
      all.emplace_back([respond] {
        std::this_thread::sleep_for(milliseconds(30));
        respond(say("first"));
        respond(say("second"));
      });
    });
  });
  routes.add(Method::get, "/lost", [](Request&&, const Responder&) {});
  routes.add(Method::get, "/throws", answer([](const Request&) { return say(std::string(1, std::string().at(7))); }));
  routes.add(Method::get, "/split", answer([](const Request&) {
               Response response = say("x");
               response.headers.push_back({"X-Bad", "a\r\nSet-Cookie: b"});
               return response;
             }));
  const auto server = serve(quick(), std::move(routes));
  TestClient client(server->port());
  EXPECT_EQ(body_of(client.ask(get("/later"))), "first");
  EXPECT_EQ(status_of(client.ask(get("/lost"))), 500);
  EXPECT_EQ(status_of(client.ask(get("/throws"))), 500);
  const std::string split = client.ask(get("/split"));
  EXPECT_EQ(status_of(split), 500);
  EXPECT_EQ(split.find("Set-Cookie"), std::string::npos);
  threads.write([](auto& all) {
    for (auto& thread : all) thread.join();
  });
}

TEST(Edge, AResponderMayOutliveTheServer) {
  Guarded<std::optional<Responder>> kept;
  std::atomic<bool> arrived = false;
  Routes routes;
  routes.add(Method::get, "/", [&](Request&&, Responder respond) {
    kept.write([&](auto& held) { held.emplace(std::move(respond)); });
    arrived = true;
  });
  auto server = serve(quick(), std::move(routes));
  TestClient client(server->port());
  client.send(get("/"));
  while (!arrived) std::this_thread::sleep_for(milliseconds(1));
  server->stop(milliseconds(20));
  server.reset();
  kept.write([](auto& held) {
    (*held)(say("too late"));
    held.reset();
  });
  EXPECT_EQ(client.read_all(), "");
}

TEST(Edge, StoppingAnswersWhatWasAcceptedFirst) {
  Routes routes;
  std::atomic<bool> arrived = false;
  routes.add(Method::get, "/slow", answer([&](const Request&) {
               arrived = true;
               std::this_thread::sleep_for(milliseconds(100));
               return say("done");
             }));
  const auto server = serve(quick(), std::move(routes));
  TestClient idle(server->port());
  TestClient client(server->port());
  client.send(get("/slow"));
  while (!arrived) std::this_thread::sleep_for(milliseconds(1));
  std::thread stopper([&] { server->stop(std::chrono::seconds(5)); });
  const std::string answer = client.read_answer();
  EXPECT_EQ(body_of(answer), "done");
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(idle.read_all(), "");
  { const TestClient gone = std::move(client); }
  stopper.join();
  EXPECT_EQ(server->counts().connections_open, 0U);
}

TEST(Edge, AFullQueueIsAnsweredWithRetryAfter) {
  Options options = quick();
  options.worker_count = 1;
  options.queue_count_max = 2;
  std::atomic<bool> go = false;
  Routes routes;
  routes.add(Method::get, "/wait", answer([&](const Request&) {
               while (!go) std::this_thread::sleep_for(milliseconds(1));
               return say("x");
             }));
  RouteOptions at_once;
  at_once.immediate = true;
  routes.add(Method::get, "/now", answer([](const Request&) { return say("now"); }), at_once);
  const auto server = serve(options, std::move(routes));
  std::vector<TestClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(get("/wait"));
    std::this_thread::sleep_for(milliseconds(20));
  }
  TestClient other(server->port());
  EXPECT_EQ(body_of(other.ask(get("/now"))), "now");  // the I/O thread is free whatever the workers do
  const std::string full = clients.back().read_answer();
  EXPECT_EQ(status_of(full), 503);
  EXPECT_NE(full.find("Retry-After: 1"), std::string::npos);
  EXPECT_EQ(server->counts().requests_queue_full, 3U);
  go = true;
  EXPECT_EQ(status_of(clients.front().read_answer()), 200);
}

TEST(Edge, UploadsGoToAFileThatIsGoneAfterwards) {
  const std::string bytes(3 << 20, 'q');
  std::string path;
  Routes routes;
  RouteOptions options;
  options.upload_bytes_max = 4 << 20;
  options.body_bytes_max = 100;
  routes.add(Method::post, "/up", answer([&](const Request& request) {
               if (!request.upload) return say("memory " + request.body);
               path = request.upload->path();
               EXPECT_TRUE(std::filesystem::exists(path));
               EXPECT_EQ(request.upload->size_bytes(), bytes.size());
               EXPECT_EQ(request.upload->sha256(), sha256(bytes));
               return say("file");
             }),
             options);
  Options own = quick();
  own.spool_folder = testing::TempDir() + "edge_spool_" + std::to_string(::getpid());
  std::filesystem::create_directories(own.spool_folder);
  const auto server = serve(own, std::move(routes));
  const auto post = [](const std::string& type, const std::string& more) {
    return "POST /up HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n" + more + "\r\n";
  };
  TestClient client(server->port());
  client.send(post("image/png", "Expect: 100-continue\r\nContent-Length: " + std::to_string(bytes.size()) + "\r\n"));
  EXPECT_EQ(status_of(client.read_answer()), 100);
  client.send(bytes);
  EXPECT_EQ(body_of(client.read_answer()), "file");
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(body_of(client.ask(post("application/json", "Content-Length: 2\r\n") + "{}")), "memory {}");
  client.send(post("image/png", "Expect: 100-continue\r\nContent-Length: 209715200\r\n"));
  EXPECT_EQ(status_of(client.read_answer()), 413);
  TestClient chunked(server->port());
  chunked.send(post("image/png", "Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 80; ++i) chunked.send("10000\r\n" + std::string(65536, 'x') + "\r\n");
  EXPECT_EQ(status_of(chunked.read_answer()), 413);
  EXPECT_TRUE(std::filesystem::is_empty(own.spool_folder));
  std::filesystem::remove_all(own.spool_folder);
}

TEST(Edge, BodiesOfTheWrongKindAreRefusedBeforeTheyAreRead) {
  Routes routes;
  RouteOptions options;
  options.content_types = {"application/json"};
  options.body_required = true;
  routes.add(Method::post, "/json", answer([](const Request& request) { return say(request.body); }), options);
  const auto server = serve(quick(), std::move(routes));
  const auto ask = [&](const std::string& lines) {
    return status_of(TestClient(server->port()).ask("POST /json HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n{}"));
  };
  EXPECT_EQ(ask("Content-Type: application/JSON; charset=utf-8\r\nContent-Length: 2\r\n"), 200);
  EXPECT_EQ(ask("Content-Type: text/xml\r\nContent-Length: 2\r\n"), 415);
  EXPECT_EQ(ask("Content-Length: 2\r\n"), 415);
  EXPECT_EQ(ask("Content-Type: application/json\r\n"), 411);
}

TEST(Edge, FilesAreSentWholeAndAMissingOneIsAProblem) {
  const std::string path = testing::TempDir() + "edge_file.bin";
  std::string bytes;
  for (int i = 0; i < 5 << 20; ++i) bytes += static_cast<char>(i * 7);
  std::ofstream(path, std::ios::binary) << bytes;
  Routes routes;
  routes.add(Method::get, "/file", answer([&](const Request&) { return reply_file(path, "image/png"); }));
  routes.add(Method::get, "/gone", answer([&](const Request&) { return reply_file(path + "x", "image/png"); }));
  Options options = quick();
  options.common_headers = {{"X-Content-Type-Options", "nosniff"}, {"Content-Type", "never"}};
  const auto server = serve(options, std::move(routes));
  TestClient client(server->port());
  client.send(get("/file"));
  std::this_thread::sleep_for(milliseconds(50));  // longer than the socket's buffers hold: the rest must wait for us
  const std::string answer = client.read_answer();
  EXPECT_TRUE(body_of(answer) == bytes);
  EXPECT_NE(answer.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos);
  EXPECT_EQ(answer.substr(0, 400).find("never"), std::string::npos);
  EXPECT_EQ(status_of(client.ask(get("/gone"))), 500);
  EXPECT_EQ(body_of(client.ask(get("/file"))).size(), bytes.size());
}

TEST(Edge, AClientThatSendsTooFarAheadIsClosedAfterItsShare) {
  Options options = quick();
  options.pipeline_max = 10;
  Routes routes;
  RouteOptions at_once;
  at_once.immediate = true;
  routes.add(Method::get, "/", answer([](const Request&) { return say("x"); }), at_once);
  const auto server = serve(options, std::move(routes));
  TestClient client(server->port());
  std::string many;
  for (int i = 0; i < 40; ++i) many += get("/");
  client.send(many);
  const std::string answers = client.read_all();
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answers.find("HTTP/1.1 200", at)) != std::string::npos; ++at) ++count;
  EXPECT_EQ(count, 11U);
}

TEST(Edge, AForwardedAddressIsBelievedOnlyFromATrustedProxy) {
  const auto address_seen = [](std::vector<std::string> trusted, const std::string& header) {
    Options options = quick();
    options.trusted_proxies = std::move(trusted);
    Routes routes;
    routes.add(Method::get, "/", answer([](const Request& request) { return say(request.remote_address); }));
    const auto server = serve(options, std::move(routes));
    return body_of(TestClient(server->port()).ask(get("/", header)));
  };
  EXPECT_EQ(address_seen({}, "X-Forwarded-For: 192.0.2.9\r\n"), "127.0.0.1");
  EXPECT_EQ(address_seen({"127.0.0.1"}, "X-Forwarded-For: 192.0.2.9\r\n"), "192.0.2.9");
  EXPECT_EQ(address_seen({"127.0.0.1"}, "X-Forwarded-For: 198.51.100.7, 192.0.2.9\r\n"), "192.0.2.9");
  EXPECT_EQ(address_seen({"127.0.0.1", "192.0.2.9"}, "X-Forwarded-For: 198.51.100.7, 192.0.2.9\r\n"), "198.51.100.7");
  EXPECT_EQ(address_seen({"127.0.0.1"}, "X-Forwarded-For: <script>\r\n"), "127.0.0.1");
}

TEST(Edge, APortInUseAndABadAddressAreErrorsNotCrashes) {
  const auto first = serve(quick(), Routes());
  Options options = quick();
  options.port = first->port();
  EXPECT_EQ(Server::start(options, Routes()).error().code, Code::unavailable);
  options.address = "localhost:80";
  EXPECT_EQ(Server::start(options, Routes()).error().code, Code::invalid);
  options = quick();
  options.spool_folder = "/nowhere/at/all";
  EXPECT_EQ(Server::start(options, Routes()).error().code, Code::unavailable);
}

}  // namespace
}  // namespace redress::http
