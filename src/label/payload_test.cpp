// SPDX-License-Identifier: Apache-2.0
#include "label/payload.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string_view>

#include "base/bytes.hpp"

namespace redress::label {
namespace {

std::array<float, channel_bit_count> sound_of(const ChannelBits& bits) {
  std::array<float, channel_bit_count> heard{};
  for (std::size_t i = 0; i < bits.size(); ++i) heard[i] = bits[i] ? 1.F : -1.F;
  return heard;
}

float agreement(const ChannelBits& bits, const std::array<float, channel_bit_count>& heard) {
  float sum = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) sum += (bits[i] ? 1.F : -1.F) * heard[i];
  return sum;
}

Mark any_mark(std::mt19937_64& dice) {
  return {static_cast<LabelClass>(1 + dice() % 3), static_cast<std::uint8_t>(dice() % 16), dice() & record_max};
}

TEST(Payload, ItsChecksumIsTheKnownOne) { EXPECT_EQ(crc16(view_bytes("123456789")), 0x29B1); }

TEST(Payload, AMarkComesBackAsItWent) {
  std::mt19937_64 dice(1);
  for (int i = 0; i < 200; ++i) {
    const Mark mark = any_mark(dice);
    EXPECT_EQ(decode_mark(sound_of(encode_mark(mark))), mark) << i;
  }
  for (const Mark mark : {Mark{LabelClass::generated, 0, 0}, Mark{LabelClass::suspected, key_number_max, record_max}}) {
    EXPECT_EQ(decode_mark(sound_of(encode_mark(mark))), mark);
  }
}

TEST(Payload, AFifthOfTheChannelBitsMayBeDrownedAndTenOfThemWrong) {
  std::mt19937_64 dice(2);
  for (int i = 0; i < 100; ++i) {
    const Mark mark = any_mark(dice);
    auto heard = sound_of(encode_mark(mark));
    for (std::size_t bit = dice() % 5; bit < heard.size(); bit += 5) heard[bit] = 0;
    for (std::size_t bit = dice() % 25; bit < heard.size(); bit += 26) heard[bit] = -heard[bit];
    EXPECT_EQ(decode_mark(heard), mark) << i;
  }
}

// The twin forgets nothing: all 2^12 messages that differ in their first twelve bits are tried one by one.
TEST(Payload, NoMessageAgreesMoreThanTheOneThatViterbiFinds) {
  std::mt19937_64 dice(3);
  std::normal_distribution<float> noise(0, 1.2F);
  for (int round = 0; round < 20; ++round) {
    Message sent{};
    for (std::size_t i = 0; i < 12; ++i) sent[i] = dice() % 2 == 0;
    auto heard = sound_of(encode_convolution(sent));
    for (std::size_t i = 0; i < heard.size(); ++i) heard[i] = i < 54 ? heard[i] + noise(dice) : 4 * heard[i];
    const Message found = decode_convolution(heard);
    float most = -1e9F;
    Message plainly{};
    for (unsigned bits = 0; bits < 4'096; ++bits) {
      Message message{};
      for (std::size_t i = 0; i < 12; ++i) message[i] = (bits >> i & 1U) != 0;
      const float sum = agreement(encode_convolution(message), heard);
      if (sum > most) {
        most = sum;
        plainly = message;
      }
    }
    EXPECT_EQ(found, plainly) << "round " << round;
  }
}

TEST(Payload, NoiseIsHardlyEverAMark) {
  std::mt19937_64 dice(4);
  std::normal_distribution<float> noise;
  int count = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::array<float, channel_bit_count> heard{};
    for (float& value : heard) value = noise(dice);
    count += decode_mark(heard) ? 1 : 0;
  }
  EXPECT_LE(count, 1);  // one in 350,000 is to be expected
}

TEST(Payload, AClassThatNobodyDefinedIsNoMark) {
  Mark mark{LabelClass::generated, 3, 77};
  mark.label = static_cast<LabelClass>(9);
  EXPECT_EQ(decode_mark(sound_of(encode_mark(mark))), std::nullopt);
}

}  // namespace
}  // namespace redress::label
