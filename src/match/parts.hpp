// SPDX-License-Identifier: Apache-2.0
// match/parts.hpp — the hashes of a picture's parts: what is inside a border or a caption's band, its quarters and its
// ninths. A copy in a frame or in a collage is found by one of them.
//
// Use this when   a whole-picture hash found nothing sure and the pixels are at hand; or, of what is registered, the
//                 hashes that were kept of it.
// Shapes          at most part_count_max parts with a usable hash, the content of borders first. Kept: the eight hashes
//                 of the whole, and of each part its box and the first of its eight.
// Units           boxes in pixels of the plane; kept in 65,535ths of its sides.
// Errors          parse_parts: corrupt.
// Threads         pure functions.
// Cost            find_parts: fifteen hashes of parts of the plane, about 1 ms for 768 pixels. find_part_matches: eight
//                 look-ups a part. compare_parts: eight distances a part, some microseconds.
// Source          docs/decisions/0031-parts-and-films-at-the-door.md; media/borders.hpp.
// Never           gives a match that the hash of the whole gives too: who asks knows those already.
#pragma once

#include <functional>

#include "match/index.hpp"
#include "match/overlay.hpp"

namespace redress::match {

inline constexpr std::size_t part_count_max = 15;

struct Part {
  media::Box box;
  media::Dihedral hashes{};  // of a kept part only the first is known
  bool operator==(const Part&) const = default;
};

struct Parts {
  Frame frame;              // of the plane that the boxes are in
  media::Dihedral whole{};  // all zero where the whole has no usable hash
  std::vector<Part> list;
};

struct PartMatch {
  Id id;
  int distance_bits = 0;
  Affine overlay;  // overlay.hpp: what is known, in the picture whose part it is
};

[[nodiscard]] Parts find_parts(const media::Plane& plane);
// The nearest part for each entry, nearest first.
// `find`: the entries within look_bits_max of one hash.
using FindWhole = std::function<std::vector<Hit>(const media::Pdq&)>;
[[nodiscard]] std::vector<PartMatch> find_part_matches(const FindWhole& find, const Parts& query);
// Is the picture that `whole` are the turns of a part of the other? Nothing over look_bits_max.
[[nodiscard]] std::optional<PartMatch> compare_parts(const media::Dihedral& whole, const Parts& of_copy);

[[nodiscard]] Bytes encode_parts(const Parts& parts);
[[nodiscard]] Result<Parts> parse_parts(ByteView bytes);

}  // namespace redress::match
