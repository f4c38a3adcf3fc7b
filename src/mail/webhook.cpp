// SPDX-License-Identifier: Apache-2.0
#include "mail/webhook.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "mail/transfer.hpp"

namespace redress::mail {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::uint64_t answer_bytes_max = 1024;
constexpr std::size_t signature_count_max = 16;
constexpr std::chrono::seconds retry_after_max{24 * 3600};

std::optional<std::int64_t> find_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.front() == '-' || error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

bool is_webhook_id(std::string_view id) {
  return !id.empty() && id.size() <= 256 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '.'; });
}

Digest signature_of(const WebhookSecret& secret, std::string_view id, std::string_view seconds, std::string_view body) {
  std::string signed_text;
  signed_text.reserve(id.size() + seconds.size() + body.size() + 2);
  signed_text.append(id).append(".").append(seconds).append(".").append(body);
  return hmac_sha256(secret, view_bytes(signed_text));
}

// Seconds, or an HTTP date.
std::optional<std::chrono::seconds> find_retry_after(std::string_view text, Instant now) {
  auto seconds = find_number(text);
  if (!seconds && !text.empty()) {
    const std::time_t at = curl_getdate(std::string(text).c_str(), nullptr);
    if (at != -1) seconds = at - now.ms / 1000;
  }
  if (!seconds || *seconds <= 0) return std::nullopt;
  return std::min(std::chrono::seconds(*seconds), retry_after_max);
}

}  // namespace

Result<WebhookSecret> parse_webhook_secret(std::string_view text) {
  if (!text.starts_with(secret_prefix)) return Error{Code::invalid, "a webhook secret begins with whsec_"};
  auto secret = parse_base64(text.substr(secret_prefix.size()));
  if (!secret.ok() || secret.value().size() < 24 || secret.value().size() > 64) {
    return Error{Code::invalid, "a webhook secret is whsec_ and the base64 of 24 to 64 bytes"};
  }
  return secret;
}

std::string render_webhook_secret(const WebhookSecret& secret) {
  return std::string(secret_prefix) + render_base64(secret);
}

WebhookSecret make_webhook_secret() {
  const auto bytes = random_bytes<32>();
  return {bytes.begin(), bytes.end()};
}

std::string sign_webhook(const WebhookSecret& secret, std::string_view id, Instant at, std::string_view body) {
  return "v1," + render_base64(signature_of(secret, id, std::to_string(at.ms / 1000), body));
}

Status verify_webhook(const WebhookSecret& secret, const WebhookHeaders& headers, std::string_view body, Instant now,
                      std::chrono::seconds tolerance) {
  if (!is_webhook_id(headers.id)) return Error{Code::forbidden, "webhook-id is missing or malformed"};
  const auto seconds = find_number(headers.timestamp);
  if (!seconds) return Error{Code::forbidden, "webhook-timestamp is missing or malformed"};
  const std::int64_t apart = now.ms / 1000 - *seconds;
  if (apart > tolerance.count() || apart < -tolerance.count()) {
    return Error{Code::forbidden, "webhook-timestamp is too far from now: check both clocks"};
  }
  const Digest expected = signature_of(secret, headers.id, headers.timestamp, body);
  std::string_view rest = headers.signature;
  for (std::size_t count = 0; !rest.empty() && count < signature_count_max; ++count) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!one.starts_with("v1,")) continue;  // another scheme's, for whoever knows it
    const auto given = parse_base64(one.substr(3));
    if (given.ok() && is_equal_constant_time(given.value(), expected)) return Done{};
  }
  return Error{Code::forbidden, "no signature matches: check the secret, and that the body is used as it came"};
}

Delivery decide_outcome(int status, std::string_view retry_after, Instant now) {
  using Outcome = Delivery::Outcome;
  const std::string told = "the receiver answered " + std::to_string(status);
  if (status >= 200 && status < 300) return {Outcome::delivered, status, {}, {}};
  if (status == 410) return {Outcome::disabled, status, told + ": it is gone and will not be called again", {}};
  if (status >= 300 && status < 400) {
    return {Outcome::retry, status, told + ": redirects are not followed, configure the final address", {}};
  }
  const bool asks_for_time = status == 429 || status == 502 || status == 503 || status == 504;
  return {Outcome::retry, status, told, asks_for_time ? find_retry_after(retry_after, now) : std::nullopt};
}

std::optional<std::chrono::seconds> find_retry_delay(int attempt) {
  constexpr std::array<int, 13> delays_s = {1, 2, 5, 15, 30, 60, 300, 900, 3600, 7200, 14400, 28800, 28800};
  CHECK(attempt >= 1);
  if (static_cast<std::size_t>(attempt) > delays_s.size()) return std::nullopt;
  return std::chrono::seconds(delays_s[static_cast<std::size_t>(attempt) - 1]);
}

std::optional<std::chrono::seconds> find_retry_delay(int attempt, const Delivery& last) {
  const auto delay = find_retry_delay(attempt);
  if (!delay) return std::nullopt;
  return std::max(*delay, last.retry_after.value_or(*delay));
}

Result<Delivery> post_webhook(const Guard& guard, const Endpoint& endpoint, std::string_view id,
                              const std::string& body, Instant now, std::chrono::milliseconds timeout) {
  if (!is_webhook_id(id))
    return Error{Code::invalid, "a webhook id is 1 to 256 visible characters without a full stop"};
  if (endpoint.secrets.empty()) return Error{Code::invalid, "the endpoint has no secret: nothing is sent unsigned"};
  auto target = guard.check(endpoint.url);
  if (!target.ok()) {
    // A name that does not resolve today may tomorrow; an address that may not be called stays so until somebody
    // changes it.
    if (target.error().code != Code::unavailable) return std::move(target).error();
    return Delivery{Delivery::Outcome::retry, 0, target.error().message, {}};
  }
  std::string signatures;
  for (const WebhookSecret& secret : endpoint.secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += sign_webhook(secret, id, now, body);
  }
  Transfer transfer;
  transfer.headers = {{"Content-Type", "application/json"},
                      {"webhook-id", std::string(id)},
                      {"webhook-timestamp", std::to_string(now.ms / 1000)},
                      {"webhook-signature", signatures}};
  transfer.post_body = &body;
  transfer.timeout = timeout;
  transfer.body_bytes_max = answer_bytes_max;
  transfer.stop_at_limit = true;
  const auto answer = run_transfer(target.value(), transfer);
  if (!answer.ok()) return Delivery{Delivery::Outcome::retry, 0, answer.error().message, {}};
  return decide_outcome(answer.value().status, find_value(answer.value().headers, "retry-after"), now);
}

}  // namespace redress::mail
