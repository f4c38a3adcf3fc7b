// SPDX-License-Identifier: Apache-2.0
// provenance/bmff_boxes.hpp — the boxes of an ISO base media file, read head by head.
//
// Errors          corrupt where a box is not all there, or shorter than its head.
// Threads         pure functions.
// Source          ISO/IEC 14496-12, 4.2; C2PA 2.2, A.5 (ContentProvenanceBox).
#pragma once

#include <functional>

#include "provenance/walk.hpp"

namespace redress::provenance {

struct BmffBox {
  FourLetters type;  // 4 characters
  Letters<16> uuid;  // 16 bytes where type is "uuid"
  Range lies_at;     // with its head
  Range content;     // after the head and the uuid
};

// `end`: of the box around it, or of the file; a box of length 0 reaches there.
[[nodiscard]] Result<BmffBox> read_bmff_box(Walk& walk, std::uint64_t at, std::uint64_t end);

[[nodiscard]] Status for_each_bmff_box(Walk& walk, Range inside, const std::function<Status(const BmffBox&)>& visit);

// The children of a box: `meta` is a FullBox in ISO files and a plain one in QuickTime's.
[[nodiscard]] Result<Range> find_children(Walk& walk, const BmffBox& box);

extern const std::string_view c2pa_box_uuid;

}  // namespace redress::provenance
