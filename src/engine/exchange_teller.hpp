// SPDX-License-Identifier: Apache-2.0
// engine/exchange_teller.hpp — tells an exchange what became of the matches that its entries led to.
//
// Use this when   an exchange says feedback = true; one teller for each.
// Shapes          one delivery for each match, decision and reversal in a case that an entry of this exchange opened,
//                 kept in the store with its attempts. What is told is what the case says when it is told, so a late
//                 attempt never takes back a newer word. Each word is noted in the bank's record.
// Errors          none leave: what fails is tried again by mail::find_retry_delay, then given up and noted. A value or
//                 a kind that the exchange does not take is given up at once.
// Threads         one of its own, so that a slow exchange holds up nobody else.
// Source          docs/reference/exchanges.md, "What is sent back".
// Never           tells anything of an entry from a picture that only resembles it, or sends anything in a dry run.
#pragma once

#include <optional>

#include "engine/exchange_feedback.hpp"
#include "engine/exchange_reasons.hpp"
#include "engine/reactor.hpp"

namespace redress::engine {

class ExchangeTeller {
 public:
  // Needs Options::banks, and for NCMEC Options::hash_lists.
  ExchangeTeller(Core& core, ExchangeSettings settings);
  void start();
  void join() { reactor_.join(); }

 private:
  [[nodiscard]] Status tell_due();
  [[nodiscard]] Status tell(store::Delivery delivery, std::vector<store::Delivery> older);
  [[nodiscard]] Result<bool> is_ours(const Id& case_id, const cases::Event& event) const;
  [[nodiscard]] Result<std::vector<store::BankEntry>> list_entries(const cases::Case& state) const;
  [[nodiscard]] Result<std::optional<ExchangeFeedback>> find_feedback(const cases::Case& state,
                                                                      const store::BankEntry& entry) const;
  [[nodiscard]] Status tell_entry(const store::BankEntry& entry, const ExchangeFeedback& feedback);
  [[nodiscard]] Status send(ExchangeFeedback feedback);

  Core& core_;
  const ExchangeSettings settings_;
  const std::string receiver_;
  const mail::Guard guard_;
  ExchangeReasons reasons_;
  Reactor reactor_;
};

// What a case says of the picture in its items `item_nos`, by its newest decision on one of them. Nothing: no item.
[[nodiscard]] std::optional<ExchangeFeedback::Verdict> judge_items(const cases::Case& state,
                                                                   const std::vector<int>& item_nos);

}  // namespace redress::engine
