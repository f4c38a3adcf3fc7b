// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry_fields.hpp"

namespace redress::ledger {
namespace {

constexpr FieldSet of_case =
    set_of({field_case, field_number, field_at, field_clock_error, field_previous, field_actor});
constexpr FieldSet of_house = set_of({field_at, field_clock_error});

constexpr TypeRule in_case(FieldSet required, FieldSet optional = 0, std::uint8_t flags = 0) {
  return {of_case | required, of_case | required | optional, flags};
}
constexpr TypeRule in_house(FieldSet required) { return {of_house | required, of_house | required, 0}; }

constexpr FieldSet told = set_of({field_happening, field_commitment});

constexpr TypeRule notice_rule =
    in_case(set_of({field_notice_no, field_kind, field_channel, field_complainant, field_harm, field_medium,
                    field_sent_at, field_received_at, field_flag, field_rulebook}),
            order_word_fields | told |
                set_of({field_jurisdiction, field_limb, field_entered_at, field_retrieved_at, field_order_url_count,
                        field_defect}),
            flag_acted_on | flag_court | flag_authorised | flag_reasoned);
constexpr TypeRule clock_rule = in_case(
    set_of({field_clock_no, field_notice_no, field_duty, field_starts_at, field_flag, field_word, field_bearer}),
    set_of({field_country, field_due_at, field_pack, field_tz}), flag_target);

// In the order of EntryType.
constexpr std::array<TypeRule, 25> case_rules{
    TypeRule{},
    notice_rule,
    in_case(set_of({field_notice_no})),
    in_case(0, set_of({field_item, field_commitment})),
    clock_rule,
    in_case(set_of({field_clock_no, field_state, field_starts_at}), set_of({field_due_at})),
    in_case(set_of({field_clock_no, field_state})),
    in_case(set_of({field_clock_no, field_step})),
    in_case(set_of({field_clock_no})),
    in_case(set_of({field_until}), set_of({field_commitment})),
    in_case(0, set_of({field_commitment})),
    in_case(set_of({field_measure_no, field_item_no, field_kind, field_flag}),
            set_of({field_country, field_decision_no}), flag_automatic),
    in_case(set_of({field_measure_no, field_state}), told),
    in_case(set_of({field_measure_no})),
    in_case(set_of({field_decision_no, field_outcome, field_ground}),
            told | set_of({field_duty, field_country, field_item_no})),
    in_case(set_of({field_decision_no}), told),
    in_case(set_of({field_clarification_no}), told),
    in_case(set_of({field_clarification_no}), told),
    in_case(set_of({field_duty, field_until}), told),
    in_case(0, told),
    in_case(0, set_of({field_happening})),
    in_case(set_of({field_appeal_no, field_kind, field_decision_no}), told),
    in_case(set_of({field_appeal_no, field_outcome}), told),
    in_case(0, set_of({field_commitment})),
    in_case(0)};
constexpr std::array<TypeRule, 4> house_rules{in_house(set_of({field_rulebook})), in_house(0),
                                              in_house(set_of({field_step_ms})), in_house(set_of({field_key}))};

constexpr std::array<std::string_view, 64> names{"",
                                                 "case",
                                                 "number",
                                                 "at",
                                                 "clock_error",
                                                 "previous",
                                                 "actor",
                                                 "rulebook",
                                                 "pack",
                                                 "tz",
                                                 "",
                                                 "",
                                                 "",
                                                 "",
                                                 "",
                                                 "",
                                                 "notice_no",
                                                 "item_no",
                                                 "clock_no",
                                                 "measure_no",
                                                 "decision_no",
                                                 "appeal_no",
                                                 "clarification_no",
                                                 "kind",
                                                 "channel",
                                                 "complainant",
                                                 "harm",
                                                 "jurisdiction",
                                                 "limb",
                                                 "medium",
                                                 "sent_at",
                                                 "entered_at",
                                                 "retrieved_at",
                                                 "received_at",
                                                 "flag",
                                                 "duty",
                                                 "country",
                                                 "starts_at",
                                                 "due_at",
                                                 "until",
                                                 "state",
                                                 "outcome",
                                                 "ground",
                                                 "step",
                                                 "word",
                                                 "bearer",
                                                 "item",
                                                 "",
                                                 "order_issuer",
                                                 "order_rank",
                                                 "order_legal_basis",
                                                 "order_provision",
                                                 "order_url_count",
                                                 "defect",
                                                 "happening",
                                                 "",
                                                 "step_ms",
                                                 "key",
                                                 "",
                                                 "",
                                                 "",
                                                 "",
                                                 "",
                                                 "commitment"};
static_assert(names[field_bearer] == "bearer" && names[field_key] == "key" && names[field_happening] == "happening");

}  // namespace

const TypeRule& find_rule(std::uint8_t type) {
  if (type >= 0x80) {
    const std::size_t at = type - std::size_t{0x80};
    return at < house_rules.size() ? house_rules.at(at) : case_rules.front();
  }
  return type < case_rules.size() ? case_rules.at(type) : case_rules.front();
}

std::string_view name_of(std::uint8_t field) { return field < names.size() ? names.at(field) : std::string_view{}; }

}  // namespace redress::ledger
