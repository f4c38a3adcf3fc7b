// SPDX-License-Identifier: Apache-2.0
// server/objections.hpp — a notifier objects to a warning or a limit: what it rests on, and who may answer.
//
// Use this when   an objection is listed or answered, over the API or on the console's page: one reading for both.
// Errors          those of the stores and the cases. answer_objection: forbidden to whoever made one of the decisions
//                 and to overseers; conflict where nothing waits.
// Threads         any.
// Source          Regulation (EU) 2022/2065, Art. 20(6), 23(3); docs/explanation/notice-abuse.md.
// Never           tells who the notifier is: the store does not know it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/notifiers.hpp"

namespace redress::server {

// A notice that counts, and the decision that calls it manifestly unfounded.
struct UnfoundedDecision {
  store::NotifierNotice notice;
  cases::Decision decision;
};
[[nodiscard]] Result<std::vector<UnfoundedDecision>> load_unfounded(const Desk& desk, const KnownNotifier& known);
[[nodiscard]] bool was_made_by(const cases::Decision& decision, std::string_view name);
[[nodiscard]] bool has_part(const std::vector<UnfoundedDecision>& decisions, std::string_view name);

// Of an objection that waits: when the limit lifts unanswered.
[[nodiscard]] Instant find_answer_due(Instant appealed_at);

struct ObjectionAnswer {
  cases::AppealOutcome outcome = cases::AppealOutcome::pending;
  std::string reasons;
};
[[nodiscard]] ObjectionAnswer parse_objection_answer(const Json& body, Faults& faults);
[[nodiscard]] Status answer_objection(const Desk& desk, const Caller& caller, const std::string& notifier,
                                      const ObjectionAnswer& answer);

}  // namespace redress::server
