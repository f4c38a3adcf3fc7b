// SPDX-License-Identifier: Apache-2.0
#include "ledger/finding.hpp"

#include <array>

namespace redress::ledger {

std::string_view render(GapCause cause) {
  constexpr std::array<std::string_view, 3> words{"silence", "restart", "clock_set"};
  return words.at(static_cast<std::size_t>(cause));
}

}  // namespace redress::ledger
