// SPDX-License-Identifier: Apache-2.0
// match/exchange_stopncii.hpp — StopNCII v1: a page of FetchHashes, and the bodies of SubmitFeedback and SubmitHashes.
//
// Shapes          {"count", "nextSetTimestamp", "nextPageToken", "hasMoreRecords", "hashRecords":[...]}. A record is a
//                 snapshot: a later one with the same signalType and hashValue replaces it; Withdrawn and Deleted end
//                 it. source_ref: "ImagePDQ:" and the value.
// Errors          invalid, exhausted: the page is none. A record that cannot be taken is a fault line.
// Threads         pure functions.
// Source          the API's captured schema, docs/reference/exchanges.md.
// Never           reads or keeps a case number: it belongs to the person who asked StopNCII.
#pragma once

#include "match/exchange.hpp"

namespace redress::match {

struct StopNciiPage {
  ExchangePage page;          // next: nextPageToken
  std::int64_t next_set = 0;  // nextSetTimestamp, where the next fetch begins once this one has ended
};

// `member`: the name that the exchange knows us by; feedback under it is our own. Empty: none is ours.
[[nodiscard]] Result<StopNciiPage> parse_stopncii_page(std::string_view text, std::string_view member);

enum class StopNciiFeedback { pending_review, blocked, not_blocked };

struct StopNciiOpinion {
  SignalKind kind = SignalKind::pdq;
  std::string signal;
  StopNciiFeedback feedback = StopNciiFeedback::pending_review;
  std::vector<std::string> tags;
};

inline constexpr std::size_t stopncii_batch_count_max = 800;
// invalid: none, too many, or a kind that StopNCII does not carry.
[[nodiscard]] Result<std::string> render_stopncii_feedback(const std::vector<StopNciiOpinion>& opinions);
[[nodiscard]] Result<std::string> render_stopncii_hashes(const std::vector<StopNciiOpinion>& opinions, Instant now);

}  // namespace redress::match
