// SPDX-License-Identifier: Apache-2.0
// engine/exchange_feedback.hpp — tells an exchange what our reviewers made of one of its entries, and StopNCII of new
// ones.
//
// Use this when   a case that an entry led to has been seen or decided, and its exchange says feedback = true.
// Shapes          StopNCII: SubmitFeedback. NCMEC: PUT of affirmative feedback, or negative with reasons.
//                 ThreatExchange: seen is the reaction SAW_THIS_TOO, a verdict a descriptor of our own in the group.
// Errors          forbidden: feedback is off, or the exchange refuses us. unsupported: this exchange takes none of the
//                 kind, or nothing that says "seen". invalid: a value that the exchange does not carry. unavailable:
//                 try again later, at the caller's choice: nothing here is sent twice by itself.
// Threads         any; blocks for one answer.
// Source          docs/reference/exchanges.md.
// Never           sends a picture, a person's words or address, or which case it was.
#pragma once

#include "engine/exchange_request.hpp"
#include "match/exchange_stopncii.hpp"

namespace redress::engine {

struct ExchangeFeedback {
  // seen: a match that nobody has judged yet.
  enum class Verdict { seen, harmful, harmless };
  match::ExchangeEntry entry;  // as it was taken from the exchange
  Verdict verdict = Verdict::seen;
  std::vector<std::string> tags;     // the exchange's words
  std::vector<std::string> reasons;  // NCMEC's GUIDs, listed for the entry's kind: engine/exchange_reasons.hpp
  bool is_film = false;              // whose bytes an MD5 is of: some exchanges keep them apart
};

[[nodiscard]] Status send_feedback(const Exchange& exchange, const ExchangeDoor& door,
                                   const ExchangeFeedback& feedback);

// New hashes for StopNCII, at most match::stopncii_batch_count_max.
[[nodiscard]] Status submit_hashes(const Exchange& exchange, const ExchangeDoor& door,
                                   const std::vector<match::StopNciiOpinion>& hashes);

}  // namespace redress::engine
