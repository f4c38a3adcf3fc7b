// SPDX-License-Identifier: Apache-2.0
// provenance/fact.hpp — one field of a file's metadata as text, from whichever of its places; signals are read from
// these.
//
// Errors          as the walk; a value that is no text is left out.
// Threads         pure functions.
// Source          Exif 3.0, 4.6; IPTC IIM 4.2, 6; PNG, 11.3.4; ID3v2.4.0, 4 (text encodings).
#pragma once

#include "provenance/walk.hpp"

namespace redress::provenance {

enum class Place : std::uint8_t { xmp, exif, iim, text };

struct Fact {
  Place place = Place::text;
  std::string name;   // "photoshop:Credit", "Software", "2:110", "parameters"
  std::string value;  // UTF-8; at most fact_bytes_max
  std::uint64_t offset = 0;
};

constexpr std::size_t fact_bytes_max = 1U << 16U;
constexpr std::size_t facts_max = 4096;
constexpr std::size_t facts_bytes_max = 4U << 20U;

[[nodiscard]] Result<std::vector<Fact>> read_facts(const ByteSource& source, const Asset& asset);

void append_utf8(std::string& text, std::uint32_t code);

// UTF-16 of either order: by its mark, else by where the zeros stand.
[[nodiscard]] std::string decode_utf16(ByteView bytes);

// At most `bytes_max` of what zlib packed; nothing where it is damaged from its start.
[[nodiscard]] std::string inflate_text(ByteView packed, std::size_t bytes_max);

}  // namespace redress::provenance
