// SPDX-License-Identifier: Apache-2.0
// match/exchange_threat.hpp — ThreatExchange: a page of threat_updates, and what is sent back.
//
// Shapes          {"data":[{id, indicator, type, last_updated, should_delete, descriptors}], "paging":{next}}. A
//                 source_ref is the indicator's id, a feedback_ref the first descriptor's id that is not ours.
// Errors          invalid, exhausted: the page is none. An indicator that cannot be taken is a fault line.
// Threads         pure functions.
// Source          developers.facebook.com/docs/threat-exchange (threat_updates, descriptors, reactions).
// Never           keeps the access token that the exchange writes into `next`.
#pragma once

#include "match/exchange.hpp"

namespace redress::match {

// `app_id`: ours; its opinions are what we said ourselves. Empty: none is ours.
[[nodiscard]] Result<ExchangePage> parse_threat_page(std::string_view text, std::string_view app_id);

// The query's `types` and `fields`, that a page has what parse_threat_page reads.
[[nodiscard]] std::string render_threat_query();
// "HASH_PDQ"; "HASH_VIDEO_MD5" for a film's MD5. unsupported: a kind that the exchange has no type for.
[[nodiscard]] Result<std::string> render_threat_type(SignalKind kind, bool is_film = false);

}  // namespace redress::match
