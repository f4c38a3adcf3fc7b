// SPDX-License-Identifier: Apache-2.0
// match/exchange_ncmec.hpp — NCMEC hash sharing v2: entries of the page that media/hash_list.hpp read, and feedback.
//
// Shapes          an entry's md5, sha1 and pdq become one entry each, all with the source_ref MEMBER/ID. A tombstone
//                 withdraws the ref. The page is not in order: the entries' times count.
// Errors          none for a page: what cannot be taken is a fault line. render_ncmec_feedback: invalid for a reason
//                 that is not a GUID, or negative feedback without one.
// Threads         pure functions.
// Source          NCMEC hash sharing API v2; docs/reference/exchanges.md.
#pragma once

#include "match/exchange.hpp"
#include "media/hash_list.hpp"

namespace redress::match {

[[nodiscard]] ExchangePage make_ncmec_page(const media::HashList& list);

struct NcmecFeedback {
  bool is_affirmative = true;
  std::vector<std::string> reason_guids;  // for negative feedback, as the exchange lists them
};
[[nodiscard]] Result<std::string> render_ncmec_feedback(const NcmecFeedback& feedback);

// "MD5", as the exchange spells it in addresses. unsupported: a kind that it takes no feedback on from us.
[[nodiscard]] Result<std::string> render_ncmec_kind(SignalKind kind);

}  // namespace redress::match
