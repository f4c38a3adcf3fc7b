// SPDX-License-Identifier: Apache-2.0
// server/test_server.hpp — for tests: the whole server on a free port of this machine, and a plain client.
//
// Errors          a part that does not start ends the test binary.
// Threads         tests only.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/generation.hpp"
#include "law/test_rulebook.hpp"
#include "provenance/inspector.hpp"
#include "server/generation_routes.hpp"
#include "server/json.hpp"
#include "store/memory_store.hpp"

namespace redress::server {

class TestClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant{ms_.load()}; }
  void advance(Milliseconds span) { ms_ += span.count(); }

 private:
  std::atomic<std::int64_t> ms_{parse_instant("2026-11-22T02:00:00Z").value().ms};
};

// Forked from while the process has one thread; every test uses the same one.
inline const media::Decoder& test_decoder() {
  static const auto decoder = media::Decoder::start();
  EXPECT_TRUE(decoder.ok());
  return decoder.value();
}

inline const media::WholePictures& test_whole_pictures() {
  static const auto pictures = media::WholePictures::start();
  EXPECT_TRUE(pictures.ok());
  return pictures.value();
}

// Trusts nobody. Forked as the decoder is.
inline const provenance::Inspector& test_inspector() {
  static const auto inspector = provenance::Inspector::start(provenance::Trust());
  EXPECT_TRUE(inspector.ok());
  return inspector.value();
}

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
  // The value of the cookie that this answer sets, as it would be sent back.
  [[nodiscard]] std::string cookie(const std::string& name) const {
    const auto at = head.find("Set-Cookie: " + name + "=");
    if (at == std::string::npos) return {};
    const auto from = at + 12 + name.size() + 1;
    return head.substr(from, head.find_first_of(";\r", from) - from);
  }
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find('\r', from) - from);
  }
};

class TestServer {
 public:
  // `generation` is made when its record store is open.
  using MakeGeneration = std::function<std::unique_ptr<engine::Generation>(store::RecordStore&)>;
  explicit TestServer(Options options = {}, bool with_ledger = false, const MakeGeneration& make_generation = {},
                      int second_look_every = 0) {
    static std::atomic<int> count{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("redress-server-test-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(folder_);
    const auto& decoder = test_decoder();
    options.whole_pictures = &test_whole_pictures();
    options.inspector = &test_inspector();
    policy_.rulebook = &rulebook_;
    policy_.second_look_every = second_look_every;
    engine::Options engine_options;
    engine_options.data_dir = folder_.string();
    if (with_ledger) {
      engine_options.ledger.is_on = true;
      engine_options.ledger.tick = Milliseconds{30};
      engine_options.ledger.watches_clock = false;
      for (const auto& [path, text] : law::read_statutes()) {
        engine_options.ledger.pack_texts.emplace(render_hex(sha256(text)), text);
      }
    }
    banks_ = store::BankStore::open(folder_.string()).value();
    pictures_ = store::PictureStore::open(folder_.string()).value();
    engine_options.banks = banks_.get();
    engine_options.pictures = pictures_.get();
    engine_ = engine::Engine::start(engine_options, store_, clock_, policy_).value();
    accounts_ = store::Accounts::open(folder_.string(), sha256("test key")).value();
    served_ = store::ServedStore::open(folder_.string()).value();
    options.banks = banks_.get();
    options.served = served_.get();
    notifiers_ = store::NotifierStore::open(folder_.string()).value();
    options.notifiers = notifiers_.get();
    record_store_ = store::RecordStore::open(folder_.string()).value();
    if (make_generation) generation_ = make_generation(*record_store_);
    records_ = std::make_unique<engine::Records>(*record_store_, engine::Records::Limits{});
    options.records = records_.get();
    options.key = sha256("another test key");
    options.spool_folder = folder_.string();
    options.preview_folder = (folder_ / "previews").string();
    desk_ = Desk::open(options, *engine_, *accounts_, decoder).value();
    http::Options http_options;
    http_options.common_headers = common_headers();
    http_options.spool_folder = folder_.string();
    http_ = http::Server::start(http_options, routes(*desk_, generation_.get())).value();
    desk_->listener = http_.get();
  }
  ~TestServer() {
    http_->stop(std::chrono::milliseconds{1'000});
    engine_->stop();
    http_.reset();
    desk_.reset();
    engine_.reset();
    accounts_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  Answer send(const std::string& method, const std::string& target, const std::string& headers = {},
              const std::string& body = {}) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(http_->port());
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: test.example\r\nConnection: close\r\n" + headers;
    if (method == "POST" || !body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;
    for (std::size_t at = 0; at < text.size();) {
      const auto sent = ::send(socket, text.data() + at, text.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) break;
      at += static_cast<std::size_t>(sent);
    }
    std::string raw;
    char buffer[16'384];
    for (ssize_t count = 0; (count = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
      raw.append(buffer, static_cast<std::size_t>(count));
    ::close(socket);
    Answer answer;
    const auto end = raw.find("\r\n\r\n");
    answer.head = raw.substr(0, end == std::string::npos ? raw.size() : end + 2);
    answer.body = end == std::string::npos ? std::string() : raw.substr(end + 4);
    answer.status = raw.size() > 12 ? std::atoi(raw.c_str() + 9) : 0;
    return answer;
  }
  Answer get(const std::string& target, const std::string& headers = {}) { return send("GET", target, headers); }
  Answer post_json(const std::string& target, const Json& body, const std::string& headers = {}) {
    return send("POST", target, "Content-Type: application/json\r\n" + headers,
                body.is_string() ? body.get<std::string>() : body.dump());
  }
  Answer post_form(const std::string& target, const std::string& form, const std::string& headers = {}) {
    return send("POST", target, "Content-Type: application/x-www-form-urlencoded\r\n" + headers, form);
  }
  std::string token(const std::vector<std::string>& scopes) {
    return "Authorization: Bearer " +
           accounts_->add_token("t" + std::to_string(++token_count_), scopes, clock_.now()).value() + "\r\n";
  }

  TestClock clock_;
  std::unique_ptr<store::Accounts> accounts_;
  std::unique_ptr<store::BankStore> banks_;
  std::unique_ptr<store::ServedStore> served_;
  std::unique_ptr<store::NotifierStore> notifiers_;
  std::unique_ptr<store::PictureStore> pictures_;
  std::unique_ptr<store::RecordStore> record_store_;
  std::unique_ptr<engine::Records> records_;
  std::unique_ptr<engine::Generation> generation_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Desk> desk_;

 private:
  std::filesystem::path folder_;
  law::Rulebook rulebook_ = law::load_shipped();
  cases::Policy policy_;
  store::MemoryStore store_;
  std::unique_ptr<http::Server> http_;
  int token_count_ = 0;
};

inline Json sample_notice(const std::string& url = "https://host.example/p/1") {
  return {{"channel", "user_complaint"}, {"complainant", "depicted"}, {"harm", "ncii_synthetic"},
          {"jurisdictions", {"IN"}},     {"items", {{{"url", url}}}}, {"statement", "free words"},
          {"good_faith", true},          {"signature", "A."},         {"language", "hi"},
          {"contact", {{"none", true}}}};
}

}  // namespace redress::server
