// SPDX-License-Identifier: Apache-2.0
// store/row_checksum.hpp — what guards a journal row against a disk that gives back something else.
//
// Shapes          the first 8 bytes of SHA-256 over the fields, each but the numbers preceded by its length;
//                 docs/reference/journal-format.md.
// Errors          none.
// Threads         pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"

namespace redress::store {

using Checksum = std::array<std::uint8_t, 8>;

struct Row {
  std::uint64_t position = 0;
  Id case_id;
  std::uint64_t case_seq = 0;
  Instant at;
  std::optional<std::uint32_t> clock_error_ms;
  std::uint64_t key_slot = 0;
  std::string_view type;
  std::string_view body;
  std::string_view door;
};

// The personal part is apart: erasing it must not break the row.
[[nodiscard]] Checksum checksum_row(const Row& row);
[[nodiscard]] Checksum checksum_bytes(ByteView bytes);

}  // namespace redress::store
