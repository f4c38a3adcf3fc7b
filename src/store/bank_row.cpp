// SPDX-License-Identifier: Apache-2.0
#include "store/bank_row.hpp"

#include <algorithm>
#include <array>

#include "store/word_list.hpp"

namespace redress::store {
namespace {

constexpr std::array<std::string_view, 3> actions{"block", "review", "label"};
constexpr std::array<std::string_view, 3> roles{"confirmed", "candidate", "negative"};
constexpr std::size_t reason_bytes_max = 1'000;

std::string render_countries(const law::Territory& territory) {
  std::string text;
  for (const std::string& country : law::render_territory(territory)) text += (text.empty() ? "" : ",") + country;
  return text;
}

Result<law::Territory> parse_countries(std::string_view text) {
  std::vector<std::string> countries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    countries.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return law::parse_territory(countries);
}

}  // namespace

std::string_view render(BankAction action) { return actions.at(static_cast<std::size_t>(action)); }
std::string_view render(EntryRole role) { return roles.at(static_cast<std::size_t>(role)); }
Result<BankAction> parse_bank_action(std::string_view word) {
  return parse_from<BankAction>(actions, word, "bank's action");
}
Result<EntryRole> parse_entry_role(std::string_view word) {
  return parse_from<EntryRole>(roles, word, "role of an entry");
}

Status verify_bank(const BankPolicy& policy) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  const std::string& name = policy.name;
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), fits)) {
    return Error{Code::invalid, "a bank's name has 1 to 64 of A-Z, 0-9 and underscore"};
  }
  if (policy.radius_bits < 0 || policy.radius_bits > 31 || policy.same_bits < 0 ||
      policy.same_bits > policy.radius_bits) {
    return Error{Code::invalid, "radius_bits is 0 to 31, same_bits 0 to radius_bits"};
  }
  if (policy.enabled_percent < 0 || policy.enabled_percent > 100) {
    return Error{Code::invalid, "enabled_percent is 0 to 100"};
  }
  if (policy.flood_count_max < 0) return Error{Code::invalid, "flood_count_max is 0 (no guard) or more"};
  return Done{};
}

Result<BankEntry> read_entry(const Statement& row) {
  BankEntry entry;
  entry.no = row.integer(0);
  entry.bank = row.text(1);
  TRY_ASSIGN(entry.role, parse_entry_role(row.text(2)));
  entry.source = row.text(3);
  entry.source_ref = row.text(4);
  entry.reason = row.text(5);
  entry.case_code = row.text(6);
  entry.sha256 = row.text(7);
  entry.md5 = row.text(8);
  entry.pdq = row.text(9);
  entry.pdq_quality = static_cast<int>(row.integer(10));
  const ByteView look = row.bytes(11);
  entry.look.assign(look.begin(), look.end());
  entry.added_at = row.instant(12);
  entry.expires_at = row.maybe_instant(13);
  entry.is_on = row.integer(14) != 0;
  entry.quarantined_at = row.maybe_instant(15);
  entry.changed_at = row.instant(16);
  entry.feedback_ref = row.text(17);
  return entry;
}

Result<std::uint64_t> read_entry_count(Connection& connection) {
  Statement row = connection.statement("SELECT entry_count FROM sizes");
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

Result<std::vector<BankEntry>> read_entries(Statement& rows) {
  std::vector<BankEntry> entries;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return entries;
    TRY_ASSIGN(entries.emplace_back(), read_entry(rows));
  }
}

Result<BankPolicy> read_bank(const Statement& row) {
  BankPolicy policy;
  policy.name = row.text(0);
  policy.is_on = row.integer(1) != 0;
  policy.enabled_percent = static_cast<int>(row.integer(2));
  policy.radius_bits = static_cast<int>(row.integer(3));
  policy.same_bits = static_cast<int>(row.integer(4));
  policy.uses_features = row.integer(5) != 0;
  TRY_ASSIGN(policy.action, parse_bank_action(row.text(6)));
  TRY_ASSIGN(policy.harm, law::parse_harm(row.text(7)));
  TRY_ASSIGN(policy.territory, parse_countries(row.text(8)));
  policy.flood_count_max = static_cast<int>(row.integer(9));
  return policy;
}

Status write_bank(Connection& connection, const BankPolicy& policy) {
  Statement write = connection.statement("INSERT OR REPLACE INTO banks VALUES (?,?,?,?,?,?,?,?,?,?)");
  write.bind(policy.name).bind(policy.is_on).bind(policy.enabled_percent).bind(policy.radius_bits);
  write.bind(policy.same_bits).bind(policy.uses_features).bind(render(policy.action)).bind(law::render(policy.harm));
  return write.bind(render_countries(policy.territory)).bind(policy.flood_count_max).run();
}

Status verify_entry(const BankEntry& entry) {
  const auto fits = [](const std::string& hex, std::size_t digits) {
    return hex.empty() || (hex.size() == digits && parse_hex(hex).ok());
  };
  if (entry.sha256.empty() && entry.md5.empty() && entry.pdq.empty()) {
    return Error{Code::invalid, "an entry needs a sha256, an md5 or a pdq"};
  }
  if (!fits(entry.sha256, 64) || !fits(entry.md5, 32) || !fits(entry.pdq, 64)) {
    return Error{Code::invalid, "a hash is not written in hex digits of its length: sha256 64, md5 32, pdq 64"};
  }
  if (entry.pdq_quality < 0 || entry.pdq_quality > 100) return Error{Code::invalid, "pdq_quality is 0 to 100"};
  if (entry.look.size() > BankStore::look_bytes_max) {
    return Error{Code::invalid, "a recording's fingerprint is over 32 MiB: look at fewer frames a second"};
  }
  if (entry.reason.size() > reason_bytes_max || entry.source_ref.size() > 300 || entry.feedback_ref.size() > 300 ||
      entry.case_code.size() > 20) {
    return Error{Code::invalid, "a reason has at most 1,000 bytes, a reference 300"};
  }
  return Done{};
}

Error no_bank(const std::string& name) {
  return Error{Code::not_found, "there is no bank '" + name.substr(0, 64) + "': redress bank list shows them"};
}
Error no_entry() { return Error{Code::not_found, "there is no such entry"}; }

}  // namespace redress::store
