// SPDX-License-Identifier: Apache-2.0
// provenance/signals.hpp — what a file's metadata says of AI: each mark with the tool that leaves it and where it
// stands.
//
// Use this when   there is no manifest, or beside one: metadata is unsigned, and anybody may write or remove it.
// Shapes          in the order in which the marks were found; one mark may be said twice, from two places.
// Errors          as the source. Metadata that is damaged holds no mark.
// Threads         pure functions of the source.
// Source          IPTC Photo Metadata 2025.1; GB 45438-2025 and TC260-PG-20257A; the tools' own habits, listed in
//                 docs/reference/ai-signals.md.
// Never           takes absence for evidence: a file without marks may still be AI's.
#pragma once

#include "provenance/asset.hpp"
#include "provenance/digital_source_type.hpp"

namespace redress::provenance {

// `states`: the field says how the file was made. `suggests`: a tool's name or habit that speaks for it.
enum class Strength : std::uint8_t { states, suggests };

struct Signal {
  std::string producer;  // "Midjourney"; "IPTC" or "AIGC" where a standard's field says no tool
  Making making = Making::ai_generated;
  Strength strength = Strength::suggests;
  std::string field;         // "XMP photoshop:Credit", "EXIF Software", "text parameters"
  std::uint64_t offset = 0;  // of the field's value in the file
  std::string value;         // its beginning: UTF-8 on one line, at most signal_value_bytes_max
};

constexpr std::size_t signal_value_bytes_max = 160;
// Fit to be shown: whole characters on one line, none that moves a cursor, at most signal_value_bytes_max.
[[nodiscard]] std::string render_excerpt(std::string_view text);

[[nodiscard]] Result<std::vector<Signal>> read_signals(const ByteSource& source, const Asset& asset);

// The producers that are known by a field of their own, for the page that lists them.
[[nodiscard]] std::vector<std::string_view> list_signal_producers();

}  // namespace redress::provenance
