// SPDX-License-Identifier: Apache-2.0
// provenance/named_boxes.hpp — a file as the row of named boxes that a general box hash is made over.
//
// Shapes          boxes touch: each begins where the one before ended, and together they are the whole file. The
//                 store is one box, "C2PA"; what follows the container's end is "c2pa.after".
// Errors          unsupported for a container without such boxes; else as the walk.
// Threads         pure functions.
// Source          C2PA 2.2, 18.7.2 and 18.7.3; ITU-T T.81, table B.1 (the names in a JPEG).
#pragma once

#include <functional>

#include "provenance/walk.hpp"

namespace redress::provenance {

// False: enough, look no further.
using BoxVisit = std::function<Result<bool>(std::string_view name, const Range& range)>;

struct BoxNaming {
  // Of several pictures in a row (MPF): all that follows the first as one box, or box by box.
  bool rest_is_one = false;
};

[[nodiscard]] Status for_each_named_box(Walk& walk, const Asset& asset, const BoxNaming& naming, const BoxVisit& visit);

// A scan from its SOS up to the marker that ends it, with every RST.
[[nodiscard]] Result<Range> find_whole_scan(Walk& walk, const Range& scan);

}  // namespace redress::provenance
