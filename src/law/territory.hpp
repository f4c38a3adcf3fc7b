// SPDX-License-Identifier: Apache-2.0
// law/territory.hpp — where a measure or an order holds: everywhere, or a list of countries.
//
// Shapes          countries: upper-case ISO 3166-1 alpha-2 (or ISO 3166-2), sorted, each once;
//                  "EU" stands for every member state.
// Errors          parse_territory: invalid when an entry is no country code.
// Threads         values.
// Source          least territory: DSA Art. 9(2)(b); member states as of 2026.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::law {

struct Territory {
  bool worldwide = false;
  std::vector<std::string> countries;
  bool operator==(const Territory&) const = default;

  [[nodiscard]] bool is_empty() const { return !worldwide && countries.empty(); }
  // Does it hold in this country? "EU" in the list covers each member state; a subdivision (US-CA) is covered by its
  // country.
  [[nodiscard]] bool covers(std::string_view country) const;
};

// One of the 27 member states of the European Union, by its ISO 3166-1 code.
[[nodiscard]] bool is_member_state(std::string_view country);
[[nodiscard]] Territory everywhere();
// {"IN","EU"}; {"*"} is everywhere.
[[nodiscard]] Result<Territory> parse_territory(std::span<const std::string> codes);
// {"*"} or the sorted codes.
[[nodiscard]] std::vector<std::string> render_territory(const Territory& territory);
[[nodiscard]] Territory join(const Territory& a, const Territory& b);

}  // namespace redress::law
