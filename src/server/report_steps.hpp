// SPDX-License-Identifier: Apache-2.0
// server/report_steps.hpp — the questions of /report, one a page: which come, in which order, and what is missing.
//
// Use this when   a page of the report is shown or answered. The answers so far are one form (server/report_draft.hpp).
// Shapes          a step is a word, "who"; it is the last part of its page's address. Its fields are in list_fields.
// Errors          find_faults: what is missing in one step, by field, as the key of a message that says what to do.
// Threads         pure functions.
// Source          which question fills which content of which law: docs/reference/report-questions.md.
// Never           asks about a child's picture, or for a legal name, a proof or a story.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"
#include "server/report_form.hpp"

namespace redress::server {

inline constexpr std::string_view first_step = "who";
inline constexpr std::string_view check_step = "check";

[[nodiscard]] bool is_step(std::string_view step);
// The steps that these answers call for, in order; the last is the check.
[[nodiscard]] std::vector<std::string_view> list_steps(const http::Fields& answers);
// The fields that a step's page posts; all others of a form are ignored.
[[nodiscard]] std::vector<std::string_view> list_fields(std::string_view step);
[[nodiscard]] std::vector<FormFault> find_faults(std::string_view step, const http::Fields& answers);
// The first step that is not answered; the check when all are.
[[nodiscard]] std::string_view find_open_step(const http::Fields& answers);
// These answers with those of one step in the place of its former ones.
[[nodiscard]] http::Fields replace_answers(http::Fields answers, std::string_view step, const http::Fields& form);

}  // namespace redress::server
