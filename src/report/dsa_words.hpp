// SPDX-License-Identifier: Apache-2.0
// report/dsa_words.hpp — our closed words in those of the DSA Transparency Database.
//
// Use this when   inside report/dsa_statement.hpp, and in tests that hold the tables against the database's own lists.
// Shapes          each table names every word of ours once. Which of two categories fits where the database tells
//                 women apart is not decided here: a case never says who is shown.
// Errors          none.
// Threads         pure functions.
// Source          the database's API as in force since 1 July 2025; Regulation (EU) 2022/2065, Art. 24(5).
#pragma once

#include <span>
#include <string_view>

#include "cases/words.hpp"
#include "law/facts.hpp"

namespace redress::report {

struct DsaCategory {
  std::string_view category;
  std::string_view keyword;  // empty: none of the database's says it
  bool is_synthetic = false;
};
// Against the terms where nothing else is said.
[[nodiscard]] DsaCategory find_category(law::Harm harm, cases::GroundKind ground);
// Empty for putting back, which is no restriction.
[[nodiscard]] std::string_view find_visibility(cases::MeasureKind kind);

// "image" → "CONTENT_TYPE_IMAGE"; empty for a kind that the database has no word for.
[[nodiscard]] std::string_view find_content_type(std::string_view kind);
// "private" → "ACCOUNT_TYPE_PRIVATE"; empty for any other word.
[[nodiscard]] std::string_view find_account_type(std::string_view word);
// "hi", "hi-IN" → "HI"; empty for a language that the database does not list.
[[nodiscard]] std::string_view find_content_language(std::string_view tag);

// The thirty states of the European Economic Area, sorted.
[[nodiscard]] std::span<const std::string_view> list_eea();
[[nodiscard]] bool is_eea(std::string_view country);

}  // namespace redress::report
