// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <cstring>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace redress {

Id make_id(Instant now, std::uint64_t high_entropy, std::uint64_t low_entropy) {
  Id id;
  const auto ms = static_cast<std::uint64_t>(now.ms);
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70U | (high_entropy >> 8U & 0x0fU));
  id.bytes[7] = static_cast<std::uint8_t>(high_entropy);
  for (std::size_t i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(low_entropy >> (56 - 8 * i));
  id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3fU));
  return id;
}

Id make_id(Instant now) {
  const auto entropy = random_bytes<16>();
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, entropy.data(), 8);
  std::memcpy(&low, entropy.data() + 8, 8);
  return make_id(now, high, low);
}

std::string render_id(const Id& id) {
  const std::string hex = render_hex(id.bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

Result<Id> parse_id(std::string_view text) {
  const Error bad{Code::invalid, "not an id: 36 characters like 01890a5d-ac96-774b-bcce-b302099a8057"};
  if (text.size() != 36) return bad;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen != (text[i] == '-')) return bad;
    if (!hyphen) hex += text[i];
  }
  const auto bytes = parse_hex(hex);
  if (!bytes.ok()) return bad;
  Id id;
  std::memcpy(id.bytes.data(), bytes.value().data(), id.bytes.size());
  return id;
}

}  // namespace redress

std::size_t std::hash<redress::Id>::operator()(const redress::Id& id) const noexcept {
  std::uint64_t low = 0;
  std::memcpy(&low, id.bytes.data() + 8, 8);
  std::uint64_t high = 0;
  std::memcpy(&high, id.bytes.data(), 8);
  return static_cast<std::size_t>(low ^ (high * 0x9e3779b97f4a7c15ULL));
}
