// SPDX-License-Identifier: Apache-2.0
// label/statement.hpp — what a labelled file's XMP says: how it came about, China's AIGC fields, the record's id.
//
// Shapes          an RDF description added to the packet that came in, or a packet of our own.
// Errors          conflict: the packet already says one of these, so that two would contradict each other. unsupported:
//                 the packet is not the plain RDF that can be added to.
// Threads         pure functions.
// Source          XMP part 1 (ISO 16684-1) 7; IPTC Photo Metadata 2025.1, Digital Source Type; GB 45438-2025 annex E.
// Never           removes or changes a word of the packet that came in.
#pragma once

#include <string>
#include <string_view>

#include "label/label_words.hpp"
#include "label/payload.hpp"

namespace redress::label {

struct Statement {
  LabelClass label = LabelClass::generated;
  Regime regime = Regime::india;
  std::uint64_t record = 0;  // ≤ record_max
  std::string producer;      // China's ContentProducer, as the platform was given it
};

// Nothing for a suspicion, which is no knowledge of the source.
[[nodiscard]] std::string render_source_type(LabelClass label);
// China's fields, as JSON.
[[nodiscard]] std::string render_aigc(const Statement& statement);
// urn:redress:label: and 14 hex digits: the same 56 bits as in the watermark.
[[nodiscard]] std::string render_record_urn(std::uint64_t record);
[[nodiscard]] Result<std::string> add_statement(std::string_view packet, const Statement& statement);

}  // namespace redress::label
