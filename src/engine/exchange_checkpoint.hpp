// SPDX-License-Identifier: Apache-2.0
// engine/exchange_checkpoint.hpp — how far an exchange has been read, as a short text that is stored with each page.
//
// Shapes          JSON: since (seconds; where the next fetch begins), fetched_at, and while one is under way begun_at,
//                 until and next. An empty text is the beginning.
// Errors          parse: corrupt when it is no checkpoint: begin anew with an empty one.
// Threads         values and pure functions.
// Never           holds a secret, or moves `since` before the last page.
#pragma once

#include <string>

#include "base/instant.hpp"
#include "engine/exchange_settings.hpp"

namespace redress::engine {

struct ExchangeCheckpoint {
  std::int64_t since_s = 0;       // 0: from the beginning
  std::int64_t fetched_at_s = 0;  // when a fetch last ended; 0: never
  // Of the fetch that is under way:
  std::int64_t begun_at_s = 0;  // 0: none is
  std::int64_t until_s = 0;     // what `since_s` will be once it has ended
  std::string next;             // the exchange's own word for the page to ask for; empty: the first
  bool operator==(const ExchangeCheckpoint&) const = default;
};

[[nodiscard]] Result<ExchangeCheckpoint> parse_checkpoint(std::string_view text);
[[nodiscard]] std::string render_checkpoint(const ExchangeCheckpoint& checkpoint);

// What is asked for now. Goes on with a fetch that is under way unless it began over 12 hours ago (page tokens do not
// live longer); begins from the beginning when the last fetch is so long ago that the exchange has forgotten
// withdrawals (30 days at StopNCII, 85 at ThreatExchange).
[[nodiscard]] ExchangeCheckpoint begin_fetch(ExchangeCheckpoint checkpoint, ExchangeKind kind, Instant now);
// After a page: `next` as the page says; when it was the last, `since` moves to `until`, never past `now`.
[[nodiscard]] ExchangeCheckpoint end_page(ExchangeCheckpoint checkpoint, const std::string& next, bool is_last,
                                          Instant now);
// The same fetch again from its first page.
[[nodiscard]] ExchangeCheckpoint forget_pages(ExchangeCheckpoint checkpoint);

}  // namespace redress::engine
