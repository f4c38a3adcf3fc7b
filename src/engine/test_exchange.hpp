// SPDX-License-Identifier: Apache-2.0
// engine/test_exchange.hpp — an exchange of our own for tests: keeps what it was asked, answers as it is told, and can
// speak StopNCII's schema over records that a test changes, and NCMEC's of reasons.
//
// Errors          failures end the test.
// Threads         the answers are made on the receiver's thread; asked() and the records may be used from any.
#pragma once

#include <gtest/gtest.h>

#include "base/guarded.hpp"
#include "engine/exchange_client.hpp"
#include "mail/test_receiver.hpp"

namespace redress::engine {

struct Asked {
  std::string method, target, whole, body;
  [[nodiscard]] std::string header(const std::string& name) const { return mail::header_of(whole, name); }
};

inline Asked parse_asked(const std::string& request) {
  const std::size_t space = request.find(' ');
  const std::size_t end = request.find(' ', space + 1);
  Asked asked;
  asked.method = request.substr(0, space);
  asked.target = request.substr(space + 1, end - space - 1);
  asked.whole = request;
  asked.body = request.substr(request.find("\r\n\r\n") + 4);
  return asked;
}

class TestExchange {
 public:
  using Answer = std::function<std::string(const Asked&)>;  // a whole HTTP answer; empty: the connection is cut

  explicit TestExchange(Answer answer)
      : answer_(std::move(answer)), receiver_([this](const std::string& request) {
          const Asked asked = parse_asked(request);
          asked_.write([&](std::vector<Asked>& all) { all.push_back(asked); });
          return answer_(asked);
        }) {
    mail::GuardRules rules;
    rules.allowed_targets = {receiver_.name()};
    guard_ = std::make_unique<mail::Guard>(rules);
  }

  [[nodiscard]] std::vector<Asked> asked() const {
    return asked_.read([](const std::vector<Asked>& all) { return all; });
  }
  [[nodiscard]] std::string url(const std::string& path = "") const { return receiver_.url(path); }
  [[nodiscard]] std::string name() const { return receiver_.name(); }  // host:port
  [[nodiscard]] const mail::Guard& guard() const { return *guard_; }

 private:
  Answer answer_;
  Guarded<std::vector<Asked>> asked_;
  std::unique_ptr<mail::Guard> guard_;
  mail::TestReceiver receiver_;
};

// Time that stands still, and a memory of the waits.
struct TestHours final : Clock {
  Instant at{1'700'000'000'000};
  std::vector<std::int64_t> waits_s;
  bool may_wait = true;
  [[nodiscard]] Instant now() const override { return at; }
  [[nodiscard]] ExchangeDoor door(const TestExchange& server, const media::HashListReader* lists = nullptr) {
    return {server.guard(), *this, lists,
            [this](std::chrono::seconds wait) {
              waits_s.push_back(wait.count());
              return may_wait;
            },
            std::chrono::milliseconds(2'000)};
  }
};

// The keys that no error may repeat.
inline Exchange test_exchange(ExchangeKind kind, const std::string& url) {
  Exchange exchange;
  exchange.settings.name = "test";
  exchange.settings.kind = kind;
  exchange.settings.bank = "b";
  exchange.settings.url = url;
  exchange.settings.group = "777";
  exchange.settings.user = "user";
  exchange.settings.member = kind == ExchangeKind::ncmec ? "9" : "Us";
  exchange.secrets = {"SECRET-password", "100|SECRET-token", "SECRET-subscription", "SECRET-feedback", "SECRET-submit"};
  return exchange;
}

inline std::string pdq_of(int number) {
  const std::string digits = std::to_string(1'000'000 + number);
  return "9def0b7dafa86a1c90f2abd78e79ceb25ec3d1a4b3d4bc7a4354baf77" + digits;
}

// GUIDs that differ in their last digits.
inline std::string guid_of(int number) { return "01234567-abcd-0123-4567-" + std::to_string(100'000'000'000 + number); }

// The list of reasons of GET /v2/feedback/KIND/reasons.
inline std::string reasons_answer(const std::vector<media::ListedReason>& reasons) {
  std::string listed;
  for (const media::ListedReason& reason : reasons) {
    listed += R"(<reason guid=")" + reason.guid + R"(" name=")" + reason.name + R"(" type=")" + reason.kind + R"("/>)";
  }
  return mail::http_answer(200, R"(<availableFeedbackReasons xmlns="https://hashsharing.ncmec.org/hashsharing/v2">)" +
                                    listed + "</availableFeedbackReasons>");
}

struct StopNciiRecord {
  int number = 0;
  std::string status = "Active";
  std::string value;  // instead of the number's hash
  [[nodiscard]] std::string render(std::int64_t at) const {
    return R"({"lastModtimestamp":)" + std::to_string(at) + R"(,"hashValue":")" +
           (value.empty() ? pdq_of(number) : value) + R"(","hashStatus":")" + status +
           R"(","caseNumbers":{},"signalType":"ImagePDQ","CSPFeedbacks":[]})";
  }
};

inline std::string stopncii_answer(const std::string& records, std::size_t count, std::int64_t next_set,
                                   const std::string& token) {
  const std::string page = R"({"count":)" + std::to_string(count) + R"(,"nextSetTimestamp":)" +
                           std::to_string(next_set) + R"(,"nextPageToken":)" +
                           (token.empty() ? "null" : "\"" + token + "\"") + R"(,"hasMoreRecords":)" +
                           (token.empty() ? "false" : "true") + R"(,"hashRecords":[)" + records + "]}";
  return mail::http_answer(200, page);
}

// FetchHashes over records in their order of change: two a page, tokens that name the place.
struct StopNciiModel {
  Guarded<std::vector<StopNciiRecord>> records;  // the n-th changed at second 100 + n

  std::string answer(const Asked& asked) const {
    if (asked.header("x-functions-key") != "100|SECRET-token" ||
        asked.header("Ocp-Apim-Subscription-Key") != "SECRET-subscription") {
      return mail::http_answer(401);
    }
    const std::int64_t since = std::stoll(asked.target.substr(asked.target.find("startTimestamp=") + 15));
    const std::size_t token = asked.target.find("nextPageToken=p");
    return records.read([&](const std::vector<StopNciiRecord>& all) {
      std::size_t at = token == std::string::npos ? static_cast<std::size_t>(std::max<std::int64_t>(since - 100, 0))
                                                  : std::stoul(asked.target.substr(token + 15));
      std::string page;
      std::size_t count = 0;
      for (; count < 2 && at < all.size(); ++count, ++at) {
        page += (page.empty() ? "" : ",") + all[at].render(100 + static_cast<std::int64_t>(at));
      }
      const auto next_set = 100 + static_cast<std::int64_t>(all.size());
      return stopncii_answer(page, count, next_set, at < all.size() ? "p" + std::to_string(at) : "");
    });
  }
  void add(StopNciiRecord record) {
    records.write([&](std::vector<StopNciiRecord>& all) { all.push_back(std::move(record)); });
  }
};

}  // namespace redress::engine
