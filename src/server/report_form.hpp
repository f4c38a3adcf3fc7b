// SPDX-License-Identifier: Apache-2.0
// server/report_form.hpp — the reporter's form, read: plain answers to plain questions, and the notice that they make.
//
// Shapes          fields of pages/report.html; at most url_count_max addresses.
// Errors          what is missing, by field, as the key of a message that says what to do.
// Threads         pure functions.
// Source          47 U.S.C. 223a(a)(2): identification, good faith, signature, contact; IT Rules 2021 r.3(2)(b).
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

[[nodiscard]] std::vector<std::string_view> list_whos();
[[nodiscard]] std::vector<std::string_view> list_whats();
[[nodiscard]] std::vector<std::string_view> list_mades();
[[nodiscard]] ReportForm read_report(const http::Fields& form, const report::Language& language, Instant now);
// Addresses, one a line; faults name the line, never its text.
[[nodiscard]] std::vector<cases::ItemFacts> read_addresses(std::string_view text, std::vector<FormFault>& faults);

}  // namespace redress::server
