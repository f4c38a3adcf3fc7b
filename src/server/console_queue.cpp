// SPDX-License-Identifier: Apache-2.0
#include "server/console_queue.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace redress::server {
namespace {

constexpr std::int64_t minute_ms = 60'000;

auto rank_of(const store::QueueRow& row) {
  const auto minute = row.due_at ? row.due_at->ms / minute_ms : std::numeric_limits<std::int64_t>::max();
  return std::tuple(minute, severity_of(row.harm), -(row.item_count + row.notice_count));
}

}  // namespace

int severity_of(law::Harm harm) {
  switch (harm) {
    case law::Harm::csam:
    case law::Harm::csam_synthetic:
    case law::Harm::terrorist:
      return 0;
    case law::Harm::ncii:
    case law::Harm::ncii_synthetic:
    case law::Harm::child_harm:
      return 1;
    case law::Harm::threat:
    case law::Harm::explosives_arms:
    case law::Harm::impersonation_synthetic:
      return 2;
    case law::Harm::harassment:
    case law::Harm::hate:
    case law::Harm::privacy:
    case law::Harm::fraud:
    case law::Harm::malware:
      return 3;
    default:
      return 4;
  }
}

void order_queue(std::vector<store::QueueRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return rank_of(a) < rank_of(b); });
}

bool is_for_a_colleague(const store::QueueRow& row, const Team& team) {
  const auto harm = law::render(row.harm);
  const auto own = team.skills.find(team.asks);
  if (own == team.skills.end() || own->second.fits(row.language, harm)) return false;
  return std::any_of(team.skills.begin(), team.skills.end(),
                     [&](const auto& one) { return one.second.fits(row.language, harm); });
}

void put_colleagues_last(std::vector<store::QueueRow>& rows, const Team& team) {
  std::stable_partition(rows.begin(), rows.end(), [&](const auto& row) { return !is_for_a_colleague(row, team); });
}

std::vector<std::string_view> list_elements(law::Harm harm) {
  switch (harm) {
    case law::Harm::ncii:
      return {"depicts_person", "intimate", "no_consent"};
    case law::Harm::ncii_synthetic:
      return {"depicts_person", "intimate", "made_by_machine", "no_consent"};
    case law::Harm::impersonation_synthetic:
      return {"depicts_person", "made_by_machine", "deceives"};
    case law::Harm::csam:
      return {"under_18", "sexual"};
    case law::Harm::csam_synthetic:
      return {"under_18", "sexual", "made_by_machine"};
    case law::Harm::unlabelled_synthetic:
      return {"made_by_machine", "no_label"};
    default:
      return {"under_provision", "context"};
  }
}

}  // namespace redress::server
