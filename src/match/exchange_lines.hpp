// SPDX-License-Identifier: Apache-2.0
// match/exchange_lines.hpp — entries as a file: JSON lines or CSV of our own, and the lines other tools export.
//
// Use this when   importing or exporting a bank, or an exchange is a file behind a URL. A bank file with corners and
//                 turns is match/bank_file.hpp.
// Shapes          one entry a line: {"ref","kind","signal","withdrawn","opinion","tags","owner","changed_at"}; kind and
//                 signal are needed, or ref and withdrawn. {"pdq":"…"}, with any of md5, sha1, sha256, tlsh beside it,
//                 gives one entry a hash, as HMA and `redress fingerprint` write them. CSV: the same names in a first
//                 row, in any order, tags separated by ";", RFC 4180 quotes.
// Errors          parse_*: exhausted over lines_bytes_max or lines_entry_count_max; invalid for CSV without a usable
//                 first row. A bad line is a fault.
// Threads         pure functions.
// Source          docs/reference/exchanges.md; RFC 4180.
#pragma once

#include "match/exchange.hpp"

namespace redress::match {

inline constexpr std::size_t lines_bytes_max = 1U << 30;
inline constexpr std::size_t lines_entry_count_max = 10'000'000;
inline constexpr std::size_t line_bytes_max = 256U << 10;

[[nodiscard]] Result<ExchangePage> parse_lines(std::string_view text);
[[nodiscard]] std::string render_line(const ExchangeEntry& entry);  // without its line end

[[nodiscard]] Result<ExchangePage> parse_csv(std::string_view text);
[[nodiscard]] std::string render_csv_head();
[[nodiscard]] std::string render_csv_row(const ExchangeEntry& entry);  // both with their line end

// What the two spellings share: the fields of an entry as texts, not checked yet.
struct EntryFields {
  std::string ref, kind, signal, withdrawn, opinion, owner, changed_at;
  std::vector<std::string> tags;
};
[[nodiscard]] Result<ExchangeEntry> parse_fields(EntryFields fields);

}  // namespace redress::match
