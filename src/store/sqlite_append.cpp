// SPDX-License-Identifier: Apache-2.0
// store/sqlite_append.cpp — the one commit: journal rows and every table beside them, or nothing.
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "store/event_codec.hpp"
#include "store/personal_seal.hpp"
#include "store/row_checksum.hpp"
#include "store/sql_failure.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_store.hpp"

namespace redress::store {
namespace {

template <class Body>
bool has_event(const Append& append) {
  return std::any_of(append.events.begin(), append.events.end(),
                     [](const cases::Event& event) { return std::holds_alternative<Body>(event.body); });
}

Result<std::string> door_text(const Append& append) {
  const Door door{append.case_code,
                  append.secret_digest == Digest{} ? "" : render_hex(append.secret_digest),
                  append.notice_no,
                  append.idempotency_key,
                  append.idempotency_key.empty() ? "" : render_hex(append.request_digest),
                  append.answer};
  if (door == Door{}) return std::string{};
  return encode_door(door);
}

}  // namespace

Status SqliteStore::append(std::span<const Append> group) {
  if (group.empty()) return Done{};
  return commit([&]() -> Status {
    for (const Append& append : group) TRY(write_append(append));
    return Done{};
  });
}

Status SqliteStore::commit(const std::function<Status()>& write) {
  if (is_dead_) return Error{Code::unavailable, "the journal stopped after a failed commit: restart the server"};
  const std::uint64_t position_before = last_position_;
  const auto give_up = [&](Error error) {
    (void)writer_->run("ROLLBACK");
    last_position_ = position_before;
    keys_->give_back(taken_);
    return error;
  };
  change_ = Counts{};
  taken_.clear();
  new_rows_.clear();
  TRY(writer_->run("BEGIN IMMEDIATE"));
  Status written = forget_cut();
  if (written.ok()) written = write();
  if (written.ok()) written = write_counts(change_);
  if (written.ok()) written = write_last_slot();
  if (!written.ok()) return give_up(std::move(written).error());
  if (Status committed = writer_->run("COMMIT"); !committed.ok()) {
    if (!is_hopeless(writer_->last_code())) return give_up(std::move(committed).error());
    die(committed.error());
    return std::move(committed).error();
  }
  was_cut_ = false;
  // What is erased must be nowhere, and the checkpoint below may take a while.
  if (erased_) tail_.forget();
  tail_.extend(std::exchange(new_rows_, {}));
  fold_log(4 * options_.checkpoint_pages);
  return Done{};
}

void SqliteStore::tidy() {
  if (!is_dead_) fold_log(options_.checkpoint_pages);
}

Status SqliteStore::write_append(const Append& append) {
  TRY_ASSIGN(std::string door, door_text(append));
  if (!append.events.empty()) TRY(write_events(append, std::exchange(door, "")));
  for (const Content& content : append.contents) {
    TRY(write_content(content, append.clock_error_ms, std::exchange(door, "")));
  }
  if (!append.events.empty() || !append.contents.empty()) TRY(write_door(append));
  if (append.erasure) TRY(forget_personal(*append.erasure));
  return write_reactor(append);
}

Result<SqliteStore::Standing> SqliteStore::find_standing(const Append& append) {
  if (!append.case_code.empty()) return Standing{append.case_code, 0};
  Statement find = writer_->statement("SELECT code, key_slot FROM cases WHERE case_id = ?");
  TRY_ASSIGN(const bool found, find.bind(append.case_id).step());
  if (!found) return Error{Code::invalid, "a new case needs its code"};
  return Standing{std::string(find.text(0)), static_cast<KeySlot>(find.integer(1))};
}

Result<KeySlot> SqliteStore::take_slot() {
  TRY_ASSIGN(const KeySlot slot, keys_->take());
  taken_.push_back(slot);
  return slot;
}

Status SqliteStore::write_last_slot() {
  if (taken_.empty()) return Done{};
  Statement insert = writer_->statement("INSERT OR REPLACE INTO cursors VALUES (?,?)");
  return insert.bind(std::string_view(key_cursor)).bind(taken_.back()).run();
}

Status SqliteStore::write_events(const Append& append, std::string door) {
  TRY_ASSIGN(Standing standing, find_standing(append));
  std::uint64_t seq = append.after.event_count - append.events.size();
  for (const cases::Event& event : append.events) {
    if (standing.slot == 0) {
      TRY_ASSIGN(standing.slot, take_slot());
    }
    TRY(write_event(append, event, ++seq, standing.slot, door));
    door.clear();
    // What the case is told from here on is kept under another key: this one is about to be destroyed.
    if (std::holds_alternative<cases::PersonalErased>(event.body)) standing.slot = 0;
  }
  change_.events += append.events.size();
  const Changed changed{has_event<cases::ItemsAdded>(append), has_event<cases::MeasureOrdered>(append)};
  return write_models(append.after, standing, append.next_wake, append.events.size(), changed);
}

Status SqliteStore::write_event(const Append& append, const cases::Event& event, std::uint64_t seq, KeySlot slot,
                                const std::string& door) {
  TRY_ASSIGN(const Encoded encoded, encode_event(event));
  const Row row{++last_position_, append.case_id, seq, event.at, append.clock_error_ms, slot,
                encoded.type,     encoded.body,   door};
  Statement insert = writer_->statement("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  insert.bind(row.position).bind(row.case_id).bind(row.case_seq).bind(row.at);
  row.clock_error_ms ? insert.bind(std::uint64_t{*row.clock_error_ms}) : insert.bind_null();
  insert.bind(slot).bind(encoded.type).bind(encoded.body);
  door.empty() ? insert.bind_null() : insert.bind(door);
  insert.bind_bytes(checksum_row(row));
  if (encoded.personal) {
    TRY_ASSIGN(const CaseKey key, keys_->find(slot));
    const Bytes sealed = seal_personal(key, {append.case_id, seq}, *encoded.personal);
    insert.bind_bytes(sealed).bind_bytes(checksum_bytes(sealed));
  } else {
    insert.bind_null().bind_null();
  }
  TRY(insert.run());
  const std::size_t byte_count = encoded.body.size() + (encoded.personal ? encoded.personal->size() : 0);
  new_rows_.push_back({{row.position, row.case_id, seq, event, slot, append.clock_error_ms}, byte_count});
  if (!std::holds_alternative<cases::PersonalErased>(event.body)) return Done{};
  Statement erase = writer_->statement("INSERT INTO erasures VALUES (?,?,?,?)");
  return erase.bind(slot).bind(row.position).bind(row.case_id).bind(row.at).run();
}

Status SqliteStore::write_content(const Content& content, std::optional<std::uint32_t> clock_error_ms,
                                  const std::string& door) {
  TRY_ASSIGN(const Encoded encoded, encode_content(content));
  const Row row{++last_position_, Id{}, 0, content.registered_at, clock_error_ms, 0, encoded.type, encoded.body, door};
  Statement insert = writer_->statement("INSERT INTO journal VALUES (?,?,0,?,?,NULL,?,?,?,?,NULL,NULL)");
  insert.bind(row.position).bind(row.case_id).bind(row.at);
  clock_error_ms ? insert.bind(std::uint64_t{*clock_error_ms}) : insert.bind_null();
  insert.bind(encoded.type).bind(encoded.body);
  door.empty() ? insert.bind_null() : insert.bind(door);
  TRY(insert.bind_bytes(checksum_row(row)).run());
  new_rows_.push_back({{row.position, row.case_id, 0, content, 0, clock_error_ms}, encoded.body.size()});
  ++change_.events;
  return write_content_model(content, encoded.body);
}

Status SqliteStore::write_content_model(const Content& content, const std::string& body) {
  Statement insert = writer_->statement("INSERT OR REPLACE INTO contents VALUES (?,?,?)");
  TRY(insert.bind(content.content_id).bind(content.registered_at).bind(body).run());
  for (const std::string& url : content.urls) {
    Statement link = writer_->statement("INSERT OR REPLACE INTO content_urls VALUES (?,?)");
    TRY(link.bind(url).bind(content.content_id).run());
  }
  return Done{};
}

Status SqliteStore::write_door(const Append& append) {
  if (append.secret_digest != Digest{}) {
    Statement insert = writer_->statement("INSERT OR REPLACE INTO secrets VALUES (?,?,?)");
    TRY(insert.bind(append.case_id).bind(append.notice_no).bind_bytes(append.secret_digest).run());
  }
  if (append.idempotency_key.empty()) return Done{};
  Statement insert = writer_->statement("INSERT OR REPLACE INTO remembered VALUES (?,?,?)");
  return insert.bind(append.idempotency_key).bind_bytes(append.request_digest).bind(append.answer).run();
}

Status SqliteStore::write_models(const cases::Case& after, const Standing& standing, std::optional<Instant> next_wake,
                                 std::size_t new_events, const Changed& changed) {
  const bool is_new = after.event_count == new_events;
  if (!is_new) {
    Statement before =
        writer_->statement("SELECT phase, clocks_running, clocks_met, clocks_missed FROM cases WHERE case_id = ?");
    TRY_ASSIGN(const bool found, before.bind(after.id).step());
    if (!found) return Error{Code::corrupt, "the table of cases lacks one: run `redress admin rebuild`"};
    const auto number = [&](int column) { return static_cast<int>(before.integer(column)); };
    count_case(change_, static_cast<cases::Phase>(number(0)), ClockCounts{number(1), number(2), number(3)}, -1);
  }
  const CaseRow row = make_case_row(after, standing.code, next_wake);
  count_case(change_, after.phase, row.clocks, 1);
  TRY(write_case_row(row, standing.slot, after.event_count));
  if (changed.items) TRY(write_items(after));
  return changed.holds ? write_holds(after, standing.code) : Status(Done{});
}

Status SqliteStore::write_case_row(const CaseRow& row, KeySlot slot, std::size_t event_count) {
  const QueueRow& queue = row.queue;
  // The code never changes: naming it here would rewrite a random page of its index with every event.
  Statement insert = writer_->statement(
      "INSERT INTO cases VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (case_id) DO UPDATE SET"
      " key_slot = excluded.key_slot, event_count = excluded.event_count, phase = excluded.phase, harm = excluded.harm,"
      " language = excluded.language, leading_duty = excluded.leading_duty, starts_at = excluded.starts_at,"
      " due_at = excluded.due_at, claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until,"
      " notice_count = excluded.notice_count, item_count = excluded.item_count,"
      " is_restricted = excluded.is_restricted, has_appeal = excluded.has_appeal, needs_look = excluded.needs_look,"
      " clocks_running = excluded.clocks_running, clocks_met = excluded.clocks_met,"
      " clocks_missed = excluded.clocks_missed, wake_at = excluded.wake_at, queue_at = excluded.queue_at");
  insert.bind(queue.case_id).bind(queue.case_code).bind(slot).bind(event_count).bind(static_cast<int>(queue.phase));
  insert.bind(law::render(queue.harm)).bind(queue.language).bind(queue.leading_duty).bind(queue.starts_at);
  insert.bind(queue.due_at).bind(queue.claimed_by).bind(queue.claimed_until).bind(queue.notice_count);
  insert.bind(queue.item_count).bind(queue.is_restricted).bind(queue.has_appeal).bind(queue.needs_look);
  insert.bind(row.clocks.running).bind(row.clocks.met).bind(row.clocks.missed).bind(row.wake_at);
  // Nothing runs out: after everything that does.
  constexpr Instant last{INT64_MAX};
  row.in_queue ? insert.bind(queue.due_at.value_or(last)) : insert.bind_null();
  return insert.run();
}

Status SqliteStore::write_items(const cases::Case& after) {
  for (const std::string& key : list_item_keys(after, 0)) {
    Statement insert = writer_->statement("INSERT OR IGNORE INTO items VALUES (?,?)");
    TRY(insert.bind(key).bind(after.id).run());
  }
  return Done{};
}

Status SqliteStore::write_holds(const cases::Case& after, const std::string& code) {
  Statement remove = writer_->statement("DELETE FROM holds WHERE case_id = ?");
  TRY(remove.bind(after.id).run());
  for (const Hold& hold : list_holds(after, code)) {
    TRY_ASSIGN(const std::string body, encode_hold(hold));
    Statement insert = writer_->statement("INSERT INTO holds VALUES (?,?,?)");
    TRY(insert.bind(hold.case_id).bind(hold.item_no).bind(body).run());
  }
  return Done{};
}

Status SqliteStore::write_reactor(const Append& append) {
  for (const Delivery& delivery : append.deliveries) {
    Statement insert = writer_->statement("INSERT OR REPLACE INTO deliveries VALUES (?,?,?,?,?,?,?)");
    insert.bind(delivery.receiver).bind(delivery.id).bind(delivery.case_id).bind(delivery.case_seq);
    TRY(insert.bind(delivery.attempts).bind(delivery.next_at).bind(static_cast<int>(delivery.state)).run());
  }
  if (!append.cursor) return Done{};
  Statement insert = writer_->statement("INSERT OR REPLACE INTO cursors VALUES (?,?)");
  return insert.bind(append.cursor->reactor).bind(append.cursor->position).run();
}

Status SqliteStore::write_counts(const Counts& change) {
  Statement update = writer_->statement(
      "UPDATE counts SET open = open + ?, decided = decided + ?, closed = closed + ?, clocks_running = clocks_running "
      "+ ?,"
      " clocks_met = clocks_met + ?, clocks_missed = clocks_missed + ?, events = events + ?");
  update.bind(change.open).bind(change.decided).bind(change.closed).bind(change.clocks_running);
  return update.bind(change.clocks_met).bind(change.clocks_missed).bind(change.events).run();
}

Status SqliteStore::forget_personal(const Erasure& erasure) {
  erased_ = true;
  Statement mark = writer_->statement("INSERT OR REPLACE INTO cursors VALUES (?,1)");
  TRY(mark.bind(std::string_view(log_to_cut)).run());
  Statement forget = writer_->statement(
      "UPDATE journal SET personal = NULL, personal_checksum = NULL"
      " WHERE case_id = ? AND case_seq > 0 AND key_slot = ? AND personal IS NOT NULL");
  TRY(forget.bind(erasure.case_id).bind(erasure.slot).run());
  Statement done = writer_->statement("DELETE FROM erasures WHERE slot = ?");
  return done.bind(erasure.slot).run();
}

Status SqliteStore::erase_personal(const Erasure& erasure) {
  TRY(keys_->destroy(erasure.slot, erasure.at));
  return commit([&] { return forget_personal(erasure); });
}

Result<std::vector<Id>> SqliteStore::forget_destroyed() {
  std::vector<Erasure> gone;
  {
    Statement rows = writer_->statement(
        "SELECT DISTINCT case_id, key_slot FROM journal WHERE personal IS NOT NULL ORDER BY key_slot");
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) break;
      const auto slot = static_cast<KeySlot>(rows.integer(1));
      const auto key = keys_->find(slot);
      if (!key.ok() && key.error().code != Code::not_found) return key.error();
      if (!key.ok()) gone.push_back({slot, 0, rows.id(0), {}});
    }
  }
  const Status forgotten = commit([&]() -> Status {
    for (const Erasure& erasure : gone) TRY(forget_personal(erasure));
    return Done{};
  });
  TRY(forgotten);
  std::vector<Id> cases;
  cases.reserve(gone.size());
  for (const Erasure& erasure : gone) cases.push_back(erasure.case_id);
  return cases;
}

Result<KeySlot> SqliteStore::find_last_slot() const { return load_cursor(key_cursor); }

Status SqliteStore::save_cursor(const std::string& reactor, std::uint64_t position) {
  Append move;
  move.cursor = CursorMove{reactor, position};
  return append({&move, 1});
}

// With the next commit, so that the log that was cut stays empty until then.
Status SqliteStore::forget_cut() {
  if (!was_cut_) return Done{};
  return writer_->statement("DELETE FROM cursors WHERE reactor = ?").bind(std::string_view(log_to_cut)).run();
}

// What was erased must not stay in the log either: then it is cut, however short it is.
void SqliteStore::fold_log(int page_count_min) {
  if (!erased_) {
    if (const Status folded = log_.fold(page_count_min); !folded.ok()) die(folded.error());
    return;
  }
  const auto was_cut = log_.cut();
  if (!was_cut.ok()) return die(was_cut.error());
  if (!was_cut.value()) return;  // a reader still needs it: the next commit tries again
  was_cut_ = true;
  erased_ = false;
}

void SqliteStore::die(const Error& error) {
  is_dead_ = true;
  options_.on_commit_failure(error.message);
}

}  // namespace redress::store
