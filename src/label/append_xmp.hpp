// SPDX-License-Identifier: Apache-2.0
// label/append_xmp.hpp — an XMP packet at the end of a recording's file, where nothing has to move for it.
//
// Use this when   the file is one that our own writer made: no packet stands in it yet.
// Shapes          of MP4 and its kin a `uuid` box, of WAV a `_PMX` chunk.
// Errors          unsupported: a WAV of 4 GB, whose length has no room for more. unavailable: the disk.
// Threads         any, on files of their own.
// Source          XMP part 3 (2020), 1.2.7 and 1.3.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::label {

[[nodiscard]] Status append_xmp_box(const std::string& path, std::string_view packet);
[[nodiscard]] Status append_xmp_chunk(const std::string& path, std::string_view packet);

}  // namespace redress::label
