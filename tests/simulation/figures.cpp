// SPDX-License-Identifier: Apache-2.0
#include "simulation/figures.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "cases/decide.hpp"
#include "report/fairness.hpp"

namespace redress::simulation {
namespace {

using namespace cases;

// "2026-11/harm/ncii" and "all/harm/ncii": every count by its name, every time as it was.
struct Plain {
  std::map<std::string, std::uint64_t> counts;
  std::map<std::string, std::vector<std::int64_t>> times;
};
using PlainFigures = std::map<std::string, Plain>;

struct Down {
  Instant since;
  int decision_no = 0;
};

// What one item has been through, told step by step.
struct PlainItem {
  std::optional<Down> down;     // it is down
  std::optional<Down> leaving;  // it is to come up; not confirmed yet
};

struct PlainMeasure {
  int item_no = 0;
  MeasureKind kind = MeasureKind::restrict;
  bool is_confirmed = false;
};

class Twin {
 public:
  explicit Twin(PlainFigures& figures) : figures_(figures) {}

  void read(const Event& event) {
    if (opened_at_ == Instant{}) opened_at_ = event.at;
    std::visit([&](const auto& body) { see(event, body); }, event.body);
  }

 private:
  template <class Change>
  void change(Instant at, const std::string& kind, const std::string& name, const Change& apply_to) {
    for (const auto& period : {report::render_month(report::month_of(at)), std::string("all")}) {
      apply_to(figures_[std::string(period).append("/").append(kind).append("/").append(name)]);
    }
  }
  template <class Change>
  void change_case(Instant at, const Change& apply_to) {
    change(at, "all", "", apply_to);
    change(at, "harm", std::string(law::render(first_->harm)), apply_to);
    change(at, "language", first_->language, apply_to);
    for (const auto& where : std::set<std::string>(first_->jurisdictions.begin(), first_->jurisdictions.end())) {
      change(at, "regime", where, apply_to);
    }
  }
  void count(Instant at, const std::string& what, bool also = true) {
    change_case(at, [&](Plain& plain) { plain.counts[what] += also ? 1 : 0; });
  }
  void count_decision(int no, const std::string& what, bool also = true) {
    const auto& [at, by, outcome] = decisions_.at(static_cast<std::size_t>(no) - 1);
    count(at, what, also);
    change(at, "reviewer", by, [&](Plain& plain) { plain.counts[what] += also ? 1 : 0; });
  }
  void count_orders(int decision_no, const std::string& what) {
    for (const auto& [at, issuer, decisions_before] : orders_) {
      if (decisions_before != decision_no - 1) continue;
      change(at, "issuer", issuer, [&](Plain& plain) { ++plain.counts[what]; });
    }
  }

  void see(const Event& event, const NoticeReceived& body) {
    if (!first_) first_ = body.facts;
    if (notices_++ == 0) received_at_ = body.received_at;
    if (body.facts.kind != NoticeKind::order) return;
    const std::string issuer = body.facts.order->issuer;
    if (body.acted_on) orders_.emplace_back(event.at, issuer, static_cast<int>(decisions_.size()));
    change(event.at, "issuer", issuer, [&](Plain& plain) {
      ++plain.counts["received"];
      plain.counts["defective"] += body.defects.empty() ? 0 : 1;
      plain.counts["returned"] += body.acted_on ? 0 : 1;
    });
  }
  void see(const Event& event, const Decided& body) {
    decisions_.emplace_back(event.at, event.by.name, body.outcome);
    const int no = static_cast<int>(decisions_.size());
    const bool holds = body.outcome != Outcome::reject;
    count_decision(no, "decisions");
    count_decision(no, "holding", holds);
    count_decision(no, "looks_picked", body.picked_of.has_value());
    count_orders(no, holds ? "followed" : "turned_down");
    if (replaced_no_ > 0) count_look(replaced_no_, body.outcome);
    replaced_no_ = 0;
  }
  void count_look(int no, Outcome second) {
    const auto first = std::get<2>(decisions_.at(static_cast<std::size_t>(no) - 1));
    count_decision(no, std::string("look ").append(render(first)).append(" ").append(render(second)));
  }
  void see(const Event&, const DecisionReversed& body) {
    count_decision(body.decision_no, "reversed");
    const auto outcome = std::get<2>(decisions_.at(static_cast<std::size_t>(body.decision_no) - 1));
    count_decision(body.decision_no, "holding_reversed", outcome != Outcome::reject);
    count_orders(body.decision_no, "reversed");
  }
  void see(const Event&, const Appealed& body) {
    appeals_.push_back(body.decision_no);
    count_decision(body.decision_no, "appeals");
    if (appealed_.insert(body.decision_no).second) count_decision(body.decision_no, "appealed");
  }
  void see(const Event&, const AppealDecided& body) {
    const int decision_no = appeals_.at(static_cast<std::size_t>(body.appeal_no) - 1);
    count_decision(decision_no, "upheld", body.outcome == AppealOutcome::upheld);
  }
  void see(const Event& event, const OnRiskApplied&) { count(event.at, "on_risk"); }
  void see(const Event&, const Released& body) {
    if (!body.look) return;
    const int no = body.look->decision_no;
    count_decision(no, body.look->agrees ? "looks_agreed" : "looks_disagreed");
    if (body.look->agrees) count_look(no, std::get<2>(decisions_.at(static_cast<std::size_t>(no) - 1)));
    if (!body.look->agrees) replaced_no_ = no;
  }
  void see(const Event& event, const ClockStarted& body) {
    clocks_.emplace_back(body.clock.duty, event.at);
    if (body.clock.duty == "HOUSE-REVIEW") count(event.at, "interim");
  }
  void see(const Event&, const ClockEnded& body) {
    const auto& [duty, at] = clocks_.at(static_cast<std::size_t>(body.clock_no) - 1);
    if (duty != "HOUSE-REVIEW") return;
    count(at, "interim_decided", body.state == law::ClockState::met);
    count(at, "interim_lifted", body.state == law::ClockState::missed);
  }
  void see(const Event& event, const MeasureOrdered& body) {
    PlainItem& item = items_[body.item_no];
    measures_.push_back({body.item_no, body.kind});
    const bool goes_down = body.kind == MeasureKind::restrict || body.kind == MeasureKind::remove;
    if (body.kind != MeasureKind::restore) {
      count(event.at, "measures");
      count(event.at, "territorial", !body.territory.worldwide);
    }
    if (goes_down && !item.down) {
      count(event.at, "taken_down");
      item = PlainItem{Down{event.at}, std::nullopt};
    }
    if (goes_down) item.down->decision_no = body.decision_no;
    if (!goes_down && item.down) {
      count(item.down->since, "put_back");
      item.leaving = item.down;
      item.down.reset();
    }
  }
  void see(const Event& event, const MeasureMoved& body) {
    PlainMeasure& measure = measures_.at(static_cast<std::size_t>(body.measure_no) - 1);
    if (body.state == MeasureState::ordered || body.state == MeasureState::dispatched || measure.is_confirmed) return;
    measure.is_confirmed = true;
    if (measure.kind != MeasureKind::restore && !has_effect_) {
      has_effect_ = true;
      const auto took = std::max<std::int64_t>(0, event.at.ms - received_at_.ms);
      change_case(opened_at_, [&](Plain& plain) { plain.times["speed"].push_back(took); });
    }
    if (measure.kind != MeasureKind::restore && measure.kind != MeasureKind::label) return;
    PlainItem& item = items_[measure.item_no];
    if (!item.leaving) return;
    const Down left = *item.leaving;
    item.leaving.reset();
    const auto add = [&](Plain& plain) { plain.times["down"].push_back(event.at.ms - left.since.ms); };
    change_case(left.since, add);
    if (left.decision_no == 0) return;
    change(left.since, "reviewer", std::get<1>(decisions_.at(static_cast<std::size_t>(left.decision_no) - 1)), add);
  }
  template <class Other>
  void see(const Event&, const Other&) {}

  PlainFigures& figures_;
  std::optional<NoticeFacts> first_;
  int notices_ = 0;
  Instant opened_at_;
  Instant received_at_;
  bool has_effect_ = false;
  std::vector<std::tuple<Instant, std::string, Outcome>> decisions_;
  std::vector<std::tuple<Instant, std::string, int>> orders_;
  std::vector<std::pair<std::string, Instant>> clocks_;
  std::vector<PlainMeasure> measures_;
  std::map<int, PlainItem> items_;
  std::vector<int> appeals_;
  std::set<int> appealed_;
  int replaced_no_ = 0;  // a second look disagreed: the next decision takes this one's place
};

std::string compare_times(std::vector<std::int64_t> plain, const report::Spread& spread) {
  if (plain.size() != spread.count()) return "how many times";
  if (plain.empty()) return "";
  std::sort(plain.begin(), plain.end());
  for (const int percent : {1, 50, 90, 100}) {
    const std::size_t rank = (plain.size() * static_cast<std::size_t>(percent) + 99) / 100;
    const Milliseconds exact{plain[rank - 1]};
    if (spread.find_rank(percent / 100.0) != report::round_up(exact)) return "rank " + std::to_string(percent);
  }
  if (spread.find_longest() != Milliseconds{plain.back()}) return "the longest";
  for (const std::int64_t hours : {1, 2, 24}) {
    const Milliseconds limit = std::chrono::hours{hours};
    const auto within = std::count_if(plain.begin(), plain.end(), [&](std::int64_t ms) { return ms <= limit.count(); });
    if (spread.count_within(limit) != static_cast<std::uint64_t>(within)) return "within " + std::to_string(hours);
  }
  return "";
}

class Comparison {
 public:
  explicit Comparison(PlainFigures plain) : plain_(std::move(plain)) {}

  void compare(const std::string& name, const report::Group& group) {
    const Plain plain = take(name);
    using report::Group;
    const std::pair<const char*, std::uint64_t Group::*> counts[] = {{"decisions", &Group::decisions},
                                                                     {"holding", &Group::holding},
                                                                     {"appealed", &Group::appealed},
                                                                     {"reversed", &Group::reversed},
                                                                     {"taken_down", &Group::taken_down},
                                                                     {"holding_reversed", &Group::holding_reversed},
                                                                     {"put_back", &Group::put_back},
                                                                     {"measures", &Group::measures},
                                                                     {"territorial", &Group::territorial},
                                                                     {"interim", &Group::interim},
                                                                     {"interim_lifted", &Group::interim_lifted},
                                                                     {"interim_decided", &Group::interim_decided},
                                                                     {"looks_picked", &Group::looks_picked},
                                                                     {"looks_agreed", &Group::looks_agreed},
                                                                     {"looks_disagreed", &Group::looks_disagreed},
                                                                     {"appeals", &Group::appeals},
                                                                     {"upheld", &Group::upheld},
                                                                     {"on_risk", &Group::on_risk}};
    for (const auto& [what, count] : counts) compare_count(name, plain, what, group.*count);
    compare_looks(name, plain, group.looks);
    for (const auto& [what, spread] : {std::pair("down", &group.down), std::pair("speed", &group.speed)}) {
      const auto found = plain.times.find(what);
      const auto times = found == plain.times.end() ? std::vector<std::int64_t>() : found->second;
      if (const auto differs = compare_times(times, *spread); !differs.empty()) fail(name, what, differs);
    }
  }
  void compare(const std::string& name, const report::Orders& orders) {
    const Plain plain = take(name);
    compare_count(name, plain, "received", orders.received);
    compare_count(name, plain, "defective", orders.defective);
    compare_count(name, plain, "returned", orders.returned);
    compare_count(name, plain, "followed", orders.followed);
    compare_count(name, plain, "turned_down", orders.turned_down);
    compare_count(name, plain, "reversed", orders.reversed);
  }
  void compare(const std::string& period, const report::Month& month) {
    compare(period + "/all/", month.all);
    for (const auto& [name, group] : month.harms) compare(period + "/harm/" + name, group);
    for (const auto& [name, group] : month.languages) compare(period + "/language/" + name, group);
    for (const auto& [name, group] : month.regimes) compare(period + "/regime/" + name, group);
    for (const auto& [name, group] : month.reviewers) compare(period + "/reviewer/" + name, group);
    for (const auto& [name, orders] : month.issuers) compare(period + "/issuer/" + name, orders);
  }
  std::string finish() {
    if (wrong_.empty() && !plain_.empty()) fail(plain_.begin()->first, "", "only the twin has it");
    return wrong_;
  }

 private:
  void compare_looks(const std::string& name, const Plain& plain, const report::Agreement& looks) {
    for (const auto first : {Outcome::remove, Outcome::restrict, Outcome::label, Outcome::reject}) {
      for (const auto second : {Outcome::remove, Outcome::restrict, Outcome::label, Outcome::reject}) {
        const auto what = std::string("look ").append(render(first)).append(" ").append(render(second));
        compare_count(name, plain, what, looks.count(first, second));
      }
    }
  }
  Plain take(const std::string& name) {
    const auto found = plain_.find(name);
    if (found == plain_.end()) return {};
    Plain taken = std::move(found->second);
    plain_.erase(found);
    return taken;
  }
  void compare_count(const std::string& name, const Plain& plain, const std::string& what, std::uint64_t count) {
    const auto found = plain.counts.find(what);
    const std::uint64_t wanted = found == plain.counts.end() ? 0 : found->second;
    if (wanted != count) fail(name, what, std::to_string(count) + " for " + std::to_string(wanted));
  }
  void fail(const std::string& name, const std::string& what, const std::string& why) {
    if (wrong_.empty()) wrong_ = "the figures differ at " + name + " " + what + ": " + why;
  }

  PlainFigures plain_;
  std::string wrong_;
};

}  // namespace

std::string compare_figures(const std::vector<std::vector<Event>>& journals, Chance& chance) {
  PlainFigures plain;
  for (const auto& journal : journals) {
    Twin twin(plain);
    for (const Event& event : journal) twin.read(event);
  }
  report::Fairness fairness;
  std::vector<Case> states(journals.size());
  std::vector<std::size_t> read(journals.size(), 0);
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < journals.size(); ++i) {
    if (!journals[i].empty()) waiting.push_back(i);
  }
  while (!waiting.empty()) {
    const std::size_t which = chance.pick(waiting);
    const Event& event = journals[which][read[which]++];
    fairness.add(states[which], event);
    states[which] = apply(std::move(states[which]), event);
    if (read[which] == journals[which].size()) std::erase(waiting, which);
  }
  Comparison comparison(std::move(plain));
  for (const auto& [month, figures] : fairness.months()) comparison.compare(report::render_month(month), figures);
  comparison.compare("all", fairness.sum());
  return comparison.finish();
}

}  // namespace redress::simulation
