// SPDX-License-Identifier: Apache-2.0
// match/numbered.hpp — entries that are known by a number, as ids of an index.
//
// Use this when   what is indexed has a number of its own: a row, a place in a list. Ties then come in that order.
// Shapes          the number in the last eight bytes, most significant first.
// Errors          none.
// Threads         pure functions.
// Source          none: a layout of our own.
#pragma once

#include "base/id.hpp"

namespace redress::match {

[[nodiscard]] constexpr Id id_of_number(std::uint64_t number) {
  Id id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

[[nodiscard]] constexpr std::uint64_t number_of(const Id& id) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i < 16; ++i) number = number << 8U | id.bytes[i];
  return number;
}

}  // namespace redress::match
