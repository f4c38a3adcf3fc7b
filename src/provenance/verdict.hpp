// SPDX-License-Identifier: Apache-2.0
// provenance/verdict.hpp — one verdict of a file: what its manifests claim, what its metadata says, and whether that is
// what the uploader declared.
//
// Use this when   a file was read whole: validator.hpp and signals.hpp first.
// Shapes          a signed claim that holds outranks metadata, which anybody may write or remove. Metadata that states
//                 AI decides where no claim does; a tool's habit alone only makes suspect.
// Errors          parse_declaration: invalid. The rest: none.
// Threads         pure functions.
// Source          docs/reference/ai-signals.md; GB 45438-2025, 5.2 (generated, possibly, suspected).
// Never           takes absence, or unsigned metadata that names a camera, for evidence of a camera.
#pragma once

#include "provenance/origin.hpp"
#include "provenance/signals.hpp"

namespace redress::provenance {

// What claims say in other words: the tools that signed them, and that name no source type.
[[nodiscard]] std::vector<Signal> read_claim_signals(const ProvenanceReport& report);

// `signals`: of the metadata and of the claims alike.
[[nodiscard]] OriginVerdict judge_file(const ProvenanceReport& report, const std::vector<Signal>& signals);

enum class Declaration : std::uint8_t { ai, ai_edited, not_ai };
[[nodiscard]] Result<Declaration> parse_declaration(std::string_view word);  // "ai", "ai-edited", "not-ai"
[[nodiscard]] std::string_view declaration_name(Declaration declaration);

// doubted: marks speak against it, none states it. unproven: nothing speaks for or against it.
enum class Agreement : std::uint8_t { confirmed, contradicted, doubted, unproven };
[[nodiscard]] std::string_view agreement_name(Agreement agreement);

struct DeclarationVerdict {
  Agreement agreement = Agreement::unproven;
  std::string reason;
};
[[nodiscard]] DeclarationVerdict check_declaration(Declaration declared, Origin found);

}  // namespace redress::provenance
