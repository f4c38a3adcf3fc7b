// SPDX-License-Identifier: Apache-2.0
#include "engine/ledger_rebuild.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <future>

#include "engine/entry_maker.hpp"
#include "engine/rulebook_shelf.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/tile_folder.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t rows_count_max = 4'096;
constexpr std::uint64_t chunk_count = 65'536;  // entries: at its end only the highest level has a partial tile
constexpr std::size_t case_count_max = 50'000;

// Every entry once more, in the order of the log.
class EntrySource {
 public:
  EntrySource(const store::EventStore& events, const store::LedgerStore& store, RulebookShelf shelf)
      : events_(events),
        store_(store),
        shelf_(std::move(shelf)),
        maker_(events, store, salts_of(events), case_count_max) {}

  [[nodiscard]] Result<Bytes> next() {
    if (rows_.empty()) TRY(read_rows());
    const store::SealedRow row = std::move(rows_.front());
    rows_.pop_front();
    if (row.index != index_) return Error{Code::corrupt, "ledger.db lacks entry " + std::to_string(index_)};
    ++index_;
    case_id_.reset();
    if (row.position == 0) return row.kept;
    TRY_ASSIGN(const store::Record record, find_record(row.position));
    TRY_ASSIGN(const Digest rulebook, find_rulebook(row.position));
    TRY_ASSIGN(const PublicWords* const words, shelf_.find(rulebook));
    TRY_ASSIGN(Bytes entry, maker_.make_again(record, row.kept, *words, rulebook));
    case_id_ = record.case_id;
    return entry;
  }
  // The leaf of what next() gave.
  void link(const Digest& leaf) {
    if (case_id_) maker_.link(*case_id_, leaf);
  }

 private:
  [[nodiscard]] Status read_rows() {
    TRY_ASSIGN(auto rows, store_.load_rows(index_, rows_count_max));
    if (rows.empty()) return Error{Code::corrupt, "ledger.db lacks entry " + std::to_string(index_)};
    for (auto& row : rows) rows_.push_back(std::move(row));
    return Done{};
  }
  // Positions ascend: what lies before has been passed. Reading takes as long as folding does, so the next lot is read
  // meanwhile, on a thread of its own.
  [[nodiscard]] Result<store::Record> find_record(std::uint64_t position) {
    while (true) {
      while (!records_.empty() && records_.front().position < position) records_.pop_front();
      if (!records_.empty()) break;
      if (!coming_.valid()) read_ahead(position - 1);
      TRY_ASSIGN(auto records, coming_.get());
      if (records.empty()) break;
      read_ahead(records.back().position);
      for (auto& record : records) records_.push_back(std::move(record));
    }
    if (!records_.empty() && records_.front().position == position) {
      store::Record record = std::move(records_.front());
      records_.pop_front();
      return record;
    }
    return Error{Code::corrupt, "the journal lacks row " + std::to_string(position) + ", which was sealed"};
  }
  void read_ahead(std::uint64_t after) {
    coming_ = std::async(std::launch::async, [this, after] { return events_.load_after(after, rows_count_max); });
  }
  [[nodiscard]] Result<Digest> find_rulebook(std::uint64_t position) {
    const auto& changes = shelf_.changes();
    while (change_ + 1 < changes.size() && changes[change_ + 1].position < position) ++change_;
    if (changes.empty()) return Error{Code::corrupt, "ledger.db names no rulebook"};
    return changes[change_].rulebook;
  }

  const store::EventStore& events_;
  const store::LedgerStore& store_;
  RulebookShelf shelf_;
  EntryMaker maker_;
  std::deque<store::SealedRow> rows_;
  std::deque<store::Record> records_;
  std::future<Result<std::vector<store::Record>>> coming_;
  std::optional<Id> case_id_;
  std::uint64_t index_ = 0;
  std::size_t change_ = 0;
};

// What is done with each file: written into a fresh folder, or compared with the one there is.
class Target {
 public:
  Target(ledger::TileFolder& folder, bool only_compares, RebuildReport& report)
      : folder_(folder), only_compares_(only_compares), report_(report) {}

  [[nodiscard]] Status take(std::vector<ledger::TileFile> files) {
    report_.files += files.size();
    if (!only_compares_) return folder_.write(files);
    for (const ledger::TileFile& file : files) compare(ledger::render_tile_path(file.path), file.bytes);
    return Done{};
  }
  [[nodiscard]] Status take(const std::string& name, const std::string& text) {
    ++report_.files;
    if (!only_compares_) return folder_.publish(name, text);
    compare(name, view_bytes(text));
    return Done{};
  }

 private:
  void compare(const std::string& name, ByteView expected) {
    const auto there = folder_.load(name);
    const bool is_same = there.ok() && std::equal(expected.begin(), expected.end(), view_bytes(there.value()).begin(),
                                                  view_bytes(there.value()).end());
    if (is_same) return;
    if (++report_.difference_count > differences_kept_max) return;
    report_.differences.push_back(name + (there.ok() ? " differs" : " is missing"));
  }

  ledger::TileFolder& folder_;
  const bool only_compares_;
  RebuildReport& report_;
};

Status fill_tiles(EntrySource& source, const store::LedgerHead& head, const RebuildPlan& plan, Target& target) {
  ledger::TileWriter writer;
  for (std::uint64_t done = 0; done < head.size;) {
    TRY_ASSIGN(const Bytes entry, source.next());
    TRY_ASSIGN(const Digest leaf, writer.append(entry));
    source.link(leaf);
    ++done;
    if (done % chunk_count != 0 && done != head.size) continue;
    // A partial tile belongs to the end alone.
    TRY(target.take(done == head.size ? writer.take_files() : writer.take_full_files()));
    plan.progress(done, head.size);
  }
  if (writer.root() == head.root) return Done{};
  return Error{
      Code::corrupt,
      "the journal and ledger.db do not give the root that was signed: one of them was changed, or they are not "
      "of one backup; nothing was replaced"};
}

// The two change places in one step: a crash leaves the old folder or the new one where readers look, never neither.
Status replace_folder(const std::string& fresh, const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) != 0) {
    return Error{Code::unavailable, folder + ": cannot change places with " + fresh + " (" + std::strerror(errno) +
                                        "); what was rebuilt is there: move it by hand"};
  }
  TRY(ledger::real_disk().sync_folder(folder.substr(0, folder.rfind('/'))));
  std::filesystem::remove_all(fresh, failed);
  return Done{};
}

// What no rebuild can make: others signed it, or keys that are no more.
Status keep_signed(const std::string& from, ledger::TileFolder& into) {
  const ledger::TileFolder there(from);
  std::vector<std::string> names{"checkpoint.witnessed", "policy"};
  if (const auto keys = ledger::real_disk().list(from + "/keys"); keys.ok()) {
    for (const std::string& name : keys.value()) names.push_back("keys/" + name);
  }
  for (const std::string& name : names) {
    const auto text = there.load(name);
    if (text.ok()) TRY(into.publish(name, text.value()));
  }
  return Done{};
}

}  // namespace

Result<RebuildReport> rebuild_ledger(const store::EventStore& events, const store::LedgerStore& store,
                                     const RebuildPlan& plan) {
  TRY_ASSIGN(const store::LedgerHead head, store.load_head());
  if (head.note.empty()) return Error{Code::not_found, "nothing has been sealed here yet"};
  const std::string place = plan.only_compares ? plan.folder : plan.folder + ".new";
  if (!plan.only_compares) {
    std::error_code failed;
    std::filesystem::remove_all(place, failed);
    std::filesystem::create_directories(place, failed);
    if (failed) return Error{Code::unavailable, place + ": cannot be made (" + failed.message() + ")"};
  }
  RebuildReport report;
  report.entries = head.size;
  ledger::TileFolder folder(place);
  Target target(folder, plan.only_compares, report);
  TRY_ASSIGN(auto shelf, RulebookShelf::load(store));
  EntrySource source(events, store, std::move(shelf));
  TRY(fill_tiles(source, head, plan, target));
  TRY_ASSIGN(const auto documents, store.load_documents());
  for (const store::PublicDocument& document : documents) TRY(target.take(document.path, document.text));
  TRY(target.take("vkey", ledger::render_verifier_key(plan.key) + "\n"));
  if (!plan.only_compares) TRY(keep_signed(plan.folder, folder));
  TRY(target.take("checkpoint", head.note));
  if (!plan.only_compares) TRY(replace_folder(place, plan.folder));
  return report;
}

}  // namespace redress::engine
