// SPDX-License-Identifier: Apache-2.0
// media/fingerprint.hpp — what is kept of a picture so that its copies are found again.
//
// Shapes          sha256 and md5 of the file's bytes; pdq of its pixels as stored (EXIF orientation is not applied).
// Units           width, height in pixels; pdq_quality 0…100; distances in bits, 0…256.
// Errors          parse_pdq: invalid when the text is not 64 hex digits.
// Threads         values.
// Source          PDQ and its quality measure: Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
//                 Image-Hashing Algorithm", 2019, §2; the spelling of the hash is that of its reference program.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace redress::media {

using Pdq = std::array<std::uint8_t, 32>;

// Below this quality a hash says little more than "nearly one colour": it never matches by PDQ (match/decision.hpp).
inline constexpr int pdq_quality_min = 50;

// The eight hashes of one picture turned and mirrored, all from one DCT, in the order of the reference program.
enum class Turn { original, rotate_90, rotate_180, rotate_270, flip_x, flip_y, flip_plus, flip_minus };
inline constexpr std::array<std::string_view, 8> turn_names = {"orig",  "rot90", "rot180", "rot270",
                                                               "flipx", "flipy", "flipp",  "flipm"};
using Dihedral = std::array<Pdq, 8>;

// What a PDQ hash was made of. scaled: a JPEG larger than it needs to be, decoded at a half, a quarter or an eighth of
// its size. Such a hash is for screening, some bits from the full one, and is never kept in a bank.
enum class Luma { full, scaled };

struct Fingerprint {
  std::string kind = "image";
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Digest sha256{};
  Md5 md5{};
  Pdq pdq{};
  int pdq_quality = 0;
  Dihedral dihedral{};  // dihedral[0] == pdq
  bool operator==(const Fingerprint&) const = default;
};

[[nodiscard]] std::string render_pdq(const Pdq& pdq);
[[nodiscard]] Result<Pdq> parse_pdq(std::string_view hex);
[[nodiscard]] int distance_bits(const Pdq& a, const Pdq& b);
// The eight hashes of a picture of which one is known: some bits from those of its pixels, whose median moves a little.
[[nodiscard]] Dihedral turn_hash(const Pdq& pdq);

}  // namespace redress::media
