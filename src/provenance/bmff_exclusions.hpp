// SPDX-License-Identifier: Apache-2.0
// provenance/bmff_exclusions.hpp — which bytes of a BMFF file a claim leaves out, from the paths it names.
//
// Shapes          a path descends into a box only where an exclusion asks for it, so no list of container boxes is
//                 needed.
// Errors          parse_box_path: invalid outside the strict subset of C2PA 18.6.2. find_excluded: as the walk.
// Threads         pure functions.
// Source          C2PA 2.2, 18.6.2 and 18.6.3.
#pragma once

#include "provenance/asset_hash.hpp"
#include "provenance/bmff_boxes.hpp"

namespace redress::provenance {

struct BoxPathNode {
  std::string type;
  std::uint64_t ordinal = 0;  // of `trak[2]`, from 1; 0 is any
};

[[nodiscard]] Result<std::vector<BoxPathNode>> parse_box_path(std::string_view xpath);

struct ExcludedBytes {
  std::vector<Range> ranges;         // in file order, joined where they touch
  std::vector<BmffBox> roots;        // every root box
  bool has_more_than_usual = false;  // beyond the store, `ftyp`, `mfra`, `free` and `skip`
};

[[nodiscard]] Result<ExcludedBytes> find_excluded(Walk& walk, const std::vector<BmffExclusion>& exclusions);

// Is the range wholly among the excluded?
[[nodiscard]] bool is_excluded(const std::vector<Range>& excluded, const Range& range);

}  // namespace redress::provenance
