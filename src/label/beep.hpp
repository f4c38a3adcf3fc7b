// SPDX-License-Identifier: Apache-2.0
// label/beep.hpp — the rhythm that says "AI" to an ear in every language: short, long; short, short.
//
// Shapes          a WAV file of one channel, 16 bits; about three seconds, the last of them silent.
// Units           samples a second.
// Errors          none.
// Threads         pure functions.
// Source          GB 45438-2025, 4.3 (labels of sound): the rhythm, which is A and I in Morse code; lengths as in
//                 ITU-R M.1677-1: a long one is three short ones, as is the pause between letters.
#pragma once

#include "base/bytes.hpp"

namespace redress::label {

inline constexpr std::uint32_t beep_rate = 44'100;

[[nodiscard]] Bytes render_beep();

}  // namespace redress::label
