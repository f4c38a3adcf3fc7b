// SPDX-License-Identifier: Apache-2.0
// provenance/riff_chunks.hpp — the chunks of a RIFF file, one level down from its root.
//
// Shapes          a long AVI is several RIFF chunks in a row; RF64 keeps its large sizes in a `ds64` chunk.
// Errors          corrupt where a chunk is not all there.
// Threads         pure functions.
// Source          Microsoft and IBM, RIFF 1.0; EBU Tech 3306.
#pragma once

#include <functional>

#include "provenance/walk.hpp"

namespace redress::provenance {

struct RiffChunk {
  FourLetters id;
  Range data;
  Range lies_at;  // with its head and the byte of padding
};

// `end`: of the chunk around it. Of `data` in an RF64 file the length is in ds64.
[[nodiscard]] Result<RiffChunk> read_riff_chunk(Walk& walk, std::uint64_t at, std::uint64_t end,
                                                std::uint64_t long_data_bytes = 0);

// Calls `visit` with every chunk of every root; and `root` with the 12 bytes at which each begins.
[[nodiscard]] Status for_each_riff_chunk(Walk& walk, const std::function<Status(const RiffChunk&)>& visit,
                                         const std::function<Status(Range)>& root = {});

}  // namespace redress::provenance
