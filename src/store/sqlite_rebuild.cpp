// SPDX-License-Identifier: Apache-2.0
// store/sqlite_rebuild.cpp — the read models made again from nothing but the journal.
#include "cases/decide.hpp"
#include "store/event_codec.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_store.hpp"

namespace redress::store {
namespace {

Result<Digest> digest_of(const std::string& hex) {
  TRY_ASSIGN(const Bytes bytes, parse_hex(hex));
  Digest digest{};
  if (bytes.size() != digest.size()) return Error{Code::corrupt, "a stored digest has the wrong length"};
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace

Status SqliteStore::rebuild(const FindWake& find_wake) {
  return commit([&]() -> Status {
    // Statements on tables that are about to go would be compiled again one by one: the cache only grows, it never
    // dangles.
    TRY(writer_->run(drop_models));
    TRY(writer_->run(model_schema));
    TRY(rebuild_contents());
    Statement cases = writer_->statement("SELECT DISTINCT case_id FROM journal WHERE case_seq > 0");
    while (true) {
      TRY_ASSIGN(const bool more, cases.step());
      if (!more) return Done{};
      TRY(rebuild_case(cases.id(0), find_wake));
    }
  });
}

Status SqliteStore::rebuild_contents() {
  Statement rows = writer_->statement("SELECT at, body FROM journal WHERE case_seq = 0 ORDER BY position");
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return Done{};
    TRY_ASSIGN(const Content content, decode_content(rows.instant(0), rows.text(1)));
    ++change_.events;
    TRY(write_content_model(content, std::string(rows.text(1))));
  }
}

Status SqliteStore::rebuild_case(const Id& case_id, const FindWake& find_wake) {
  // A reader sees the journal as it was before this transaction, which does not touch it.
  TRY_ASSIGN(const std::vector<Record> records, load_case(case_id));
  cases::Case state;
  state.id = case_id;
  for (const Record& record : records) state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
  change_.events += records.size();
  std::string code;
  Statement doors =
      writer_->statement("SELECT door FROM journal WHERE case_id = ? AND case_seq > 0 AND door IS NOT NULL");
  doors.bind(case_id);
  while (true) {
    TRY_ASSIGN(const bool more, doors.step());
    if (!more) break;
    TRY_ASSIGN(const Door door, decode_door(doors.text(0)));
    if (!door.case_code.empty()) code = door.case_code;
    Append append;
    append.case_id = case_id;
    append.notice_no = door.notice_no;
    append.idempotency_key = door.idempotency_key;
    append.answer = door.answer;
    if (!door.secret_digest_hex.empty()) {
      TRY_ASSIGN(append.secret_digest, digest_of(door.secret_digest_hex));
    }
    if (!door.request_digest_hex.empty()) {
      TRY_ASSIGN(append.request_digest, digest_of(door.request_digest_hex));
    }
    TRY(write_door(append));
  }
  if (code.empty()) return Error{Code::corrupt, "a case in the journal has no code"};
  const auto& newest = std::get<cases::Event>(records.back().body);
  const bool is_erased = std::holds_alternative<cases::PersonalErased>(newest.body);
  const Standing standing{code, is_erased ? 0 : records.back().key_slot};
  return write_models(state, standing, find_wake(state), records.size(), Changed{});
}

}  // namespace redress::store
