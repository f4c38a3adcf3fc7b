// SPDX-License-Identifier: Apache-2.0
// provenance/crjson.hpp — a provenance report as crJSON, the form the C2PA conformance programme asks validators for.
//
// Shapes          `manifests` with the active one first, as the schema wants them. What the schema has no place for (a
//                 manifest without a readable claim, the verdicts of the four lists) stands under `extras:`.
// Errors          none.
// Threads         pure function.
// Source          crJSON schema of the C2PA conformance programme; bytes as "b64'…'".
#pragma once

#include <string>
#include <string_view>

#include "provenance/report.hpp"

namespace redress::provenance {

// `version` is that of the program, as SemVer.
[[nodiscard]] std::string render_crjson(const ProvenanceReport& report, std::string_view version);

}  // namespace redress::provenance
