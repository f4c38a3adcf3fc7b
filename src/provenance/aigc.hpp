// SPDX-License-Identifier: Apache-2.0
// provenance/aigc.hpp — China's implicit label of generated content, in whichever field it stands.
//
// Errors          none: nothing where no label stands.
// Threads         pure functions.
// Source          GB 45438-2025, 5.4 and annex E; TC260-PG-20257A (fields), TC260-PG-20258A (containers).
#pragma once

#include <optional>
#include <string>

#include "provenance/fact.hpp"

namespace redress::provenance {

struct AigcLabel {
  char label = 0;        // '1' generated, '2' possibly, '3' suspected; 0 where it is left out
  std::string producer;  // ContentProducer, or ServiceProvider as some write it
};

[[nodiscard]] std::optional<AigcLabel> find_aigc_label(const Fact& fact);

}  // namespace redress::provenance
