// SPDX-License-Identifier: Apache-2.0
// server/json_record.hpp — labels that were found again as JSON: of the API, and of `redress inspect --recover`.
//
// Shapes          docs/reference/label-records.md. `matches` is as C2PA's Soft Binding Resolution API has it.
// Errors          none.
// Threads         pure functions.
// Never           calls anything valid: what was found belongs to a file that looked like this one.
#pragma once

#include "engine/records.hpp"
#include "server/json.hpp"

namespace redress::server {

inline constexpr std::string_view recovered_state = "recovered by soft binding";

[[nodiscard]] Json render_label(const store::LabelRecord& record, std::string_view state);
// is_mark_only: without what was found by its content.
[[nodiscard]] Json render_findings(const engine::RecordFindings& findings, bool is_mark_only = false);

}  // namespace redress::server
