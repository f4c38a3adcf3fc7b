// SPDX-License-Identifier: Apache-2.0
#include "simulation/history.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "simulation/figures.hpp"
#include "simulation/hostile.hpp"
#include "simulation/invariants.hpp"
#include "store/event_codec.hpp"

namespace redress::simulation {
namespace {

using namespace cases;

// One row of the journal, as bytes: what an auditor gets.
struct Row {
  Instant at;
  store::Encoded text;
};

struct Story {
  Case live;
  Case replayed;  // folded from the journal's rows alone, beside the live one
  std::vector<Row> journal;
  std::size_t acknowledged = 0;  // rows before the last append
  std::vector<Wish> reports;     // what the platform has yet to say, in no order
  std::optional<Wish> last;
};

class History {
 public:
  History(std::uint64_t seed, const law::Rulebook& rulebook, Tally& tally) : chance_(seed), tally_(tally) {
    policy_.rulebook = &rulebook;
    policy_.act_on_defective_orders = chance_.happens(30);
    policy_.second_person.removals = chance_.happens(30);
    policy_.second_person.near_matches = chance_.happens(30);
    policy_.second_look_every = chance_.below(4);
    forgets_personal_ = chance_.happens(50);
    stories_.resize(static_cast<std::size_t>(chance_.between(1, 3)));
    // Every hour of two years: nights, changes of the clocks, packs that come into force on the way.
    now_ = Instant{1'767'225'600'000} + std::chrono::hours{chance_.below(2 * 365 * 24)};
  }

  std::string play() {
    const int steps = chance_.between(20, 60);
    for (int step = 1; step <= steps; ++step) {
      if (auto wrong = play_step(); !wrong.empty()) return "step " + std::to_string(step) + ": " + wrong;
    }
    for (Story& story : stories_) {
      if (auto wrong = refold(story); !wrong.empty()) return "at the end: " + wrong;
    }
    return compare();
  }

 private:
  // The figures of /transparency, from the journals as they were left.
  std::string compare() {
    std::vector<std::vector<Event>> journals;
    for (const Story& story : stories_) {
      auto& journal = journals.emplace_back();
      for (const Row& row : story.journal) journal.push_back(read(row).value());
    }
    return compare_figures(journals, chance_);
  }

  std::string play_step() {
    Story& story = stories_[static_cast<std::size_t>(chance_.below(static_cast<int>(stories_.size())))];
    if (auto wrong = pass_time(story); !wrong.empty()) return wrong;
    if (chance_.happens(1)) {
      if (auto wrong = try_everything(story.live); !wrong.empty()) return wrong;
    }
    if (chance_.happens(5)) return crash(story);
    if (story.last && chance_.happens(8)) return send(story, Wish{*story.last});
    if (!story.reports.empty() && chance_.happens(45)) return report(story);
    return send(story, make_wish(chance_, story.live, now_));
  }

  // The engine ticks at every wake on the way, unless it is down; the machine's own clock is not to be trusted.
  std::string pass_time(Story& story) {
    const Instant until = chance_.happens(3) ? now_ - chance_.span() : now_ + chance_.span();
    if (chance_.happens(80)) {
      for (auto wake = find_next_wake(story.live, policy_); wake && *wake <= until;
           wake = find_next_wake(story.live, policy_)) {
        now_ = std::max(now_, *wake);
        if (auto wrong = send(story, Wish{Tick{}, Actor{}}); !wrong.empty()) return wrong;
        if (auto wrong = find_livelock(story.live, policy_, now_); !wrong.empty()) return wrong;
      }
    }
    now_ = until;
    return "";
  }

  // Nobody's command, sensible or not, breaks a promise. What comes of each is looked at and forgotten.
  std::string try_everything(const Case& state) {
    for (const Wish& wish : list_everything(chance_, state, now_)) {
      ++tally_.tries;
      const auto decided = decide(state, wish.command, wish.actor, policy_, now_);
      if (!decided.ok()) continue;
      Case after = state;
      for (const Event& event : decided.value()) after = apply(std::move(after), event);
      auto broken = find_broken(Step{state, wish.command, decided.value(), after, policy_, now_});
      if (broken.empty()) continue;
      return broken + ", by command " + std::to_string(wish.command.index()) + " of " + wish.actor.name;
    }
    return "";
  }

  std::string report(Story& story) {
    const int which = chance_.below(static_cast<int>(story.reports.size()));
    const Wish wish = story.reports[static_cast<std::size_t>(which)];
    if (!chance_.happens(15)) story.reports.erase(story.reports.begin() + which);  // some are delivered twice
    return send(story, wish);
  }

  // The process dies: what was not acknowledged may be gone, the rest is read back from the journal.
  std::string crash(Story& story) {
    ++tally_.crashes;
    if (chance_.happens(50)) story.journal.resize(story.acknowledged);
    story.last.reset();
    return refold(story);
  }

  std::string refold(Story& story) {
    Case folded;
    for (const Row& row : story.journal) {
      auto event = read(row);
      if (!event.ok()) return event.error().message;
      folded = apply(std::move(folded), event.value());
    }
    const bool lost = story.journal.size() < story.live.event_count;
    if (!lost && !(folded == story.live)) return "the journal does not replay to the live state";
    story.acknowledged = std::min(story.acknowledged, story.journal.size());
    story.replayed = folded;
    story.live = std::move(folded);
    return "";
  }

  Result<Event> read(const Row& row) const {
    std::optional<std::string_view> personal;
    if (!forgets_personal_ && row.text.personal) personal = *row.text.personal;
    return store::decode_event(row.text.type, row.at, row.text.body, personal);
  }

  std::string send(Story& story, Wish wish) {
    ++tally_.commands;
    const auto decided = decide(story.live, wish.command, wish.actor, policy_, now_);
    const auto again = decide(story.live, wish.command, wish.actor, policy_, now_);
    if (decided.ok() != again.ok()) return "the same command was once allowed and once refused";
    if (!decided.ok()) {
      ++tally_.refusals;
      return decided.error().message.empty() ? "a refusal says nothing" : "";
    }
    const std::vector<Event>& events = decided.value();
    if (!(events == again.value())) return "the same command gave other events";
    const Case before = story.live;
    if (auto wrong = append(story, events); !wrong.empty()) return wrong;
    if (!(story.replayed == story.live)) return "replay differs from live";
    plan_reports(story, events);
    auto broken = find_broken(Step{before, wish.command, events, story.live, policy_, now_});
    story.last = std::move(wish);
    return broken;
  }

  std::string append(Story& story, const std::vector<Event>& events) {
    if (events.empty()) return "";
    tally_.events += events.size();
    story.acknowledged = story.journal.size();
    for (const Event& event : events) {
      auto text = store::encode_event(event);
      if (!text.ok()) return text.error().message;
      story.journal.push_back(Row{event.at, std::move(text).value()});
      auto copy = read(story.journal.back());
      if (!copy.ok()) return copy.error().message;
      story.live = apply(std::move(story.live), event);
      story.replayed = apply(std::move(story.replayed), copy.value());
    }
    return "";
  }

  void plan_reports(Story& story, const std::vector<Event>& events) {
    const Actor platform{ActorKind::platform, ""};
    int no = static_cast<int>(story.live.measures.size());
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (!std::holds_alternative<MeasureOrdered>(event->body)) continue;
      for (const auto reached : {MeasureState::dispatched, MeasureState::acknowledged, MeasureState::verified}) {
        if (chance_.happens(80)) story.reports.push_back({MoveMeasure{no, reached, ""}, platform});
      }
      if (chance_.happens(15)) story.reports.push_back({ReportReachable{no, "IN"}, platform});
      --no;
    }
  }

  Chance chance_;
  Tally& tally_;
  Policy policy_;
  bool forgets_personal_ = false;
  Instant now_;
  std::vector<Story> stories_;
};

}  // namespace

std::string play_history(std::uint64_t seed, const law::Rulebook& rulebook, Tally& tally) {
  return History(seed, rulebook, tally).play();
}

}  // namespace redress::simulation
