// SPDX-License-Identifier: Apache-2.0
// store/sqlite_load.cpp — everything that only reads, on borrowed connections.
#include <cstring>

#include "store/event_codec.hpp"
#include "store/journal_row.hpp"
#include "store/personal_seal.hpp"
#include "store/sqlite_store.hpp"

namespace redress::store {
namespace {

Result<std::vector<Id>> read_ids(Statement& rows) {
  std::vector<Id> ids;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return ids;
    ids.push_back(rows.id(0));
  }
}

Result<Delivery> read_delivery(const Statement& row) {
  Delivery delivery;
  delivery.receiver = row.text(0);
  delivery.id = row.text(1);
  delivery.case_id = row.id(2);
  delivery.case_seq = static_cast<std::uint64_t>(row.integer(3));
  delivery.attempts = static_cast<int>(row.integer(4));
  delivery.next_at = row.instant(5);
  delivery.state = static_cast<DeliveryState>(row.integer(6));
  return delivery;
}

Result<QueueRow> read_queue_row(const Statement& row) {
  QueueRow queue;
  queue.case_id = row.id(0);
  queue.case_code = row.text(1);
  queue.phase = static_cast<cases::Phase>(row.integer(2));
  TRY_ASSIGN(queue.harm, law::parse_harm(row.text(3)));
  queue.language = row.text(4);
  queue.leading_duty = row.text(5);
  queue.starts_at = row.maybe_instant(6);
  queue.due_at = row.maybe_instant(7);
  queue.claimed_by = row.text(8);
  queue.claimed_until = row.maybe_instant(9);
  queue.notice_count = static_cast<int>(row.integer(10));
  queue.item_count = static_cast<int>(row.integer(11));
  queue.is_restricted = row.integer(12) != 0;
  queue.has_appeal = row.integer(13) != 0;
  queue.needs_look = row.integer(14) != 0;
  return queue;
}

template <class Value, class Read>
Result<std::optional<Value>> read_optional(Statement& rows, Read&& read_one) {
  TRY_ASSIGN(const bool found, rows.step());
  if (!found) return std::optional<Value>{};
  TRY_ASSIGN(Value value, read_one(rows));
  return std::optional<Value>(std::move(value));
}

Result<Content> read_content(const Statement& row) { return decode_content(row.instant(0), row.text(1)); }

}  // namespace

template <class T, class Use>
Result<T> SqliteStore::read(const char* sql, Use&& use) const {
  TRY_ASSIGN(auto connection, borrow());
  const Reader reader{*this, std::move(connection)};
  Statement statement = reader.connection->statement(sql);
  return use(statement);
}

Result<Record> SqliteStore::read_record(const Statement& statement) const {
  TRY_ASSIGN(const JournalRow read, read_journal_row(statement));
  const Row& row = read.row;
  Record record{row.position, row.case_id, row.case_seq, {}, row.key_slot, row.clock_error_ms};
  if (row.type == content_type) {
    TRY_ASSIGN(record.body, decode_content(row.at, row.body));
    return record;
  }
  std::optional<std::string> personal;
  if (read.personal) {
    TRY_ASSIGN(personal, open_row(row, *read.personal));
  }
  TRY_ASSIGN(record.body, decode_event(row.type, row.at, row.body, personal));
  return record;
}

Result<std::optional<std::string>> SqliteStore::open_row(const Row& row, ByteView sealed) const {
  const std::string where = "journal row " + std::to_string(row.position) + ": ";
  const auto key = keys_->find(row.key_slot);
  // Destroyed: the erasure has not come to this row yet, and nobody can read it any more.
  if (!key.ok() && key.error().code == Code::not_found) return std::optional<std::string>{};
  if (!key.ok()) return Error{key.error().code, where + key.error().message};
  auto opened = open_personal(key.value(), {row.case_id, row.case_seq}, sealed);
  if (opened.ok()) return std::optional(std::move(opened).value());
  return Error{Code::corrupt,
               where + opened.error().message + "; restore journal.db and erasable.db from backups made together"};
}

Result<std::vector<Record>> SqliteStore::read_records(Statement& rows) const {
  std::vector<Record> records;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return records;
    TRY_ASSIGN(records.emplace_back(), read_record(rows));
  }
}

Result<std::vector<Record>> SqliteStore::load_case(const Id& case_id) const {
  TRY_ASSIGN(std::vector<Record> records,
             (read<std::vector<Record>>("SELECT " JOURNAL_COLUMNS
                                        " FROM journal WHERE case_id = ? AND case_seq > 0 ORDER BY case_seq",
                                        [&](Statement& rows) { return read_records(rows.bind(case_id)); })));
  if (records.empty()) return Error{Code::not_found, "there is no such case"};
  hide_erased(records);
  return records;
}

Result<std::vector<Record>> SqliteStore::load_after(std::uint64_t position, std::size_t count_max) const {
  if (auto records = tail_.find_after(position, count_max)) return std::move(*records);
  return read<std::vector<Record>>("SELECT " JOURNAL_COLUMNS
                                   " FROM journal WHERE position > ? ORDER BY position LIMIT ?",
                                   [&](Statement& rows) { return read_records(rows.bind(position).bind(count_max)); });
}

Result<std::uint64_t> SqliteStore::find_last_position() const {
  return read<std::uint64_t>("SELECT coalesce(max(position), 0) FROM journal",
                             [](Statement& rows) -> Result<std::uint64_t> {
                               TRY_ASSIGN(const bool found, rows.step());
                               CHECK(found);
                               return static_cast<std::uint64_t>(rows.integer(0));
                             });
}

Result<std::optional<Remembered>> SqliteStore::find_remembered(const std::string& idempotency_key) const {
  return read<std::optional<Remembered>>("SELECT request, answer FROM remembered WHERE key = ?", [&](Statement& rows) {
    return read_optional<Remembered>(rows.bind(idempotency_key), [](const Statement& row) -> Result<Remembered> {
      Remembered remembered;
      const ByteView digest = row.bytes(0);
      if (digest.size() != remembered.request_digest.size()) {
        return Error{Code::corrupt, "a remembered answer is damaged: run `redress admin rebuild`"};
      }
      std::copy(digest.begin(), digest.end(), remembered.request_digest.begin());
      remembered.answer = row.text(1);
      return remembered;
    });
  });
}

Result<std::optional<Id>> SqliteStore::find_case_by_code(const std::string& case_code) const {
  return read<std::optional<Id>>("SELECT case_id FROM cases WHERE code = ?", [&](Statement& rows) {
    return read_optional<Id>(rows.bind(case_code), [](const Statement& row) -> Result<Id> { return row.id(0); });
  });
}

Result<std::string> SqliteStore::find_code(const Id& case_id) const {
  return read<std::string>("SELECT code FROM cases WHERE case_id = ?", [&](Statement& rows) -> Result<std::string> {
    TRY_ASSIGN(const bool found, rows.bind(case_id).step());
    if (!found) return Error{Code::not_found, "there is no such case"};
    return std::string(rows.text(0));
  });
}

Result<std::uint64_t> SqliteStore::find_event_count(const Id& case_id) const {
  return read<std::uint64_t>("SELECT event_count FROM cases WHERE case_id = ?",
                             [&](Statement& rows) -> Result<std::uint64_t> {
                               TRY_ASSIGN(const bool found, rows.bind(case_id).step());
                               return found ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
                             });
}

Result<bool> SqliteStore::has_secret(const Id& case_id, const Digest& secret_digest) const {
  TRY_ASSIGN(const auto notice_no, find_notice_by_secret(case_id, secret_digest));
  return notice_no.has_value();
}

Result<std::optional<int>> SqliteStore::find_notice_by_secret(const Id& case_id, const Digest& secret_digest) const {
  return read<std::optional<int>>("SELECT notice_no, digest FROM secrets WHERE case_id = ?",
                                  [&](Statement& rows) -> Result<std::optional<int>> {
                                    rows.bind(case_id);
                                    std::optional<int> found;
                                    while (true) {
                                      TRY_ASSIGN(const bool more, rows.step());
                                      if (!more) return found;
                                      if (is_equal_constant_time(rows.bytes(1), secret_digest))
                                        found = static_cast<int>(rows.integer(0));
                                    }
                                  });
}

Result<std::vector<Id>> SqliteStore::find_cases_by_key(const std::string& key) const {
  return read<std::vector<Id>>(
      "SELECT i.case_id FROM items i JOIN cases c ON c.case_id = i.case_id WHERE i.key = ? AND c.phase <> 2",
      [&](Statement& rows) { return read_ids(rows.bind(key)); });
}

Result<std::vector<Id>> SqliteStore::find_cases_by_content(const std::string& content_id) const {
  return find_cases_by_key(content_key(content_id));
}

Result<std::vector<Id>> SqliteStore::find_cases_by_url(const std::string& url) const {
  return find_cases_by_key(url_key(url));
}

Result<std::vector<Id>> SqliteStore::find_cases_by_bank_entry(int entry_no) const {
  return find_cases_by_key(bank_entry_key(entry_no));
}

Result<std::vector<QueueRow>> SqliteStore::load_queue(std::size_t count_max) const {
  return read<std::vector<QueueRow>>(
      "SELECT case_id, code, phase, harm, language, leading_duty, starts_at, due_at, claimed_by, claimed_until,"
      " notice_count, item_count, is_restricted, has_appeal, needs_look FROM cases WHERE queue_at IS NOT NULL"
      " ORDER BY queue_at, case_id LIMIT ?",
      [&](Statement& rows) -> Result<std::vector<QueueRow>> {
        rows.bind(count_max);
        std::vector<QueueRow> queue;
        while (true) {
          TRY_ASSIGN(const bool more, rows.step());
          if (!more) return queue;
          TRY_ASSIGN(queue.emplace_back(), read_queue_row(rows));
        }
      });
}

Result<Counts> SqliteStore::load_counts() const {
  return read<Counts>("SELECT open, decided, closed, clocks_running, clocks_met, clocks_missed, events FROM counts",
                      [](Statement& row) -> Result<Counts> {
                        TRY_ASSIGN(const bool found, row.step());
                        if (!found)
                          return Error{Code::corrupt, "the table of counts is empty: run `redress admin rebuild`"};
                        const auto number = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
                        return Counts{number(0), number(1), number(2), number(3), number(4), number(5), number(6)};
                      });
}

Result<std::optional<Content>> SqliteStore::find_content(const std::string& content_id) const {
  return read<std::optional<Content>>("SELECT at, body FROM contents WHERE content_id = ?", [&](Statement& rows) {
    return read_optional<Content>(rows.bind(content_id), read_content);
  });
}

Result<std::optional<Content>> SqliteStore::find_content_by_url(const std::string& url) const {
  return read<std::optional<Content>>(
      "SELECT c.at, c.body FROM content_urls u JOIN contents c ON c.content_id = u.content_id WHERE u.url = ?",
      [&](Statement& rows) { return read_optional<Content>(rows.bind(url), read_content); });
}

Result<std::vector<Delivery>> SqliteStore::load_waiting(const std::string& receiver, std::size_t count_max) const {
  return read<std::vector<Delivery>>(
      "SELECT receiver, id, case_id, case_seq, attempts, next_at, state FROM deliveries"
      " WHERE receiver = ? AND state = 0 ORDER BY next_at, id LIMIT ?",
      [&](Statement& rows) -> Result<std::vector<Delivery>> {
        rows.bind(receiver).bind(count_max);
        std::vector<Delivery> waiting;
        while (true) {
          TRY_ASSIGN(const bool more, rows.step());
          if (!more) return waiting;
          TRY_ASSIGN(waiting.emplace_back(), read_delivery(rows));
        }
      });
}

Result<std::optional<Delivery>> SqliteStore::find_delivery(const std::string& receiver, const std::string& id) const {
  return read<std::optional<Delivery>>(
      "SELECT receiver, id, case_id, case_seq, attempts, next_at, state FROM deliveries WHERE receiver = ? AND id = ?",
      [&](Statement& rows) { return read_optional<Delivery>(rows.bind(receiver).bind(id), read_delivery); });
}

Result<std::vector<Erasure>> SqliteStore::load_erasures(std::size_t count_max) const {
  return read<std::vector<Erasure>>(
      "SELECT slot, position, case_id, at FROM erasures ORDER BY position LIMIT ?",
      [&](Statement& rows) -> Result<std::vector<Erasure>> {
        rows.bind(count_max);
        std::vector<Erasure> waiting;
        while (true) {
          TRY_ASSIGN(const bool more, rows.step());
          if (!more) return waiting;
          waiting.push_back({static_cast<KeySlot>(rows.integer(0)), static_cast<std::uint64_t>(rows.integer(1)),
                             rows.id(2), rows.instant(3)});
        }
      });
}

Result<std::uint64_t> SqliteStore::load_cursor(const std::string& reactor) const {
  return read<std::uint64_t>("SELECT position FROM cursors WHERE reactor = ?",
                             [&](Statement& rows) -> Result<std::uint64_t> {
                               TRY_ASSIGN(const bool found, rows.bind(reactor).step());
                               return found ? static_cast<std::uint64_t>(rows.integer(0)) : 0U;
                             });
}

namespace {

template <class Each>
Status visit_rows(Statement& rows, Each&& each) {
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return Done{};
    TRY(each(rows));
  }
}

}  // namespace

Status SqliteStore::visit_contents(const std::function<void(const Content&)>& visit) const {
  return read<Done>("SELECT at, body FROM contents", [&](Statement& rows) {
    return visit_rows(rows, [&](const Statement& row) -> Status {
      TRY_ASSIGN(const Content content, read_content(row));
      visit(content);
      return Done{};
    });
  });
}

Status SqliteStore::visit_wakes(const std::function<void(const Wake&)>& visit) const {
  return read<Done>("SELECT wake_at, case_id FROM cases WHERE wake_at IS NOT NULL", [&](Statement& rows) {
    return visit_rows(rows, [&](const Statement& row) -> Status {
      visit(Wake{row.instant(0), row.id(1)});
      return Done{};
    });
  });
}

Status SqliteStore::visit_holds(const std::function<void(const Hold&)>& visit) const {
  return read<Done>("SELECT body FROM holds", [&](Statement& rows) {
    return visit_rows(rows, [&](const Statement& row) -> Status {
      TRY_ASSIGN(const Hold hold, decode_hold(row.text(0)));
      visit(hold);
      return Done{};
    });
  });
}

Status SqliteStore::verify() const {
  return read<Done>("SELECT " JOURNAL_COLUMNS " FROM journal ORDER BY position", [&](Statement& rows) {
    std::uint64_t expected = 0;
    return visit_rows(rows, [&](const Statement& row) -> Status {
      TRY_ASSIGN(const Record record, read_record(row));
      if (record.position == ++expected) return Done{};
      return Error{Code::corrupt, "journal row " + std::to_string(expected) + " is missing: restore from a backup"};
    });
  });
}

}  // namespace redress::store
