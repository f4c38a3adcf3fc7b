// SPDX-License-Identifier: Apache-2.0
// server/report_form.hpp — the reporter's form, read: plain answers to plain questions, and the notice that they make.
//
// Use this when   through server/report_steps.hpp for one question, here for all of them at once.
// Shapes          the fields of pages/report_step.html; at most report_url_count_max addresses.
// Errors          what is missing, by field, as the key of a message that says what to do.
// Threads         pure functions.
// Source          47 U.S.C. 223a(a)(1)(B); Online Safety Act 2023 s.20A(2); DSA Art. 16(2); IT Rules 2021 r.3(2)(b);
//                 Decreto 8.771/2016 art. 16-D. docs/reference/report-questions.md has them side by side.
// Never           asks for a legal name, a proof, a story or the picture.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "http/http.hpp"
#include "report/messages.hpp"

namespace redress::server {

struct FormFault {
  std::string field;
  std::string key;  // of the message
  report::Arguments arguments;
};

struct ReportForm {
  engine::NoticeRequest notice;
  std::vector<FormFault> faults;
};

inline constexpr std::size_t report_url_count_max = 50;

// The answers that a question with choices knows: "who", "age", "what", "made", "reach" and "safe".
[[nodiscard]] std::vector<std::string_view> list_choices(std::string_view field);
[[nodiscard]] bool is_of_child(const http::Fields& answers);
// All but what the moment adds: the language and the instants.
[[nodiscard]] ReportForm read_report(const http::Fields& answers);
// Addresses, one a line; faults name the line, never its text.
[[nodiscard]] std::vector<cases::ItemFacts> read_addresses(std::string_view text, std::vector<FormFault>& faults);

}  // namespace redress::server
