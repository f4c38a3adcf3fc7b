// SPDX-License-Identifier: Apache-2.0
#include "mail/webhook.hpp"

#include <gtest/gtest.h>

#include "base/guarded.hpp"
#include "mail/fetch.hpp"
#include "mail/test_receiver.hpp"

namespace redress::mail {
namespace {

using std::chrono::seconds;
constexpr Instant now{1614265330'000};

// The vector of the Standard Webhooks reference libraries.
TEST(Webhook, SignsAndVerifiesThePublishedVector) {
  const auto secret = parse_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret.ok());
  const std::string body = "{\"test\": 2432232314}";
  const std::string expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  EXPECT_EQ(sign_webhook(secret.value(), "msg_p5jXN8AQM9LWM0D4loKWxJek", now, body), expected);
  const auto verify = [&](std::string_view id, std::string_view at, std::string_view signature, std::string_view text,
                          Instant when = now) {
    return verify_webhook(secret.value(), {id, at, signature}, text, when).ok();
  };
  const std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  EXPECT_TRUE(verify(id, "1614265330", expected, body));
  EXPECT_TRUE(verify(id, "1614265330", "v1,AAAA v1a,xyz " + expected + " v1,BBBB", body));
  EXPECT_TRUE(verify(id, "1614265330", expected, body, now + seconds(300)));
  EXPECT_TRUE(verify(id, "1614265330", expected, body, now - seconds(300)));
  EXPECT_FALSE(verify(id, "1614265330", expected, body, now + seconds(301)));
  EXPECT_FALSE(verify(id, "1614265330", expected, body, now - seconds(301)));
  EXPECT_FALSE(verify(id, "1614265331", expected, body));
  EXPECT_FALSE(verify("msg_other", "1614265330", expected, body));
  EXPECT_FALSE(verify(id, "1614265330", expected, body + " "));
  EXPECT_FALSE(verify(id, "1614265330", "", body));
  EXPECT_FALSE(verify(id, "1614265330", "v2" + expected.substr(2), body));
  EXPECT_FALSE(verify(id, "", expected, body));
  EXPECT_FALSE(verify(id, "-1", expected, body));
  EXPECT_FALSE(verify("a.b", "1614265330", expected, body));
  std::string many;
  for (int i = 0; i < 16; ++i) many += "v1,AAAA ";
  EXPECT_FALSE(verify(id, "1614265330", many + expected, body));
}

TEST(Webhook, SecretsHaveOneSpelling) {
  const WebhookSecret made = make_webhook_secret();
  EXPECT_EQ(parse_webhook_secret(render_webhook_secret(made)).value(), made);
  for (const char* bad : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_****"}) {
    EXPECT_FALSE(parse_webhook_secret(bad).ok()) << bad;
  }
  EXPECT_TRUE(parse_webhook_secret("whsec_" + render_base64(Bytes(64, 1))).ok());
  EXPECT_FALSE(parse_webhook_secret("whsec_" + render_base64(Bytes(65, 1))).ok());
  EXPECT_FALSE(parse_webhook_secret("whsec_" + render_base64(Bytes(23, 1))).ok());
}

TEST(Webhook, RetriesSpreadOverADayAndThenEnd) {
  std::vector<std::int64_t> delays;
  seconds total{0};
  for (int attempt = 1; const auto delay = find_retry_delay(attempt); ++attempt) {
    delays.push_back(delay->count());
    total += *delay;
  }
  const std::vector<std::int64_t> expected = {1, 2, 5, 15, 30, 60, 300, 900, 3600, 7200, 14400, 28800, 28800};
  EXPECT_EQ(delays, expected);
  EXPECT_LE(total, std::chrono::hours(24));
  EXPECT_EQ(find_retry_delay(1, decide_outcome(429, "120", now)), seconds(120));
  EXPECT_EQ(find_retry_delay(7, decide_outcome(429, "120", now)), seconds(300));
  EXPECT_EQ(find_retry_delay(14, decide_outcome(429, "120", now)), std::nullopt);
}

TEST(Webhook, EveryStatusHasOneMeaning) {
  using Outcome = Delivery::Outcome;
  for (const int status : {200, 201, 202, 204, 299})
    EXPECT_EQ(decide_outcome(status, "", now).outcome, Outcome::delivered);
  for (const int status : {300, 301, 304, 307, 400, 401, 404, 409, 422, 429, 500, 502, 503, 504, 599}) {
    EXPECT_EQ(decide_outcome(status, "", now).outcome, Outcome::retry) << status;
  }
  EXPECT_EQ(decide_outcome(410, "", now).outcome, Outcome::disabled);
  EXPECT_EQ(decide_outcome(503, "7", now).retry_after, seconds(7));
  EXPECT_EQ(decide_outcome(503, "9999999", now).retry_after, seconds(86400));
  EXPECT_EQ(decide_outcome(503, "Thu, 25 Feb 2021 15:03:10 GMT", now).retry_after, seconds(60));
  EXPECT_EQ(decide_outcome(503, "soon", now).retry_after, std::nullopt);
  EXPECT_EQ(decide_outcome(503, "-5", now).retry_after, std::nullopt);
  EXPECT_EQ(decide_outcome(500, "7", now).retry_after, std::nullopt);
}

class WebhookPost : public testing::Test {
 protected:
  static Guard guard_for(const TestReceiver& receiver) {
    GuardRules rules;
    rules.allowed_targets = {receiver.name()};
    return Guard(rules);
  }
};

TEST_F(WebhookPost, WhatIsSentCanBeVerifiedByItsReceiver) {
  const WebhookSecret secret = make_webhook_secret();
  const WebhookSecret old = make_webhook_secret();
  std::string seen;
  TestReceiver receiver([&](const std::string& request) {
    seen = request;
    return http_answer(204);
  });
  const std::string body = "{\"type\":\"measure.ordered\",\"data\":{}}";
  const auto sent = post_webhook(guard_for(receiver), {receiver.url("/hook"), {secret, old}}, "msg_1", body, now);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent.value().outcome, Delivery::Outcome::delivered);
  EXPECT_TRUE(seen.starts_with("POST /hook HTTP/1.1\r\n")) << seen;
  EXPECT_EQ(header_of(seen, "Content-Type"), "application/json");
  const std::string id = header_of(seen, "webhook-id");
  const std::string at = header_of(seen, "webhook-timestamp");
  const std::string signature = header_of(seen, "webhook-signature");
  const std::string got = seen.substr(seen.find("\r\n\r\n") + 4);
  EXPECT_EQ(got, body);
  for (const auto& one : {secret, old}) EXPECT_TRUE(verify_webhook(one, {id, at, signature}, got, now).ok());
  EXPECT_FALSE(verify_webhook(make_webhook_secret(), {id, at, signature}, got, now).ok());
}

TEST_F(WebhookPost, FailuresAreDeliveriesThatSayWhatToDo) {
  Guarded<std::string> answer;
  TestReceiver receiver([&](const std::string&) { return answer.read([](const std::string& text) { return text; }); });
  const Guard guard = guard_for(receiver);
  const Endpoint endpoint{receiver.url(), {make_webhook_secret()}};
  const auto post = [&](std::string next) {
    answer.write([&](std::string& text) { text = std::move(next); });
    return post_webhook(guard, endpoint, "msg_1", "{}", now, std::chrono::milliseconds(500)).value();
  };
  EXPECT_EQ(post(http_answer(302, "", "Location: http://127.0.0.1:1/\r\n")).outcome, Delivery::Outcome::retry);
  EXPECT_EQ(post(http_answer(410)).outcome, Delivery::Outcome::disabled);
  EXPECT_EQ(post(http_answer(429, "", "Retry-After: 30\r\n")).retry_after, seconds(30));
  EXPECT_EQ(post("").status, 0);
  EXPECT_EQ(post("SSH-2.0-x\r\n").status, 0);
  // A receiver that never ends its answer has answered once its status is known.
  EXPECT_EQ(post(http_answer(200, std::string(5 << 20, 'x'))).outcome, Delivery::Outcome::delivered);
  EXPECT_EQ(receiver.connection_count(), 6);
}

TEST_F(WebhookPost, WhatMayNotBeCalledIsAnError) {
  TestReceiver receiver([](const std::string&) { return http_answer(200); });
  const Endpoint endpoint{receiver.url(), {make_webhook_secret()}};
  EXPECT_EQ(post_webhook(Guard(), endpoint, "m", "{}", now).error().code, Code::forbidden);
  EXPECT_EQ(post_webhook(guard_for(receiver), endpoint, "a.b", "{}", now).error().code, Code::invalid);
  EXPECT_EQ(post_webhook(guard_for(receiver), {receiver.url(), {}}, "m", "{}", now).error().code, Code::invalid);
  const Endpoint unknown{"http://no-such-name.invalid/", endpoint.secrets};
  EXPECT_EQ(post_webhook(Guard(), unknown, "m", "{}", now).value().outcome, Delivery::Outcome::retry);
  EXPECT_EQ(receiver.connection_count(), 0);
}

TEST(Fetch, ReadsAnItemWithItsLinkHeaderIntoMemoryOrAFile) {
  std::string seen;
  TestReceiver receiver([&](const std::string& request) {
    seen = request;
    return http_answer(451, "blocked", "Link: <https://x>; rel=\"blocked-by\"\r\nSet-Cookie: a=b\r\n");
  });
  GuardRules rules;
  rules.allowed_targets = {receiver.name()};
  FetchOptions options;
  options.headers = {{"X-Country", "IN"}};
  const auto fetched = fetch(Guard(rules), receiver.url("/p/1"), options);
  ASSERT_TRUE(fetched.ok()) << fetched.error().message;
  EXPECT_EQ(fetched.value().status, 451);
  EXPECT_EQ(find_value(fetched.value().headers, "link"), "<https://x>; rel=\"blocked-by\"");
  EXPECT_EQ(fetched.value().body, "blocked");
  EXPECT_EQ(header_of(seen, "X-Country"), "IN");
  EXPECT_EQ(header_of(seen, "Cookie"), "");
  EXPECT_EQ(header_of(seen, "Accept-Encoding"), "");
  options.file_path = testing::TempDir() + "fetched.bin";
  ASSERT_TRUE(fetch(Guard(rules), receiver.url(), options).ok());
  std::FILE* file = std::fopen(options.file_path.c_str(), "rb");
  char text[16] = {};
  EXPECT_EQ(std::fread(text, 1, sizeof text, file), 7U);
  std::fclose(file);
  EXPECT_STREQ(text, "blocked");
  options.headers = {{"X", "a\r\nY: b"}};
  EXPECT_EQ(fetch(Guard(rules), receiver.url(), options).error().code, Code::invalid);
}

TEST(Fetch, RedirectsAreFewAndCheckedEachTime) {
  TestReceiver inner([](const std::string&) { return http_answer(200, "inside"); });
  TestReceiver* self = nullptr;
  TestReceiver receiver([&](const std::string& request) {
    if (request.starts_with("GET /in ")) return http_answer(302, "", "Location: " + inner.url() + "\r\n");
    if (request.starts_with("GET /scheme ")) return http_answer(302, "", "Location: file:///etc/passwd\r\n");
    if (request.starts_with("GET /loop ")) return http_answer(302, "", "Location: /loop\r\n");
    if (request.starts_with("GET /a/b ")) return http_answer(301, "", "Location: ../end?x\r\n");
    return http_answer(200, request.substr(4, request.find(" HTTP") - 4));
  });
  self = &receiver;
  GuardRules rules;
  rules.allowed_targets = {self->name()};
  const Guard guard(rules);
  const auto followed = fetch(guard, receiver.url("/a/b"));
  ASSERT_TRUE(followed.ok()) << followed.error().message;
  EXPECT_EQ(followed.value().body, "/end?x");
  EXPECT_EQ(followed.value().url, receiver.url("/end?x"));
  EXPECT_EQ(fetch(guard, receiver.url("/in")).error().code, Code::forbidden);
  EXPECT_EQ(fetch(guard, receiver.url("/scheme")).error().code, Code::invalid);
  EXPECT_EQ(fetch(guard, receiver.url("/loop")).error().code, Code::exhausted);
  EXPECT_EQ(inner.connection_count(), 0);
}

TEST(Fetch, SizeAndTimeAreBounded) {
  TestReceiver receiver([](const std::string& request) {
    if (request.starts_with("GET /large ")) return http_answer(200, std::string(3 << 20, 'x'));
    if (request.starts_with("GET /head ")) return http_answer(200, "", "X: " + std::string(90'000, 'x') + "\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    return http_answer(200);
  });
  GuardRules rules;
  rules.allowed_targets = {receiver.name()};
  const Guard guard(rules);
  FetchOptions options;
  options.body_bytes_max = 1 << 20;
  EXPECT_EQ(fetch(guard, receiver.url("/large"), options).error().code, Code::exhausted);
  options.body_bytes_max = 3 << 20;
  EXPECT_EQ(fetch(guard, receiver.url("/large"), options).value().body_bytes, 3U << 20);
  EXPECT_FALSE(fetch(guard, receiver.url("/head"), options).ok());
  options.timeout = std::chrono::milliseconds(150);
  EXPECT_EQ(fetch(guard, receiver.url("/slow"), options).error().code, Code::unavailable);
}

}  // namespace
}  // namespace redress::mail
