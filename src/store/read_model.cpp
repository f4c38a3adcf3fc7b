// SPDX-License-Identifier: Apache-2.0
#include "store/read_model.hpp"

#include <algorithm>

namespace redress::store {

CaseRow make_case_row(const cases::Case& state, const std::string& case_code, std::optional<Instant> next_wake) {
  CaseRow row;
  QueueRow& queue = row.queue;
  queue.case_id = state.id;
  queue.case_code = case_code;
  queue.phase = state.phase;
  if (!state.notices.empty()) {
    queue.harm = state.notices.front().facts.harm;
    queue.language = state.notices.front().facts.reading_language();
  }
  if (const cases::CaseClock* leading = cases::find_leading_clock(state)) {
    queue.leading_duty = leading->duty;
    queue.starts_at = leading->starts_at;
    queue.due_at = leading->due_at;
  }
  if (state.claim) {
    queue.claimed_by = state.claim->reviewer;
    queue.claimed_until = state.claim->until;
  }
  queue.notice_count = static_cast<int>(state.notices.size());
  queue.item_count = static_cast<int>(state.items.size());
  for (const cases::Item& item : state.items) {
    queue.is_restricted = queue.is_restricted || item.status == cases::ItemStatus::restricted;
    const bool unseen = item.status == cases::ItemStatus::live && item.facts.match && item.facts.match->needs_look;
    queue.needs_look = queue.needs_look || unseen;
  }
  queue.has_appeal = cases::has_pending_appeal(state);
  row.in_queue =
      state.phase != cases::Phase::closed && (state.phase == cases::Phase::open || queue.has_appeal ||
                                              queue.needs_look || cases::find_awaiting_look(state) != nullptr);
  row.wake_at = next_wake;
  for (const cases::CaseClock& clock : state.clocks) {
    row.clocks.running += clock.state == law::ClockState::running ? 1 : 0;
    row.clocks.met += clock.state == law::ClockState::met ? 1 : 0;
    row.clocks.missed += clock.state == law::ClockState::missed ? 1 : 0;
  }
  return row;
}

std::vector<Hold> list_holds(const cases::Case& state, const std::string& case_code) {
  std::vector<Hold> holds;
  for (const cases::Item& item : state.items) {
    if (item.held_in.is_empty()) continue;
    const cases::Measure* measure = cases::find_active_measure(state, item.no);
    if (measure == nullptr || measure->kind == cases::MeasureKind::restore) continue;
    Hold hold;
    hold.case_id = state.id;
    hold.item_no = item.no;
    hold.case_code = case_code;
    hold.harm = state.notices.empty() ? law::Harm::other_illegal : state.notices.front().facts.harm;
    hold.kind = measure->kind;
    hold.is_interim = measure->decision_no == 0;
    hold.is_copy = item.facts.origin != cases::ItemOrigin::named;
    hold.territory = item.held_in;
    hold.content_id = item.facts.content_id;
    hold.urls = item.facts.urls;
    hold.sha256 = item.facts.sha256;
    hold.pdq = item.facts.pdq;
    hold.pdq_quality = item.facts.pdq_quality;
    holds.push_back(std::move(hold));
  }
  return holds;
}

std::string content_key(const std::string& content_id) { return "c:" + content_id; }
std::string bank_entry_key(int entry_no) { return "b:" + std::to_string(entry_no); }
std::string url_key(const std::string& url) { return "u:" + url; }

std::vector<std::string> list_item_keys(const cases::Case& state, std::size_t first_item) {
  std::vector<std::string> keys;
  for (const cases::Notice& notice : state.notices) {
    if (notice.facts.bank_entry_no) keys.push_back(bank_entry_key(*notice.facts.bank_entry_no));
  }
  for (std::size_t i = first_item; i < state.items.size(); ++i) {
    const cases::ItemFacts& facts = state.items[i].facts;
    if (!facts.content_id.empty()) keys.push_back(content_key(facts.content_id));
    for (const std::string& url : facts.urls) keys.push_back(url_key(url));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void hide_erased(std::vector<Record>& records) {
  const auto is_erasure = [](const Record& record) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    return event != nullptr && std::holds_alternative<cases::PersonalErased>(event->body);
  };
  const auto last = std::find_if(records.rbegin(), records.rend(), is_erasure);
  for (auto record = last; record != records.rend(); ++record) {
    auto* const event = std::get_if<cases::Event>(&record->body);
    if (event == nullptr) continue;
    std::visit(
        [](auto& body) {
          if constexpr (requires { body.personal; }) body.personal = {};
        },
        event->body);
  }
}

void count_case(Counts& counts, cases::Phase phase, const ClockCounts& clocks, int sign) {
  const auto add = [sign](std::uint64_t& into, int count) {
    into += static_cast<std::uint64_t>(static_cast<std::int64_t>(sign) * count);
  };
  add(counts.open, phase == cases::Phase::open ? 1 : 0);
  add(counts.decided, phase == cases::Phase::decided ? 1 : 0);
  add(counts.closed, phase == cases::Phase::closed ? 1 : 0);
  add(counts.clocks_running, clocks.running);
  add(counts.clocks_met, clocks.met);
  add(counts.clocks_missed, clocks.missed);
}

}  // namespace redress::store
