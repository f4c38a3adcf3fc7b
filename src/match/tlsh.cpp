// SPDX-License-Identifier: Apache-2.0
#include "match/tlsh.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace redress::match {
namespace {

constexpr std::size_t digit_count = 70;
constexpr int far_times = 12;  // what a step past the first costs in length and ratios
constexpr int opposite = 6;    // what the two ends of a bucket's scale are apart

std::uint8_t swap_halves(std::uint8_t byte) { return static_cast<std::uint8_t>(byte << 4U | byte >> 4U); }

// On a circle of `size` steps.
int count_steps(int a, int b, int size) {
  const int straight = std::abs(a - b);
  return std::min(straight, size - straight);
}

int cost_of(int steps, int first_step_free) { return steps <= 1 ? steps : (steps - first_step_free) * far_times; }

}  // namespace

Result<Tlsh> parse_tlsh(std::string_view text) {
  const Error refused{Code::invalid, "not a TLSH digest: T1 and 70 hex digits"};
  if (text.starts_with("T1")) text.remove_prefix(2);
  if (text.size() != digit_count) return refused;
  std::string digits(text);
  for (char& digit : digits) digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
  const auto bytes = parse_hex(digits);
  if (!bytes.ok()) return refused;
  const Bytes& all = bytes.value();
  Tlsh digest;
  digest.checksum = swap_halves(all[0]);
  digest.length = swap_halves(all[1]);
  digest.first_quartile = all[2] >> 4U;
  digest.second_quartile = all[2] & 15U;
  std::copy(all.begin() + 3, all.end(), digest.buckets.begin());
  return digest;
}

std::string render_tlsh(const Tlsh& digest) {
  Bytes all{swap_halves(digest.checksum), swap_halves(digest.length),
            static_cast<std::uint8_t>(digest.first_quartile << 4U | digest.second_quartile)};
  all.insert(all.end(), digest.buckets.begin(), digest.buckets.end());
  std::string text = "T1" + render_hex(all);
  for (char& digit : text) digit = static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
  return text;
}

int distance(const Tlsh& a, const Tlsh& b, Length length) {
  int sum = a.checksum == b.checksum ? 0 : 1;
  if (length == Length::counts) sum += cost_of(count_steps(a.length, b.length, 256), 0);
  sum += cost_of(count_steps(a.first_quartile, b.first_quartile, 16), 1);
  sum += cost_of(count_steps(a.second_quartile, b.second_quartile, 16), 1);
  for (std::size_t i = 0; i < a.buckets.size(); ++i) {
    for (unsigned shift = 0; shift < 8; shift += 2) {
      const int apart = std::abs((a.buckets.at(i) >> shift & 3) - (b.buckets.at(i) >> shift & 3));
      sum += apart == 3 ? opposite : apart;
    }
  }
  return sum;
}

}  // namespace redress::match
