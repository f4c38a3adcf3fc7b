// SPDX-License-Identifier: Apache-2.0
#include "cases/notice_abuse.hpp"

#include <algorithm>

namespace redress::cases {
namespace {

bool is_for_a_child(law::Harm harm) {
  return harm == law::Harm::csam || harm == law::Harm::csam_synthetic || harm == law::Harm::child_harm;
}

// A few in a flood of good ones are errors, not misuse.
bool is_frequent(const NotifierFacts& facts, const NotifierRules& rules) {
  const std::size_t count = facts.unfounded.size();
  return count >= rules.unfounded_min &&
         count * 100 >= static_cast<std::size_t>(rules.share_percent_min) * facts.notice_count;
}

// Each limit rests on what was sent after the notifier had been told of the step before it.
struct Limit {
  std::optional<Instant> begins_at;
  std::vector<UnfoundedNotice> later;
};
Limit find_limit(const std::vector<UnfoundedNotice>& unfounded, Instant told_at, std::size_t min) {
  Limit limit;
  std::vector<Instant> decided;
  for (const UnfoundedNotice& one : unfounded) {
    if (one.received_at > told_at) decided.push_back(one.decided_at);
  }
  if (decided.size() < min) return limit;
  std::sort(decided.begin(), decided.end());
  limit.begins_at = decided[min - 1];
  for (const UnfoundedNotice& one : unfounded) {
    if (one.received_at > *limit.begins_at) limit.later.push_back(one);
  }
  return limit;
}

}  // namespace

std::string_view render(NotifierStep step) {
  constexpr std::array<std::string_view, 4> words{"none", "warned", "limited", "slowed"};
  return words.at(static_cast<std::size_t>(step));
}

NotifierStanding judge_notifier(const NotifierFacts& facts, const NotifierRules& rules, Instant now) {
  NotifierStanding standing;
  standing.unfounded_count = facts.unfounded.size();
  if (!is_frequent(facts, rules)) return standing;
  standing.step = NotifierStep::warned;
  if (!facts.warned_at) return standing;
  if (facts.appealed_at && *facts.appealed_at + rules.appeal_max <= now) return standing;
  const Limit first = find_limit(facts.unfounded, *facts.warned_at, rules.unfounded_min);
  if (!first.begins_at) return standing;
  const Limit second = find_limit(first.later, *first.begins_at, rules.unfounded_min);
  const Instant until =
      second.begins_at ? *second.begins_at + rules.slow_length : *first.begins_at + rules.limit_length;
  if (until <= now) return standing;
  standing.step = second.begins_at ? NotifierStep::slowed : NotifierStep::limited;
  standing.daily_max = second.begins_at ? rules.slowed_daily_max : rules.limited_daily_max;
  standing.until = until;
  return standing;
}

bool is_never_limited(const NoticeFacts& facts, bool coordinator_informed) {
  const bool has_authority = facts.kind == NoticeKind::order || facts.complainant == law::Complainant::authority;
  const bool is_flag = facts.kind == NoticeKind::flag || facts.complainant == law::Complainant::flagger;
  return facts.complainant == law::Complainant::depicted || is_for_a_child(facts.harm) || has_authority ||
         facts.kind == NoticeKind::match || (is_flag && !coordinator_informed);
}

const Decision* find_unfounded(const Case& state, int notice_no) {
  if (notice_no < 1 || static_cast<std::size_t>(notice_no) > state.notices.size()) return nullptr;
  const Notice& notice = state.notices[static_cast<std::size_t>(notice_no) - 1];
  const Decision* decision = find_standing_decision(state);
  if (decision == nullptr || decision->outcome != Outcome::reject || !decision->weighing) return nullptr;
  if (decision->weighing->unfounded.empty() || decision->at < notice.received_at) return nullptr;
  // Whoever is right in a part was not manifestly wrong.
  const bool was_right = std::any_of(state.decisions.begin(), state.decisions.end(), [&](const Decision& other) {
    return other.outcome != Outcome::reject && !other.is_reversed && other.at >= notice.received_at;
  });
  const bool is_appealed = std::any_of(state.appeals.begin(), state.appeals.end(), [&](const CaseAppeal& appeal) {
    return appeal.decision_no == decision->no && appeal.outcome != AppealOutcome::rejected;
  });
  return was_right || is_appealed ? nullptr : decision;
}

}  // namespace redress::cases
