// SPDX-License-Identifier: Apache-2.0
#include "label/payload.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "base/check.hpp"

namespace redress::label {
namespace {

constexpr unsigned memory = 6;
constexpr std::size_t state_count = 1U << memory;
constexpr std::array<unsigned, 3> generators = {0133, 0171, 0165};

// The channel bits of one step; `window` holds the new bit highest and the six before it.
constexpr unsigned output_of(unsigned window) {
  unsigned bits = 0;
  for (const unsigned generator : generators) bits = 2 * bits + std::popcount(window & generator) % 2;
  return bits;
}

Message message_of(std::uint64_t bits) {
  std::array<std::uint8_t, 10> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  const std::uint16_t crc = crc16(std::span(bytes).first(8));
  bytes[8] = static_cast<std::uint8_t>(crc >> 8U);
  bytes[9] = static_cast<std::uint8_t>(crc);
  Message message{};
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = (bytes[i / 8] >> (7 - i % 8) & 1U) != 0;
  return message;
}

}  // namespace

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  unsigned crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<unsigned>(byte) << 8U;
    for (int i = 0; i < 8; ++i) crc = (crc & 0x8000U) != 0 ? (crc << 1U ^ 0x1021U) & 0xFFFFU : crc << 1U;
  }
  return static_cast<std::uint16_t>(crc);
}

ChannelBits encode_convolution(const Message& message) {
  ChannelBits channel{};
  unsigned state = 0;
  for (std::size_t step = 0; step < message.size() + memory; ++step) {
    const unsigned window = (step < message.size() && message[step] ? state_count : 0U) | state;
    const unsigned bits = output_of(window);
    for (std::size_t i = 0; i < 3; ++i) channel[3 * step + i] = (bits >> (2 - i) & 1U) != 0;
    state = window >> 1U;
  }
  return channel;
}

Message decode_convolution(std::span<const float, channel_bit_count> heard) {
  constexpr float never = -std::numeric_limits<float>::infinity();
  constexpr std::size_t step_count = message_bit_count + memory;
  std::array<float, state_count> scores;
  scores.fill(never);
  scores[0] = 0;
  // Of each state after each step: the bit that left the window, which tells the state before.
  std::vector<std::array<bool, state_count>> left(step_count);
  for (std::size_t step = 0; step < step_count; ++step) {
    std::array<float, 8> agreement{};
    for (unsigned bits = 0; bits < 8; ++bits) {
      for (unsigned i = 0; i < 3; ++i) agreement[bits] += ((bits >> (2 - i) & 1U) != 0 ? 1 : -1) * heard[3 * step + i];
    }
    std::array<float, state_count> next;
    for (unsigned to = 0; to < state_count; ++to) {
      const float even = scores[2 * to % state_count] + agreement[output_of(2 * to)];
      const float odd = scores[2 * to % state_count + 1] + agreement[output_of(2 * to + 1)];
      left[step][to] = odd > even;
      next[to] = std::max(even, odd);
      if (step >= message_bit_count && to >= state_count / 2) next[to] = never;  // the end is zeros
    }
    scores = next;
  }
  Message message{};
  unsigned state = 0;
  for (std::size_t step = step_count; step-- > 0;) {
    if (step < message.size()) message[step] = (state & state_count / 2) != 0;
    state = 2 * state % static_cast<unsigned>(state_count) + (left[step][state] ? 1U : 0U);
  }
  return message;
}

ChannelBits encode_mark(const Mark& mark) {
  CHECK(mark.key <= key_number_max && mark.record <= record_max);
  return encode_convolution(
      message_of(static_cast<std::uint64_t>(mark.label) << 60U | std::uint64_t{mark.key} << 56U | mark.record));
}

std::optional<Mark> decode_mark(std::span<const float, channel_bit_count> heard) {
  const Message message = decode_convolution(heard);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 64; ++i) bits = bits << 1U | (message[i] ? 1U : 0U);
  const auto label = static_cast<std::uint8_t>(bits >> 60U);
  const bool is_known = label >= 1 && label <= static_cast<std::uint8_t>(LabelClass::suspected);
  if (!is_known || message_of(bits) != message) return std::nullopt;
  return Mark{static_cast<LabelClass>(label), static_cast<std::uint8_t>(bits >> 56U & 15U), bits & record_max};
}

}  // namespace redress::label
