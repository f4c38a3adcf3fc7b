// SPDX-License-Identifier: Apache-2.0
// mail/webhook.hpp — telling a platform what to do, so that it can know it was us: Standard Webhooks 1.0.
//
// Use this when   an event leaves for the operator's own system. The queue of deliveries is the engine's; this is one
//                 attempt and the
//                 rule for the next.
// Shapes          webhook-id stays the same over retries and holds no full stop; webhook-timestamp is Unix seconds of
//                 the attempt;
//                 webhook-signature is "v1,<base64>" per secret, separated by spaces. Secrets: "whsec_" + base64 of 24
//                 to 64 bytes.
// Errors          parse_*: invalid. post: invalid or forbidden when the endpoint can never be called as configured; a
//                 network failure
//                 or a refusing receiver is a Delivery, not an error. verify: forbidden, with the reason.
// Threads         pure functions; post blocks for at most 15 s plus the name look-up.
// Source          standardwebhooks.com specification 1.0.0; RFC 2104.
// Never           follows a redirect, reads more than 1 KiB of an answer, or puts a secret into an error.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "mail/guard.hpp"

namespace redress::mail {

using WebhookSecret = Bytes;

[[nodiscard]] Result<WebhookSecret> parse_webhook_secret(std::string_view text);
[[nodiscard]] std::string render_webhook_secret(const WebhookSecret& secret);
[[nodiscard]] WebhookSecret make_webhook_secret();

// "v1,<base64>" over "{id}.{seconds}.{body}".
[[nodiscard]] std::string sign_webhook(const WebhookSecret& secret, std::string_view id, Instant at,
                                       std::string_view body);

struct WebhookHeaders {
  std::string_view id, timestamp, signature;
};
// For receivers, and for proving that we send what they can check. Remembering ids (against replay inside the window)
// is the caller's.
[[nodiscard]] Status verify_webhook(const WebhookSecret& secret, const WebhookHeaders& headers, std::string_view body,
                                    Instant now, std::chrono::seconds tolerance = std::chrono::seconds(300));

struct Endpoint {
  std::string url;
  std::vector<WebhookSecret> secrets;  // the newest first; two while one replaces the other
};

struct Delivery {
  enum class Outcome { delivered, retry, disabled };  // disabled: the receiver said 410, stop calling it
  Outcome outcome = Outcome::retry;
  int status = 0;                                   // 0: no answer at all
  std::string reason;                               // for the operator: what to look at
  std::optional<std::chrono::seconds> retry_after;  // the receiver's wish, at most 24 h
};

[[nodiscard]] Delivery decide_outcome(int status, std::string_view retry_after, Instant now);

// After `attempt` failures (1, 2, …): 1, 2, 5, 15, 30 s, 1, 5, 15 min, 1, 2, 4, 8, 8 h; then nothing: 23 h 22 min were
// enough.
[[nodiscard]] std::optional<std::chrono::seconds> find_retry_delay(int attempt);
// The same, never sooner than the receiver asked for.
[[nodiscard]] std::optional<std::chrono::seconds> find_retry_delay(int attempt, const Delivery& last);

[[nodiscard]] Result<Delivery> post_webhook(const Guard& guard, const Endpoint& endpoint, std::string_view id,
                                            const std::string& body, Instant now,
                                            std::chrono::milliseconds timeout = std::chrono::milliseconds(15'000));

}  // namespace redress::mail
