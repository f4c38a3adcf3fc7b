// SPDX-License-Identifier: Apache-2.0
// engine/exchange_request.hpp — one request to an exchange: guarded, bounded, and asked again only where that is safe.
//
// Use this when   inside engine/exchange_client.hpp, exchange_feedback.hpp and exchange_reasons.hpp.
// Shapes          a GET is asked again on 429 and 5xx, after 1, 2, 5 and 15 s or what the exchange asks for up to two
//                 minutes; anything with a body is sent once. Redirects are not followed.
// Units           body_bytes_max bytes of an answer.
// Errors          forbidden: 401, 403. conflict: a page that the exchange does not know any more. exhausted: 429 to the
//                 end, or an answer that is too large. unavailable: everything else, to be tried again later.
// Threads         any; blocks.
// Never           puts an address, a secret or the exchange's own words into an error.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "engine/exchange_settings.hpp"
#include "mail/fetch.hpp"
#include "media/hash_list.hpp"

namespace redress::engine {

// What the conversation needs of this process.
struct ExchangeDoor {
  const mail::Guard& guard;
  const Clock& clock;
  const media::HashListReader* hash_lists = nullptr;  // for NCMEC
  // Sleeps so long, or less and says no: then the conversation ends. Empty: nothing is asked again.
  std::function<bool(std::chrono::seconds)> wait;
  std::chrono::milliseconds timeout{60'000};  // of one answer
};

struct ExchangeAsk {
  std::string url;
  mail::Headers headers;
  std::string body;         // empty: a GET
  std::string method;       // of one with a body: "PUT"; empty: POST
  bool is_resumed = false;  // a page that an earlier answer named
  std::uint64_t body_bytes_max = 32U << 20;
};

// After so many failures of a GET: how long to wait before it is asked again; nothing: it is not.
[[nodiscard]] std::optional<std::chrono::seconds> find_fetch_delay(int failures, int status,
                                                                   std::string_view retry_after, Instant now);

// The body of a 2xx answer.
[[nodiscard]] Result<std::string> ask_exchange(const Exchange& exchange, const ExchangeDoor& door,
                                               const ExchangeAsk& ask);

// NCMEC's: the name of a user and a password.
[[nodiscard]] std::pair<std::string, std::string> make_basic_header(const Exchange& exchange);

[[nodiscard]] std::string encode_query(std::string_view value);  // all but RFC 3986 unreserved characters

}  // namespace redress::engine
