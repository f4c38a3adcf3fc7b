// SPDX-License-Identifier: Apache-2.0
#include "store/witness_store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/random.hpp"
#include "store/sql_failure.hpp"

namespace redress::store {
namespace {

constexpr const char* witness_schema = R"sql(
CREATE TABLE IF NOT EXISTS logs (
  no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  held INTEGER NOT NULL,
  splits INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS keys (
  log INTEGER NOT NULL REFERENCES logs (no),
  vkey TEXT NOT NULL,
  PRIMARY KEY (log, vkey)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS splits (
  no INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES logs (no),
  kind TEXT NOT NULL,
  offered_hash BLOB NOT NULL,
  kept TEXT NOT NULL,
  offered TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (log, offered_hash)
) STRICT;
CREATE TABLE IF NOT EXISTS state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  identity TEXT NOT NULL,
  generation INTEGER NOT NULL,
  place TEXT NOT NULL,
  doubt TEXT NOT NULL
) STRICT;
)sql";

// Which file this is, as the file system counts: a copy of it, put back, is another.
Result<std::string> find_place(const std::string& path) {
  struct statx info {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME, &info) != 0) {
    return Error{Code::unavailable, "cannot read " + path + ": " + std::strerror(errno)};
  }
  std::string place = std::to_string(info.stx_ino);
  if ((info.stx_mask & STATX_BTIME) != 0) {
    place += " " + std::to_string(info.stx_btime.tv_sec) + "." + std::to_string(info.stx_btime.tv_nsec);
  }
  return place;
}

struct Mark {
  std::string identity;
  std::uint64_t generation = 0;
};

// "<identity, 32 hex> <generation, 20 digits>\n"
constexpr std::size_t mark_bytes = 32 + 1 + 20 + 1;

std::optional<Mark> read_mark(int file) {
  std::array<char, mark_bytes> text{};
  if (::pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) return std::nullopt;
  return Mark{std::string(text.data(), 32), std::strtoull(std::string(text.data() + 33, 20).c_str(), nullptr, 10)};
}

WitnessHead head_of(const Statement& row) {
  WitnessHead head;
  head.size = static_cast<std::uint64_t>(row.integer(0));
  const ByteView root = row.bytes(1);
  if (root.size() == head.root.size()) std::copy(root.begin(), root.end(), head.root.begin());
  head.note = row.text(2);
  head.at = row.instant(3);
  head.is_held = row.integer(4) != 0;
  return head;
}

}  // namespace

Result<std::unique_ptr<WitnessStore>> WitnessStore::open(WitnessStoreOptions options) {
  CHECK(options.on_commit_failure != nullptr);
  auto store = std::make_unique<WitnessStore>(Private{}, std::move(options));
  TRY(store->prepare());
  return store;
}

WitnessStore::~WitnessStore() {
  reader_.write([](auto& reader) { reader.reset(); });
  if (writer_ != nullptr && !is_dead_) (void)log_.fold(0);
  if (mark_ >= 0) ::close(mark_);
}

Status WitnessStore::prepare() {
  const bool was_there = ::access(path("witness.db").c_str(), F_OK) == 0;
  mark_ = ::open(path("witness.mark").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (mark_ < 0) {
    return Error{Code::unavailable, "cannot open " + path("witness.mark") + ": " + std::strerror(errno) +
                                        "; give this user the right to write in the folder"};
  }
  TRY_ASSIGN(writer_, Connection::open(path("witness.db"), nullptr));
  log_.watch(*writer_);
  TRY(writer_->run("PRAGMA journal_mode = WAL"));
  TRY(writer_->run(options_.is_durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF"));
  TRY(
      writer_->run("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                   "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000"));
  TRY(find_doubt(was_there));
  TRY_ASSIGN(auto reader, open_reader(path("witness.db"), nullptr));
  reader_.write([&](auto& held) { held = std::move(reader); });
  return Done{};
}

// Is this the state that the key was last used with? Where it may not be, every log is held, and stays held.
Status WitnessStore::find_doubt(bool was_there) {
  // Before the state: another process may be committing, and writes its mark afterwards.
  const auto mark = read_mark(mark_);
  TRY_ASSIGN(const std::string place, find_place(path("witness.db")));
  TRY(writer_->run("BEGIN IMMEDIATE"));
  TRY(writer_->run(witness_schema));
  std::string known_place = place;
  {
    Statement row = writer_->statement("SELECT identity, generation, place, doubt FROM state");
    TRY_ASSIGN(const bool found, row.step());
    if (found) {
      identity_ = row.text(0);
      generation_ = static_cast<std::uint64_t>(row.integer(1));
      known_place = row.text(2);
      doubt_ = row.text(3);
    }
  }
  std::string found_now;
  if (identity_.empty()) {
    identity_ = render_hex(random_bytes<16>());
    if (options_.has_key) found_now = was_there ? "the state is empty and the key is not new" : "the state was missing";
  } else if (!mark) {
    found_now = options_.has_key ? "the mark beside the key was missing" : "";
  } else if (mark->identity != identity_) {
    found_now = "the mark beside the key belongs to another state";
  } else if (mark->generation > generation_) {
    found_now = "the state is older than the mark beside the key";
  } else if (known_place != place) {
    found_now = "the state was copied here from elsewhere";
  }
  if (!found_now.empty()) {
    doubt_ = found_now;
    // Above the mark: the same backup put back a second time is found again.
    generation_ = std::max(generation_, mark ? mark->generation : 0) + 1;
    TRY(writer_->run("UPDATE logs SET held = 1"));
  }
  Statement save = writer_->statement("INSERT OR REPLACE INTO state VALUES (1,?,?,?,?)");
  TRY(save.bind(identity_).bind(generation_).bind(place).bind(doubt_).run());
  TRY(writer_->run("COMMIT"));
  return write_mark();
}

// Not synced: after a power cut the mark may be behind the state, which is no reason to doubt. Never before it.
Status WitnessStore::write_mark() {
  std::array<char, mark_bytes + 1> text{};
  std::snprintf(text.data(), text.size(), "%.32s %020llu\n", identity_.c_str(),
                static_cast<unsigned long long>(generation_));
  if (::pwrite(mark_, text.data(), mark_bytes, 0) == static_cast<ssize_t>(mark_bytes)) return Done{};
  return Error{Code::unavailable, "cannot write " + path("witness.mark") + ": " + std::strerror(errno)};
}

void WitnessStore::die(const std::string& why) {
  is_dead_ = true;
  options_.on_commit_failure(why);
}

Status WitnessStore::commit(const std::function<Status()>& write) {
  if (is_dead_) return Error{Code::unavailable, "witness.db stopped after a failed commit: restart the witness"};
  TRY(writer_->run("BEGIN IMMEDIATE"));
  Status done = write();
  if (done.ok()) done = writer_->run("COMMIT");
  if (!done.ok()) {
    const bool is_lost = is_hopeless(writer_->last_code());
    (void)writer_->run("ROLLBACK");
    if (is_lost) die(done.error().message);
    return done;
  }
  if (const Status folded = log_.fold(options_.checkpoint_pages); !folded.ok()) die(folded.error().message);
  return Done{};
}

Status WitnessStore::change(const std::function<Status(Change&)>& use) {
  const auto write = [&]() -> Status {
    Change change(*writer_);
    TRY(use(change));
    TRY(writer_->statement("UPDATE state SET generation = generation + 1").run());
    Statement row = writer_->statement("SELECT generation FROM state");
    TRY_ASSIGN(const bool found, row.step());
    CHECK(found);
    generation_ = static_cast<std::uint64_t>(row.integer(0));
    return Done{};
  };
  return turn_.write([&](Turn&) -> Status {
    TRY(commit(write));
    return write_mark();
  });
}

Result<std::optional<WitnessHead>> WitnessStore::Change::load_head(const std::string& origin) {
  Statement row = writer_.statement("SELECT size, root, note, at, held FROM logs WHERE hash = ?");
  row.bind_bytes(sha256(origin));
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<WitnessHead>{};
  return std::optional<WitnessHead>(head_of(row));
}

Status WitnessStore::Change::save_head(const std::string& origin, const WitnessHead& head) {
  Statement update = writer_.statement("UPDATE logs SET size = ?, root = ?, note = ?, at = ?, held = ? WHERE hash = ?");
  update.bind(head.size).bind_bytes(head.root).bind(head.note).bind(head.at).bind(head.is_held);
  return update.bind_bytes(sha256(origin)).run();
}

Status WitnessStore::Change::keep_split(const WitnessSplit& split) {
  const Digest hash = sha256(split.origin);
  TRY(writer_.statement("UPDATE logs SET splits = splits + 1 WHERE hash = ?").bind_bytes(hash).run());
  Statement insert = writer_.statement(
      "INSERT OR IGNORE INTO splits (log, kind, offered_hash, kept, offered, at)"
      " SELECT no, ?, ?, ?, ?, ? FROM logs WHERE hash = ?"
      " AND (SELECT count(*) FROM splits WHERE log = logs.no) < ?");
  insert.bind(split.kind).bind_bytes(sha256(split.offered)).bind(split.kept).bind(split.offered).bind(split.at);
  return insert.bind_bytes(hash).bind(std::uint64_t{witness_splits_max}).run();
}

Status WitnessStore::add_logs(const std::vector<std::pair<std::string, std::string>>& origins_and_vkeys) {
  const auto write = [&]() -> Status {
    for (const auto& [origin, vkey] : origins_and_vkeys) {
      const Digest hash = sha256(origin);
      Statement log = writer_->statement(
          "INSERT OR IGNORE INTO logs (hash, origin, size, root, note, at, held, splits)"
          " SELECT ?, ?, 0, ?, '', 0, doubt <> '', 0 FROM state");
      TRY(log.bind_bytes(hash).bind(origin).bind_bytes(sha256(std::string_view{})).run());
      Statement key = writer_->statement("INSERT OR IGNORE INTO keys SELECT no, ? FROM logs WHERE hash = ?");
      TRY(key.bind(vkey).bind_bytes(hash).run());
      Statement count =
          writer_->statement("SELECT count(*) FROM keys WHERE log = (SELECT no FROM logs WHERE hash = ?)");
      TRY_ASSIGN(const bool found, count.bind_bytes(hash).step());
      CHECK(found);
      if (count.integer(0) > static_cast<std::int64_t>(witness_keys_max)) {
        return Error{Code::exhausted, "a log has at most 8 keys: '" + origin + "' would have more"};
      }
    }
    return Done{};
  };
  return turn_.write([&](Turn&) { return commit(write); });
}

Status WitnessStore::resume(const std::string& origin, const WitnessHead& newest) {
  return change([&](Change& change) -> Status {
    TRY_ASSIGN(const auto known, change.load_head(origin));
    if (!known) return Error{Code::not_found, "no log of the name '" + origin + "' is witnessed here"};
    const bool is_other = known->size == newest.size && known->root != newest.root;
    if (known->size > newest.size || is_other) {
      return Error{Code::conflict, "this state knows that size " + std::to_string(known->size) +
                                       " was cosigned with a root of its own: give the newest, not an older one"};
    }
    WitnessHead head = newest;
    head.is_held = false;
    if (head.note.empty() && known->size == head.size) head.note = known->note;
    return change.save_head(origin, head);
  });
}

Result<std::vector<std::string>> WitnessStore::find_keys(const std::string& origin) const {
  return reader_.write([&](auto& reader) -> Result<std::vector<std::string>> {
    std::vector<std::string> keys;
    Statement rows = reader->statement("SELECT vkey FROM keys JOIN logs ON no = log WHERE hash = ? ORDER BY vkey");
    rows.bind_bytes(sha256(origin));
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) return keys;
      keys.emplace_back(rows.text(0));
    }
  });
}

Result<std::optional<WitnessHead>> WitnessStore::find_head(const Digest& origin_hash) const {
  return reader_.write([&](auto& reader) -> Result<std::optional<WitnessHead>> {
    Statement row = reader->statement("SELECT size, root, note, at, held FROM logs WHERE hash = ?");
    row.bind_bytes(origin_hash);
    TRY_ASSIGN(const bool found, row.step());
    if (!found) return std::optional<WitnessHead>{};
    return std::optional<WitnessHead>(head_of(row));
  });
}

Status WitnessStore::visit_logs(const std::function<void(const WitnessLog&)>& visit) const {
  return reader_.write([&](auto& reader) -> Status {
    Statement rows = reader->statement("SELECT size, root, note, at, held, origin, splits FROM logs ORDER BY no");
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) return Done{};
      visit({std::string(rows.text(5)), head_of(rows), static_cast<std::uint64_t>(rows.integer(6))});
    }
  });
}

Status WitnessStore::visit_splits(const std::function<void(const WitnessSplit&)>& visit) const {
  return reader_.write([&](auto& reader) -> Status {
    Statement rows = reader->statement(
        "SELECT origin, kind, kept, offered, splits.at FROM splits JOIN logs ON logs.no = log ORDER BY splits.no");
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) return Done{};
      visit({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3)),
             rows.instant(4)});
    }
  });
}

}  // namespace redress::store
