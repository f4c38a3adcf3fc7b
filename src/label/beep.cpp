// SPDX-License-Identifier: Apache-2.0
#include "label/beep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace redress::label {
namespace {

constexpr std::uint32_t unit = beep_rate * 3 / 20;  // 0.15 s: a short one
constexpr double pitch_hz = 800;
constexpr double height = 16'000;
constexpr double edge = beep_rate / 200.0;  // 5 ms up and down: a hard edge clicks

struct Step {
  bool sounds;
  std::uint32_t units;
};

constexpr std::array<Step, 8> steps = {
    {{true, 1}, {false, 1}, {true, 3}, {false, 3}, {true, 1}, {false, 1}, {true, 1}, {false, 6}}};

void append_little(Bytes& to, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) to.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(8 * i)));
}

void append_text(Bytes& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); }

void append_head(Bytes& wav, std::uint32_t sample_count) {
  append_text(wav, "RIFF");
  append_little(wav, 36 + 2 * sample_count, 4);
  append_text(wav, "WAVEfmt ");
  append_little(wav, 16, 4);
  append_little(wav, 1, 2);  // plain samples
  append_little(wav, 1, 2);  // of one channel
  append_little(wav, beep_rate, 4);
  append_little(wav, 2 * beep_rate, 4);
  append_little(wav, 2, 2);
  append_little(wav, 16, 2);
  append_text(wav, "data");
  append_little(wav, 2 * sample_count, 4);
}

}  // namespace

Bytes render_beep() {
  std::uint32_t sample_count = 0;
  for (const Step& step : steps) sample_count += step.units * unit;
  Bytes wav;
  append_head(wav, sample_count);
  for (const Step& step : steps) {
    const std::uint32_t length = step.units * unit;
    for (std::uint32_t i = 0; i < length; ++i) {
      const double loudness = std::min({1.0, i / edge, (length - 1 - i) / edge});
      const double wave = std::sin(2 * std::numbers::pi * pitch_hz * i / beep_rate);
      const auto sample = static_cast<std::int16_t>(step.sounds ? std::lround(height * loudness * wave) : 0);
      append_little(wav, static_cast<std::uint16_t>(sample), 2);
    }
  }
  return wav;
}

}  // namespace redress::label
