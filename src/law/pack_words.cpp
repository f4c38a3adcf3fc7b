// SPDX-License-Identifier: Apache-2.0
// The closed words of a pack file, and of a clock's state.
#include "law/evaluate.hpp"
#include "law/pack.hpp"
#include "law/words.hpp"

namespace redress::law {
namespace {

constexpr std::array<std::string_view, 4> bearers{"provider", "regulator", "complainant", "dispute_body"};
constexpr std::array<std::string_view, 10> steps{"acknowledge", "take_down", "decide", "inform",          "restore",
                                                 "label",       "preserve",  "report", "appeal_decision", "other"};
constexpr std::array<std::string_view, 3> on_risks{"none", "restrict", "escalate"};
constexpr std::array<std::string_view, 14> statuses{"in_force",
                                                    "adopted_not_yet_applicable",
                                                    "transitional",
                                                    "superseded_in_part",
                                                    "repealed",
                                                    "lapsed",
                                                    "draft",
                                                    "draft_adoption_not_established",
                                                    "contested",
                                                    "struck_down",
                                                    "voluntary",
                                                    "not_law",
                                                    "transposition_pending",
                                                    "announced_statutory_basis_not_established"};
constexpr std::array<std::string_view, 8> clock_kinds{"hard_max",  "standard",  "window",   "limitation",
                                                      "endeavour", "retention", "periodic", "none"};
constexpr std::array<std::string_view, 5> countings{"continuous", "calendar_days", "business_days", "silent",
                                                    "not_applicable"};
constexpr std::array<std::string_view, 3> confidences{"high", "medium", "low"};
constexpr std::array<std::string_view, 4> extension_bys{"none", "authority", "notice", "agreement"};
constexpr std::array<std::string_view, 7> order_tests{"court_or_all", "reasons",     "authorised", "civil_rank",
                                                      "police_rank",  "legal_basis", "location"};
constexpr std::array<std::string_view, 3> receipt_instants{"sent", "entered", "retrieved"};
constexpr std::array<std::string_view, 5> clock_states{"running", "paused", "met", "missed", "void"};

}  // namespace

Result<Bearer> parse_bearer(std::string_view word) { return parse_from<Bearer>(bearers, word, "duty bearer"); }
Result<Step> parse_step(std::string_view word) { return parse_from<Step>(steps, word, "step"); }
Result<OnRisk> parse_on_risk(std::string_view word) { return parse_from<OnRisk>(on_risks, word, "measure at risk"); }
Result<DutyStatus> parse_duty_status(std::string_view word) { return parse_from<DutyStatus>(statuses, word, "status"); }
Result<ClockKind> parse_clock_kind(std::string_view word) {
  return parse_from<ClockKind>(clock_kinds, word, "kind of clock");
}
Result<Counting> parse_counting(std::string_view word) {
  return parse_from<Counting>(countings, word, "way of counting");
}
Result<Confidence> parse_confidence(std::string_view word) {
  return parse_from<Confidence>(confidences, word, "confidence");
}
Result<ExtensionBy> parse_extension_by(std::string_view word) {
  return parse_from<ExtensionBy>(extension_bys, word, "way of extending");
}
Result<OrderTest> parse_order_test(std::string_view word) {
  return parse_from<OrderTest>(order_tests, word, "test of an order");
}
Result<ReceiptInstant> parse_receipt_instant(std::string_view word) {
  return parse_from<ReceiptInstant>(receipt_instants, word, "instant of receipt");
}
Result<ClockState> parse_clock_state(std::string_view word) {
  return parse_from<ClockState>(clock_states, word, "state of a clock");
}

std::string_view render(Bearer bearer) { return render_from(bearers, bearer); }
std::string_view render(Step step) { return render_from(steps, step); }
std::string_view render(OnRisk on_risk) { return render_from(on_risks, on_risk); }
std::string_view render(DutyStatus status) { return render_from(statuses, status); }
std::string_view render(ClockKind kind) { return render_from(clock_kinds, kind); }
std::string_view render(Counting counting) { return render_from(countings, counting); }
std::string_view render(Confidence confidence) { return render_from(confidences, confidence); }
std::string_view render(ExtensionBy by) { return render_from(extension_bys, by); }
std::string_view render(OrderTest test) { return render_from(order_tests, test); }
std::string_view render(ReceiptInstant instant) { return render_from(receipt_instants, instant); }
std::string_view render(ClockState state) { return render_from(clock_states, state); }

bool is_off_by_default(DutyStatus status) { return status >= DutyStatus::draft; }

}  // namespace redress::law
