// SPDX-License-Identifier: Apache-2.0
// provenance/bmff_offsets.hpp — the places in a BMFF file that say where in the file something stands, written anew for
// when a box was put in or taken out.
//
// Shapes          `stco`, `co64` and `saio` of a track, `iloc` of items, `tfhd` of a fragment, `tfra` of the index at
//                 the end. All else in the format counts from where it stands itself.
// Errors          corrupt where an offset points into what is taken out, or a table is not all there; exhausted where a
//                 moved offset does not fit its 32 bits; unsupported for a movie header that is compressed.
// Threads         pure functions over a walk.
// Source          ISO/IEC 14496-12, 8.7.5, 8.7.9, 8.8.7, 8.8.10, 8.11.3.
#pragma once

#include "provenance/store_writers.hpp"

namespace redress::provenance {

// Where a byte of the file stands once `cuts`, in order of their offsets, are made.
class Shift {
 public:
  explicit Shift(const Splices& cuts) : cuts_(&cuts) {}
  [[nodiscard]] Result<std::uint64_t> moved(std::uint64_t offset) const;

 private:
  const Splices* cuts_;
};

// Splices of the same length in and out, one a table.
[[nodiscard]] Result<Splices> move_offsets(Walk& walk, const Shift& shift);

}  // namespace redress::provenance
