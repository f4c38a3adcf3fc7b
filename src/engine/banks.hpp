// SPDX-License-Identifier: Apache-2.0
// engine/banks.hpp — the banks of a store as an index: is an upload in one of them, and what does that bank say?
//
// Use this when   an upload is checked or a program asks for known pictures. What the cases of this instance hold is
//                 bank.hpp's: a decision of one's own overrules every bank.
// Shapes          matches: what acts before what is looked at, then by distance. A negative entry as near as a match
//                 silences it, unless the bytes are the same.
// Errors          refresh and find: those of the store. What does not fit into the index is told in the log and not
//                 found.
// Threads         any; refresh() takes turns with itself. An entry matches once the refresh() after its commit
//                 returned; start() makes one within refresh_every of every change, whoever made it.
// Cost            find: match/numbered_index.hpp, match/parts.hpp and looks.hpp for what there is in the look; the disk
//                 is asked only where something matches. Memory: about 105 bytes an entry, and its look (looks.hpp).
// Source          docs/decisions/0029-banks.md.
// Never           acts by itself on a candidate, on an entry in quarantine or on one match that is not `same`.
#pragma once

#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "engine/bank.hpp"
#include "engine/digest_filter.hpp"
#include "match/numbered_index.hpp"
#include "store/bank_store.hpp"

namespace redress::engine {

struct BankMatch {
  std::int64_t entry_no = 0;
  store::BankPolicy policy;
  store::EntryRole role = store::EntryRole::candidate;
  bool is_quarantined = false;
  std::string source;
  std::string case_code;
  cases::MatchFacts match;
};

class Banks {
 public:
  struct Limits {
    std::size_t entry_count_max = 0;
    std::size_t feature_count_max = 0;
    std::size_t shot_count_max = 0;  // of films
    std::size_t word_count_max = 0;  // of sound
  };
  static constexpr std::chrono::milliseconds refresh_every{250};
  static constexpr std::chrono::hours flood_window{1};

  // `store` is borrowed.
  Banks(store::BankStore& store, Limits limits);
  ~Banks() { stop(); }

  [[nodiscard]] Status refresh();
  void start();
  void stop();

  // `md5`: hex, or empty.
  [[nodiscard]] Result<std::vector<BankMatch>> find(const Fingerprints& fingerprints, const std::string& md5,
                                                    const Look& look, Instant now) const;
  // The flood guard: another picture was met by these. An entry that meets too many is put in quarantine.
  void count(const std::vector<BankMatch>& matches, const std::string& sha256, Instant now);
  [[nodiscard]] std::size_t entry_count() const {
    return state_.read([](const State& state) { return state.entry_count; });
  }
  [[nodiscard]] bool has_features() const { return looks_.has_corners(); }
  [[nodiscard]] std::size_t quarantined_count() const {
    return state_.read([](const State& state) { return state.quarantined_count; });
  }

 private:
  struct State {
    std::map<std::string, store::BankPolicy> policies;
    std::size_t entry_count = 0;
    std::size_t quarantined_count = 0;
  };
  struct Flood {
    Instant since;
    std::set<std::string> pictures;
  };
  using Nearness = std::map<std::int64_t, match::Decision>;
  using Likeness = std::multimap<std::int64_t, cases::MatchFacts>;  // a film by its frames and by its sound

  [[nodiscard]] Status catch_up(std::uint64_t& change, std::uint64_t upto);
  void forget(std::int64_t no);
  // Its hash, if it has one, goes to the others that become findable together.
  void learn(const store::BankSignal& signal, std::vector<match::Numbered>& hashes);
  void put(std::vector<match::Numbered> hashes);
  [[nodiscard]] Status find_same_bytes(const std::string& sha256, const std::string& md5, Nearness& near) const;
  void find_by_hash(const Fingerprints& fingerprints, const Look& look, Nearness& near) const;
  [[nodiscard]] Likeness find_alike(const Look& look) const;
  [[nodiscard]] std::vector<BankMatch> judge(const std::vector<store::BankEntry>& entries, const Nearness& near,
                                             const Likeness& alike, const std::string& dice, Instant now) const;

  store::BankStore& store_;
  const Limits limits_;
  match::NumberedIndex hashes_;
  DigestFilter digests_;
  Looks looks_;
  Guarded<State> state_;
  Guarded<std::uint64_t> change_;  // read up to here; its lock is the turn of refresh()
  Guarded<std::unordered_map<std::int64_t, Flood>> floods_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

// What the bank's policy makes of a match.
[[nodiscard]] store::BankAction find_action(const BankMatch& match);

}  // namespace redress::engine
