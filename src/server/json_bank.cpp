// SPDX-License-Identifier: Apache-2.0
#include "server/json_bank.hpp"

namespace redress::server {

Json render_bank(const store::BankPolicy& policy) {
  return {{"name", policy.name},
          {"is_on", policy.is_on},
          {"enabled_percent", policy.enabled_percent},
          {"radius_bits", policy.radius_bits},
          {"same_bits", policy.same_bits},
          {"uses_features", policy.uses_features},
          {"action", store::render(policy.action)},
          {"harm", law::render(policy.harm)},
          {"territory", law::render_territory(policy.territory)},
          {"flood_count_max", policy.flood_count_max}};
}

Json render_bank(const store::BankPolicy& policy, const store::BankCounts& counts) {
  Json json = render_bank(policy);
  json["counts"] = {{"confirmed", counts.confirmed},
                    {"candidate", counts.candidate},
                    {"negative", counts.negative},
                    {"off", counts.off},
                    {"quarantined", counts.quarantined}};
  return json;
}

Json render_bank_entry(const store::BankEntry& entry) {
  Json json{{"no", entry.no},
            {"role", store::render(entry.role)},
            {"source", entry.source},
            {"source_ref", entry.source_ref},
            {"reason", entry.reason},
            {"case_code", entry.case_code},
            {"sha256", entry.sha256},
            {"md5", entry.md5},
            {"pdq", entry.pdq},
            {"pdq_quality", entry.pdq_quality},
            {"has_features", !entry.look.empty()},
            {"added_at", render_instant(entry.added_at)},
            {"is_on", entry.is_on}};
  json["expires_at"] = entry.expires_at ? Json(render_instant(*entry.expires_at)) : Json();
  json["quarantined_at"] = entry.quarantined_at ? Json(render_instant(*entry.quarantined_at)) : Json();
  return json;
}

}  // namespace redress::server
