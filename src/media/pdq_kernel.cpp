// SPDX-License-Identifier: Apache-2.0
// media/pdq_kernel.cpp — compiled once for each vector width; the widest that the machine has is chosen when it runs.
#include "media/pdq_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

// Where the address sanitizer keeps variables beyond their function, g++ 12 puts 64-byte vectors at addresses that are
// no multiple of 64 (GCC bug 110027): there the widest kernels are left out.
#if defined(__SANITIZE_ADDRESS__) && !defined(HWY_DISABLED_TARGETS)
#define HWY_DISABLED_TARGETS (HWY_AVX3 | HWY_AVX3_DL)
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "media/pdq_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace redress::media::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = hn::CappedTag<float, 16>;
using Ints = hn::RebindToSigned<Wide>;

HWY_INLINE hn::Vec<Wide> load(Wide floats, const float* from) { return hn::LoadU(floats, from); }
HWY_INLINE hn::Vec<Wide> load(Wide floats, const std::uint8_t* from) {
  const hn::Rebind<std::uint8_t, Wide> bytes;
  const Ints ints;
  return hn::ConvertTo(floats, hn::PromoteTo(ints, hn::LoadU(bytes, from)));
}

template <class Sample>
HWY_INLINE void add_row(float* HWY_RESTRICT to, const Sample* HWY_RESTRICT luma, std::size_t count, float weight) {
  const Wide floats;
  const auto factor = hn::Set(floats, weight);
  std::size_t x = 0;
  for (; x + hn::Lanes(floats) <= count; x += hn::Lanes(floats)) {
    hn::StoreU(hn::Add(hn::LoadU(floats, to + x), hn::Mul(factor, load(floats, luma + x))), floats, to + x);
  }
  for (; x < count; ++x) to[x] += weight * static_cast<float>(luma[x]);
}

void add_bytes(float* to, const std::uint8_t* luma, std::size_t count, float weight) {
  add_row(to, luma, count, weight);
}
void add_floats(float* to, const float* luma, std::size_t count, float weight) { add_row(to, luma, count, weight); }

#if HWY_TARGET == HWY_SCALAR
void sum_fours(const float* columns, const std::uint32_t* first, std::size_t reach, const float* weights,
               float* samples) {
  for (std::size_t j = 0; j < pdq_side; ++j) {
    float sum = 0;
    for (std::size_t k = 0; k < reach; ++k) sum += columns[first[j] + k] * weights[(j / 4 * reach + k) * 4 + j % 4];
    samples[j] = sum;
  }
}
#else
// Four samples at a time, a lane each, so that each is summed from its first column to its last whatever the width of
// the vectors: four columns of each are loaded and turned.
void sum_fours(const float* columns, const std::uint32_t* first, std::size_t reach, const float* weights,
               float* samples) {
  const hn::FixedTag<float, 4> four;
  for (std::size_t j = 0; j < pdq_side; j += 4) {
    auto sum = hn::Zero(four);
    for (std::size_t k = 0; k < reach; k += 4, weights += 16) {
      const auto a = hn::LoadU(four, columns + first[j] + k);
      const auto b = hn::LoadU(four, columns + first[j + 1] + k);
      const auto c = hn::LoadU(four, columns + first[j + 2] + k);
      const auto d = hn::LoadU(four, columns + first[j + 3] + k);
      const auto ab_lower = hn::InterleaveLower(four, a, b);
      const auto cd_lower = hn::InterleaveLower(four, c, d);
      const auto ab_upper = hn::InterleaveUpper(four, a, b);
      const auto cd_upper = hn::InterleaveUpper(four, c, d);
      const auto add = [&](auto column, std::size_t at)
                           HWY_ATTR { sum = hn::Add(sum, hn::Mul(column, hn::LoadU(four, weights + at))); };
      add(hn::ConcatLowerLower(four, cd_lower, ab_lower), 0);
      add(hn::ConcatUpperUpper(four, cd_lower, ab_lower), 4);
      add(hn::ConcatLowerLower(four, cd_upper, ab_upper), 8);
      add(hn::ConcatUpperUpper(four, cd_upper, ab_upper), 12);
    }
    hn::StoreU(sum, four, samples + j);
  }
}
#endif

// Four rows of `left`, 64 numbers each, times `right`, 64 rows of `columns` numbers.
void multiply_four_rows(const float* left, const float* right, std::size_t columns, float* out) {
  const Wide floats;
  for (std::size_t j = 0; j < columns; j += hn::Lanes(floats)) {
    auto a = hn::Zero(floats);
    auto b = a;
    auto c = a;
    auto d = a;
    for (std::size_t k = 0; k < pdq_side; ++k) {
      const auto factor = hn::LoadU(floats, right + k * columns + j);
      a = hn::Add(a, hn::Mul(hn::Set(floats, left[k]), factor));
      b = hn::Add(b, hn::Mul(hn::Set(floats, left[pdq_side + k]), factor));
      c = hn::Add(c, hn::Mul(hn::Set(floats, left[2 * pdq_side + k]), factor));
      d = hn::Add(d, hn::Mul(hn::Set(floats, left[3 * pdq_side + k]), factor));
    }
    hn::StoreU(a, floats, out + j);
    hn::StoreU(b, floats, out + columns + j);
    hn::StoreU(c, floats, out + 2 * columns + j);
    hn::StoreU(d, floats, out + 3 * columns + j);
  }
}

void transform_all(const float* samples, const float* cosines, const float* upright, float* spectrum) {
  HWY_ALIGN Cosines half;
  for (std::size_t i = 0; i < pdq_frequencies; i += 4) {
    multiply_four_rows(cosines + i * pdq_side, samples, pdq_side, half.data() + i * pdq_side);
  }
  for (std::size_t i = 0; i < pdq_frequencies; i += 4) {
    multiply_four_rows(half.data() + i * pdq_side, upright, pdq_frequencies, spectrum + i * pdq_frequencies);
  }
}

constexpr std::size_t coefficients = std::tuple_size_v<Spectrum>;
using Keys = std::array<std::int32_t, coefficients>;
constexpr std::int32_t all_but_sign = 0x7fff'ffff;
constexpr std::uint32_t sign = 0x8000'0000;

// Floats as integers of the same order: those of negative floats would be in backward order.
void find_keys(const float* values, std::int32_t* keys) {
  const Wide floats;
  const Ints ints;
  for (std::size_t i = 0; i < coefficients; i += hn::Lanes(floats)) {
    const auto bits = hn::BitCast(ints, hn::LoadU(floats, values + i));
    hn::StoreU(hn::Xor(bits, hn::And(hn::ShiftRight<31>(bits), hn::Set(ints, all_but_sign))), ints, keys + i);
  }
}

// Bit by bit from the highest: a bit is set when at most 127 keys lie below what it makes. No jump depends on a value,
// and four searches at once leave no cycle unused.
void find_medians(const Spectrum* spectra, float* medians) {
  const Ints ints;
  std::array<Keys, 4> keys;
  std::array<std::uint32_t, 4> found{};
  for (std::size_t n = 0; n < 4; ++n) find_keys(spectra[n].data(), keys[n].data());
  for (std::uint32_t bit = sign; bit != 0; bit >>= 1) {
    for (std::size_t n = 0; n < 4; ++n) {
      const auto limit = hn::Set(ints, static_cast<std::int32_t>((found[n] | bit) ^ sign));
      auto below = hn::Zero(ints);
      for (std::size_t i = 0; i < coefficients; i += hn::Lanes(ints)) {
        below = hn::Sub(below, hn::VecFromMask(ints, hn::Lt(hn::LoadU(ints, keys[n].data() + i), limit)));
      }
      const auto count = static_cast<std::size_t>(hn::GetLane(hn::SumOfLanes(ints, below)));
      found[n] |= count <= (coefficients - 1) / 2 ? bit : 0;
    }
  }
  for (std::size_t n = 0; n < 4; ++n) {
    const auto key = static_cast<std::int32_t>(found[n] ^ sign);
    const std::int32_t bits = key < 0 ? key ^ all_but_sign : key;
    std::memcpy(&medians[n], &bits, sizeof bits);  // std::bit_cast: not in the library that the browsers' build has
  }
}

void compare_all(const float* values, float median, std::uint16_t* rows) {
  const Wide floats;
  const auto limit = hn::Set(floats, median);
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    unsigned row = 0;
    for (std::size_t j = 0; j < pdq_frequencies; j += hn::Lanes(floats), values += hn::Lanes(floats)) {
      std::array<std::uint8_t, 8> bits{};
      hn::StoreMaskBits(floats, hn::Gt(hn::LoadU(floats, values), limit), bits.data());
      row |= (bits[0] | static_cast<unsigned>(bits[1]) << 8) << j;
    }
    rows[i] = static_cast<std::uint16_t>(row);
  }
}

// Hundredths of the range of luma between neighbours, whole ones only.
HWY_INLINE hn::Vec<Ints> steps(const float* from, const float* to) {
  const Wide floats;
  const auto change = hn::Mul(hn::Sub(hn::LoadU(floats, from), hn::LoadU(floats, to)), hn::Set(floats, 100.0F));
  return hn::Abs(hn::ConvertTo(Ints(), hn::Div(change, hn::Set(floats, 255.0F))));
}

int sum_steps(const float* samples) {
  const Ints ints;
  const std::size_t lanes = hn::Lanes(ints);
  auto sum = hn::Zero(ints);
  for (std::size_t i = 0; i < pdq_side * (pdq_side - 1); i += lanes) {
    sum = hn::Add(sum, steps(samples + i, samples + i + pdq_side));
  }
  for (std::size_t i = 0; i < pdq_side; ++i) {
    const float* row = samples + i * pdq_side;
    for (std::size_t j = 0; j + lanes < pdq_side; j += lanes) sum = hn::Add(sum, steps(row + j, row + j + 1));
    // The last vector begins a place early, so as to end with the row: its first step is in the sum.
    const float* last = row + pdq_side - 1 - lanes;
    sum = hn::Add(sum, hn::IfThenZeroElse(hn::FirstN(ints, 1), steps(last, last + 1)));
  }
  return hn::GetLane(hn::SumOfLanes(ints, sum));
}

}  // namespace redress::media::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace redress::media {
namespace {

HWY_EXPORT(add_bytes);
HWY_EXPORT(add_floats);
HWY_EXPORT(sum_fours);
HWY_EXPORT(transform_all);
HWY_EXPORT(find_medians);
HWY_EXPORT(compare_all);
HWY_EXPORT(sum_steps);

Cosines make_cosines() {
  Cosines values{};
  const double scale = std::sqrt(2.0 / pdq_side);
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    for (std::size_t j = 0; j < pdq_side; ++j) {
      const double angle =
          std::numbers::pi / 2 / pdq_side * static_cast<double>(i + 1) * static_cast<double>(2 * j + 1);
      values[i * pdq_side + j] = static_cast<float>(scale * std::cos(angle));
    }
  }
  return values;
}

Cosines turn_upright(const Cosines& cosines) {
  Cosines upright{};
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    for (std::size_t j = 0; j < pdq_side; ++j) upright[j * pdq_frequencies + i] = cosines[i * pdq_side + j];
  }
  return upright;
}

}  // namespace

void add_weighted(float* to, const std::uint8_t* luma, std::size_t count, float weight) {
  HWY_DYNAMIC_DISPATCH(add_bytes)(to, luma, count, weight);
}

void add_weighted(float* to, const float* luma, std::size_t count, float weight) {
  HWY_DYNAMIC_DISPATCH(add_floats)(to, luma, count, weight);
}

std::vector<float> group_by_four(const PdqAxis& across) {
  std::vector<float> grouped;
  grouped.reserve(across.weights.size());
  for (std::size_t j = 0; j < pdq_side; j += 4) {
    for (std::size_t k = 0; k < across.reach; ++k) {
      for (std::size_t lane = 0; lane < 4; ++lane) grouped.push_back(across.weights[(j + lane) * across.reach + k]);
    }
  }
  return grouped;
}

void sum_columns(const float* columns, const PdqAxis& across, const float* grouped, float* samples) {
  HWY_DYNAMIC_DISPATCH(sum_fours)(columns, across.first.data(), across.reach, grouped, samples);
}

const Cosines& pdq_cosines() {
  static const Cosines cosines = make_cosines();
  return cosines;
}

Spectrum transform(const Samples& samples) {
  static const Cosines upright = turn_upright(pdq_cosines());
  Spectrum spectrum;
  HWY_DYNAMIC_DISPATCH(transform_all)(samples.data(), pdq_cosines().data(), upright.data(), spectrum.data());
  return spectrum;
}

std::array<float, 4> find_lower_medians(const FourSpectra& spectra) {
  std::array<float, 4> medians;
  HWY_DYNAMIC_DISPATCH(find_medians)(spectra.data(), medians.data());
  return medians;
}

BitRows compare(const Spectrum& spectrum, float median) {
  BitRows rows;
  HWY_DYNAMIC_DISPATCH(compare_all)(spectrum.data(), median, rows.data());
  return rows;
}

int measure_quality(const Samples& samples) {
  return std::min(100, HWY_DYNAMIC_DISPATCH(sum_steps)(samples.data()) / 90);
}

}  // namespace redress::media
#endif
