// SPDX-License-Identifier: Apache-2.0
// store/read_model.hpp — what the tables beside the journal say of one case. Derived here once, for every store and
// for rebuild.
//
// Errors          none.
// Threads         pure functions.
#pragma once

#include <string>
#include <vector>

#include "store/event_store.hpp"

namespace redress::store {

struct ClockCounts {
  int running = 0, met = 0, missed = 0;
};

struct CaseRow {
  QueueRow queue;
  bool in_queue = false;  // a person has something to do: not decided yet, an appeal, a near match, a second look
  std::optional<Instant> wake_at;
  ClockCounts clocks;
};

// `next_wake` comes from the policy, which a store does not know.
[[nodiscard]] CaseRow make_case_row(const cases::Case& state, const std::string& case_code,
                                    std::optional<Instant> next_wake);
[[nodiscard]] std::vector<Hold> list_holds(const cases::Case& state, const std::string& case_code);
// "c:<content id>" and "u:<url>" of every item from `first_item` (an index) on, and "b:<number>" of the bank entries
// that notices rest on.
[[nodiscard]] std::vector<std::string> list_item_keys(const cases::Case& state, std::size_t first_item);
[[nodiscard]] std::string content_key(const std::string& content_id);
[[nodiscard]] std::string bank_entry_key(int entry_no);
[[nodiscard]] std::string url_key(const std::string& url);

// Takes what identifies a person out of everything before the last erasure: gone for the reader from its commit on.
void hide_erased(std::vector<Record>& records);

// Adds `sign` times the row to the counts.
void count_case(Counts& counts, cases::Phase phase, const ClockCounts& clocks, int sign);

}  // namespace redress::store
