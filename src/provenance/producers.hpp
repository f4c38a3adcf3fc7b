// SPDX-License-Identifier: Apache-2.0
// provenance/producers.hpp — which tool leaves which mark: the table behind signals.hpp.
//
// Errors          none: nothing where no rule fits.
// Threads         pure functions.
// Source          docs/reference/ai-signals.md.
#pragma once

#include "provenance/fact.hpp"
#include "provenance/signals.hpp"

namespace redress::provenance {

struct Mark {
  std::string_view producer;
  Making making = Making::ai_generated;
  Strength strength = Strength::suggests;
};

// A field that a tool fills in a form of its own: prompts, graphs, job numbers.
[[nodiscard]] std::optional<Mark> find_habit(const Fact& fact);

// A tool named in a field that names tools.
[[nodiscard]] std::optional<Mark> find_tool(const Fact& fact);

[[nodiscard]] std::vector<std::string_view> list_tools();

// Letters of ASCII in lower case; all else as it stands.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace redress::provenance
