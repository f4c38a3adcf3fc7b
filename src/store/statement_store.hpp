// SPDX-License-Identifier: Apache-2.0
// store/statement_store.hpp — the statements of reasons that are owed to the DSA Transparency Database, each until the
// database has it.
//
// Use this when   a measure has to be told there; the conversation is engine/dsa_teller.hpp.
// Shapes          DIR/statements.db: one row a statement, by its puid, and the place in the journal up to which every
//                 row has been made. A row knows its event; what is sent is rendered from there again. Should the file
//                 be lost, the rows are made again under the same puids, which the database knows.
// Errors          unsupported: the file was made by a newer version. Otherwise those of sql.hpp.
// Threads         any, in any process: `redress dsa` reads and retries while the server runs.
// Cost            one commit a call.
// Source          docs/decisions/0040-statements-to-the-dsa-database.md.
// Never           holds anything about a person: see report/dsa_statement.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

enum class StatementState { waiting, sent, refused };
[[nodiscard]] std::string_view render(StatementState state);
[[nodiscard]] Result<StatementState> parse_statement_state(std::string_view word);

struct OwedStatement {
  std::string puid;
  Id case_id;
  std::uint64_t case_seq = 0;  // of MeasureOrdered
  Instant owed_at;
  bool operator==(const OwedStatement&) const = default;
};

struct StatementRow {
  std::int64_t no = 0;
  OwedStatement owed;
  StatementState state = StatementState::waiting;
  std::string body;   // as it is to be sent; empty: not rendered yet, or sent
  std::string words;  // of the database, where it refused
  std::string uuid;   // of the database, where it took and said it
  std::optional<Instant> told_at;
  bool operator==(const StatementRow&) const = default;
};

struct StatementVerdict {
  std::int64_t no = 0;
  StatementState state = StatementState::sent;
  std::string words;
  std::string uuid;
};

class StatementStore {
  struct Private {};

 public:
  [[nodiscard]] static Result<std::unique_ptr<StatementStore>> open(const std::string& data_dir);
  StatementStore(Private, std::string path) : connections_(std::move(path)) {}

  [[nodiscard]] Result<std::uint64_t> load_cursor() const;
  // Rows and place in one commit; a puid that is there already stays as it is.
  [[nodiscard]] Status take_in(std::span<const OwedStatement> owed, std::uint64_t cursor);

  // In the order they came to be owed, after the row `no`.
  [[nodiscard]] Result<std::vector<StatementRow>> load(StatementState state, std::int64_t no,
                                                       std::size_t count_max) const;
  // Waiting and without a body; and those with one.
  [[nodiscard]] Result<std::vector<StatementRow>> load_unrendered(std::size_t count_max) const;
  [[nodiscard]] Result<std::vector<StatementRow>> load_rendered(std::size_t count_max) const;

  // By the rows' numbers; of a row that waits no more it changes nothing.
  [[nodiscard]] Status set_bodies(std::span<const StatementRow> rows);
  // Every waiting row is rendered again: the platform's settings may have changed.
  [[nodiscard]] Status forget_bodies();
  [[nodiscard]] Status conclude(std::span<const StatementVerdict> verdicts, Instant now);
  // Refused ones wait again; none named: all. How many did.
  [[nodiscard]] Result<std::uint64_t> retry(std::span<const std::string> puids);

  struct Counts {
    std::uint64_t waiting = 0, refused = 0;
  };
  [[nodiscard]] Result<Counts> count() const;

 private:
  const ConnectionPool connections_;
};

}  // namespace redress::store
