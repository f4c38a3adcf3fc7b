// SPDX-License-Identifier: Apache-2.0
// provenance/inspection.hpp — all that a file says about itself, in one value; and that value as JSON and back.
//
// Use this when   an answer leaves the worker that read the file, or the program.
// Shapes          the JSON is that of `redress inspect --json`, without the path. `verdict` and `reasons` weigh all of
//                 it; `provenance` is the manifests alone, `signals` all other marks.
// Errors          parse_inspection: corrupt for whatever render_inspection would not have written. Its writer read a
//                 stranger's bytes and may have been taken over.
// Threads         values.
// Cost            a text of at most inspection_bytes_max; lists are cut at inspection_lines_max with a remark.
// Source          docs/reference/command-line.md.
#pragma once

#include "provenance/verdict.hpp"

namespace redress::provenance {

inline constexpr std::size_t inspection_bytes_max = 2U << 20U;
inline constexpr std::size_t inspection_lines_max = 128;  // of each list

struct Inspection {
  OriginVerdict verdict;
  std::string mime;  // empty where the file is of no known kind
  ManifestState state = ManifestState::none;
  std::string summary;  // of the provenance, in one line
  // Of the active manifest's signature; false where there is none.
  bool is_intact = false;
  std::array<bool, 3> trusted_by{};  // as SignatureReport has it
  std::optional<Instant> signed_before;
  std::vector<StatusEntry> failures;  // without their URLs
  std::vector<Signal> signals;
  std::vector<std::string> remarks;
};

// Marks of the claims join those of the metadata.
[[nodiscard]] Inspection make_inspection(const ProvenanceReport& report, const Asset& asset,
                                         std::vector<Signal> metadata);

[[nodiscard]] std::string render_inspection(const Inspection& inspection);
[[nodiscard]] Result<Inspection> parse_inspection(std::string_view text);

}  // namespace redress::provenance
