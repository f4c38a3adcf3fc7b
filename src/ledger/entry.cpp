// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry.hpp"

#include "law/words.hpp"

namespace redress::ledger {
namespace {

constexpr std::array<std::string_view, 25> case_types{"",
                                                      "notice_received",
                                                      "notice_withdrawn",
                                                      "items_added",
                                                      "clock_started",
                                                      "clock_moved",
                                                      "clock_ended",
                                                      "escalated",
                                                      "on_risk_applied",
                                                      "claimed",
                                                      "released",
                                                      "measure_ordered",
                                                      "measure_moved",
                                                      "found_reachable",
                                                      "decided",
                                                      "decision_reversed",
                                                      "clarification_asked",
                                                      "clarification_given",
                                                      "extension_granted",
                                                      "impossibility_declared",
                                                      "impossibility_ended",
                                                      "appealed",
                                                      "appeal_decided",
                                                      "personal_erased",
                                                      "closed"};
constexpr std::array<std::string_view, 4> house_types{"house_started", "heartbeat", "clock_stepped", "key_changed"};

constexpr std::array<std::string_view, 7> actors{"system",  "reporter",  "uploader", "reviewer",
                                                 "officer", "authority", "platform"};
constexpr std::array<std::string_view, 4> notice_kinds{"complaint", "order", "flag", "match"};
constexpr std::array<std::string_view, 4> measure_kinds{"restrict", "remove", "label", "restore"};
constexpr std::array<std::string_view, 4> measure_states{"dispatched", "acknowledged", "verified", "superseded"};
constexpr std::array<std::string_view, 4> outcomes{"remove", "restrict", "label", "reject"};
constexpr std::array<std::string_view, 2> grounds{"legal", "contractual"};
constexpr std::array<std::string_view, 2> sides{"uploader", "complainant"};
constexpr std::array<std::string_view, 2> appeal_outcomes{"upheld", "rejected"};

}  // namespace

std::string_view render(EntryType type) {
  const auto code = static_cast<std::size_t>(type);
  return is_of_house(type) ? house_types.at(code - 0x80) : case_types.at(code);
}

std::string_view render(Actor word) { return law::render_from(actors, word); }
std::string_view render(NoticeKind word) { return law::render_from(notice_kinds, word); }
std::string_view render(MeasureKind word) { return law::render_from(measure_kinds, word); }
std::string_view render(MeasureState word) { return law::render_from(measure_states, word); }
std::string_view render(Outcome word) { return law::render_from(outcomes, word); }
std::string_view render(GroundKind word) { return law::render_from(grounds, word); }
std::string_view render(AppealBy word) { return law::render_from(sides, word); }
std::string_view render(AppealOutcome word) { return law::render_from(appeal_outcomes, word); }

template <>
Result<Actor> parse_word(std::string_view text) {
  return law::parse_from<Actor>(actors, text, "actor");
}
template <>
Result<NoticeKind> parse_word(std::string_view text) {
  return law::parse_from<NoticeKind>(notice_kinds, text, "kind of notice");
}
template <>
Result<MeasureKind> parse_word(std::string_view text) {
  return law::parse_from<MeasureKind>(measure_kinds, text, "kind of measure");
}
template <>
Result<MeasureState> parse_word(std::string_view text) {
  return law::parse_from<MeasureState>(measure_states, text, "state of a measure");
}
template <>
Result<Outcome> parse_word(std::string_view text) {
  return law::parse_from<Outcome>(outcomes, text, "outcome");
}
template <>
Result<GroundKind> parse_word(std::string_view text) {
  return law::parse_from<GroundKind>(grounds, text, "kind of ground");
}
template <>
Result<AppealBy> parse_word(std::string_view text) {
  return law::parse_from<AppealBy>(sides, text, "side of an appeal");
}
template <>
Result<AppealOutcome> parse_word(std::string_view text) {
  return law::parse_from<AppealOutcome>(appeal_outcomes, text, "outcome of an appeal");
}

}  // namespace redress::ledger
