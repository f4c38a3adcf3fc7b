// SPDX-License-Identifier: Apache-2.0
// provenance/digital_source_type.hpp — IPTC's terms for how a picture came to be, and what each means for a label.
//
// Errors          none: a term that is not in the list is nothing.
// Threads         pure functions.
// Source          IPTC NewsCodes, digital source type, version of 2025; C2PA 2.2, 18.14 (trainedAlgorithmicData,
//                 empty).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace redress::provenance {

enum class DigitalSourceType : std::uint8_t {
  trained_algorithmic_media,
  composite_with_trained_algorithmic_media,
  algorithmic_media,
  composite_synthetic,
  algorithmically_enhanced,
  trained_algorithmic_data,
  data_driven_media,
  digital_art,
  digital_creation,
  virtual_recording,
  human_edits,
  minor_human_edits,
  digital_capture,
  computational_capture,
  composite,
  composite_capture,
  screen_capture,
  negative_film,
  positive_film,
  print,
  empty
};

// What a mark says of the making. `possible`: a part may be AI's. `other`: said, and neither AI nor a camera.
enum class Making : std::uint8_t { ai_generated, ai_edited, possible, captured, other };

// The term alone or its URI, http or https, of IPTC or C2PA; also "compositedWith…", as some tools spell it.
[[nodiscard]] std::optional<DigitalSourceType> parse_digital_source_type(std::string_view text);
[[nodiscard]] std::string_view digital_source_type_name(DigitalSourceType type);
[[nodiscard]] Making making_of(DigitalSourceType type);

}  // namespace redress::provenance
