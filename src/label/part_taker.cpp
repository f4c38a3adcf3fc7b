// SPDX-License-Identifier: Apache-2.0
#include "label/part_taker.hpp"

#include <algorithm>

namespace redress::label {

Status keep(PictureParts& parts, ByteView part) {
  if (parts.kept.size() == part_count_max) return Error{Code::exhausted, "the picture's file has too many parts"};
  parts.kept.emplace_back(part.begin(), part.end());
  return Done{};
}

Status take_xmp(PictureParts& parts, std::string_view packet) {
  if (!parts.xmp.empty()) return Error{Code::unsupported, "the file has two XMP packets: which one counts is unclear"};
  parts.xmp = packet;
  return Done{};
}

void leave_out(PictureParts& parts, std::string_view name) {
  if (std::find(parts.left_out.begin(), parts.left_out.end(), name) == parts.left_out.end()) {
    parts.left_out.emplace_back(name);
  }
}

std::string name_part(std::string_view letters) {
  std::string name(letters);
  for (char& c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_plain) c = '?';
  }
  return name;
}

Error signed_already() {
  return {Code::conflict, "the file carries a signed C2PA manifest that a label would break: it is left as it is"};
}

Error has_alpha() {
  return {Code::unsupported, "the picture has an alpha channel: lay it on a ground and save it without first"};
}

}  // namespace redress::label
