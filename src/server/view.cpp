// SPDX-License-Identifier: Apache-2.0
#include "server/view.hpp"

#include <algorithm>
#include <array>

#include "report/telling.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::string_view, 10> steps{"acknowledge", "take_down", "decide", "inform",          "restore",
                                                 "label",       "preserve",  "report", "appeal_decision", "other"};

std::string_view tone_of(law::ClockState state) {
  if (state == law::ClockState::met) return "good";
  return state == law::ClockState::missed ? "bad" : "";
}

std::string key(std::string_view group, std::string_view word) { return std::string(group).append(word); }

}  // namespace

std::string Telling::say(std::string_view message, const report::Arguments& arguments) const {
  return desk.messages.text(language, message, arguments);
}
std::string Telling::local(Instant at) const { return render_local(language, country, at); }
std::string Telling::utc(Instant at) const { return render_utc(language, at); }

Telling tell(const Desk& desk, const Visit& visit, Eyes eyes, const cases::Case& state) {
  return {desk, visit.language, eyes, report::country_of(state)};
}

std::string_view tone_of(cases::ItemStatus status) {
  if (status == cases::ItemStatus::live) return "bad";
  if (status == cases::ItemStatus::restored) return "";
  return status == cases::ItemStatus::restricted ? "warn" : "good";
}

std::string tell_territory(const Telling& telling, const law::Territory& territory) {
  return report::render_territory(telling.desk.messages, telling.language, territory);
}

std::string tell_where(const Telling& telling, const cases::Item& item) {
  const bool is_staff = telling.eyes == Eyes::staff;
  // A copy's address would lead whoever reads over a shoulder to it: the reporter needs the count, not the link.
  if (item.facts.origin == cases::ItemOrigin::upload && !is_staff) return telling.say("item.copy_later");
  if (item.facts.origin == cases::ItemOrigin::copy && telling.eyes == Eyes::reporter) return telling.say("item.copy");
  if (!item.facts.urls.empty()) return item.facts.urls.front();
  if (!item.facts.content_id.empty()) return telling.say("item.by_id", {{"id", item.facts.content_id}});
  return telling.say("tl.item", {{"no", std::to_string(item.no)}});
}

std::string tell_clock(const Telling& telling, const cases::CaseClock& clock) {
  auto name = telling.eyes == Eyes::staff ? clock.duty
                                          : telling.say(key("step.", steps.at(static_cast<std::size_t>(clock.step))));
  return clock.is_target ? telling.say("clock.target", {{"name", name}}) : name;
}

Json tell_left(const Telling& telling, std::optional<Instant> starts_at, std::optional<Instant> due_at, Instant now) {
  if (!due_at) return {{"left", telling.say("clock.no_limit")}, {"urgency", "calm"}};
  if (now > *due_at) {
    return {{"left", telling.say("clock.over", {{"span", render_span(telling.language, now - *due_at)}})},
            {"urgency", "over"}};
  }
  const auto whole = std::max<std::int64_t>(1, (*due_at - starts_at.value_or(now)).count());
  const auto left = (*due_at - now).count();
  const std::string_view urgency = left * 4 <= whole ? "tight" : left * 2 <= whole ? "soon" : "calm";
  return {{"left", telling.say("clock.left", {{"span", render_span(telling.language, *due_at - now)}})},
          {"urgency", urgency}};
}

Json tell_items(const Telling& telling, const cases::Case& state) {
  Json items = Json::array();
  for (const auto& item : state.items) {
    Json entry{{"no", item.no},
               {"where", tell_where(telling, item)},
               {"status", telling.say(key("item.", render(item.status)))},
               {"tone", tone_of(item.status)},
               {"territory", tell_territory(telling, item.held_in)}};
    const auto* measure = cases::find_active_measure(state, item.no);
    if (measure != nullptr && !measure->acknowledged_at && item.status == cases::ItemStatus::live) {
      entry["status"] = telling.say("item.waiting");
    }
    if (measure != nullptr && telling.eyes == Eyes::uploader) {
      entry["since"] = telling.say("appeal.since", {{"at", telling.local(measure->ordered_at)}});
    }
    items.push_back(std::move(entry));
  }
  return items;
}

Json tell_clocks(const Telling& telling, const cases::Case& state, int notice_no) {
  Json running = Json::array();
  Json ended = Json::array();
  for (const auto& clock : state.clocks) {
    // Clocks that bind somebody else say nothing to the person who waits.
    if (telling.eyes != Eyes::staff && clock.bearer != law::Bearer::provider) continue;
    if (notice_no != 0 && clock.notice_no != 0 && clock.notice_no != notice_no) continue;
    const bool is_running = clock.state == law::ClockState::running || clock.state == law::ClockState::paused;
    const auto shown_at = is_running ? clock.due_at : clock.ended_at;
    Json entry{{"name", tell_clock(telling, clock)},
               {"duty", clock.duty},
               {"provision", clock.provision},
               {"state", telling.say(key("clock_state.", law::render(clock.state)))},
               {"tone", tone_of(clock.state)},
               {"left", ""},
               {"due", shown_at ? telling.local(*shown_at) : std::string()},
               {"due_utc", shown_at && is_running ? telling.utc(*shown_at) : std::string()}};
    if (clock.state == law::ClockState::running) {
      entry.update(tell_left(telling, clock.starts_at, clock.due_at, telling.desk.engine.now()));
    }
    (is_running ? running : ended).push_back(std::move(entry));
  }
  for (auto& entry : ended) running.push_back(std::move(entry));
  return running;
}

Json tell_decision(const Telling& telling, const cases::Decision& decision) {
  return {{"no", decision.no},
          {"outcome", telling.say(key("outcome_said.", render(decision.outcome)))},
          {"provision", decision.ground.provision},
          {"duty", decision.ground.duty},
          {"facts", decision.facts},
          {"reasons", decision.reasons},
          {"territory", tell_territory(telling, decision.territory)},
          {"reversed", decision.is_reversed},
          {"by", decision.by},
          {"at", telling.local(decision.at)}};
}

void put_status(const Telling& telling, const cases::Case& state, Json& view) {
  const auto word = status_of(state);
  view["status"] = telling.say(key("status.", word));
  const cases::CaseClock* clock = cases::find_leading_clock(state);
  if (clock == nullptr || !clock->due_at || state.phase == cases::Phase::closed) return;
  view["due"] = telling.local(*clock->due_at);
  view["due_utc"] = telling.utc(*clock->due_at);
  view["due_text"] = telling.say(clock->step == law::Step::appeal_decision ? "case.due.appeal" : "case.due");
}

}  // namespace redress::server
