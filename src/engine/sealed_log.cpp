// SPDX-License-Identifier: Apache-2.0
#include "engine/sealed_log.hpp"

#include <algorithm>

namespace redress::engine {
namespace {

constexpr const char* checkpoint_file = "checkpoint";

Error fork_of(const std::string& what) {
  return Error{Code::conflict,
               what +
                   ". Sealing on would show two histories under one name, so it stops here: restore "
                   "ledger.db, journal.db and the folder ledger from the newest backup of one instant, or "
                   "begin a new ledger under a new [ledger] origin"};
}

Error not_what_was_signed(const Error& error) {
  return Error{Code::corrupt, "the files of the ledger are not what was signed (" + error.message +
                                  "): run `redress admin ledger rebuild` with the server stopped"};
}

}  // namespace

SealedLog::SealedLog(Private, SealedLogParts parts, const SealedLogOptions& options)
    : parts_(std::move(parts)),
      options_(options),
      maker_(parts_.events, parts_.store, parts_.find_salt, options.case_count_max) {}

Result<std::unique_ptr<SealedLog>> SealedLog::open(SealedLogParts parts, const SealedLogOptions& options) {
  auto log = std::make_unique<SealedLog>(Private{}, std::move(parts), options);
  TRY(log->settle());
  return log;
}

Status SealedLog::settle() {
  TRY(parts_.store.name_origin(parts_.signer.key.name));
  TRY_ASSIGN(head_, parts_.store.load_head());
  position_ = head_.position;
  TRY(check_published());
  TRY(publish_documents());
  auto resumed = ledger::TileWriter::resume(parts_.folder.reader(), head_.size, head_.root);
  if (!resumed.ok()) {
    const Code code = resumed.error().code;
    const bool is_disk = code == Code::unavailable || code == Code::exhausted;
    return is_disk ? resumed.error() : not_what_was_signed(resumed.error());
  }
  writer_ = std::move(resumed).value();
  // What a crash between publication and tidying left: only the newest full tile of each level can have it.
  covered_size_ = head_.size - std::min<std::uint64_t>(head_.size, 2 * ledger::tile_width_max);
  return Done{};
}

// The head in ledger.db was committed before anything was published: the folder may be behind it, never beyond it.
Status SealedLog::check_published() {
  const auto published = parts_.folder.load(checkpoint_file);
  if (!published.ok() && published.error().code != Code::not_found) return published.error();
  if (published.ok() && published.value() == head_.note) return Done{};
  const auto note = published.ok() ? ledger::parse_note(published.value()) : Result<ledger::Note>(published.error());
  const auto there = note.ok() ? ledger::parse_checkpoint(note.value().text) : Result<ledger::Checkpoint>(note.error());
  if (there.ok() && there.value().origin != head_.origin) {
    return fork_of("the folder ledger holds the log '" + there.value().origin + "' and ledger.db '" + head_.origin +
                   "'");
  }
  if (there.ok() && there.value().size > head_.size) {
    return fork_of("the published checkpoint has " + std::to_string(there.value().size) +
                   " entries and ledger.db knows of " + std::to_string(head_.size));
  }
  if (there.ok() && there.value().size == head_.size && there.value().root != head_.root) {
    return fork_of("the published checkpoint and ledger.db differ at size " + std::to_string(head_.size));
  }
  return head_.note.empty() ? Status(Done{}) : parts_.folder.publish(checkpoint_file, head_.note);
}

Status SealedLog::publish_unless_there(const std::string& name, const std::string& text) {
  const auto there = parts_.folder.load(name);
  if (there.ok() && there.value() == text) return Done{};
  return parts_.folder.publish(name, text);
}

// Before any checkpoint over entries that name them.
Status SealedLog::publish_documents() {
  const std::string vkey = ledger::render_verifier_key(parts_.signer.key);
  TRY(publish_unless_there("vkey", vkey + "\n"));
  TRY(publish_unless_there("policy", parts_.policy.empty() ? "log " + vkey + "\nquorum none\n" : parts_.policy));
  TRY_ASSIGN(const auto documents, parts_.store.load_documents());
  for (const store::PublicDocument& document : documents) TRY(publish_unless_there(document.path, document.text));
  return Done{};
}

Status SealedLog::add_entry_of_house(const ledger::Entry& entry, store::SealBatch& batch) {
  TRY_ASSIGN(Bytes bytes, EntryMaker::make_of_house(entry));
  TRY(writer_.append(bytes));
  batch.rows.push_back({batch.size_before + batch.rows.size(), 0, std::move(bytes)});
  return Done{};
}

// The rulebooks that were in force from before this journal row on.
Status SealedLog::announce_up_to(std::uint64_t position, store::SealBatch& batch) {
  const auto& changes = parts_.rulebooks.changes();
  while (batch.after.rulebooks < changes.size() && changes[batch.after.rulebooks].position < position) {
    const store::RulebookChange& change = changes[batch.after.rulebooks];
    ledger::Entry entry;
    entry.type = ledger::EntryType::house_started;
    entry.at = change.at;
    entry.clock_error_ms = change.clock_error_ms;
    entry.rulebook = change.rulebook;
    TRY(add_entry_of_house(entry, batch));
    ++batch.after.rulebooks;
  }
  return Done{};
}

Status SealedLog::add_record(const store::Record& record, store::SealBatch& batch) {
  TRY(announce_up_to(record.position, batch));
  batch.after.position = record.position;
  if (!std::holds_alternative<cases::Event>(record.body)) return Done{};
  CHECK(batch.after.rulebooks > 0);
  const Digest& rulebook = parts_.rulebooks.changes()[batch.after.rulebooks - 1].rulebook;
  TRY_ASSIGN(const PublicWords* const words, parts_.rulebooks.find(rulebook));
  TRY_ASSIGN(EntryMaker::Made made, maker_.make(record, *words, rulebook));
  TRY_ASSIGN(const Digest leaf, writer_.append(made.entry));
  maker_.link(record.case_id, leaf);
  batch.rows.push_back({batch.size_before + batch.rows.size(), record.position, std::move(made.kept)});
  return Done{};
}

Result<SealedLog::Outcome> SealedLog::seal(Instant now, std::span<const ledger::Entry> house) {
  store::SealBatch batch;
  batch.size_before = head_.size;
  batch.root_before = head_.root;
  batch.after = head_;
  // Somebody else's entries must not be built on, nor their files written over.
  TRY(parts_.store.verify_head(head_.size, head_.root));
  TRY_ASSIGN(const auto records, parts_.events.load_after(position_, options_.batch_count_max));
  for (const store::Record& record : records) TRY(add_record(record, batch));
  const std::uint64_t position = std::max(position_, batch.after.position);
  Outcome outcome{0, records.size() == options_.batch_count_max};
  if (!outcome.has_more) {
    TRY(announce_up_to(position + 1, batch));
    for (const ledger::Entry& entry : house) TRY(add_entry_of_house(entry, batch));
  }
  outcome.entry_count = batch.rows.size();
  if (!batch.rows.empty()) TRY(commit(std::move(batch), now));
  position_ = position;
  return outcome;
}

Status SealedLog::commit(store::SealBatch batch, Instant now) {
  const auto files = writer_.take_files();
  TRY(parts_.folder.write(files));
  batch.cases = maker_.take_linked();
  batch.after.size = writer_.size();
  batch.after.root = writer_.root();  // hashes the right edge: once
  batch.after.sealed_at = now;
  TRY_ASSIGN(const ledger::Note note,
             ledger::sign_checkpoint({head_.origin, batch.after.size, batch.after.root, {}}, parts_.signer));
  batch.after.note = ledger::render_note(note);
  TRY(parts_.store.seal(batch));
  head_ = std::move(batch.after);
  TRY(parts_.folder.publish(checkpoint_file, head_.note));
  // Tidying may wait: what is left over is looked at again.
  if (const Status tidied = parts_.folder.remove_covered(covered_size_, head_.size); tidied.ok()) {
    covered_size_ = head_.size;
  }
  return Done{};
}

}  // namespace redress::engine
