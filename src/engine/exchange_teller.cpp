// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_teller.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "mail/webhook.hpp"

namespace redress::engine {
namespace {

using Word = ExchangeFeedback::Verdict;

constexpr std::size_t due_count_max = 64;
constexpr std::chrono::milliseconds answer_timeout{15'000};

std::string_view render(Word verdict) {
  if (verdict == Word::seen) return "seen";
  return verdict == Word::harmful ? "harmful" : "harmless";
}

bool takes_down(cases::Outcome outcome) {
  return outcome == cases::Outcome::remove || outcome == cases::Outcome::restrict;
}

// Feedback is on one hash: that of the picture, where there is one, since it says most.
match::ExchangeEntry make_entry(const store::BankEntry& entry) {
  match::ExchangeEntry told;
  told.source_ref = entry.source_ref;
  told.feedback_ref = entry.feedback_ref;
  told.kind = !entry.pdq.empty()   ? match::SignalKind::pdq
              : !entry.md5.empty() ? match::SignalKind::md5
                                   : match::SignalKind::sha256;
  told.signal = !entry.pdq.empty() ? entry.pdq : !entry.md5.empty() ? entry.md5 : entry.sha256;
  return told;
}

bool is_near(const std::string& a, const std::string& b, int bits_max) {
  const auto first = media::parse_pdq(a);
  const auto second = media::parse_pdq(b);
  return first.ok() && second.ok() &&
         match::distance_bits(match::bits_of(first.value()), match::bits_of(second.value())) <= bits_max;
}

// The exchange does not take it, now or later.
bool is_final(const Status& told) {
  return !told.ok() && (told.error().code == Code::unsupported || told.error().code == Code::invalid);
}

}  // namespace

std::optional<Word> judge_items(const cases::Case& state, const std::vector<int>& item_nos) {
  if (item_nos.empty()) return std::nullopt;
  const auto speaks_of_one = [&](const cases::Decision& decision) {
    return std::any_of(state.items.begin(), state.items.end(), [&](const cases::Item& item) {
      const bool is_meant = std::find(item_nos.begin(), item_nos.end(), item.no) != item_nos.end();
      return is_meant && cases::is_about(state, decision, item);
    });
  };
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (!speaks_of_one(*decision)) continue;
    if (takes_down(decision->outcome)) return decision->is_reversed ? Word::harmless : Word::harmful;
    if (decision->outcome == cases::Outcome::reject && !decision->is_reversed) return Word::harmless;
  }
  return Word::seen;
}

ExchangeTeller::ExchangeTeller(Core& core, ExchangeSettings settings)
    : core_(core),
      settings_(std::move(settings)),
      receiver_("exchange:" + settings_.name),
      guard_(mail::GuardRules{{80, 443}, core.options.reach_allowed}),
      reactor_(core, receiver_) {}

void ExchangeTeller::start() {
  const Reactor::Find find = [this](const store::Record& record,
                                    const cases::Event& event) -> Result<std::vector<std::string>> {
    TRY_ASSIGN(const bool ours, is_ours(record.case_id, event));
    if (!ours) return std::vector<std::string>{};
    return std::vector{make_delivery_id("feedback", record.case_id, record.case_seq)};
  };
  reactor_.start(Milliseconds{100}, [this, find]() -> Status {
    TRY(reactor_.take_in(find));
    return tell_due();
  });
}

Result<bool> ExchangeTeller::is_ours(const Id& case_id, const cases::Event& event) const {
  const auto* received = std::get_if<cases::NoticeReceived>(&event.body);
  if (received != nullptr && !received->facts.bank_entry_no) return false;
  const bool is_judged =
      std::holds_alternative<cases::Decided>(event.body) || std::holds_alternative<cases::DecisionReversed>(event.body);
  if (received == nullptr && !is_judged) return false;
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(case_id, UINT64_MAX));
  TRY_ASSIGN(const auto entries, list_entries(state));
  return !entries.empty();
}

// Those of this exchange that opened or joined the case. One that was withdrawn since needs no feedback.
Result<std::vector<store::BankEntry>> ExchangeTeller::list_entries(const cases::Case& state) const {
  std::set<std::int64_t> nos;
  for (const cases::Notice& notice : state.notices) {
    if (notice.facts.bank_entry_no) nos.insert(*notice.facts.bank_entry_no);
  }
  TRY_ASSIGN(auto entries, core_.options.banks->load_by_no(std::vector<std::int64_t>(nos.begin(), nos.end())));
  std::erase_if(entries, [&](const store::BankEntry& entry) { return entry.source != settings_.name; });
  return entries;
}

Status ExchangeTeller::tell_due() {
  TRY_ASSIGN(const auto waiting, core_.events.load_waiting(receiver_, due_count_max));
  for (const store::Delivery& delivery : waiting) {
    // What is told is what holds now: of several that wait for one case the last says it for all.
    std::vector<store::Delivery> older;
    bool is_last = true;
    for (const store::Delivery& other : waiting) {
      if (other.case_id != delivery.case_id) continue;
      if (other.case_seq < delivery.case_seq) older.push_back(other);
      is_last = is_last && other.case_seq <= delivery.case_seq;
    }
    if (!is_last) continue;
    if (core_.is_stopping || delivery.next_at > core_.now()) break;
    TRY(tell(delivery, std::move(older)));
  }
  return Done{};
}

Status ExchangeTeller::tell(store::Delivery delivery, std::vector<store::Delivery> older) {
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(delivery.case_id, UINT64_MAX));
  TRY_ASSIGN(const auto entries, list_entries(state));
  Status failed = Done{};
  for (const store::BankEntry& entry : entries) {
    TRY_ASSIGN(const auto feedback, find_feedback(state, entry));
    if (!feedback) continue;
    const Status told = tell_entry(entry, *feedback);
    if (!told.ok() && !is_final(told)) failed = told;
  }
  ++delivery.attempts;
  const auto delay = mail::find_retry_delay(delivery.attempts);
  delivery.state = failed.ok() ? store::DeliveryState::done
                   : delay     ? store::DeliveryState::waiting
                               : store::DeliveryState::given_up;
  if (!failed.ok() && delay) delivery.next_at = core_.now() + *delay;
  if (!failed.ok()) {
    spdlog::warn("{}: attempt {} of a feedback failed ({}){}", receiver_, delivery.attempts, failed.error().message,
                 delay ? "" : "; given up");
  }
  // In one commit: an older one that outlived the last would be told after it.
  ReactorJob job;
  for (store::Delivery& one : older) one.state = store::DeliveryState::done;
  job.deliveries = std::move(older);
  job.deliveries.push_back(std::move(delivery));
  return reactor_.report(std::move(job));
}

// Only what is the entry's: the same bytes, or a picture as near as its bank takes for the same.
Result<std::optional<ExchangeFeedback>> ExchangeTeller::find_feedback(const cases::Case& state,
                                                                      const store::BankEntry& entry) const {
  TRY_ASSIGN(const store::BankPolicy policy, core_.options.banks->load_bank(entry.bank));
  ExchangeFeedback feedback;
  feedback.entry = make_entry(entry);
  std::vector<int> item_nos;
  for (const cases::Item& item : state.items) {
    TRY_ASSIGN(const auto content, core_.events.find_content(item.facts.content_id));
    const bool has_bytes = (!entry.sha256.empty() && entry.sha256 == item.facts.sha256) ||
                           (!entry.md5.empty() && content && content->md5 == entry.md5);
    if (!has_bytes && !is_near(item.facts.pdq, entry.pdq, policy.same_bits)) continue;
    item_nos.push_back(item.no);
    feedback.is_film = feedback.is_film || (content && content->kind == "video");
  }
  const auto verdict = judge_items(state, item_nos);
  if (!verdict) return std::optional<ExchangeFeedback>{};
  feedback.verdict = *verdict;
  return std::optional(std::move(feedback));
}

Status ExchangeTeller::send(ExchangeFeedback feedback) {
  TRY_ASSIGN(const Exchange exchange, load_exchange(settings_));
  const ExchangeDoor door{guard_, core_.clock, core_.options.hash_lists, {}, answer_timeout};
  if (settings_.kind == ExchangeKind::ncmec && feedback.verdict == Word::harmless) {
    TRY_ASSIGN(feedback.reasons, reasons_.pick(exchange, door, feedback.entry.kind));
  }
  return send_feedback(exchange, door, feedback);
}

Status ExchangeTeller::tell_entry(const store::BankEntry& entry, const ExchangeFeedback& feedback) {
  const store::BankStore::By by{settings_.name, core_.now()};
  const std::string word(render(feedback.verdict));
  if (settings_.feedback_dry_run) {
    return core_.options.banks->note_act(entry, "would be told to the exchange: " + word, by);
  }
  Status told = send(feedback);
  // Not every exchange has a word for what nobody has judged yet.
  if (is_final(told) && feedback.verdict == Word::seen) return Done{};
  if (!told.ok() && !is_final(told)) return told;
  return core_.options.banks->note_act(
      entry, told.ok() ? "told to the exchange: " + word : "not told to the exchange: " + told.error().message, by);
}

}  // namespace redress::engine
