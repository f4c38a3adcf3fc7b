// SPDX-License-Identifier: Apache-2.0
#include "report/telling.hpp"

namespace redress::report {

std::string country_of(const cases::Case& state) {
  if (state.notices.empty() || state.notices.front().facts.jurisdictions.empty()) return {};
  return state.notices.front().facts.jurisdictions.front();
}

std::string render_territory(const Messages& messages, const Language& language, const law::Territory& territory) {
  if (territory.is_empty()) return {};
  if (territory.worldwide) return messages.text(language, "territory.world");
  std::string list;
  for (const auto& code : territory.countries) {
    if (!list.empty()) list += ", ";
    list += render_country(language, code);
  }
  return messages.text(language, "territory.list", {{"list", list}});
}

std::string render_demand(const Messages& messages, const Language& language, const cases::Case& state) {
  for (const auto& notice : state.notices) {
    if (notice.facts.order && notice.acted_on) {
      return messages.text(language, "appeal.demand.order", {{"issuer", notice.facts.order->issuer}});
    }
  }
  if (state.notices.empty() || state.notices.front().facts.kind == cases::NoticeKind::match)
    return messages.text(language, "appeal.demand.own");
  return messages.text(language, state.notices.front().facts.kind == cases::NoticeKind::flag
                                     ? "appeal.demand.flag"
                                     : "appeal.demand.complaint");
}

std::string render_next_instance(const Messages& messages, const Language& language, std::string_view country) {
  if (country == "IN") return messages.text(language, "appeal.next.in");
  const bool is_union = country == "EU" || law::is_member_state(country);
  return messages.text(language, is_union ? "appeal.next.eu" : "appeal.next.court");
}

}  // namespace redress::report
