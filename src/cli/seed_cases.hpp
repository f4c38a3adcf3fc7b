// SPDX-License-Identifier: Apache-2.0
// cli/seed_cases.hpp — a journal with many open cases, made by the real core, for benches that need a full house.
//
// Errors          those of the store.
// Threads         one owner: nothing else may have the folder open.
// Cost            about 0.3 ms a case, most of it the tables beside the journal.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cases/policy.hpp"
#include "store/event_store.hpp"

namespace redress::cli {

struct SeedPlan {
  std::uint64_t case_count = 0;
  // When the n-th notice was received; its clocks and its next wake follow from it.
  std::function<Instant(std::uint64_t n)> received_at;
  bool restrict_items = false;  // hold each item in the interim, so that the edge has something to answer
};

// "https://host.example/p/<n>" is the n-th case's item.
[[nodiscard]] std::string seeded_url(std::uint64_t n);

// Appends the cases in groups; `progress` hears how many are done.
[[nodiscard]] Status seed_cases(store::EventStore& events, const cases::Policy& policy, const SeedPlan& plan,
                                const std::function<void(std::uint64_t)>& progress);

// The journal was filled without waiting for the disk, and the store is closed: what is measured next must not share
// the disk with what is still being written of it.
void settle_disk();

// Arguments for a server over such a journal: sealing a million made-up cases must not be measured with the rest.
[[nodiscard]] std::vector<std::string> without_ledger(const std::string& data_dir);

// A line that counts on standard error, where that is a terminal.
[[nodiscard]] std::function<void(std::uint64_t)> show_progress(std::string what, std::uint64_t total);

}  // namespace redress::cli
