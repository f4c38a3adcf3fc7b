// SPDX-License-Identifier: Apache-2.0
// label/label_words.hpp — what a visible label says: by whose law, in which language.
//
// Shapes          regimes IN, EU, CN; languages by their ISO 639-1 codes.
// Errors          unsupported: that law's label has no words in that language.
// Threads         pure functions.
// Source          India: IT Rules as amended February 2026, rule 3(3); EU: Regulation 2024/1689 Art. 50 and its Code of
//                 Practice, whose mark is AI in capitals; China: GB 45438-2025, which asks for 人工智能 or AI together with
//                 生成 or 合成.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "label/payload.hpp"

namespace redress::label {

enum class Regime { india, eu, china };

[[nodiscard]] Result<Regime> parse_regime(std::string_view text);           // IN, EU, CN
[[nodiscard]] Result<LabelClass> parse_label_class(std::string_view text);  // generated, modified, suspected
[[nodiscard]] std::string_view label_name(LabelClass label);
[[nodiscard]] std::string_view regime_name(Regime regime);
[[nodiscard]] std::string_view default_language(Regime regime);
[[nodiscard]] Result<std::string_view> find_label_words(Regime regime, std::string_view language, LabelClass label);

}  // namespace redress::label
