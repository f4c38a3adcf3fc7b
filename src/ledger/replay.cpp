// SPDX-License-Identifier: Apache-2.0
#include "ledger/replay.hpp"

#include <algorithm>
#include <cstring>

namespace redress::ledger {
namespace {

// A heartbeat is due every minute; sealing may take the rest.
constexpr Milliseconds silence_max{65'000};
// An end of a gap may be explained by what stands right behind it.
constexpr Milliseconds explanation_max{5'000};

std::string short_hex(const Digest& digest) { return render_hex(digest).substr(0, 16); }

bool may_follow_close(EntryType type) {
  switch (type) {
    case EntryType::measure_moved:
    case EntryType::found_reachable:
    case EntryType::personal_erased:
    case EntryType::notice_withdrawn:
    case EntryType::claimed:
    case EntryType::released:
      return true;
    default:
      return false;
  }
}

// Closed, and nothing is left that could still bring a clock: no clock, no question, no measure that is on its way.
bool is_done(const CaseRecord& state) {
  return state.phase == CasePhase::closed &&
         std::none_of(state.measures.begin(), state.measures.end(),
                      [](const auto& measure) { return !measure.is_superseded && !measure.acknowledged_at; }) &&
         std::none_of(state.clocks.begin(), state.clocks.end(), [](const auto& clock) { return clock.is_open(); }) &&
         std::find(state.clarifications.begin(), state.clarifications.end(), false) == state.clarifications.end();
}

}  // namespace

std::size_t Replay::PseudonymHash::operator()(const Pseudonym& id) const {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, id.data(), sizeof high);
  std::memcpy(&low, id.data() + sizeof high, sizeof low);
  return static_cast<std::size_t>(high ^ (low * 0x9e3779b97f4a7c15ULL));
}

void Replay::report(Finding finding) {
  ++report_.finding_count;
  if (report_.findings.size() < findings_kept_max) report_.findings.push_back(std::move(finding));
}

void Replay::report(std::uint64_t index, const Entry& entry, std::string_view rule, std::string what,
                    std::string expected, std::string found) {
  report(Finding{index, is_of_house(entry.type) ? "" : render_hex(entry.case_id), std::string(rule), std::move(what),
                 std::move(expected), std::move(found)});
}

void Replay::add_unreadable(std::uint64_t index, const Error& error) {
  settle();
  ++report_.entries;
  report(Finding{index, "", "entry", "an entry that cannot be read: " + error.message, "", ""});
}

void Replay::add(std::uint64_t index, const Entry& entry, const Digest& leaf) {
  ++type_counts_[static_cast<std::size_t>(entry.type)];
  watch_time(index, entry);
  ++report_.entries;
  if (is_of_house(entry.type)) return add_of_house(index, entry);
  if (command_.state != nullptr && (command_.case_id != entry.case_id || command_.facts.at != entry.at)) settle();
  add_to_case(index, entry, leaf);
}

void Replay::watch_time(std::uint64_t index, const Entry& entry) {
  if (report_.entries == 0) {
    report_.first_at = report_.last_at = up_since_ = entry.at;
    clock_error_ms_ = entry.clock_error_ms;
    return;
  }
  if (gap_ && entry.at - gap_->until <= explanation_max) {
    if (entry.type == EntryType::house_started) gap_->cause = GapCause::restart;
    const bool set_forward = entry.type == EntryType::clock_stepped && gap_->cause == GapCause::silence &&
                             Milliseconds{entry.step_ms} + silence_max >= gap_->until - gap_->from;
    if (set_forward) gap_->cause = GapCause::clock_set;
  } else if (gap_) {
    close_gap();
  }
  const auto error = [](std::uint32_t ms) { return Milliseconds{ms == unknown_error ? 0 : ms}; };
  const Milliseconds allowed = silence_max + error(clock_error_ms_) + error(entry.clock_error_ms);
  if (entry.at - report_.last_at > allowed) {
    close_gap();
    gap_ = Gap{report_.last_at, entry.at, GapCause::silence, index};
    if (entry.type == EntryType::house_started) gap_->cause = GapCause::restart;
    up_since_ = entry.at;
  }
  if (entry.at >= report_.last_at) {
    report_.last_at = entry.at;
    clock_error_ms_ = entry.clock_error_ms;
  }
}

void Replay::close_gap() {
  if (!gap_) return;
  report_.gaps.push_back(*gap_);
  if (gap_->cause == GapCause::silence) {
    report(Finding{gap_->index, "", "silence",
                   "silent from " + render_instant(gap_->from) + " to " + render_instant(gap_->until),
                   "an entry at least once a minute",
                   std::to_string((gap_->until - gap_->from).count() / 1000) + " s without one"});
  }
  gap_.reset();
}

void Replay::add_of_house(std::uint64_t index, const Entry& entry) {
  // These two never stand inside a command: a minute has passed, or the process is another one.
  if (entry.type == EntryType::heartbeat || entry.type == EntryType::house_started) settle();
  if (entry.type != EntryType::house_started) return;
  use_rulebook(index, entry.rulebook);
}

void Replay::use_rulebook(std::uint64_t index, const Digest& digest) {
  if (has_book_digest_ && digest == book_digest_) return;
  has_book_digest_ = true;
  book_digest_ = digest;
  book_ = nullptr;
  const auto known = books_.find(digest);
  if (known != books_.end()) {
    book_ = known->second.get();
    return;
  }
  auto loaded = books_.size() < rulebooks_max ? find_(digest)
                                              : Result<LoadedRulebook>(Error{Code::exhausted, "too many rulebooks"});
  if (!loaded.ok()) {
    return report(Finding{index, "", "rulebook", "the rulebook in force cannot be had: " + loaded.error().message,
                          render_hex(digest), ""});
  }
  auto book = std::make_unique<LawBook>(std::move(loaded).value());
  const std::string& theirs = book->rulebook().tz_version;
  const std::string& ours = book->rulebook().rulebook.tz_version;
  if (theirs != ours) {
    report_.notes.push_back("the instance counts with time zone data " + theirs + ", this machine with " + ours +
                            ": a deadline that spans a change between the two may differ");
  }
  book_ = books_.emplace(digest, std::move(book)).first->second.get();
}

bool Replay::check_chain(CaseRecord& state, std::uint64_t index, const Entry& entry) {
  bool holds = true;
  const auto tell = [&](std::string_view rule, std::string what, std::string expected, std::string found) {
    holds = false;
    if (!state.is_broken) report(index, entry, rule, std::move(what), std::move(expected), std::move(found));
  };
  if (entry.number != state.number + 1) {
    tell("number", "the case's events are not without gaps", std::to_string(state.number + 1),
         std::to_string(entry.number));
  } else if (entry.previous != state.leaf) {
    tell("chain", "the entry does not follow the one before it in its case", short_hex(state.leaf),
         short_hex(entry.previous));
  } else if (entry.at < state.last_at) {
    tell("time", "time runs backwards in the case", "not before " + render_instant(state.last_at),
         render_instant(entry.at));
  }
  return holds;
}

void Replay::add_to_stub(Stub& stub, std::uint64_t index, const Entry& entry, const Digest& leaf) {
  CaseRecord last;
  last.number = stub.number;
  last.leaf = stub.leaf;
  last.last_at = stub.last_at;
  const bool holds = check_chain(last, index, entry);
  if (holds && (!may_follow_close(entry.type) || !entry.happenings.empty())) {
    report(index, entry, "closed", "a closed case whose clocks are over goes on", "nothing",
           std::string(render(entry.type)));
  }
  stub = Stub{entry.number, leaf, std::max(stub.last_at, entry.at)};
}

void Replay::add_to_case(std::uint64_t index, const Entry& entry, const Digest& leaf) {
  const auto stub = stubs_.find(entry.case_id);
  if (stub != stubs_.end()) return add_to_stub(stub->second, index, entry, leaf);
  const auto [place, is_new] = cases_.try_emplace(entry.case_id);
  CaseRecord& state = place->second;
  if (is_new) ++report_.cases;
  if (!check_chain(state, index, entry)) state.is_broken = true;
  if (book_ == nullptr) {
    if (!has_book_digest_) {
      has_book_digest_ = true;
      report(index, entry, "rulebook", "no rulebook was named before the first case", "house_started", "");
    }
    state.is_broken = true;
  }
  if (state.is_broken) {
    command_ = Command{};
  } else {
    use_book(state, *book_);
    judge(state, index, entry);
  }
  state.number = entry.number;
  state.leaf = leaf;
  state.last_at = std::max(state.last_at, entry.at);
}

void Replay::judge(CaseRecord& state, std::uint64_t index, const Entry& entry) {
  Faults faults;
  std::optional<std::uint32_t> duty_at;
  if (entry.type == EntryType::clock_started) faults = check_started(state, entry, book_->rulebook(), duty_at);
  if (entry.type == EntryType::clock_moved) faults = check_moved(state, entry);
  if (entry.type == EntryType::clock_ended) faults = check_ended(state, entry);
  for (Fault& fault : faults) {
    report(fault.index.value_or(index), entry, fault.rule, fault.what, fault.expected, fault.found);
  }
  const std::size_t before = state.happenings.size();
  const Status applied = apply(state, entry, index);
  if (!applied.ok()) {
    state.is_broken = true;
    command_ = Command{};
    return report(index, entry, "record", applied.error().message);
  }
  if (entry.type == EntryType::clock_started) state.clocks.back().duty_at = duty_at;
  if (entry.type == EntryType::clock_ended) tally_.add(state.clocks[entry.clock_no - 1]);
  if (entry.type == EntryType::notice_received) check_notice(state, index, entry);
  check_happenings(state, before, index, entry);
  if (command_.state == nullptr)
    command_ = Command{&state, entry.case_id, {entry.at, false, false, false, false}, index};
  command_.last_index = index;
  note_entry(command_.facts, state, entry);
}

void Replay::check_notice(CaseRecord& state, std::uint64_t index, const Entry& entry) {
  use_book(state, *book_);
  const NoticeRecord& notice = state.notices.back();
  if (entry.order_url_count) ++report_.orders;
  if (entry.order) ++report_.orders_published;
  if (entry.rulebook != book_digest_) {
    report(index, entry, "rulebook", "the notice names another rulebook than the one in force", short_hex(book_digest_),
           short_hex(entry.rulebook));
  }
  if (entry.received_at != notice.law.received_at) {
    report(index, entry, "notice", "the instant of receipt is not the one the law counts from",
           render_instant(notice.law.received_at), render_instant(entry.received_at));
  }
  const bool is_open_order = notice.view->has_order && notice.view->order_is_whole;
  if (is_open_order && notice.law.defects != entry.defects) {
    const auto join = [](const std::vector<std::string>& checks) {
      std::string text;
      for (const auto& check : checks) text.append(text.empty() ? "" : " ").append(check);
      return text.empty() ? std::string("none") : text;
    };
    report(index, entry, "notice", "the checks that the order failed are not those of the law",
           join(notice.law.defects), join(entry.defects));
  }
  if (!notice.acted_on && entry.defects.empty()) {
    report(index, entry, "notice", "a notice without a defect was sent back", "acted on", "not acted on");
  }
}

void Replay::check_happenings(const CaseRecord& state, std::size_t before, std::uint64_t index, const Entry& entry) {
  const auto from = state.happenings.begin() + static_cast<std::ptrdiff_t>(before);
  if (std::equal(from, state.happenings.end(), entry.happenings.begin(), entry.happenings.end())) return;
  const auto list = [](auto first, auto last) {
    std::string text;
    for (; first != last; ++first) text.append(text.empty() ? "" : ", ").append(law::render(first->happening.what));
    return text.empty() ? std::string("nothing") : text;
  };
  report(index, entry, "happening", "what the entry says has happened is not what the record shows",
         list(from, state.happenings.end()), list(entry.happenings.begin(), entry.happenings.end()));
}

void Replay::settle() {
  CaseRecord* const state = command_.state;
  if (state == nullptr) return;
  if (!state->is_broken && book_ != nullptr) {
    for (Fault& fault : check_command(*state, command_.facts)) {
      report(Finding{fault.index.value_or(command_.last_index), render_hex(command_.case_id), fault.rule, fault.what,
                     fault.expected, fault.found});
    }
  }
  if (is_done(*state)) {
    stubs_.emplace(command_.case_id, Stub{state->number, state->leaf, state->last_at});
    cases_.erase(command_.case_id);
  }
  command_ = Command{};
}

void Replay::tell_overdue() {
  for (auto& [id, state] : cases_) {
    for (const ClockRecord& clock : state.clocks) {
      if (!clock.is_open()) continue;
      tally_.add(clock);
      const bool is_judged = !state.is_broken && clock.state == law::ClockState::running && clock.due_at.has_value();
      if (!is_judged || clock.is_told) continue;
      const Instant told_by = std::max(*clock.due_at, up_since_) + silence_max;
      if (report_.last_at <= told_by) continue;
      report(Finding{
          clock.index, render_hex(id), "overdue",
          "the clock of " + clock.duty + " is past its due instant and nothing is said of it",
          "an end by " + render_instant(told_by),
          "running, due " + render_instant(*clock.due_at) + ", newest entry " + render_instant(report_.last_at)});
    }
  }
}

ReplayReport Replay::finish() {
  // The newest command may not be sealed to its end: what is missing in it cannot be told yet.
  command_ = Command{};
  close_gap();
  tell_overdue();
  report_.duties = tally_.finish();
  for (std::size_t type = 0; type < type_counts_.size(); ++type) {
    if (type_counts_.at(type) == 0) continue;
    report_.entries_by_type.emplace(render(static_cast<EntryType>(type)), type_counts_.at(type));
  }
  return std::move(report_);
}

}  // namespace redress::ledger
