// SPDX-License-Identifier: Apache-2.0
// cli/facts_json.hpp — the facts of `redress policy explain` as JSON, and its answer.
//
// Shapes          docs/reference/policy-explain.md.
// Errors          parse_facts: invalid, naming each field that is wrong; a key nobody knows is a warning, not an error.
// Threads         pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "law/evaluate.hpp"

namespace redress::cli {

struct FactsFile {
  law::Facts facts;
  std::optional<Instant> now;
  std::vector<std::string> warnings;
};

[[nodiscard]] Result<FactsFile> parse_facts(const std::string& text);
[[nodiscard]] nlohmann::ordered_json render_evaluation(const law::Evaluation& evaluation);

}  // namespace redress::cli
