// SPDX-License-Identifier: Apache-2.0
// provenance/asset.hpp — what a file is as a container: where its manifest store lies, and what else it says of itself.
//
// Shapes          ranges are offsets and lengths in the file. A store is the JUMBF superbox `c2pa`, put together from
//                 however many segments carried it.
// Errors          read_asset: unavailable where the source cannot be read, exhausted past a limit. A file of no known
//                 kind, without a store, or broken off somewhere is no error: `damage` says where, and what stood
//                 before counts.
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

enum class MetadataKind : std::uint8_t { exif, iim, text, deflated_text, utf16_text };

// Something the container says of the file beside its content: read by signals.hpp. EXIF, IIM and XMP are besides the
// store the only things that a data hash may leave out (C2PA 15.12.1).
struct Metadata {
  MetadataKind kind = MetadataKind::text;
  // The keyword of a PNG text, the key of an `ilst` item, "APP4" of a JPEG segment; empty for EXIF and IIM.
  std::string name;
  Range value;
  Range lies_at;  // with the segment or chunk head that carries it
};

struct Asset {
  Container container = Container::unknown;
  std::string mime;            // "image/jpeg"; of a BMFF file by its brands
  std::optional<Bytes> store;  // nothing too where several stand: as C2PA 15.5 says, they count as none
  std::size_t stores_count = 0;
  std::vector<Range> store_lies_at;  // with the segment or chunk heads that carry it, in file order
  std::vector<Range> merkle_boxes;   // BMFF: the CBOR of each auxiliary box of purpose `merkle`, in file order
  Bytes xmp;                         // the packet, extended XMP joined; empty where there is none
  std::string remote_manifest;       // dcterms:provenance of that packet
  std::uint64_t xmp_offset = 0;
  Range xmp_lies_at;
  std::vector<Metadata> metadata;
  std::vector<std::string> remarks;  // what is odd and was borne: a wrong CRC, padding that is not zero
  std::string damage;                // where the container breaks off; empty when it was read to its end
};

struct AssetLimits {
  std::size_t store_bytes_max = 32U << 20U;
  std::size_t metadata_bytes_max = 4U << 20U;
  std::size_t metadata_count_max = 1024;
  std::size_t parts_max = 1U << 20U;  // boxes, chunks, segments
};

[[nodiscard]] Result<Asset> read_asset(const ByteSource& source, const AssetLimits& limits = {});

}  // namespace redress::provenance
