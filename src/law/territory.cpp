// SPDX-License-Identifier: Apache-2.0
#include "law/territory.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace redress::law {
namespace {

constexpr std::array<std::string_view, 27> member_states{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
                                                         "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
                                                         "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_country(std::string_view code) { return code.size() == 2 && is_upper(code[0]) && is_upper(code[1]); }

// ISO 3166-2: the country, a hyphen, one to three letters or digits.
bool is_subdivision(std::string_view code) {
  if (code.size() < 4 || code.size() > 6 || code[2] != '-' || !is_country(code.substr(0, 2))) return false;
  return std::all_of(code.begin() + 3, code.end(), [](char c) { return is_upper(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

bool is_member_state(std::string_view country) {
  return std::binary_search(member_states.begin(), member_states.end(), country);
}

bool Territory::covers(std::string_view country) const {
  if (worldwide) return true;
  const std::string_view whole = country.substr(0, 2);
  for (const auto& listed : countries) {
    if (listed == country || listed == whole) return true;
    if (listed == "EU" && is_member_state(whole)) return true;
  }
  return false;
}

Territory everywhere() { return Territory{true, {}}; }

Result<Territory> parse_territory(std::span<const std::string> codes) {
  Territory territory;
  std::set<std::string> sorted;
  for (const auto& code : codes) {
    if (code == "*") {
      territory.worldwide = true;
    } else if (is_country(code) || is_subdivision(code)) {
      sorted.insert(code);
    } else {
      return Error{Code::invalid, "'" + code.substr(0, 20) +
                                      "' is no territory; write ISO 3166 codes in upper case (\"IN\", \"US-CA\"), "
                                      "\"EU\", or \"*\" for everywhere"};
    }
  }
  if (!territory.worldwide) territory.countries.assign(sorted.begin(), sorted.end());
  return territory;
}

std::vector<std::string> render_territory(const Territory& territory) {
  if (territory.worldwide) return {"*"};
  return territory.countries;
}

Territory join(const Territory& a, const Territory& b) {
  if (a.worldwide || b.worldwide) return everywhere();
  Territory both;
  std::set_union(a.countries.begin(), a.countries.end(), b.countries.begin(), b.countries.end(),
                 std::back_inserter(both.countries));
  return both;
}

}  // namespace redress::law
