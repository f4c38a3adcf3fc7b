// SPDX-License-Identifier: Apache-2.0
#include "store/served_store.hpp"

#include <limits>
#include <set>

namespace redress::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS served (content_id TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY (content_id, begins)) STRICT, WITHOUT ROWID;
)sql";

Status keep_one(Connection& connection, const ServedSpan& span) {
  Statement insert = connection.statement(
      "INSERT INTO served (content_id, begins, ends, count) VALUES (?,?,?,?) "
      "ON CONFLICT (content_id, begins) DO UPDATE SET ends = excluded.ends, count = excluded.count");
  return insert.bind(span.content_id).bind(span.from).bind(span.to).bind(span.count).run();
}

Status require_room(Connection& connection, const std::string& content_id) {
  Statement known = connection.statement("SELECT count(*) FROM served WHERE content_id = ?");
  known.bind(content_id);
  TRY_ASSIGN(const bool is_counted, known.step());
  if (is_counted && known.integer(0) > ServedStore::span_count_max)
    return Error{Code::exhausted, "a content has at most 10,000 spans: post longer ones"};
  return Done{};
}

}  // namespace

Result<std::unique_ptr<ServedStore>> ServedStore::open(const std::string& data_dir) {
  auto store = std::make_unique<ServedStore>(Private{}, data_dir + "/served.db");
  TRY(store->connections_.prepare(schema));
  return store;
}

Status ServedStore::keep(std::span<const ServedSpan> spans) {
  return connections_.change([&](Connection& connection) -> Status {
    std::set<std::string> contents;
    for (const ServedSpan& span : spans) {
      TRY(keep_one(connection, span));
      contents.insert(span.content_id);
    }
    for (const std::string& content_id : contents) TRY(require_room(connection, content_id));
    return Done{};
  });
}

Result<std::optional<ServedCounts>> ServedStore::count(const std::string& content_id,
                                                       const std::optional<Instant>& hidden_at) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement sums = connection->statement(
      "SELECT count(*), max(ends), coalesce(sum(CASE WHEN ends <= ?2 THEN count END), 0), "
      "coalesce(sum(CASE WHEN ends > ?2 THEN count END), 0) FROM served WHERE content_id = ?1");
  sums.bind(content_id).bind(hidden_at.value_or(Instant{std::numeric_limits<std::int64_t>::max()}));
  TRY_ASSIGN(const bool has_row, sums.step());
  if (!has_row || sums.integer(0) == 0) return std::optional<ServedCounts>{};
  return std::optional<ServedCounts>{
      {static_cast<std::uint64_t>(sums.integer(2)), static_cast<std::uint64_t>(sums.integer(3)), sums.instant(1)}};
}

}  // namespace redress::store
