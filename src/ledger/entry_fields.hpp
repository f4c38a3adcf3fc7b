// SPDX-License-Identifier: Apache-2.0
// ledger/entry_fields.hpp — which field may stand in which type of entry. Inside this room only.
//
// Shapes          ids below 64, so that a set of fields is one word of bits.
// Errors          none.
// Threads         pure functions.
// Source          docs/reference/ledger-entries.md, "Types" and "Fields".
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "ledger/entry.hpp"

namespace redress::ledger {

enum Field : std::uint8_t {
  field_case = 0x01,
  field_number,
  field_at,
  field_clock_error,
  field_previous,
  field_actor,
  field_rulebook,
  field_pack,
  field_tz,
  field_notice_no = 0x10,
  field_item_no,
  field_clock_no,
  field_measure_no,
  field_decision_no,
  field_appeal_no,
  field_clarification_no,
  field_kind,
  field_channel,
  field_complainant,
  field_harm,
  field_jurisdiction,
  field_limb,
  field_medium,
  field_sent_at,
  field_entered_at,
  field_retrieved_at,
  field_received_at,
  field_flag,
  field_duty,
  field_country,
  field_starts_at,
  field_due_at,
  field_until,
  field_state,
  field_outcome,
  field_ground,
  field_step,
  field_word,
  field_bearer,
  field_item,
  field_order_issuer = 0x30,
  field_order_rank,
  field_order_legal_basis,
  field_order_provision,
  field_order_url_count,
  field_defect,
  field_happening,
  field_step_ms = 0x38,
  field_key,
  field_commitment = 0x3f
};

using FieldSet = std::uint64_t;
constexpr FieldSet set_of(std::initializer_list<Field> fields) {
  FieldSet set = 0;
  for (const Field field : fields) set |= FieldSet{1} << field;
  return set;
}
constexpr bool has(FieldSet set, std::uint8_t id) { return id < 64 && (set >> id & 1) != 0; }

inline constexpr FieldSet many_fields = set_of({field_item_no, field_jurisdiction, field_limb, field_country,
                                                field_item, field_defect, field_happening, field_commitment});
inline constexpr FieldSet order_word_fields =
    set_of({field_order_issuer, field_order_rank, field_order_legal_basis, field_order_provision});

struct TypeRule {
  FieldSet required = 0;  // nothing: there is no such type
  FieldSet allowed = 0;   // with the required ones
  std::uint8_t flags = 0;
};
[[nodiscard]] const TypeRule& find_rule(std::uint8_t type);
[[nodiscard]] std::string_view name_of(std::uint8_t field);

inline constexpr std::size_t entry_header_bytes = 4;
inline constexpr std::size_t word_bytes_max = 64;
inline constexpr std::size_t key_bytes_max = 8192;  // a verifier key of any algorithm

}  // namespace redress::ledger
