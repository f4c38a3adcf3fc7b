// SPDX-License-Identifier: Apache-2.0
// engine/exchange_client.hpp — reads a fingerprint exchange page by page, from a checkpoint to the next.
//
// Use this when   a bank is fed by an exchange. sync_exchange is the one door; what a page changes is told by
//                 match::apply_page.
// Shapes          each page carries the checkpoint to store with it, in one transaction. An interrupted fetch goes on
//                 from the page that it reached; where the exchange has forgotten that page, the fetch begins again
//                 from the old `since`. Only the last page moves `since`.
// Units           page_count_max pages a call: the rest is for the next one.
// Errors          those of engine/exchange_request.hpp; invalid, exhausted: a page that is none, or pages that repeat
//                 themselves; corrupt: the checkpoint. What take_page returns ends the fetch with its error.
// Threads         one call at a time for one exchange; blocks.
// Source          docs/reference/exchanges.md.
// Never           goes past a page that take_page has not taken.
#pragma once

#include "engine/exchange_checkpoint.hpp"
#include "engine/exchange_request.hpp"
#include "match/exchange.hpp"

namespace redress::engine {

inline constexpr std::size_t page_count_max = 10'000;

// The page that a checkpoint asks for, with the checkpoint after it.
[[nodiscard]] Result<match::ExchangePage> fetch_page(const Exchange& exchange, const ExchangeDoor& door,
                                                     const std::string& checkpoint);

using TakePage = std::function<Status(const match::ExchangePage& page)>;

struct SyncReport {
  std::string checkpoint;  // after the last page that was taken
  std::size_t page_count = 0;
  std::size_t entry_count = 0;
  std::size_t fault_count = 0;
  bool is_complete = false;  // false: there is more, for the next call
};

[[nodiscard]] Result<SyncReport> sync_exchange(const Exchange& exchange, const ExchangeDoor& door,
                                               const std::string& checkpoint, const TakePage& take_page);

}  // namespace redress::engine
