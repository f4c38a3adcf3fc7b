// SPDX-License-Identifier: Apache-2.0
// provenance/origin.hpp — what a file's manifests say it is, and why: made by AI, edited with it, captured, or unknown.
//
// Shapes          one verdict, and a sentence for each reason. The whole ingredient tree counts: a human's crop of an
//                 AI picture is no photograph.
// Errors          none.
// Threads         pure functions.
// Source          IPTC digital source types; rules over actions: C2PA conformance programme, local signals, 2026-08-06.
// Never           takes absence for evidence of a camera, or `captured` from a signer nobody vouches for.
#pragma once

#include "provenance/report.hpp"

namespace redress::provenance {

enum class Origin : std::uint8_t { unknown, captured, ai_suspected, ai_edited, ai_generated, tampered };
[[nodiscard]] std::string_view origin_name(Origin origin);

struct OriginVerdict {
  Origin origin = Origin::unknown;
  std::vector<std::string> reasons;
};

[[nodiscard]] OriginVerdict judge_origin(const ProvenanceReport& report);

// The provenance alone, in one line: "intact, signed by C2PA Signer, on no trust list".
[[nodiscard]] std::string describe_provenance(const ProvenanceReport& report);

}  // namespace redress::provenance
