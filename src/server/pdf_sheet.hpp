// SPDX-License-Identifier: Apache-2.0
// server/pdf_sheet.hpp — headings and paragraphs on A4 sheets, in every script that the pages speak.
//
// Use this when   a person takes home what a page says: add from top to bottom, then finish.
// Shapes          PDF 1.5, fonts embedded, no links, no scripts; the instant of making is given, so that the same words
//                 give the same sheets.
// Errors          none: what Cairo cannot draw ends the sheet empty (finish gives "").
// Threads         a sheet belongs to one thread.
// Lifetime        Cairo's and Pango's things go with the sheet.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace redress::server {

enum class PdfStyle { title, heading, text, small, mono };

class PdfSheet {
 public:
  // `language` as BCP 47; `is_rtl` sets the base direction.
  PdfSheet(std::string_view language, bool is_rtl, Instant made_at);
  ~PdfSheet();
  PdfSheet(const PdfSheet&) = delete;
  PdfSheet& operator=(const PdfSheet&) = delete;

  void add(PdfStyle style, std::string_view text);
  [[nodiscard]] std::string finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace redress::server
