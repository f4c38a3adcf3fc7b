// SPDX-License-Identifier: Apache-2.0
#include "report/fairness.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

#include "base/check.hpp"
#include "cases/policy.hpp"

namespace redress::report {
namespace {

using namespace cases;

template <class T>
T& group_at(std::map<std::string, T>& groups, const std::string& name) {
  const auto found = groups.find(name);
  if (found != groups.end()) return found->second;
  return groups[groups.size() < Fairness::group_count_max ? name : std::string(others)];
}

// "pt-BR" and "PT" are one language.
std::string language_of(const std::string& tag) {
  std::string language = tag.substr(0, tag.find('-'));
  for (char& c : language) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return language;
}

bool takes_down(MeasureKind kind) { return kind == MeasureKind::restrict || kind == MeasureKind::remove; }
bool holds(Outcome outcome) { return outcome != Outcome::reject; }

// The last time that one of an item's measures took it down.
struct Spell {
  Instant since;
  int decision_no = 0;   // of the newest of these measures; 0: nobody had decided
  bool is_over = false;  // it is to be up again; the platform has not confirmed that yet
};

// From the measures before number `end`. Nothing: it was never down, or the platform has confirmed that it is up.
std::optional<Spell> find_spell(const Case& state, int item_no, int end) {
  std::optional<Spell> spell;
  for (const Measure& measure : state.measures) {
    if (measure.no >= end) break;
    if (measure.item_no != item_no) continue;
    if (takes_down(measure.kind)) {
      if (!spell || spell->is_over) spell = Spell{measure.ordered_at};
      spell->decision_no = measure.decision_no;
    } else if (spell) {
      spell->is_over = true;
      if (measure.acknowledged_at) spell.reset();
    }
  }
  return spell;
}

const Notice& opening_of(const Case& state) {
  CHECK(!state.notices.empty());
  return state.notices.front();
}

struct Fold {
  std::map<int, Month>& months;
  const Case& before;
  const Event& event;

  [[nodiscard]] Month& month_at(Instant at) const {
    const int month = month_of(at);
    if (months.size() < Fairness::month_count_max || months.contains(month)) return months[month];
    return months.rbegin()->second;
  }
  template <class Change>
  void change(Month& month, const Change& apply_to) const {
    const NoticeFacts& facts = opening_of(before).facts;
    apply_to(month.all);
    apply_to(group_at(month.harms, std::string(law::render(facts.harm))));
    apply_to(group_at(month.languages, language_of(facts.language)));
    for (const auto& regime : std::set<std::string>(facts.jurisdictions.begin(), facts.jurisdictions.end())) {
      apply_to(group_at(month.regimes, regime));
    }
  }
  // With the group of the person who decided.
  template <class Change>
  void change(const Decision& decision, const Change& apply_to) const {
    Month& month = month_at(decision.at);
    change(month, apply_to);
    apply_to(group_at(month.reviewers, decision.by));
  }
  [[nodiscard]] const Decision& decision(int no) const {
    CHECK(no >= 1 && static_cast<std::size_t>(no) <= before.decisions.size());
    return before.decisions[static_cast<std::size_t>(no) - 1];
  }
  [[nodiscard]] static Orders& orders_of(Month& month, const std::string& issuer) {
    return group_at(month.issuers, issuer);
  }
  // Orders that the decision of this number answers: it is the first after they came.
  template <class Change>
  void change_orders(int decision_no, const Change& apply_to) const {
    for (const Notice& notice : before.notices) {
      const bool is_answered = notice.acted_on && notice.decisions_before == decision_no - 1;
      if (notice.facts.kind != NoticeKind::order || !notice.facts.order || !is_answered) continue;
      apply_to(orders_of(month_at(notice.joined_at), notice.facts.order->issuer));
    }
  }

  void operator()(const NoticeReceived& body) const {
    if (body.facts.kind != NoticeKind::order || !body.facts.order) return;
    Orders& orders = orders_of(month_at(event.at), body.facts.order->issuer);
    ++orders.received;
    orders.defective += body.defects.empty() ? 0 : 1;
    orders.returned += body.acted_on ? 0 : 1;
    for (const law::OrderDefect& defect : body.defects) ++group_at(orders.defects, defect.check);
  }
  void operator()(const Decided& body) const {
    const int no = static_cast<int>(before.decisions.size()) + 1;
    Decision made;
    made.at = event.at;
    made.by = event.by.name;
    change(made, [&](Group& group) {
      ++group.decisions;
      group.holding += holds(body.outcome) ? 1 : 0;
      group.looks_picked += body.picked_of ? 1 : 0;
    });
    change_orders(no, [&](Orders& orders) { ++(holds(body.outcome) ? orders.followed : orders.turned_down); });
    for (const Decision& earlier : before.decisions) {
      const auto& look = earlier.look;
      if (look && !look->agrees && look->replaced_by == 0) add_look(earlier, body.outcome);
    }
  }
  void add_look(const Decision& first, Outcome second) const {
    change(first, [&](Group& group) { group.looks.add(first.outcome, second); });
  }
  void operator()(const DecisionReversed& body) const {
    const Decision& reversed = decision(body.decision_no);
    change(reversed, [&](Group& group) {
      ++group.reversed;
      group.holding_reversed += holds(reversed.outcome) ? 1 : 0;
    });
    change_orders(reversed.no, [](Orders& orders) { ++orders.reversed; });
  }
  void operator()(const Appealed& body) const {
    const bool again = std::any_of(before.appeals.begin(), before.appeals.end(),
                                   [&](const CaseAppeal& earlier) { return earlier.decision_no == body.decision_no; });
    change(decision(body.decision_no), [&](Group& group) {
      ++group.appeals;
      group.appealed += again ? 0 : 1;
    });
  }
  void operator()(const AppealDecided& body) const {
    if (body.outcome != AppealOutcome::upheld) return;
    const CaseAppeal& appeal = before.appeals.at(static_cast<std::size_t>(body.appeal_no) - 1);
    change(decision(appeal.decision_no), [](Group& group) { ++group.upheld; });
  }
  void operator()(const OnRiskApplied&) const {
    change(month_at(event.at), [](Group& group) { ++group.on_risk; });
  }
  void operator()(const Released& body) const {
    if (!body.look) return;
    const Decision& first = decision(body.look->decision_no);
    change(first, [&](Group& group) { ++(body.look->agrees ? group.looks_agreed : group.looks_disagreed); });
    if (body.look->agrees) add_look(first, first.outcome);
  }
  void operator()(const ClockStarted& body) const {
    if (body.clock.duty == house_review) change(month_at(event.at), [](Group& group) { ++group.interim; });
  }
  void operator()(const ClockEnded& body) const {
    CHECK(body.clock_no >= 1 && static_cast<std::size_t>(body.clock_no) <= before.clocks.size());
    const CaseClock& clock = before.clocks[static_cast<std::size_t>(body.clock_no) - 1];
    if (clock.duty != house_review) return;
    change(month_at(clock.starts_at), [&](Group& group) {
      group.interim_decided += body.state == law::ClockState::met ? 1 : 0;
      group.interim_lifted += body.state == law::ClockState::missed ? 1 : 0;
    });
  }
  void operator()(const MeasureOrdered& body) const {
    const auto spell = find_spell(before, body.item_no, static_cast<int>(before.measures.size()) + 1);
    const bool is_down = spell && !spell->is_over;
    if (body.kind != MeasureKind::restore) {
      change(month_at(event.at), [&](Group& group) {
        ++group.measures;
        group.territorial += body.territory.worldwide ? 0 : 1;
      });
    }
    if (takes_down(body.kind) && !is_down) change(month_at(event.at), [](Group& group) { ++group.taken_down; });
    if (!takes_down(body.kind) && is_down) change(month_at(spell->since), [](Group& group) { ++group.put_back; });
  }
  void operator()(const MeasureMoved& body) const {
    CHECK(body.measure_no >= 1 && static_cast<std::size_t>(body.measure_no) <= before.measures.size());
    const Measure& measure = before.measures[static_cast<std::size_t>(body.measure_no) - 1];
    if (body.state < MeasureState::acknowledged || measure.acknowledged_at) return;
    if (measure.kind != MeasureKind::restore) add_speed();
    if (!takes_down(measure.kind)) add_down(measure);
  }
  void add_speed() const {
    const bool later = std::any_of(before.measures.begin(), before.measures.end(), [](const Measure& measure) {
      return measure.kind != MeasureKind::restore && measure.acknowledged_at;
    });
    if (later) return;
    const Milliseconds took = std::max(Milliseconds{0}, event.at - opening_of(before).received_at);
    change(month_at(before.opened_at), [&](Group& group) { group.speed.add(took); });
  }
  void add_down(const Measure& measure) const {
    const auto spell = find_spell(before, measure.item_no, measure.no);
    if (!spell) return;
    Month& month = month_at(spell->since);
    const auto apply_to = [&](Group& group) { group.down.add(event.at - spell->since); };
    change(month, apply_to);
    if (spell->decision_no > 0) apply_to(group_at(month.reviewers, decision(spell->decision_no).by));
  }
  template <class Other>
  void operator()(const Other&) const {}
};

void merge(Group& into, const Group& from) {
  for (const auto count :
       {&Group::decisions, &Group::holding, &Group::appealed, &Group::reversed, &Group::holding_reversed,
        &Group::taken_down, &Group::put_back, &Group::measures, &Group::territorial, &Group::interim,
        &Group::interim_decided, &Group::interim_lifted, &Group::looks_picked, &Group::looks_agreed,
        &Group::looks_disagreed, &Group::appeals, &Group::upheld, &Group::on_risk}) {
    into.*count += from.*count;
  }
  into.looks.merge(from.looks);
  into.down.merge(from.down);
  into.speed.merge(from.speed);
}

void merge(std::uint64_t& into, std::uint64_t from) { into += from; }

template <class T>
void merge(std::map<std::string, T>& into, const std::map<std::string, T>& from);

void merge(Orders& into, const Orders& from) {
  for (const auto count : {&Orders::received, &Orders::defective, &Orders::returned, &Orders::followed,
                           &Orders::turned_down, &Orders::reversed}) {
    into.*count += from.*count;
  }
  merge(into.defects, from.defects);
}

template <class T>
void merge(std::map<std::string, T>& into, const std::map<std::string, T>& from) {
  for (const auto& [name, one] : from) merge(into[name], one);
}

}  // namespace

int month_of(Instant at) {
  const std::chrono::sys_time<Milliseconds> time{Milliseconds{at.ms}};
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

std::string render_month(int month) {
  const std::string number = std::to_string(month % 12 + 1);
  std::string year = std::to_string(month / 12);
  year.insert(0, year.size() < 4 ? 4 - year.size() : 0, '0');
  return year + (number.size() < 2 ? "-0" : "-") + number;
}

std::optional<int> parse_month(std::string_view text) {
  int year = 0;
  int month = 0;
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto read = [](std::string_view digits, int& value) {
    return std::from_chars(digits.data(), digits.data() + digits.size(), value).ptr == digits.data() + digits.size();
  };
  const bool is_good = text[0] != '-' && read(text.substr(0, 4), year) && text[5] != '-' && read(text.substr(5), month);
  if (!is_good || month < 1 || month > 12) return std::nullopt;
  return year * 12 + month - 1;
}

void Fairness::add(const Case& before, const Event& event) { std::visit(Fold{months_, before, event}, event.body); }

Month Fairness::sum(std::optional<int> month) const {
  Month sum;
  for (const auto& [at, one] : months_) {
    if (month && at != *month) continue;
    merge(sum.all, one.all);
    merge(sum.harms, one.harms);
    merge(sum.languages, one.languages);
    merge(sum.regimes, one.regimes);
    merge(sum.reviewers, one.reviewers);
    merge(sum.issuers, one.issuers);
  }
  return sum;
}

}  // namespace redress::report
