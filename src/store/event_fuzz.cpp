// SPDX-License-Identifier: Apache-2.0
// The journal's decoder: whatever the disk gives back is an event or `corrupt`, and an event is written as it was read.
#include <cstddef>
#include <cstdint>

#include "store/event_codec.hpp"

// Input: type, body and personal part, each ended by a line feed; the last two may be missing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto next = [&]() -> std::optional<std::string_view> {
    if (text.empty()) return std::nullopt;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  };
  const auto type = next().value_or("");
  const auto body = next().value_or("");
  const auto personal = next();
  const auto decoded = store::decode_event(type, Instant{1}, body, personal);
  if (decoded.ok()) {
    const auto encoded = store::encode_event(decoded.value());
    CHECK(encoded.ok());
    const auto& again = encoded.value();
    const auto twice = store::decode_event(again.type, Instant{1}, again.body, again.personal);
    CHECK(twice.ok() && twice.value() == decoded.value());
  }
  (void)store::decode_content(Instant{1}, body);
  (void)store::decode_door(body);
  (void)store::decode_hold(body);
  return 0;
}
