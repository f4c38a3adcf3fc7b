// SPDX-License-Identifier: Apache-2.0
// label/soft_binding.hpp — the watermark as a C2PA soft binding: its name and its value.
//
// Shapes          the value is the watermark's 64 bits, the highest first: class, key, record.
// Errors          none.
// Threads         pure functions.
// Source          C2PA 2.2, 18.10 (c2pa.soft-binding). C2PA's list of algorithms has no entry for the name yet.
#pragma once

#include <string_view>

#include "base/bytes.hpp"
#include "label/payload.hpp"

namespace redress::label {

inline constexpr std::string_view watermark_algorithm = "redress.watermark.1";

[[nodiscard]] inline Bytes encode_watermark_value(const Mark& mark) {
  const std::uint64_t bits =
      std::uint64_t{static_cast<std::uint8_t>(mark.label)} << 60U | std::uint64_t{mark.key} << 56U | mark.record;
  Bytes bytes(sizeof bits);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  return bytes;
}

}  // namespace redress::label
