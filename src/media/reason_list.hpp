// SPDX-License-Identifier: Apache-2.0
// media/reason_list.hpp — the reasons that an exchange lists for negative feedback on one kind of hash.
//
// Use this when   naming or checking one. They are read by HashListReader::read_reasons (media/hash_list.hpp).
// Shapes          a GUID, a name for people, and the kind of hash as the exchange spells it ("Sha1").
// Units           bytes; a letter of a name outside printable ASCII has become a question mark.
// Errors          none: a reason that is not sound is left out of its list and counted.
// Threads         values and pure functions.
// Source          NCMEC hash sharing API v2, availableFeedbackReasons.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redress::media {

inline constexpr std::size_t reason_list_bytes_max = 1U << 20;
inline constexpr std::size_t reason_count_max = 256;
inline constexpr std::size_t reason_guid_bytes = 36;
inline constexpr std::size_t reason_name_bytes_max = 200;
inline constexpr std::size_t reason_kind_bytes_max = 16;

struct ListedReason {
  std::string guid;  // as the exchange spells it
  std::string name;  // may be empty
  std::string kind;  // may be empty
  bool operator==(const ListedReason&) const = default;
};

struct ReasonList {
  std::vector<ListedReason> reasons;
  std::uint32_t fault_count = 0;  // reasons that were left out
};

[[nodiscard]] bool is_guid(std::string_view text);
// Short, of printable ASCII and spaces.
[[nodiscard]] bool is_reason_name(std::string_view text);
[[nodiscard]] bool is_sound(const ListedReason& reason);

}  // namespace redress::media
