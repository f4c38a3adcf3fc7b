// SPDX-License-Identifier: Apache-2.0
// ledger/replay.hpp — the law replayed from the entries of a ledger: every clock recomputed, every gap told.
//
// Use this when   somebody outside asks whether what a platform reports is what the law makes of its own record.
// Shapes          entries in the order of the log, from the first one; docs/reference/audit.md says what is checked and
//                 what cannot be.
// Errors          none: what is wrong is a finding. A case with a missing or altered entry is told once and then left.
// Threads         one owner.
// Cost            about 2 µs for each entry; memory grows with the open cases and their clocks.
// Source          docs/reference/ledger-entries.md, docs/explanation/two-speeds.md.
// Never           reads a clock: the newest entry is its now.
#pragma once

#include <memory>
#include <unordered_map>

#include "ledger/case_record.hpp"
#include "ledger/clock_check.hpp"
#include "ledger/finding.hpp"
#include "ledger/tally.hpp"

namespace redress::ledger {

// The rulebook of that digest, loaded once for each digest.
using FindRulebook = std::function<Result<LoadedRulebook>(const Digest&)>;

inline constexpr std::size_t rulebooks_max = 256;

class Replay {
 public:
  explicit Replay(FindRulebook find) : find_(std::move(find)) {}
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  void add(std::uint64_t index, const Entry& entry, const Digest& leaf);
  // An entry that cannot be read: its case is not known, so only the place is told.
  void add_unreadable(std::uint64_t index, const Error& error);
  [[nodiscard]] ReplayReport finish();

 private:
  // A case that is closed and whose clocks are over: what is left to check is its chain.
  struct Stub {
    std::uint32_t number = 0;
    Digest leaf{};
    Instant last_at;
  };
  struct PseudonymHash {
    std::size_t operator()(const Pseudonym& id) const;
  };
  struct Command {  // the entries of one case at one instant, one after the other
    CaseRecord* state = nullptr;
    Pseudonym case_id{};
    CommandFacts facts;
    std::uint64_t last_index = 0;
  };

  void add_to_case(std::uint64_t index, const Entry& entry, const Digest& leaf);
  void add_to_stub(Stub& stub, std::uint64_t index, const Entry& entry, const Digest& leaf);
  void add_of_house(std::uint64_t index, const Entry& entry);
  void watch_time(std::uint64_t index, const Entry& entry);
  void settle();
  void use_rulebook(std::uint64_t index, const Digest& digest);
  [[nodiscard]] bool check_chain(CaseRecord& state, std::uint64_t index, const Entry& entry);
  void check_happenings(const CaseRecord& state, std::size_t before, std::uint64_t index, const Entry& entry);
  void check_notice(CaseRecord& state, std::uint64_t index, const Entry& entry);
  void judge(CaseRecord& state, std::uint64_t index, const Entry& entry);
  void tell_overdue();
  void close_gap();
  void report(std::uint64_t index, const Entry& entry, std::string_view rule, std::string what,
              std::string expected = "", std::string found = "");
  void report(Finding finding);

  FindRulebook find_;
  std::map<Digest, std::unique_ptr<LawBook>> books_;
  LawBook* book_ = nullptr;  // in force; nullptr when it could not be had
  Digest book_digest_{};
  bool has_book_digest_ = false;
  std::unordered_map<Pseudonym, CaseRecord, PseudonymHash> cases_;
  std::unordered_map<Pseudonym, Stub, PseudonymHash> stubs_;
  Command command_;
  Tally tally_;
  ReplayReport report_;
  std::array<std::uint64_t, 256> type_counts_{};
  std::optional<Gap> gap_;  // not yet known what explains it
  Instant up_since_;        // end of the last gap
  std::uint32_t clock_error_ms_ = 0;
};

}  // namespace redress::ledger
