// SPDX-License-Identifier: Apache-2.0
// provenance/asset.hpp — what a file is as a container: where its manifest store lies, and what else it says of itself.
//
// Shapes          ranges are offsets and lengths in the file. A store is the JUMBF superbox `c2pa`, put together from
//                 however many segments carried it.
// Errors          read_asset: corrupt names what is broken and at which offset. A file of no known kind, or without a store,
//                 is no error.
// Threads         pure functions of the source.
// Cost            seeks from head to head: a film is read by its boxes, never by its media data.
// Source          C2PA 2.2, 11.3 and A.3 to A.5 (embedding); docs/decisions/0030.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "provenance/byte_source.hpp"

namespace redress::provenance {

enum class Container : std::uint8_t { unknown, jpeg, png, bmff, riff, tiff, gif, svg, mp3, flac, jxl, pdf, store };

struct Range {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool operator==(const Range&) const = default;
};

struct Asset {
  Container container = Container::unknown;
  std::string mime;                    // "image/jpeg"; of a BMFF file by its brands
  std::optional<Bytes> store;          // nothing too where several stand: as C2PA 15.5 says, they count as none
  std::size_t stores_count = 0;
  std::vector<Range> store_lies_at;    // with the segment or chunk heads that carry it, in file order
  Bytes xmp;                           // the packet, extended XMP joined; empty where there is none
  std::string remote_manifest;         // dcterms:provenance of that packet
  std::vector<std::string> remarks;    // what is odd and was borne: a wrong CRC, bytes after the end
};

struct AssetLimits {
  std::size_t store_bytes_max = 32U << 20U;
  std::size_t metadata_bytes_max = 16U << 20U;
  std::size_t parts_max = 1U << 20U;  // boxes, chunks, segments
  std::size_t depth_max = 32;
};

[[nodiscard]] Result<Asset> read_asset(const ByteSource& source, const AssetLimits& limits = {});

}  // namespace redress::provenance
