// SPDX-License-Identifier: Apache-2.0
#include "simulation/hostile.hpp"

namespace redress::simulation {
namespace {

using namespace cases;

std::vector<Actor> everybody() {
  std::vector<Actor> actors{{ActorKind::system, ""},         {ActorKind::reporter, ""},
                            {ActorKind::uploader, ""},       {ActorKind::authority, "authority"},
                            {ActorKind::platform, ""},       {ActorKind::officer, "asha"},
                            {ActorKind::officer, "stranger"}};
  for (const auto& name : colleagues()) actors.push_back({ActorKind::reviewer, name});
  return actors;
}

// What the general draw rarely comes to: the last word on each appeal, a second to whatever was proposed.
std::vector<Command> list_reviews(Chance& chance, const Case& state) {
  std::vector<Command> commands{Second{true, ""}, Second{false, "not yet"}, Reverse{"taken back"}, Recuse{"a friend"}};
  for (const CaseAppeal& appeal : state.appeals) {
    if (appeal.outcome != AppealOutcome::pending) continue;
    commands.push_back(DecideAppeal{appeal.no, AppealOutcome::upheld, "heard", make_decision(chance, state)});
    commands.push_back(DecideAppeal{appeal.no, AppealOutcome::rejected, "heard", std::nullopt});
  }
  return commands;
}

}  // namespace

std::vector<Wish> list_everything(Chance& chance, const Case& state, Instant now) {
  std::vector<Command> commands = list_reviews(chance, state);
  constexpr std::size_t kind_count = std::variant_size_v<Command>;
  std::vector<bool> has(kind_count, false);
  // The general draw is random: asked often enough it has named nearly every kind.
  for (int draw = 0; draw < 120; ++draw) {
    Wish wish = make_wish(chance, state, now);
    if (has[wish.command.index()]) continue;
    has[wish.command.index()] = true;
    commands.push_back(std::move(wish.command));
  }
  if (!state.measures.empty()) {
    const int no = chance.between(1, static_cast<int>(state.measures.size()));
    commands.push_back(MoveMeasure{no, MeasureState::acknowledged, ""});
    commands.push_back(MoveMeasure{no, MeasureState::superseded, ""});
    commands.push_back(ReportReachable{no, "IN"});
  }
  std::vector<Wish> wishes;
  for (const Command& command : commands) {
    for (const Actor& actor : everybody()) wishes.push_back({command, actor});
  }
  return wishes;
}

}  // namespace redress::simulation
