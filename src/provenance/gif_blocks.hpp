// SPDX-License-Identifier: Apache-2.0
// provenance/gif_blocks.hpp — the blocks of a GIF, with their names in a box hash.
//
// Errors          corrupt where a block is not all there or none that is known.
// Threads         pure functions.
// Source          GIF89a specification, 15 to 27; C2PA 2.2, 18.7.3.4.
#pragma once

#include <functional>

#include "provenance/walk.hpp"

namespace redress::provenance {

struct GifBlock {
  std::string_view name;  // "GIF89a", "LSD", "2C", "TBID", "21FF", …, "3B"
  Range lies_at;
  Range data;  // of an extension: its sub-blocks, with the zero that ends them
};

// False: enough.
[[nodiscard]] Status for_each_gif_block(Walk& walk, const std::function<Result<bool>(const GifBlock&)>& visit);

// What the sub-blocks hold, put together.
[[nodiscard]] Result<Bytes> read_gif_data(Walk& walk, Range data, std::size_t bytes_max);

}  // namespace redress::provenance
