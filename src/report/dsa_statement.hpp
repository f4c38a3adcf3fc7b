// SPDX-License-Identifier: Apache-2.0
// report/dsa_statement.hpp — a measure as a statement of reasons for the DSA Transparency Database.
//
// Use this when   a measure was ordered and the platform owes the database a statement of it. What the uploader is told
//                 is report/statement_of_reasons.hpp.
// Shapes          JSON of the database's API as in force since 1 July 2025; docs/how-to says which measures are owed.
// Errors          render: not_found where nothing is owed for the measure; invalid where the case has no such measure.
// Threads         pure functions.
// Source          Regulation (EU) 2022/2065, Art. 17(1), (3) and (5), Art. 24(5).
// Never           holds a word that anybody wrote in the case, an address, an id of the platform's or a code: sentences
//                 are made here of the packs' words, the operator's clauses and closed lists.
#pragma once

#include <optional>
#include <string>

#include "cases/case.hpp"
#include "law/rulebook.hpp"
#include "report/dsa_settings.hpp"

namespace redress::report {

// What the upload check knows of the item, if it was registered there.
struct DsaContent {
  std::string kind;  // "image", "video", "audio", "text"; empty: not known
  std::optional<Instant> registered_at;
};

// The same for ever, unlike any other measure's, and nothing that leads back to the case without its id.
[[nodiscard]] std::string make_puid(const Id& case_id, int measure_no);

// A restriction that holds in the Economic Area, on the terms or on the law of the Union or of one of the Area's
// states, and not on an authority's order. `state`: the case when the measure was ordered, or later.
[[nodiscard]] bool is_statement_owed(const cases::Case& state, int measure_no);

[[nodiscard]] Result<std::string> render_dsa_statement(const cases::Case& state, int measure_no,
                                                       const DsaContent& content, const DsaSettings& settings,
                                                       const law::Rulebook& rulebook);

}  // namespace redress::report
