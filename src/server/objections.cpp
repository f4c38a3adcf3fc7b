// SPDX-License-Identifier: Apache-2.0
#include "server/objections.hpp"

#include <algorithm>

namespace redress::server {
namespace {

constexpr std::size_t reasons_bytes_max = 5'000;

}  // namespace

Result<std::vector<UnfoundedDecision>> load_unfounded(const Desk& desk, const KnownNotifier& known) {
  std::vector<UnfoundedDecision> decisions;
  for (const store::NotifierNotice& notice : known.counted) {
    TRY_ASSIGN(const cases::Case state, desk.engine.load_case(notice.case_id));
    const cases::Decision* decision = cases::find_unfounded(state, notice.notice_no);
    if (decision != nullptr) decisions.push_back({notice, *decision});
  }
  return decisions;
}

bool was_made_by(const cases::Decision& decision, std::string_view name) {
  return decision.by == name || decision.proposed_by == name;
}

bool has_part(const std::vector<UnfoundedDecision>& decisions, std::string_view name) {
  return std::any_of(decisions.begin(), decisions.end(),
                     [&](const UnfoundedDecision& one) { return was_made_by(one.decision, name); });
}

Instant find_answer_due(Instant appealed_at) { return appealed_at + cases::NotifierRules{}.appeal_max; }

ObjectionAnswer parse_objection_answer(const Json& body, Faults& faults) {
  ObjectReader fields(body, "#", faults);
  ObjectionAnswer answer;
  answer.outcome = fields.word<cases::AppealOutcome>("outcome", cases::parse_word<cases::AppealOutcome>);
  answer.reasons = fields.required_text("reasons", reasons_bytes_max);
  fields.finish();
  if (answer.outcome == cases::AppealOutcome::pending) faults.add_value("#/outcome", "must be upheld or rejected");
  return answer;
}

Status answer_objection(const Desk& desk, const Caller& caller, const std::string& notifier,
                        const ObjectionAnswer& answer) {
  if (caller.kind == cases::ActorKind::platform) return Error{Code::forbidden, "an overseer reads and does not act"};
  TRY_ASSIGN(const KnownNotifier known, load_notifier(desk, notifier));
  TRY_ASSIGN(const auto decisions, load_unfounded(desk, known));
  if (has_part(decisions, caller.name)) {
    return Error{Code::forbidden, "somebody else must answer: you made one of the decisions it is about"};
  }
  const bool is_upheld = answer.outcome == cases::AppealOutcome::upheld;
  auto answered = desk.options.notifiers->answer(known.digest, answer.reasons, is_upheld, desk.engine.now());
  if (answered.ok() || answered.error().code != Code::not_found) return answered;
  return Error{Code::conflict, "no objection of this notifier waits for an answer"};
}

}  // namespace redress::server
