// SPDX-License-Identifier: Apache-2.0
// match/exchange_changes.hpp — what a page changes in what we hold: entries added, replaced, withdrawn.
//
// Use this when   a page is about to be stored; the store then only writes.
// Shapes          all entries of a page with one source_ref are together its snapshot: what is held under that ref and
//                 is not among them is withdrawn. Of two entries of a page for one ref the later counts: by place, or,
//                 where the page is not in order, by changed_at, and a withdrawal before an entry of the same instant.
//                 There the held entries' times count too: what is older than them changes nothing.
// Errors          none: every page can be applied to anything.
// Threads         a pure function; find_held is called on this thread.
// Cost            sorts the page by ref; one call of find_held a ref.
// Source          docs/reference/exchanges.md.
// Never           drops an entry that no page named: at the end of a full fetch the store asks which those are.
#pragma once

#include <functional>

#include "match/exchange.hpp"

namespace redress::match {

// What is held under a ref, marks of earlier withdrawals included: those have is_withdrawn, no signal and their time.
using FindHeld = std::function<std::vector<ExchangeEntry>(const std::string& source_ref)>;

struct ExchangeChanges {
  std::vector<ExchangeEntry> added;
  std::vector<ExchangeEntry> replaced;   // the same ref, kind and signal: opinion, tags, owner or time are new
  std::vector<ExchangeEntry> withdrawn;  // as held, with is_withdrawn and the time of the withdrawal
  // To be remembered without a signal, so that an older page which arrives later cannot bring an entry back.
  std::vector<ExchangeEntry> marks;
  std::size_t unchanged_count = 0;
  std::size_t stale_count = 0;  // older than what is held
};

[[nodiscard]] ExchangeChanges apply_page(const ExchangePage& page, const FindHeld& find_held);

}  // namespace redress::match
