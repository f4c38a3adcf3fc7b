// SPDX-License-Identifier: Apache-2.0
#include "media/reason_list.hpp"

#include <algorithm>

#include "media/list_xml.hpp"

namespace redress::media {

bool is_guid(std::string_view text) {
  if (text.size() != reason_guid_bytes) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_digit = std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    if (is_dash ? text[i] != '-' : !is_digit) return false;
  }
  return true;
}

bool is_reason_name(std::string_view text) {
  return text.size() <= reason_name_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_sound(const ListedReason& reason) {
  return is_guid(reason.guid) && is_reason_name(reason.name) && reason.kind.size() <= reason_kind_bytes_max &&
         is_printable(reason.kind);
}

}  // namespace redress::media
