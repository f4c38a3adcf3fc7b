// SPDX-License-Identifier: Apache-2.0
#include "ledger_replay/lies.hpp"

#include <algorithm>

#include "ledger_replay/told_history.hpp"
#include "simulation/chance.hpp"

namespace redress::ledger_replay {
namespace {

using ledger::Entry;
using ledger::EntryType;
using Entries = std::vector<Entry>;
using simulation::Chance;

template <class Wanted>
Entry* pick(Entries& entries, std::uint64_t seed, Wanted wanted) {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (wanted(entries[i])) fit.push_back(i);
  }
  return fit.empty() ? nullptr : &entries[Chance(seed).pick(fit)];
}

// Commands of one case in one millisecond are judged together: a lie inside them may be made good by the next.
bool goes_on(const Entries& entries, const Entry& from) {
  return std::any_of(entries.begin() + (&from - entries.data()), entries.end(), [&](const Entry& one) {
    return !ledger::is_of_house(one.type) && one.case_id == from.case_id && one.at != from.at;
  });
}
bool is_law_clock(const Entry& entry) { return entry.type == EntryType::clock_started && entry.notice_no != 0; }
bool is_in_case(const Entry& entry) { return !ledger::is_of_house(entry.type); }

bool is_of_house_clock(const Entries& entries, const Entry& end) {
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& one) {
    return one.type == EntryType::clock_started && one.case_id == end.case_id && one.clock_no == end.clock_no &&
           one.notice_no == 0;
  });
}

// Without the clock and everything said of it; the clocks behind it move up.
void forget_clock(Entries& entries, const Entry started) {
  std::erase_if(entries, [&](const Entry& entry) {
    return is_in_case(entry) && entry.case_id == started.case_id && entry.clock_no == started.clock_no;
  });
  for (Entry& entry : entries) {
    if (is_in_case(entry) && entry.case_id == started.case_id && entry.clock_no > started.clock_no) --entry.clock_no;
  }
}

bool give_more_time(Entries& entries, std::uint64_t seed) {
  Entry* const clock = pick(entries, seed, [](const Entry& one) { return is_law_clock(one) && one.due_at; });
  if (clock == nullptr) return false;
  clock->due_at = *clock->due_at + Milliseconds{1};
  chain(entries);
  return true;
}

bool start_later(Entries& entries, std::uint64_t seed) {
  Entry* const clock = pick(entries, seed, is_law_clock);
  if (clock == nullptr) return false;
  clock->starts_at = clock->starts_at + Milliseconds{1};
  chain(entries);
  return true;
}

// A clock that began and ended in one millisecond leaves nothing to find, unless the law itself ended it; nor does
// one whose notice was withdrawn in the millisecond of its start.
bool lasted(const Entries& entries, const Entry& started) {
  return std::none_of(entries.begin(), entries.end(), [&](const Entry& one) {
    const bool is_end = one.type == EntryType::clock_ended && one.case_id == started.case_id &&
                        one.clock_no == started.clock_no && one.at == started.at;
    if (is_end && (started.notice_no == 0 || one.clock_state == law::ClockState::voided)) return true;
    return one.type == EntryType::notice_withdrawn && one.case_id == started.case_id &&
           one.notice_no == started.notice_no && one.at == started.at;
  });
}

bool suppress_clock(Entries& entries, std::uint64_t seed) {
  const Entry* const clock =
      pick(entries, seed, [&](const Entry& one) { return is_law_clock(one) && lasted(entries, one); });
  if (clock == nullptr || !goes_on(entries, *clock)) return false;
  forget_clock(entries, *clock);
  chain(entries);
  return true;
}

bool call_missed_met(Entries& entries, std::uint64_t seed) {
  Entry* const end = pick(entries, seed, [](const Entry& one) {
    return one.type == EntryType::clock_ended && one.clock_state == law::ClockState::missed;
  });
  if (end == nullptr) return false;
  end->clock_state = law::ClockState::met;
  chain(entries);
  return true;
}

bool call_missed_void(Entries& entries, std::uint64_t seed) {
  Entry* const end = pick(entries, seed, [](const Entry& one) {
    return one.type == EntryType::clock_ended && one.clock_state == law::ClockState::missed;
  });
  if (end == nullptr) return false;
  end->clock_state = law::ClockState::voided;
  chain(entries);
  return true;
}

// A clock that is said to run on though it is void harms its own house; the others do not.
bool hide_end(Entries& entries, std::uint64_t seed) {
  const Entry* const end = pick(entries, seed, [&](const Entry& one) {
    if (one.type != EntryType::clock_ended || one.clock_state == law::ClockState::voided) return false;
    // The last two minutes of a log may still be telling it.
    if (entries.back().at - one.at < std::chrono::minutes{2}) return false;
    return one.clock_state == law::ClockState::missed || !is_of_house_clock(entries, one);
  });
  if (end == nullptr) return false;
  entries.erase(entries.begin() + (end - entries.data()));
  chain(entries);
  return true;
}

bool hide_move(Entries& entries, std::uint64_t seed) {
  const Entry* const moved = pick(entries, seed, [](const Entry& one) { return one.type == EntryType::clock_moved; });
  if (moved == nullptr) return false;
  entries.erase(entries.begin() + (moved - entries.data()));
  chain(entries);
  return true;
}

bool move_receipt(Entries& entries, std::uint64_t seed) {
  Entry* const notice = pick(entries, seed, [](const Entry& one) { return one.type == EntryType::notice_received; });
  if (notice == nullptr) return false;
  notice->received_at = notice->received_at + Milliseconds{1};
  chain(entries);
  return true;
}

bool deny_happening(Entries& entries, std::uint64_t seed) {
  Entry* const told = pick(entries, seed, [](const Entry& one) { return !one.happenings.empty(); });
  if (told == nullptr) return false;
  told->happenings.pop_back();
  chain(entries);
  return true;
}

bool claim_take_down(Entries& entries, std::uint64_t seed) {
  Entry* const told = pick(entries, seed, [](const Entry& one) {
    return one.type == EntryType::clarification_asked || one.type == EntryType::appealed;
  });
  if (told == nullptr) return false;
  told->happenings.push_back({{told->at, law::HappeningKind::removed, std::nullopt}, ""});
  chain(entries);
  return true;
}

bool drop_any(Entries& entries, std::uint64_t seed) {
  const Entry* const gone = pick(entries, seed, is_in_case);
  if (gone == nullptr) return false;
  const auto after = std::find_if(entries.begin() + (gone - entries.data()) + 1, entries.end(),
                                  [&](const Entry& one) { return is_in_case(one) && one.case_id == gone->case_id; });
  if (after == entries.end()) return false;  // a case cut short: nobody can tell from outside
  entries.erase(entries.begin() + (gone - entries.data()));
  return true;
}

bool swap_two(Entries& entries, std::uint64_t seed) {
  Entry* const first = pick(entries, seed, [&](const Entry& one) {
    return is_in_case(one) && &one + 1 < entries.data() + entries.size() && is_in_case(*(&one + 1)) &&
           (&one + 1)->case_id == one.case_id;
  });
  if (first == nullptr) return false;
  std::swap(*first, *(first + 1));
  return true;
}

bool alter_any(Entries& entries, std::uint64_t seed) {
  Entry* const altered = pick(entries, seed, [](const Entry& one) {
    return one.type == EntryType::notice_received || one.type == EntryType::claimed;
  });
  if (altered == nullptr) return false;
  const auto after = std::find_if(entries.begin() + (altered - entries.data()) + 1, entries.end(),
                                  [&](const Entry& one) { return is_in_case(one) && one.case_id == altered->case_id; });
  if (after == entries.end()) return false;
  altered->clock_error_ms ^= 1;  // any one bit
  return true;
}

bool longer_house_clock(Entries& entries, std::uint64_t seed) {
  Entry* const clock = pick(entries, seed, [](const Entry& one) {
    return one.type == EntryType::clock_started && one.notice_no == 0 && one.due_at;
  });
  if (clock == nullptr) return false;
  clock->due_at = *clock->due_at + Milliseconds{1};
  chain(entries);
  return true;
}

// One that was started without need (everything was held already) can be left out without harm.
bool has_cause(const Entries& entries, const Entry& started) {
  if (started.duty != ledger::house_review) return true;
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& one) {
    return one.type == EntryType::measure_ordered && one.case_id == started.case_id && one.at == started.at &&
           one.measure_kind == ledger::MeasureKind::restrict && one.decision_no == 0;
  });
}

bool hide_house_clock(Entries& entries, std::uint64_t seed) {
  const Entry* const clock = pick(entries, seed, [&](const Entry& one) {
    return one.type == EntryType::clock_started && one.notice_no == 0 && lasted(entries, one) &&
           has_cause(entries, one);
  });
  if (clock == nullptr || !goes_on(entries, *clock)) return false;
  forget_clock(entries, *clock);
  chain(entries);
  return true;
}

}  // namespace

const std::vector<Lie>& lies() {
  static const std::vector<Lie> all{{"a deadline one millisecond later", give_more_time},
                                    {"a clock that starts a millisecond later", start_later},
                                    {"a clock that was never started", suppress_clock},
                                    {"missed called met", call_missed_met},
                                    {"missed called void", call_missed_void},
                                    {"an end that is not told", hide_end},
                                    {"a move that is not told", hide_move},
                                    {"a receipt one millisecond later", move_receipt},
                                    {"a happening that is not told", deny_happening},
                                    {"a take-down that did not happen", claim_take_down},
                                    {"an entry left out", drop_any},
                                    {"two entries in the wrong order", swap_two},
                                    {"one bit of an entry", alter_any},
                                    {"a longer clock of the house", longer_house_clock},
                                    {"a clock of the house that was never started", hide_house_clock}};
  return all;
}

}  // namespace redress::ledger_replay
