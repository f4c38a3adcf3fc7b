// SPDX-License-Identifier: Apache-2.0
#include "report/letter.hpp"

#include <algorithm>

namespace redress::report {
namespace {

std::string key(std::string_view group, std::string_view word) { return std::string(group).append(word); }

// What the sender of a notice is told; a match of our own has no sender.
std::vector<Addressee> all_senders(const cases::Case& after, LetterKind kind) {
  std::vector<Addressee> addressees;
  for (const cases::Notice& notice : after.notices) {
    const bool is_waiting = !notice.is_withdrawn && notice.acted_on && notice.facts.kind != cases::NoticeKind::match;
    if (is_waiting) addressees.push_back({notice.no, kind});
  }
  return addressees;
}

// A precaution that nobody confirmed lifts item by item; the first of them is the news.
bool is_first_lifted(const cases::Case& after, const cases::MeasureOrdered& body) {
  if (body.kind != cases::MeasureKind::restore || !body.automatic) return false;
  const cases::Measure& newest = after.measures.back();
  return std::none_of(after.measures.begin(), after.measures.end(), [&](const cases::Measure& earlier) {
    return earlier.no < newest.no && earlier.kind == cases::MeasureKind::restore &&
           earlier.ordered_at == newest.ordered_at;
  });
}

struct FindAddressees {
  const cases::Case& after;

  std::vector<Addressee> operator()(const cases::NoticeReceived&) const {
    const cases::Notice& notice = after.notices.back();
    if (notice.facts.kind == cases::NoticeKind::match) return {};
    return {{notice.no, LetterKind::acknowledgement}};
  }
  std::vector<Addressee> operator()(const cases::ClarificationAsked&) const {
    return all_senders(after, LetterKind::question);
  }
  std::vector<Addressee> operator()(const cases::Decided&) const { return all_senders(after, LetterKind::outcome); }
  std::vector<Addressee> operator()(const cases::AppealDecided& body) const {
    const auto& appeal = after.appeals.at(static_cast<std::size_t>(body.appeal_no) - 1);
    if (appeal.by == cases::AppealBy::uploader) return {};
    return all_senders(after, LetterKind::answer);
  }
  // A decision that had turned the reports down is replaced by another, and that one is the news.
  std::vector<Addressee> operator()(const cases::DecisionReversed& body) const {
    const auto& decision = after.decisions.at(static_cast<std::size_t>(body.decision_no) - 1);
    const bool replaced = !after.appeals.empty() && after.appeals.back().by == cases::AppealBy::complainant;
    if (decision.outcome == cases::Outcome::reject || replaced) return {};
    return all_senders(after, LetterKind::put_back);
  }
  std::vector<Addressee> operator()(const cases::MeasureOrdered& body) const {
    return is_first_lifted(after, body) ? all_senders(after, LetterKind::put_back) : std::vector<Addressee>{};
  }
  template <class Body>
  std::vector<Addressee> operator()(const Body&) const {
    return {};
  }
};

struct Writer {
  const Messages& messages;
  const Language& language;
  const cases::Event& event;
  const cases::Case& after;
  const cases::Notice& notice;
  const LetterContext& context;
  std::string text{};

  void add(std::string_view name, const Arguments& arguments = {}) {
    if (!text.empty()) text += "\n\n";
    text += messages.text(language, name, arguments);
  }

  [[nodiscard]] std::string country() const {
    return notice.facts.jurisdictions.empty() ? "" : notice.facts.jurisdictions.front();
  }
  [[nodiscard]] Arguments when(Instant at) const {
    return {{"local", render_local(language, country(), at)}, {"utc", render_utc(language, at)}};
  }

  void add_deadline() {
    const cases::CaseClock* tightest = nullptr;
    for (const cases::CaseClock& clock : after.clocks) {
      const bool is_ours = clock.notice_no == notice.no && clock.bearer == law::Bearer::provider && clock.due_at &&
                           clock.state == law::ClockState::running;
      const bool is_of_substance = clock.step == law::Step::take_down || clock.step == law::Step::decide;
      if (is_ours && is_of_substance && (tightest == nullptr || *clock.due_at < *tightest->due_at)) tightest = &clock;
    }
    if (tightest == nullptr) return add("letter.no_deadline");
    add("letter.deadline", when(*tightest->due_at));
  }

  void add_acknowledgement() {
    add("letter.acknowledgement", {{"code", context.case_code}});
    add("letter.received", when(notice.received_at));
    const cases::Decision* standing = cases::find_standing_decision(after);
    if (!notice.acted_on) {
      add("status.sent_back");
      for (const law::OrderDefect& defect : notice.defects) text.append("\n\n- ").append(defect.detail);
    } else if (notice.was_answered && standing != nullptr) {
      add("letter.answered_before");
      add(key("letter.outcome.", render(standing->outcome)));
    } else {
      add_deadline();
    }
  }

  void add_answer() {
    const auto& body = std::get<cases::AppealDecided>(event.body);
    add(key("letter.answer.", render(body.outcome)), {{"code", context.case_code}});
    add("appeal.next");
    text.append(": ").append(render_next_instance(messages, language, country()));
  }

  void add_news(LetterKind kind) {
    const Arguments code{{"code", context.case_code}};
    switch (kind) {
      case LetterKind::acknowledgement:
        return add_acknowledgement();
      case LetterKind::question:
        return add("letter.question", code);
      case LetterKind::outcome:
        add("letter.outcome", code);
        add(key("letter.outcome.", render(after.decisions.back().outcome)));
        return add("letter.outcome.redress");
      case LetterKind::answer:
        return add_answer();
      case LetterKind::put_back:
        return add("letter.put_back", code);
    }
  }
};

}  // namespace

cases::Case settle(const std::vector<cases::Event>& events, std::size_t count) {
  CHECK(count >= 1 && count <= events.size());
  cases::Case state;
  const Instant at = events[count - 1].at;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool is_later = i >= count && (events[i].at != at || may_be_news(events[i].body));
    if (is_later) break;
    state = cases::apply(std::move(state), events[i]);
  }
  return state;
}

bool may_be_news(const cases::EventBody& body) {
  return std::visit(
      [](const auto& one) {
        using Body = std::decay_t<decltype(one)>;
        return std::is_same_v<Body, cases::NoticeReceived> || std::is_same_v<Body, cases::ClarificationAsked> ||
               std::is_same_v<Body, cases::Decided> || std::is_same_v<Body, cases::AppealDecided> ||
               std::is_same_v<Body, cases::DecisionReversed> || std::is_same_v<Body, cases::MeasureOrdered>;
      },
      body);
}

std::vector<Addressee> find_addressees(const cases::Event& event, const cases::Case& after) {
  return std::visit(FindAddressees{after}, event.body);
}

Letter render_letter(const Messages& messages, const Language& language, const cases::Event& event,
                     const cases::Case& after, const Addressee& addressee, const LetterContext& context) {
  const cases::Notice& notice = after.notices.at(static_cast<std::size_t>(addressee.notice_no) - 1);
  Writer writer{messages, language, event, after, notice, context};
  writer.add("letter.greeting");
  writer.add_news(addressee.kind);
  writer.add("letter.page");
  writer.text.append("\n").append(context.public_url).append("/case");
  writer.add("letter.privacy");
  return {messages.text(language, "letter.subject"), std::move(writer.text) + "\n"};
}

}  // namespace redress::report
