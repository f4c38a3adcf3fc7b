// SPDX-License-Identifier: Apache-2.0
// cases/states_and_moves_test.cpp — writes docs/reference/states-and-moves.md by trying every command in every state.
#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

const std::string page_path = "docs/reference/states-and-moves.md";

struct Situation {
  std::string name;
  std::string sentence;
  TestCase at;
};

struct Move {
  std::string sentence;
  Command command;
  Actor actor;
};

TestCase reported() {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  return one;
}
TestCase restricted() {
  TestCase one = reported();
  one.send(Restrict{{}, {}, "looks like what she says"}, reviewer("asha"));
  one.acknowledge();
  return one;
}
TestCase concluded(Outcome outcome) {
  TestCase one = reported();
  one.send(decision(outcome, "IN-NCII-2H"), reviewer("asha"));
  one.acknowledge();
  return one;
}

std::vector<Situation> situations() {
  TestCase claimed = reported();
  claimed.send(Claim{}, reviewer("ben"));
  TestCase proposed = reported();
  proposed.policy.second_person.removals = true;
  proposed.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("ben"));
  TestCase asked = reported();
  asked.send(AskClarification{"which one?"}, reviewer("asha"));
  TestCase appealed = concluded(Outcome::remove);
  appealed.send(Appeal{AppealBy::uploader, {"consent"}, "she agreed", 0}, uploader());
  TestCase picked = reported();
  picked.policy.second_look_every = 1;
  picked.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  picked.acknowledge();
  TestCase reversed = concluded(Outcome::remove);
  reversed.send(Reverse{"wrong person"}, reviewer("asha"));
  reversed.acknowledge();
  TestCase closed = concluded(Outcome::remove);
  closed.send(Close{}, reviewer("asha"));
  return {
      {"No case", "Nothing has been reported yet.", TestCase{}},
      {"Open", "One notice, one live item, its clocks run.", reported()},
      {"Open, restricted", "The item is held in the interim; a person must confirm that or it lifts.", restricted()},
      {"Open, claimed", "Another reviewer, ben, holds the case.", claimed},
      {"Open, proposed", "Ben proposed to remove the item; the house wants a second person for removals.", proposed},
      {"Open, question asked", "Staff has asked the reporter something.", asked},
      {"Decided: removed", "Asha removed the item and the platform confirmed it.", concluded(Outcome::remove)},
      {"Decided: rejected", "Asha turned the notice down; nothing is held.", concluded(Outcome::reject)},
      {"Decided, appealed", "The uploader has appealed against the removal.", appealed},
      {"Decided, picked", "Asha removed the item; chance picked that decision for a second look.", picked},
      {"Decided, reversed", "The removal was taken back and the item is restored.", reversed},
      {"Closed", "Decided, confirmed and closed; nobody waits for anything.", closed},
  };
}

std::vector<Move> moves(Instant now) {
  const Decide remove = decision(Outcome::remove, "IN-NCII-2H");
  const Decide label = decision(Outcome::label, "IN-NCII-2H");
  const DecideAppeal uphold{1, AppealOutcome::upheld, "heard and found right", std::nullopt};
  return {
      {"The reporter sends a notice about the same item", complaint({"IN"}, {item("1")}, now), reporter()},
      {"The reporter withdraws the notice", WithdrawNotice{1}, reporter()},
      {"The sweep adds an exact copy", AddItems{{copy_of(1, "2")}}, Actor{}},
      {"The reporter adds another link", AddItems{{item("3")}}, reporter()},
      {"A reviewer claims the case", Claim{}, reviewer("asha")},
      {"A reviewer releases the case", Release{}, reviewer("asha")},
      {"A reviewer hands the case over", HandOver{"carla", "she wrote twice"}, reviewer("asha")},
      {"A reviewer names a conflict of interest", Recuse{"my cousin"}, reviewer("asha")},
      {"A reviewer restricts in the interim", Restrict{{}, {}, "looks like what she says"}, reviewer("asha")},
      {"A reviewer decides to remove", remove, reviewer("asha")},
      {"A reviewer decides to label", label, reviewer("asha")},
      {"A reviewer rejects the notice", decision(Outcome::reject, "IN-NCII-2H"), reviewer("asha")},
      {"A second reviewer agrees to a proposal", Second{true, ""}, reviewer("asha")},
      {"A second reviewer declines a proposal", Second{false, "it is somebody else"}, reviewer("asha")},
      {"The reviewer who decided looks at it again", LookAgain{1, true, "", std::nullopt}, reviewer("asha")},
      {"Another reviewer looks at it again and agrees", LookAgain{1, true, "", std::nullopt}, reviewer("ben")},
      {"Another reviewer disagrees and decides to label", LookAgain{1, false, "a label is enough", label},
       reviewer("ben")},
      {"A reviewer takes the decision back", Reverse{"wrong person"}, reviewer("asha")},
      {"A reviewer asks for clarification", AskClarification{"which one?"}, reviewer("asha")},
      {"The reporter answers", GiveClarification{1, "this one"}, reporter()},
      {"The authority extends the deadline", GrantExtension{"IN-NCII-2H", now + hours{9}, "a letter"}, authority()},
      {"An officer declares it impossible", DeclareImpossible{"no power"}, officer()},
      {"An officer declares it possible again", DeclarePossible{}, officer()},
      {"The uploader appeals", Appeal{AppealBy::uploader, {"consent"}, "she agreed", 0}, uploader()},
      {"The reporter appeals", Appeal{AppealBy::complainant, {}, "that is me", 0}, reporter()},
      {"The reviewer who decided decides the appeal", uphold, reviewer("asha")},
      {"Another reviewer upholds the appeal", uphold, reviewer("ben")},
      {"The platform confirms the measure", MoveMeasure{1, MeasureState::acknowledged, ""}, platform()},
      {"A probe finds the item still reachable", ReportReachable{1, "IN"}, platform()},
      {"Time passes, nothing is due", Tick{}, Actor{}},
      {"The reporter has personal data erased", ErasePersonal{}, reporter()},
      {"A reviewer closes the case", Close{}, reviewer("asha")},
  };
}

std::string name_event(const EventBody& body) {
  constexpr std::array<std::string_view, std::variant_size_v<EventBody>> names{"notice received",
                                                                               "notice withdrawn",
                                                                               "items added",
                                                                               "clock started",
                                                                               "clock moved",
                                                                               "clock ended",
                                                                               "escalated",
                                                                               "fail-safe applied",
                                                                               "claimed",
                                                                               "released",
                                                                               "measure ordered",
                                                                               "measure moved",
                                                                               "found reachable",
                                                                               "decided",
                                                                               "decision reversed",
                                                                               "clarification asked",
                                                                               "clarification given",
                                                                               "extension granted",
                                                                               "impossible declared",
                                                                               "impossible ended",
                                                                               "appealed",
                                                                               "appeal decided",
                                                                               "personal erased",
                                                                               "closed"};
  if (const auto* started = std::get_if<ClockStarted>(&body)) return "clock " + started->clock.duty + " started";
  if (const auto* ended = std::get_if<ClockEnded>(&body)) return "clock " + std::string(law::render(ended->state));
  if (const auto* ordered = std::get_if<MeasureOrdered>(&body)) return std::string(render(ordered->kind)) + " ordered";
  if (const auto* moved = std::get_if<MeasureMoved>(&body)) return "measure " + std::string(render(moved->state));
  return std::string(names.at(body.index()));
}

std::string list_events(const std::vector<Event>& events) {
  std::string list;
  for (std::size_t i = 0; i < events.size();) {
    const std::string name = name_event(events[i].body);
    std::size_t same = 1;
    while (i + same < events.size() && name_event(events[i + same].body) == name) ++same;
    list += (list.empty() ? "" : ", ") + name + (same > 1 ? " ×" + std::to_string(same) : "");
    i += same;
  }
  return list;
}

// "yes: …", "no: …" or "nothing changes".
std::string try_move(const TestCase& from, const Move& move) {
  const auto decided = decide(from.state, move.command, move.actor, from.policy, from.now);
  if (!decided.ok()) return "no: " + decided.error().message;
  if (decided.value().empty()) return "nothing changes";
  return "yes: " + list_events(decided.value());
}

std::string write_overview(const std::vector<Situation>& all) {
  std::string page =
      "## At a glance\n\n**yes**: it happens. no: it is refused, with the reason given below. –: nothing changes.\n\n| "
      "|";
  for (const Situation& one : all) page += " " + one.name + " |";
  page += "\n|---|";
  for (std::size_t i = 0; i < all.size(); ++i) page += "---|";
  const std::size_t count = moves(sunday_night).size();
  for (std::size_t i = 0; i < count; ++i) {
    page += "\n| " + moves(sunday_night)[i].sentence + " |";
    for (const Situation& one : all) {
      const std::string answer = try_move(one.at, moves(one.at.now)[i]);
      page += answer.starts_with("yes") ? " **yes** |" : answer.starts_with("no:") ? " no |" : " – |";
    }
  }
  return page + "\n\n";
}

std::string write_situation(const Situation& one) {
  std::string page =
      "## " + one.name + "\n\n" + one.sentence + "\n\n| What somebody wants | What comes of it |\n|---|---|\n";
  for (const Move& move : moves(one.at.now)) page += "| " + move.sentence + ". | " + try_move(one.at, move) + " |\n";
  return page + "\n";
}

std::string write_measures() {
  const std::vector<std::pair<MeasureState, std::string>> all{
      {MeasureState::ordered, "Decided here; the edge follows it from this instant, the platform does not know yet."},
      {MeasureState::dispatched, "Handed to the platform, which has not answered."},
      {MeasureState::acknowledged, "The platform says that it is done: this is what ends a clock."},
      {MeasureState::verified, "A probe from outside found it done."},
      {MeasureState::superseded, "A newer measure for the same item has taken its place; late reports are ignored."}};
  std::string page =
      "## The states of a measure\n\nA measure moves forward only. A report that is late or comes twice changes "
      "nothing.\n\n"
      "| State | What it means | dispatched | acknowledged | verified | superseded |\n|---|---|---|---|---|---|\n";
  for (const auto& [state, sentence] : all) {
    TestCase one = reported();
    one.send(decision(Outcome::remove, "IN-NCII-2H"));
    if (state == MeasureState::superseded) {
      one.send(Reverse{"wrong person"});
    }
    if (state != MeasureState::ordered && state != MeasureState::superseded) {
      one.send(MoveMeasure{1, state, ""}, platform());
    }
    page += "| " + std::string(render(state)) + " | " + sentence + " |";
    for (const auto wanted :
         {MeasureState::dispatched, MeasureState::acknowledged, MeasureState::verified, MeasureState::superseded}) {
      const std::string answer = try_move(one, Move{"", MoveMeasure{1, wanted, ""}, platform()});
      page += answer.starts_with("yes") ? " moves |" : answer.starts_with("no:") ? " refused |" : " – |";
    }
    page += "\n";
  }
  return page + "\n";
}

std::string write_clocks() {
  const std::vector<std::pair<law::ClockState, std::string>> all{
      {law::ClockState::running,
       "Its deadline counts; it escalates at a half, three quarters and nine tenths, where the fail-safe acts."},
      {law::ClockState::paused,
       "The regime itself stops it (only the EU's order for terrorist content does); it starts anew afterwards."},
      {law::ClockState::met, "What it asked for was done in time, everywhere the duty asks for it."},
      {law::ClockState::missed, "Its last instant passed first; what is done later does not change that."},
      {law::ClockState::voided,
       "It no longer applies: the notice was withdrawn or turned down, or a right was not used in time."}};
  std::string page =
      "## The states of a clock\n\nA clock that has ended never runs again.\n\n| State | What it means | Ended "
      "|\n|---|---|---|\n";
  for (const auto& [state, sentence] : all) {
    const bool over = state != law::ClockState::running && state != law::ClockState::paused;
    page += "| " + std::string(law::render(state)) + " | " + sentence + " | " + (over ? "yes" : "no") + " |\n";
  }
  return page;
}

std::string write_page() {
  const auto all = situations();
  std::string page =
      "# States and moves\n\n"
      "Who may do what in which state of a case, and what is then recorded. This page is written by a test that tries "
      "every "
      "move in every state\n(`src/cases/states_and_moves_test.cpp`): it cannot disagree with the program. The example "
      "is a "
      "complaint in India about one picture, by the\nperson it shows; other regimes differ in the clocks, not in the "
      "moves.\n\n";
  page += write_overview(all);
  for (const Situation& one : all) page += write_situation(one);
  return page + write_measures() + write_clocks();
}

TEST(StatesAndMoves, ThePageSaysWhatTheProgramDoes) {
  const std::string page = write_page();
  if (std::getenv("REDRESS_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(page_path, std::ios::binary) << page;
    return;
  }
  std::ifstream file(page_path, std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(committed, page) << "the moves changed: if that is meant, rewrite the page with\n"
                                "  REDRESS_UPDATE_GOLDEN=1 ctest -R StatesAndMoves";
}

TEST(StatesAndMoves, EveryRefusalSaysWhyInASentence) {
  for (const Situation& one : situations()) {
    for (const Move& move : moves(one.at.now)) {
      const std::string answer = try_move(one.at, move);
      EXPECT_FALSE(answer.starts_with("no: ") && answer.size() < 20U) << one.name << ": " << move.sentence;
    }
  }
}

TEST(StatesAndMoves, EveryCommandIsOnThePage) {
  std::vector<bool> tried(std::variant_size_v<Command>, false);
  for (const Move& move : moves(sunday_night)) tried.at(move.command.index()) = true;
  for (std::size_t i = 0; i < tried.size(); ++i) EXPECT_TRUE(tried[i]) << "command number " << i;
}

}  // namespace
}  // namespace redress::cases::test
