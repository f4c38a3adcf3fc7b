// SPDX-License-Identifier: Apache-2.0
// provenance/bmff_metadata.hpp — what a BMFF file says of itself: the lists of a film, the EXIF and XMP items of a
// picture.
//
// Errors          as the walk.
// Threads         pure functions.
// Source          ISO/IEC 14496-12, 8.10 and 8.11 (udta, meta, iinf, iloc); Apple, QuickTime File Format (keys, ilst,
//                 udta text); ISO/IEC 23008-12, annex A (EXIF and XMP items).
#pragma once

#include "provenance/bmff_boxes.hpp"

namespace redress::provenance {

// `moov`: its user data and its list of keys.
[[nodiscard]] Status read_movie_metadata(Walk& walk, const BmffBox& movie);

// `meta` at the root: items that are stored in the file itself.
[[nodiscard]] Status read_picture_items(Walk& walk, const BmffBox& meta);

}  // namespace redress::provenance
