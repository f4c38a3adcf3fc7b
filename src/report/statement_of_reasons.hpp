// SPDX-License-Identifier: Apache-2.0
// report/statement_of_reasons.hpp — what the uploader is told about a measure, as a letter that the platform sends.
//
// Use this when   a measure was ordered; the platform knows the uploader's address and language, we do not.
// Shapes          plain text as in report/letter.hpp, with the code that opens the appeal page.
// Errors          not_found: the case has no such measure. conflict: it was replaced, and the newer one is to be told.
// Threads         pure functions.
// Source          Regulation (EU) 2022/2065, Art. 17(3)(a)-(f); IT Rules 2021, r. 3(1)(g), r. 4(8)(a)-(b).
// Never           says who reported: it is made of the case without what is personal in it.
#pragma once

#include "report/letter.hpp"

namespace redress::report {

struct StatementContext {
  std::string case_code;
  std::string public_url;
  std::string appeal_code;
  Milliseconds answer_span{};  // in which an appeal is answered
};

[[nodiscard]] Result<Letter> render_statement_of_reasons(const Messages& messages, const Language& language,
                                                         const cases::Case& state, int measure_no,
                                                         const StatementContext& context);

}  // namespace redress::report
