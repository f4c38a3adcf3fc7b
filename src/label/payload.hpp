// SPDX-License-Identifier: Apache-2.0
// label/payload.hpp — the 64 bits that a watermark says, and how they are written so that noise does not change them.
//
// Shapes          64 bits, highest first: 4 of the label class, 4 of the key's number, 56 of the record's; 16 of a CRC;
//                 6 zeros to end the code; three channel bits for each: 258.
// Errors          decode: nothing where the checksum does not agree.
// Threads         pure functions.
// Cost            decoding: 86 steps of 64 states, about 10 µs.
// Source          CRC-16/CCITT-FALSE; the convolutional code of rate 1/3 and constraint length 7 with generators 133,
//                 171, 165 (octal), read by Viterbi's algorithm from soft values.
// Never           says who labelled or for whom: the record, where there is one, is asked for that.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace redress::label {

// What the label says of the picture. The numbers are written into pictures: never give one away twice.
enum class LabelClass : std::uint8_t { generated = 1, modified = 2, suspected = 3 };

inline constexpr std::uint64_t record_max = (std::uint64_t{1} << 56U) - 1;
inline constexpr std::uint8_t key_number_max = 15;

struct Mark {
  LabelClass label = LabelClass::generated;
  std::uint8_t key = 0;      // ≤ key_number_max
  std::uint64_t record = 0;  // ≤ record_max
  bool operator==(const Mark&) const = default;
};

inline constexpr std::size_t message_bit_count = 80;
inline constexpr std::size_t channel_bit_count = (message_bit_count + 6) * 3;
using Message = std::array<bool, message_bit_count>;
using ChannelBits = std::array<bool, channel_bit_count>;

[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes);
[[nodiscard]] ChannelBits encode_convolution(const Message& message);
// The message whose channel bits agree most with what was heard: above zero a one, below a zero, the further the surer.
[[nodiscard]] Message decode_convolution(std::span<const float, channel_bit_count> heard);

[[nodiscard]] ChannelBits encode_mark(const Mark& mark);
[[nodiscard]] std::optional<Mark> decode_mark(std::span<const float, channel_bit_count> heard);

}  // namespace redress::label
