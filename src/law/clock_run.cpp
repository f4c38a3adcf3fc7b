// SPDX-License-Identifier: Apache-2.0
#include "law/clock_run.hpp"

#include <algorithm>

namespace redress::law {
namespace {

constexpr std::uint32_t down = bit_of(HappeningKind::restricted) | bit_of(HappeningKind::removed);

// Why a clock stands still; it runs again, from the full length, when the last ground has gone.
enum Ground : unsigned { clarification = 1, impossibility = 2 };

class Runner {
 public:
  Runner(const Duty& duty, const Stage* stage, const Pack& pack, Instant start)
      : duty_(duty), stage_(stage), pack_(pack) {
    run_.starts_at = start;
    run_.due_at = due_from(start);
  }

  void take_before(std::span<const Happening> then) {
    if (step() != Step::take_down) return;
    const Happening* last = nullptr;
    for (const auto& happening : then) {
      const auto bit = bit_of(happening.what);
      if (happening.at < run_.starts_at && (bit & (down | bit_of(HappeningKind::restored))) != 0) last = &happening;
    }
    if (last == nullptr || (bit_of(last->what) & down) == 0) return;
    end(ClockState::met);
    note("The content was already out of reach when the clock started.");
  }

  void take(const Happening& happening) {
    if (is_ended_ || happening.at < run_.starts_at) return;
    const bool has_lapsed = run_.due_at && happening.at > *run_.due_at;
    if ((bit_of(happening.what) & ends_on()) != 0) return end(has_lapsed ? ClockState::missed : ClockState::met);
    switch (happening.what) {
      case HappeningKind::clarification_asked:
        return pause(happening.at, clarification, duty_.restarts_on_clarification, has_lapsed,
                     "A clarification was asked for");
      case HappeningKind::impossible:
        return pause(happening.at, impossibility, duty_.restarts_on_impossibility, has_lapsed,
                     "Acting was reported impossible");
      case HappeningKind::clarification_given:
        return resume(happening.at, clarification, "the clarification was given");
      case HappeningKind::possible_again:
        return resume(happening.at, impossibility, "acting became possible again");
      case HappeningKind::extension_granted:
        return extend(happening, has_lapsed);
      case HappeningKind::exited_on_merits:
        return exit_on_merits(happening.at);
      default:
        return;
    }
  }

  ClockRun finish(Instant now) {
    if (is_ended_ || run_.state == ClockState::paused || !run_.due_at || now <= *run_.due_at) return std::move(run_);
    // A retention period or a filing window is over, not broken, when its time has passed.
    const bool is_kept = stage_ == nullptr && ends_on() == 0 &&
                         (duty_.clock_kind == ClockKind::retention || duty_.clock_kind == ClockKind::window);
    run_.state = is_kept ? ClockState::met : ClockState::missed;
    if (!is_kept && duty_.bearer != Bearer::provider) note("Nothing in the case says that it was done in time.");
    return std::move(run_);
  }

 private:
  [[nodiscard]] Step step() const { return stage_ != nullptr ? stage_->step : duty_.step; }
  [[nodiscard]] std::uint32_t ends_on() const { return stage_ != nullptr ? stage_->ends_on : duty_.ends_on; }

  [[nodiscard]] std::optional<Instant> due_from(Instant start) const {
    if (stage_ == nullptr && duty_.target) return start + *duty_.target;
    if (stage_ == nullptr && !duty_.duration) return std::nullopt;
    const Duration& period = stage_ != nullptr ? stage_->duration : *duty_.duration;
    return add(start, period);
  }
  [[nodiscard]] Instant add(Instant start, const Duration& period) const {
    const auto counting = stage_ != nullptr ? stage_->counting : duty_.counting;
    const auto days = counting == Counting::business_days ? DayCount::working : DayCount::calendar;
    return add_period(start, period, pack_.zone, pack_.working, days, duty_.has_day_end);
  }

  void note(std::string_view sentence) { run_.notes.append(" ").append(sentence); }
  void end(ClockState state) {
    run_.state = state;
    is_ended_ = true;
  }

  void pause(Instant at, Ground ground, bool is_ground, bool has_lapsed, std::string_view what) {
    const std::string when = std::string(what) + " at " + render_instant(at);
    if (!is_ground) return note(when + "; that is recorded, and this clock counts on.");
    if (has_lapsed) return note(when + ", after the clock had lapsed; that changes nothing.");
    open_grounds_ |= ground;
    run_.state = ClockState::paused;
    run_.due_at.reset();
    note(when + "; the clock stands still until that is settled, and then starts again at its full length.");
  }

  void resume(Instant at, Ground ground, std::string_view what) {
    if ((open_grounds_ & ground) == 0) return;
    open_grounds_ &= ~static_cast<unsigned>(ground);
    if (open_grounds_ != 0) return;
    run_.state = ClockState::running;
    run_.starts_at = at;
    run_.due_at = due_from(at);
    note("It started again at " + render_instant(at) + ", when " + std::string(what) + ".");
  }

  void extend(const Happening& happening, bool has_lapsed) {
    const std::string when = "An extension was granted at " + render_instant(happening.at);
    if (stage_ != nullptr || duty_.extension.by == ExtensionBy::none) {
      return note(when + "; this clock knows none, so it is recorded and the clock counts on.");
    }
    if (!happening.until) return note(when + " without a new instant; that changes nothing.");
    if (has_lapsed) return note(when + ", after the clock had lapsed; that changes nothing.");
    if (!run_.due_at) return note(when + "; the clock has no deadline to move.");
    Instant until = *happening.until;
    std::string how = " (by " + std::string(render(duty_.extension.by)) + ").";
    if (duty_.extension.max) {
      const Instant latest = add(run_.starts_at, *duty_.extension.max);
      if (until > latest) {
        until = latest;
        how = ", the most the law allows (" + describe_duration(*duty_.extension.max) + " from the start).";
      }
    }
    if (until <= *run_.due_at) return note(when + " that is no longer than the clock; that changes nothing.");
    run_.due_at = until;
    note(when + " until " + render_instant(until) + how);
  }

  void exit_on_merits(Instant at) {
    if (stage_ != nullptr || !duty_.has_merits_exit) {
      if (step() == Step::take_down) {
        note("The provider left on the merits at " + render_instant(at) +
             "; this clock knows no such exit and counts on.");
      }
      return;
    }
    end(ClockState::voided);
    note("The provider left on the merits at " + render_instant(at) + ", so the clock is void.");
  }

  const Duty& duty_;
  const Stage* stage_;
  const Pack& pack_;
  ClockRun run_;
  unsigned open_grounds_ = 0;
  bool is_ended_ = false;
};

}  // namespace

ClockRun run_clock(const Duty& duty, const Stage* stage, const Pack& pack, Instant start,
                   std::span<const Happening> then, Instant now) {
  Runner runner(duty, stage, pack, start);
  runner.take_before(then);
  for (const auto& happening : then) runner.take(happening);
  return runner.finish(now);
}

}  // namespace redress::law
