// SPDX-License-Identifier: Apache-2.0
#include "media/fingerprint.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace redress::media {

std::string render_pdq(const Pdq& pdq) { return render_hex(pdq); }

Result<Pdq> parse_pdq(std::string_view hex) {
  Pdq pdq{};
  if (hex.size() != 2 * pdq.size()) return Error{Code::invalid, "a PDQ hash is 64 hex digits"};
  TRY_ASSIGN(const Bytes bytes, parse_hex(hex));
  std::copy(bytes.begin(), bytes.end(), pdq.begin());
  return pdq;
}

int distance_bits(const Pdq& a, const Pdq& b) {
  int distance = 0;
  for (std::size_t i = 0; i < a.size(); i += 8) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, a.data() + i, 8);
    std::memcpy(&right, b.data() + i, 8);
    distance += std::popcount(left ^ right);
  }
  return distance;
}

}  // namespace redress::media
