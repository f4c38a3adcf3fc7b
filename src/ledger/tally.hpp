// SPDX-License-Identifier: Apache-2.0
// ledger/tally.hpp — met, missed, paused, void and the time used, by duty and month.
//
// Units           time used in ms, kept to the second for median and p95.
// Errors          none.
// Threads         one owner.
// Cost            4 bytes for each clock that was met or missed.
// Source          docs/reference/audit.md.
#pragma once

#include "ledger/case_record.hpp"
#include "ledger/finding.hpp"

namespace redress::ledger {

class Tally {
 public:
  void add(const ClockRecord& clock);
  [[nodiscard]] std::map<std::pair<std::string, std::string>, DutyTally> finish();

 private:
  struct Row {
    DutyTally counts;
    std::vector<std::uint32_t> used_s;
  };
  struct Key {
    std::string duty;
    int month = 0;
  };
  struct Before {  // looked up by a view: a million look-ups make no string
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.month != b.month ? a.month < b.month : std::string_view(a.duty) < std::string_view(b.duty);
    }
  };
  std::map<Key, Row, Before> rows_;
};

// "2026-11"
[[nodiscard]] std::string render_month(Instant at);

}  // namespace redress::ledger
