// SPDX-License-Identifier: Apache-2.0
#include "store/row_checksum.hpp"

#include <algorithm>
#include <string>

#include "base/digest.hpp"

namespace redress::store {
namespace {

void add_number(std::string& into, std::uint64_t number, int bits = 64) {
  for (int shift = bits - 8; shift >= 0; shift -= 8) into += static_cast<char>(number >> static_cast<unsigned>(shift));
}

void add_text(std::string& into, std::string_view text) {
  add_number(into, text.size());
  into += text;
}

}  // namespace

Checksum checksum_bytes(ByteView bytes) {
  const Digest digest = sha256(bytes);
  Checksum checksum;
  std::copy_n(digest.begin(), checksum.size(), checksum.begin());
  return checksum;
}

Checksum checksum_row(const Row& row) {
  std::string text;
  text.reserve(64 + row.type.size() + row.body.size() + row.door.size());
  add_number(text, row.position);
  text.append(reinterpret_cast<const char*>(row.case_id.bytes.data()), row.case_id.bytes.size());
  add_number(text, row.case_seq);
  add_number(text, static_cast<std::uint64_t>(row.at.ms));
  add_number(text, row.clock_error_ms.value_or(UINT32_MAX), 32);
  add_number(text, row.key_slot);
  add_text(text, row.type);
  add_text(text, row.body);
  add_text(text, row.door);
  return checksum_bytes(view_bytes(text));
}

}  // namespace redress::store
