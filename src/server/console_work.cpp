// SPDX-License-Identifier: Apache-2.0
#include "server/console_work.hpp"

#include <algorithm>
#include <array>

#include "server/console_queue.hpp"
#include "server/second_look.hpp"

namespace redress::server {
namespace {

struct Template {
  std::string_view name;
  cases::Outcome outcome;
};
constexpr std::array<Template, 6> templates{{{"shown", cases::Outcome::remove},
                                             {"made", cases::Outcome::remove},
                                             {"interim", cases::Outcome::restrict},
                                             {"unlabelled", cases::Outcome::label},
                                             {"not_shown", cases::Outcome::reject},
                                             {"public", cases::Outcome::reject}}};
constexpr std::array<std::string_view, 3> lesser{"label", "territory", "time"};

std::string join(std::string_view a, std::string_view b, std::string_view c = {}) {
  return std::string(a).append(b).append(c);
}

Json tell_elements(const Telling& telling, law::Harm harm) {
  Json list = Json::array();
  for (const auto word : list_elements(harm)) {
    list.push_back({{"word", word}, {"text", telling.say(join("console.element.", word))}});
  }
  return list;
}

Json tell_lesser(const Telling& telling) {
  Json list = Json::array();
  for (const auto word : lesser) list.push_back(telling.say(join("console.lesser.", word)));
  return list;
}

Json tell_templates(const Telling& telling, const report::Language& language) {
  const auto& messages = telling.desk.messages;
  Json list = Json::array();
  for (const auto& one : templates) {
    list.push_back({{"name", telling.say(join("console.template.", one.name))},
                    {"outcome", render(one.outcome)},
                    {"facts", messages.pattern(language, join("console.template.", one.name, ".facts"))},
                    {"reasons", messages.pattern(language, join("console.template.", one.name, ".reasons"))}});
  }
  return list;
}

Json tell_proposal(const Telling& telling, const cases::Proposal& proposal) {
  cases::Decision shown;
  shown.outcome = proposal.outcome;
  shown.ground = proposal.ground;
  shown.facts = proposal.facts;
  shown.reasons = proposal.reasons;
  shown.territory = proposal.territory;
  shown.by = proposal.by;
  shown.at = proposal.at;
  Json json = tell_decision(telling, shown);
  json["items"] = proposal.item_nos;
  return json;
}

// Every act with its reverse, and until when.
Json tell_undo(const Telling& telling, const cases::Case& state) {
  Json list = Json::array();
  const auto review = std::find_if(state.clocks.rbegin(), state.clocks.rend(), [](const cases::CaseClock& clock) {
    return clock.duty == cases::house_review && clock.state == law::ClockState::running && clock.due_at;
  });
  if (review != state.clocks.rend()) {
    list.push_back(telling.say("console.undo.interim", {{"until", telling.local(*review->due_at)}}));
  }
  if (state.phase != cases::Phase::closed && cases::find_holding_decision(state) != nullptr) {
    list.push_back(telling.say("console.undo.decision"));
  }
  if (state.claim) list.push_back(telling.say("console.undo.claim", {{"until", telling.local(state.claim->until)}}));
  return list;
}

void put_two(const Telling& telling, const cases::Case& state, const Caller& caller, Json& view) {
  const auto now = telling.desk.engine.now();
  const bool is_recused = std::find(state.recused.begin(), state.recused.end(), caller.name) != state.recused.end();
  const bool is_held = state.claim && state.claim->until > now;
  const bool is_mine = is_held && state.claim->reviewer == caller.name;
  const bool may_act = state.phase != cases::Phase::closed && !is_recused && (!is_held || is_mine) &&
                       caller.kind != cases::ActorKind::platform;
  view["is_recused"] = is_recused;
  view["is_mine"] = is_mine;
  view["may_act"] = may_act;
  view["may_second"] = may_act && state.proposal && state.proposal->by != caller.name;
  view["may_decline"] = may_act && state.proposal.has_value();
  const auto* picked = cases::find_awaiting_look(state);
  const bool may_look = may_act && picked != nullptr && !state.proposal && may_look_again(*picked, caller.name);
  if (may_look) view["again"] = {{"no", picked->no}};
  if (state.proposal) view["proposal"] = tell_proposal(telling, *state.proposal);
  if (is_held && !state.claim->note.empty()) {
    view["handed"] = telling.say("console.handed", {{"name", state.claim->from}, {"note", state.claim->note}});
  }
  if (state.proposal || is_recused || !may_act) view["may_decide"] = false;
}

}  // namespace

void put_work(const Telling& telling, const cases::Case& state, const Caller& caller, Json& view) {
  const auto* first = state.notices.empty() ? nullptr : &state.notices.front().facts;
  const auto harm = first != nullptr ? first->harm : law::Harm::other_illegal;
  const auto& language = telling.desk.messages.find(first != nullptr ? first->language : "en");
  view["event_count"] = state.event_count;
  view["language"] = first != nullptr ? first->reading_language() : "en";
  view["elements"] = tell_elements(telling, harm);
  view["lesser"] = tell_lesser(telling);
  view["templates"] = tell_templates(telling, language);
  view["undo"] = tell_undo(telling, state);
  view["has_undo"] = !view["undo"].empty();
  for (std::size_t i = 0; i < state.items.size(); ++i) view["items"][i]["sha256"] = state.items[i].facts.sha256;
  for (auto& ground : view["grounds"]) {
    for (const auto& clock : state.clocks) {
      if (clock.duty == ground["value"]) ground["pack"] = clock.pack_sha256;
    }
  }
  for (std::size_t i = 0; i < state.decisions.size(); ++i) {
    const auto& decision = state.decisions[i];
    auto& shown = view["decisions"][i];
    shown["pack"] = decision.ground.pack_sha256;
    shown["proposed_by"] = decision.proposed_by;
    if (decision.look) {
      shown["looked"] = telling.say(decision.look->agrees ? "console.again.agreed" : "console.again.disagreed",
                                    {{"name", decision.look->by}, {"reasons", decision.look->reasons}});
    }
    shown["found"] = Json::array();
    if (!decision.weighing) continue;
    shown["lesser"] = decision.weighing->lesser;
    if (!decision.weighing->unfounded.empty()) shown["unfounded"] = decision.weighing->unfounded;
    for (const auto& word : decision.weighing->elements) {
      const auto name = join("console.element.", word);
      shown["found"].push_back(telling.desk.messages.has(name) ? telling.say(name) : word);
    }
  }
  put_two(telling, state, caller, view);
}

}  // namespace redress::server
