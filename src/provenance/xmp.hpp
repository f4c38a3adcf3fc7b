// SPDX-License-Identifier: Apache-2.0
// provenance/xmp.hpp — the properties of an XMP packet, by a scan of its text.
//
// Use this when   simple values are asked for: structures are flattened to the properties that hold text.
// Errors          none: what is not well formed ends the scan, and what stood before counts.
// Threads         pure functions.
// Source          Adobe, XMP part 1 (RDF/XML); XML 1.0, 4.6 (predefined entities).
// Never           reads a DTD or replaces an entity that a file declares.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace redress::provenance {

struct XmpProperty {
  std::string name;  // with the usual prefix of its namespace, whatever the packet calls it: "photoshop:Credit"
  std::string value;
  std::size_t offset = 0;  // of the value, in the packet
};

constexpr std::size_t xmp_properties_max = 4096;
constexpr std::size_t xmp_depth_max = 64;

[[nodiscard]] std::vector<XmpProperty> parse_xmp(ByteView packet);

}  // namespace redress::provenance
