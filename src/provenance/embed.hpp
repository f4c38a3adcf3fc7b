// SPDX-License-Identifier: Apache-2.0
// provenance/embed.hpp — a manifest store put into a file, in the place of the one it held.
//
// Use this when   a label is signed. The store's length decides where everything behind it lies, so a store is first
//                 embedded with blanks in it, hashed over, and then embedded again in the same length.
// Shapes          the changes are splices: bytes taken out, bytes put in. What they do not name stays as it is, but for
//                 the offsets that point past them.
// Units           files up to file_bytes_max, in memory.
// Errors          unsupported where the container has no place for a store, or is in a form whose offsets
//                 cannot be moved; conflict where several stores stand in it; corrupt where the file is broken;
//                 exhausted where a length does not fit its field.
// Threads         pure functions.
// Cost            a walk over the container's heads, and one copy of the file.
// Source          C2PA 2.2, 11.3 and A.3 to A.5.
#pragma once

#include "provenance/asset.hpp"

namespace redress::provenance {

inline constexpr std::uint64_t embedded_file_bytes_max = std::uint64_t{1} << 30U;

struct Splice {
  std::uint64_t offset = 0;
  std::uint64_t removed_bytes = 0;
  Bytes inserted;
};

// In order of their offsets, and not overlapping.
[[nodiscard]] Result<Bytes> apply_splices(ByteView file, std::vector<Splice> splices);

[[nodiscard]] bool is_writable(Container container);
[[nodiscard]] Result<Bytes> embed_store(ByteView file, ByteView store);
// The file without the store it held; as it is where it held none. For whoever keeps the store elsewhere: a label's
// manifest holds it as an ingredient. Not of TIFF, SVG, MP3 and FLAC.
[[nodiscard]] Result<Bytes> take_store_out(ByteView file);

}  // namespace redress::provenance
