// SPDX-License-Identifier: Apache-2.0
// provenance/store_writers.hpp — for each container, what must change in a file so that it holds a store. For
// embed_store alone.
//
// Shapes          `asset` is the file as read_asset saw it: undamaged, with one store or none. An empty `store` puts
//                 nothing in, where take_store_out allows it.
// Errors          as in provenance/embed.hpp.
// Threads         pure functions over a walk.
// Source          cited in each writer.
#pragma once

#include "provenance/embed.hpp"
#include "provenance/jumbf_writer.hpp"
#include "provenance/walk.hpp"

namespace redress::provenance {

using Splices = std::vector<Splice>;

[[nodiscard]] Result<Splices> splice_jpeg(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_png(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_bmff(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_riff(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_tiff(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_gif(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_svg(Walk& walk, const Asset& asset, ByteView store);
[[nodiscard]] Result<Splices> splice_id3(Walk& walk, const Asset& asset, ByteView store);  // MP3 and FLAC
[[nodiscard]] Result<Splices> splice_jxl(Walk& walk, const Asset& asset, ByteView store);

// Everything that carries the old store taken out; `inserted` put where it began, or at `place` where there is none.
[[nodiscard]] Splices replace_store(const Asset& asset, std::uint64_t place, Bytes inserted);

}  // namespace redress::provenance
