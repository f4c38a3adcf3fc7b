// SPDX-License-Identifier: Apache-2.0
#include "cli/bank_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "cli/exit.hpp"
#include "cli/open_banks.hpp"
#include "server/json_bank.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;

Result<store::BankPolicy> change_policy(store::BankPolicy policy, const BankOptions& options) {
  if (options.action) {
    TRY_ASSIGN(policy.action, store::parse_bank_action(*options.action));
  }
  if (options.harm) {
    TRY_ASSIGN(policy.harm, law::parse_harm(*options.harm));
  }
  if (!options.territory.empty()) {
    TRY_ASSIGN(policy.territory, law::parse_territory(options.territory));
  }
  if (policy.territory.is_empty()) policy.territory = law::everywhere();
  policy.radius_bits = options.radius_bits.value_or(policy.radius_bits);
  policy.same_bits = options.same_bits.value_or(std::min(policy.same_bits, policy.radius_bits));
  policy.enabled_percent = options.enabled_percent.value_or(policy.enabled_percent);
  policy.flood_count_max = options.flood_count_max.value_or(policy.flood_count_max);
  policy.is_on = options.is_on.value_or(policy.is_on);
  policy.uses_features = options.uses_features.value_or(policy.uses_features);
  return policy;
}

std::string countries(const law::Territory& territory) {
  return territory.worldwide ? "everywhere" : fmt::format("{}", fmt::join(law::render_territory(territory), ","));
}

Status print_banks(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY_ASSIGN(const auto policies, banks->load_banks());
  if (policies.empty() && !options.json) {
    std::cout << "There is no bank yet. Make one: redress bank make NCII --action review\n";
    return Done{};
  }
  if (!options.json) {
    std::cout << fmt::format("{:<20} {:<7} {:<22} {:<12} {:>9} {:>9} {:>8} {:>6} {:>11}\n", "bank", "action", "harm",
                             "territory", "confirmed", "candidate", "negative", "off", "quarantined");
  }
  for (const auto& policy : policies) {
    TRY_ASSIGN(const auto counts, banks->count(policy.name));
    if (options.json) {
      std::cout << server::render_json(server::render_bank(policy, counts)) << '\n';
      continue;
    }
    std::cout << fmt::format("{:<20} {:<7} {:<22} {:<12} {:>9} {:>9} {:>8} {:>6} {:>11}{}\n", policy.name,
                             store::render(policy.action), law::render(policy.harm), countries(policy.territory),
                             counts.confirmed, counts.candidate, counts.negative, counts.off, counts.quarantined,
                             policy.is_on ? "" : "  (switched off)");
  }
  return Done{};
}

std::string tell_state(const store::BankEntry& entry, Instant now) {
  if (!entry.is_on) return "off";
  if (entry.expires_at && *entry.expires_at <= now) return "expired";
  return entry.quarantined_at ? "quarantine" : "on";
}

// Hashes are cut: a table is for looking, `redress bank export` gives them whole.
void print_entry(const store::BankEntry& entry, bool json, Instant now) {
  if (json) {
    std::cout << server::render_json(server::render_bank_entry(entry)) << '\n';
    return;
  }
  const std::string& hash = entry.pdq.empty() ? (entry.md5.empty() ? entry.sha256 : entry.md5) : entry.pdq;
  std::cout << fmt::format("{:>8} {:<10} {:<10} {:<16} {:<12.12} {:<20} {}\n", entry.no, store::render(entry.role),
                           tell_state(entry, now), hash.substr(0, 16), entry.source,
                           render_instant(entry.added_at).substr(0, 19), entry.reason);
}

Status print_entries(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY(banks->load_bank(options.bank));
  if (!options.json) {
    std::cout << fmt::format("{:>8} {:<10} {:<10} {:<16} {:<12} {:<20} {}\n", "entry", "role", "state", "hash",
                             "source", "added", "reason");
  }
  const Instant now = SystemClock{}.now();
  std::int64_t after = options.after;
  for (int printed = 0; printed < options.count_max;) {
    TRY_ASSIGN(const auto entries, banks->load_entries(options.bank, after, 1'000));
    if (entries.empty()) return Done{};
    after = entries.back().no;
    for (const auto& entry : entries) {
      if (printed == options.count_max || (options.only_quarantined && !entry.quarantined_at)) continue;
      print_entry(entry, options.json, now);
      ++printed;
    }
  }
  return Done{};
}

Status change_entry(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  store::EntryChange change;
  change.is_on = options.switch_on;
  change.is_quarantined = options.quarantine;
  if (options.role) {
    TRY_ASSIGN(change.role, store::parse_entry_role(*options.role));
  }
  if (options.expires == "never") change.expires_at.emplace();
  if (!options.expires.empty() && options.expires != "never") {
    TRY_ASSIGN(const Instant at, parse_instant(options.expires));
    change.expires_at.emplace(at);
  }
  TRY(banks->change(options.entry_no, change, options.reason, command_by()));
  std::cout << "entry " << options.entry_no << " changed; redress bank log shows what was done\n";
  return Done{};
}

Status print_acts(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY_ASSIGN(const auto acts, banks->load_acts(options.bank, static_cast<std::size_t>(options.count_max)));
  for (const auto& act : acts) {
    if (options.json) {
      const Json json{{"at", render_instant(act.at)},
                      {"by", act.by},
                      {"bank", act.bank},
                      {"entry_no", act.entry_no},
                      {"what", act.what}};
      std::cout << json.dump() << '\n';
      continue;
    }
    const std::string where = act.entry_no == 0 ? act.bank : act.bank + "/" + std::to_string(act.entry_no);
    std::cout << fmt::format("{}  {:<24} {:<16} {}\n", render_instant(act.at), where, act.by, act.what);
  }
  return Done{};
}

Status make_bank(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  store::BankPolicy policy;
  policy.name = options.bank;
  TRY_ASSIGN(policy, change_policy(policy, options));
  TRY(banks->make_bank(policy, command_by()));
  std::cout << "bank " << policy.name << " is made: " << store::render(policy.action) << " on a match, "
            << countries(policy.territory) << '\n';
  return Done{};
}

Status set_bank(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY_ASSIGN(const auto before, banks->load_bank(options.bank));
  TRY_ASSIGN(const auto policy, change_policy(before, options));
  return banks->set_bank(policy, command_by());
}

Status remove_bank(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY_ASSIGN(const auto entries, banks->load_entries(options.bank, 0, 1));
  if (!entries.empty() && !options.with_entries) {
    return Error{Code::conflict, "the bank holds entries: export them first, then say --with-entries"};
  }
  return banks->remove_bank(options.bank, command_by());
}

int run(const char* command, const Status& done) { return done.ok() ? exit_done : fail(command, done.error()); }

}  // namespace

int bank_list(const BankOptions& options) { return run("bank list", print_banks(options)); }
int bank_make(const BankOptions& options) { return run("bank make", make_bank(options)); }
int bank_set(const BankOptions& options) { return run("bank set", set_bank(options)); }
int bank_remove(const BankOptions& options) { return run("bank remove", remove_bank(options)); }
int bank_show(const BankOptions& options) { return run("bank show", print_entries(options)); }
int bank_change(const BankOptions& options) { return run("bank change", change_entry(options)); }
int bank_log(const BankOptions& options) { return run("bank log", print_acts(options)); }

}  // namespace redress::cli
