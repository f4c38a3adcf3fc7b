// SPDX-License-Identifier: Apache-2.0
// server/json_notice.hpp — a notice or an order as JSON: read strictly, and the receipt written back.
//
// Shapes          docs/reference/http.md; harm, channel and complainant in the words of docs/reference/glossary.md.
//                 1…200 items.
// Errors          parse_*: faults with RFC 6901 pointers; the value is usable only when there are none.
// Threads         pure functions; `now` and the caller's rights arrive as values.
// Source          the outside contract of the product; 47 U.S.C. 223a(a)(2) (signature, good faith, contact).
// Never           looks at a clock or the network.
#pragma once

#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "server/json.hpp"

namespace redress::server {

inline constexpr std::size_t item_count_max = 200;  // as many as the core takes in one notice
inline constexpr std::size_t statement_bytes_max = 32 * 1024;
inline constexpr std::size_t url_bytes_max = 2'048;
inline constexpr std::size_t idempotency_key_bytes_max = 200;

// A channel that speaks with public authority; only a caller trusted with orders may use it.
[[nodiscard]] bool is_authority_channel(law::Channel channel);
// ISO 3166-1 alpha-2, "EU", or a subdivision of a country ("US-CA").
[[nodiscard]] bool is_jurisdiction(std::string_view code);
[[nodiscard]] bool is_country(std::string_view code);
// A tag such as "hi" or "pt-BR".
[[nodiscard]] bool is_language(std::string_view tag);
[[nodiscard]] bool is_email(std::string_view text);

[[nodiscard]] engine::NoticeRequest parse_notice(const Json& body, Instant now, Faults& faults);
[[nodiscard]] engine::NoticeRequest parse_order(const Json& body, Instant now, Faults& faults);
// One entry of `items`. The URL is kept in its one spelling (http/url.hpp).
[[nodiscard]] cases::ItemFacts parse_item(const Json& body, const std::string& pointer, Faults& faults);

// The tightest of the clocks that this notice started: the case's leader, or, in a case that ran before, its own first.
[[nodiscard]] const cases::CaseClock* find_leader(const engine::NoticeAnswer& answer);
[[nodiscard]] Json render_receipt(const engine::Receipt& receipt);
[[nodiscard]] Json render_clock(const cases::CaseClock& clock, bool leads);
[[nodiscard]] Json render_notice_answer(const engine::NoticeAnswer& answer);
[[nodiscard]] Json render_order_answer(const engine::NoticeAnswer& answer);

}  // namespace redress::server
