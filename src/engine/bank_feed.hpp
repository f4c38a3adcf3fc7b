// SPDX-License-Identifier: Apache-2.0
// engine/bank_feed.hpp — what an exchange or a file of entries becomes in a bank, page by page.
//
// Use this when   a page was read: take_page writes it with its checkpoint, all or nothing. sync_bank reads a whole
//                 exchange on from where it stands; BankFeeds does so for all of them, each in its own rhythm.
// Shapes          one bank entry for each reference of the source, with the hashes of it that can be matched: PDQ,
//                 MD5 (of pictures and films alike) and SHA-256. The exchange's opinion is the entry's role.
// Errors          those of the store and of exchange_client.hpp. A failed sync is noted for the exchange and tried
//                 again in its rhythm.
// Threads         take_page, sync_bank: any, one call at a time for a source. BankFeeds: a thread of its own.
// Source          docs/reference/exchanges.md, docs/decisions/0029-banks.md.
// Never           drops what a fetch of everything did not name, where it named nothing at all.
#pragma once

#include <atomic>
#include <thread>

#include "engine/exchange_client.hpp"
#include "store/bank_store.hpp"

namespace redress::engine {

struct FeedReport {
  std::uint64_t pages = 0, entries = 0, faults = 0, other = 0;  // other: signals of kinds that are not kept
  std::uint64_t added = 0, replaced = 0, removed = 0;
  bool is_complete = false;
};

// `full_since`: when the fetch of everything began that this page ends; nothing for any other page.
[[nodiscard]] Status take_page(store::BankStore& banks, const std::string& bank, const std::string& source,
                               const match::ExchangePage& page, std::optional<Instant> full_since,
                               const store::BankStore::By& by, FeedReport& report);

using TellPage = std::function<void(const FeedReport&)>;
[[nodiscard]] Result<FeedReport> sync_bank(store::BankStore& banks, const Exchange& exchange, const ExchangeDoor& door,
                                           const TellPage& tell = {});

class BankFeeds {
 public:
  // All borrowed. `refresh` is called when a sync has changed something.
  BankFeeds(store::BankStore& banks, std::vector<ExchangeSettings> exchanges, const ExchangeDoor& door,
            std::function<void()> refresh);
  ~BankFeeds() { stop(); }
  void start();
  void stop();

 private:
  void run();
  void sync(const ExchangeSettings& settings);
  bool wait(std::chrono::seconds span) const;

  store::BankStore& banks_;
  const std::vector<ExchangeSettings> exchanges_;
  ExchangeDoor door_;
  const std::function<void()> refresh_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace redress::engine
