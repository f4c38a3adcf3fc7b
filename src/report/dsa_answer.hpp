// SPDX-License-Identifier: Apache-2.0
// report/dsa_answer.hpp — what the DSA Transparency Database says to a batch of statements.
//
// Use this when   a batch was answered with 201 or 422. A refused batch was refused whole: nothing of it is stored.
// Shapes          one verdict for each statement of the batch, in its order. What repeats a puid that the database has
//                 is a duplicate: it arrived before.
// Units           words_bytes_max bytes of the database's words are kept.
// Errors          none: an answer that says nothing of a statement gives it no verdict, whatever it holds.
// Threads         pure functions.
// Source          the database's API as in force since 1 July 2025: "errors": {"statement_0": {field: [text]}}, and
//                 "existing_puids" or "existing" beside an error on "puid".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redress::report {

struct DsaRefusal {
  bool is_duplicate = false;
  std::string words;  // "decision_monetary: The selected decision monetary is invalid."
  bool operator==(const DsaRefusal&) const = default;
};

inline constexpr std::size_t dsa_words_bytes_max = 2'000;

[[nodiscard]] std::vector<std::optional<DsaRefusal>> read_refusals(std::string_view body,
                                                                   std::span<const std::string> puids);
// What is said of the batch as a whole; for a statement that was refused alone without being named.
[[nodiscard]] std::string read_words(std::string_view body);
// The database's own ids of what it stored; empty where it does not say.
[[nodiscard]] std::vector<std::string> read_uuids(std::string_view body, std::span<const std::string> puids);

}  // namespace redress::report
