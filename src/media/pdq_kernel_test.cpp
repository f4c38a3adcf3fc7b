// SPDX-License-Identifier: Apache-2.0
// Every kernel that this machine has against its plain twin, bit for bit: a hash must not depend on the machine.
#include "media/pdq_kernel.hpp"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "media/pdq_reference.hpp"

namespace redress::media {
namespace {

using Dice = std::mt19937;

class Targets {
 public:
  Targets() : all_(hwy::SupportedAndGeneratedTargets()) {}
  ~Targets() { hwy::SetSupportedTargetsForTest(0); }
  Targets(const Targets&) = delete;
  Targets& operator=(const Targets&) = delete;
  template <class Check>
  void each(Check check) const {
    for (const std::int64_t target : all_) {
      hwy::SetSupportedTargetsForTest(target);
      check(hwy::TargetName(target));
    }
  }

 private:
  std::vector<std::int64_t> all_;
};

std::vector<std::uint8_t> make_plane(std::size_t count, Dice& dice) {
  std::vector<std::uint8_t> plane(count);
  int value = 128;
  for (std::uint8_t& sample : plane) {
    value = std::clamp(value + static_cast<int>(dice() % 41) - 20, 0, 255);
    sample = static_cast<std::uint8_t>(value);
  }
  return plane;
}

template <class Sample>
PdqAccumulator fill(const std::vector<Sample>& plane, std::uint32_t width, std::uint32_t height) {
  PdqAccumulator pdq(width, height);
  for (std::uint32_t y = 0; y < height; ++y) pdq.add_row(std::span(plane).subspan(std::size_t{y} * width, width));
  return pdq;
}

void expect_equal_to_twins(std::uint32_t width, std::uint32_t height, Dice& dice, const char* target) {
  SCOPED_TRACE(testing::Message() << target << " " << width << " x " << height);
  const auto bytes = make_plane(std::size_t{width} * height, dice);
  const std::vector<float> whole(bytes.begin(), bytes.end());
  std::vector<float> broken = whole;  // as luma of RGB is
  for (float& sample : broken) sample *= 0.9137F;
  const Samples plain = filter_plainly(whole, width, height);
  EXPECT_EQ(fill(bytes, width, height).samples(), plain);
  EXPECT_EQ(fill(whole, width, height).samples(), plain);
  EXPECT_EQ(fill(broken, width, height).samples(), filter_plainly(broken, width, height));
  EXPECT_EQ(hash_samples(plain), hash_samples_plainly(plain));
}

TEST(PdqKernel, EqualsItsTwinInEveryBitWithEveryKernel) {
  Dice dice(20'261'122);
  const Targets targets;
  targets.each([&](const char* target) {
    for (int round = 0; round < 12; ++round) {
      expect_equal_to_twins(static_cast<std::uint32_t>(1 + dice() % 400), static_cast<std::uint32_t>(1 + dice() % 300),
                            dice, target);
    }
    // Windows of one place, of two, a side that 128 divides, one that it does not, and a long and narrow plane.
    for (const auto& [width, height] : {std::pair(5U, 5U), {64U, 64U}, {128U, 130U}, {512U, 384U}, {1'999U, 6U}}) {
      expect_equal_to_twins(width, height, dice, target);
    }
  });
}

Spectrum make_spectrum(int round, Dice& dice) {
  Spectrum values;
  const int spread = 1 << (round % 24);  // a narrow spread has many that are equal
  for (float& value : values) {
    value = static_cast<float>(static_cast<int>(dice() % static_cast<unsigned>(spread)) - spread / 2) * 0.25F;
  }
  if (round % 5 == 0) values[dice() % values.size()] = -0.0F;
  if (round % 7 == 0) values[dice() % values.size()] = std::numeric_limits<float>::denorm_min();
  if (round % 11 == 0) values[dice() % values.size()] = -std::numeric_limits<float>::max();
  return values;
}

TEST(PdqKernel, FindsTheLowerMedianThatSortingFinds) {
  Dice dice(3);
  const Targets targets;
  targets.each([&](const char* target) {
    for (int round = 0; round < 100; ++round) {
      FourSpectra spectra;
      for (int n = 0; n < 4; ++n) spectra[static_cast<std::size_t>(n)] = make_spectrum(4 * round + n, dice);
      const auto medians = find_lower_medians(spectra);
      for (std::size_t n = 0; n < spectra.size(); ++n) {
        const BitRows bits = compare(spectra[n], medians[n]);
        for (std::size_t i = 0; i < spectra[n].size(); ++i) {
          ASSERT_EQ((bits[i / 16] >> (i % 16) & 1U) != 0, spectra[n][i] > medians[n]) << target << " " << i;
        }
        std::sort(spectra[n].begin(), spectra[n].end());
        ASSERT_EQ(medians[n], spectra[n][127]) << target << " round " << round;
      }
    }
  });
}

// At and next to changes that are whole numbers of hundredths.
TEST(PdqKernel, MeasuresTheQualityThatDividingGives) {
  const Targets targets;
  targets.each([&](const char* target) {
    for (int n = 1; n <= 100; n += 9) {
      const float change = 2.55F * static_cast<float>(n);
      for (const float height : {std::nextafter(change, 0.0F), change, std::nextafter(change, 300.0F)}) {
        Samples samples{};
        // One step up in so many rows as make the quality neither 0 nor 100.
        for (int row = 0; row < 64; row += 1 + n) {
          for (std::size_t j = 0; j < 64; ++j) samples[static_cast<std::size_t>(row) * 64 + j] = height;
        }
        EXPECT_EQ(measure_quality(samples), hash_samples_plainly(samples).quality) << target << " height " << height;
      }
    }
  });
}

TEST(PdqAxis, EverySampleIsTheMeanOfMeans) {
  for (const std::uint32_t length : {1U, 5U, 63U, 64U, 129U, 500U, 512U, 4'001U, 20'000U}) {
    const PdqAxis axis(length);
    for (std::size_t i = 0; i < pdq_side; ++i) {
      std::vector<double> weights(length);
      const PdqWindow outer = pdq_window(pdq_place(i, length), length);
      for (std::uint32_t q = outer.first; q <= outer.last; ++q) {
        const PdqWindow inner = pdq_window(q, length);
        for (std::uint32_t x = inner.first; x <= inner.last; ++x) {
          weights[x] += 1.0 / (outer.last - outer.first + 1) / (inner.last - inner.first + 1);
        }
      }
      for (std::uint32_t x = 0; x < length; ++x) {
        const bool is_held = x >= axis.first[i] && x < axis.end(i);
        const double held = is_held ? static_cast<double>(axis.weights[i * axis.reach + x - axis.first[i]]) : 0.0;
        ASSERT_NEAR(held, weights[x], 1e-6) << "length " << length << " sample " << i << " at " << x;
      }
    }
  }
}

}  // namespace
}  // namespace redress::media
