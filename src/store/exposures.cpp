// SPDX-License-Identifier: Apache-2.0
// store/exposures.cpp — how many pictures a person has seen unblurred today; what is older than yesterday is forgotten.
#include "store/accounts.hpp"

namespace redress::store {
namespace {

std::int64_t day_of(Instant at) { return at.ms / 86'400'000; }

Result<int> count_on(const ConnectionPool::Lease& connection, const std::string& name, std::int64_t day) {
  Statement count = connection->statement("SELECT count(*) FROM exposures WHERE name = ? AND day = ?");
  TRY_ASSIGN(const bool found, count.bind(name).bind(day).step());
  return found ? static_cast<int>(count.integer(0)) : 0;
}

}  // namespace

Result<int> Accounts::note_exposure(const std::string& name, std::string_view sha256, Instant now, int count_max) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  const auto day = day_of(now);
  {
    Statement seen = connection->statement("SELECT 1 FROM exposures WHERE name = ? AND day = ? AND sha256 = ?");
    TRY_ASSIGN(const bool is_seen, seen.bind(name).bind(day).bind(sha256).step());
    if (is_seen) return count_on(connection, name, day);
  }
  Statement forget = connection->statement("DELETE FROM exposures WHERE day < ?");
  TRY(forget.bind(day - 1).run());
  // Counted and written in one statement: two windows of one person do not pass the limit together.
  Statement insert = connection->statement(
      "INSERT OR IGNORE INTO exposures SELECT ?, ?, ? WHERE (SELECT count(*) FROM exposures WHERE name = ? AND day = ?)"
      " < ? RETURNING 1");
  insert.bind(name).bind(day).bind(sha256).bind(name).bind(day).bind(count_max);
  TRY_ASSIGN(const bool is_written, insert.step());
  insert.reset();
  if (is_written) return count_on(connection, name, day);
  return Error{Code::exhausted,
               "you have seen as many pictures today as anybody should: go on with them blurred, or stop"};
}

Result<int> Accounts::count_exposures(const std::string& name, Instant now) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  return count_on(connection, name, day_of(now));
}

}  // namespace redress::store
