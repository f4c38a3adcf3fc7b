// SPDX-License-Identifier: Apache-2.0
#include "store/case_keys.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/random.hpp"
#include "store/sql.hpp"
#include "store/sql_failure.hpp"

namespace redress::store {
namespace {

// PERSIST: the journal beside the file stays in its place on the disk, so that overwriting it overwrites it.
constexpr const char* pragmas =
    "PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
    "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -2000";
constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS keys (slot INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT; PRAGMA user_version = 1";

Error destroyed() { return Error{Code::not_found, "the case's key was destroyed: its person has been erased"}; }

Error lost(KeySlot slot) {
  return Error{Code::corrupt, "the key of slot " + std::to_string(slot) +
                                  " is not in erasable.db: it does not belong to this journal; restore both from "
                                  "backups made together"};
}

Error cannot(const std::string& what, const std::string& path) {
  return Error{Code::unavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

// Nobody else on the machine may read it, whatever the umask: made before SQLite would make it.
Status make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return cannot("create", path);
  ::close(file);
  return Done{};
}

// Overwritten where it stands; what is not there needs nothing.
Status overwrite_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? Status(Done{}) : Status(cannot("open", path));
  struct stat info {};
  bool written = ::fstat(file, &info) == 0;
  constexpr std::array<char, 65'536> zeros{};
  for (off_t at = 0; written && at < info.st_size;) {
    const auto size = std::min<off_t>(info.st_size - at, static_cast<off_t>(zeros.size()));
    const ssize_t done = ::pwrite(file, zeros.data(), static_cast<std::size_t>(size), at);
    written = done > 0;
    at += done;
  }
  written = written && ::fdatasync(file) == 0;
  if (::close(file) != 0 || !written) return cannot("overwrite", path);
  return Done{};
}

}  // namespace

CaseKey::~CaseKey() { sodium_memzero(root_.data(), root_.size()); }
Digest CaseKey::data_key() const { return keyed_digest(root_, view_bytes("redress/data/v1")); }
Digest CaseKey::salt_key() const { return keyed_digest(root_, view_bytes("redress/salt/v1")); }
Digest CaseKey::mark() const { return keyed_digest(root_, view_bytes("redress/erased/v1")); }

Result<std::unique_ptr<CaseKeys>> CaseKeys::open(CaseKeysOptions options) {
  CHECK(options.on_commit_failure != nullptr && options.batch_count > 0);
  auto keys = std::make_unique<CaseKeys>(Private{}, std::move(options));
  TRY(keys->prepare());
  TRY(keys->destroy_listed());
  return keys;
}

CaseKeys::~CaseKeys() {
  wishes_.close();
  if (maker_.joinable()) maker_.join();
}

Status CaseKeys::prepare() {
  const bool is_file = options_.vfs == nullptr && options_.path != ":memory:";
  if (is_file) TRY(make_private(options_.path));
  TRY_ASSIGN(auto disk, Connection::open(options_.path, options_.vfs));
  TRY(disk->run(pragmas));
  TRY(commit(*disk, [&] { return disk->run(schema); }));
  disk_.write([&](Disk& held) { held = std::move(disk); });
  return scrub();
}

Status CaseKeys::commit(Connection& disk, const std::function<Status()>& write) const {
  TRY(disk.run("BEGIN IMMEDIATE"));
  if (Status written = write(); !written.ok()) {
    (void)disk.run("ROLLBACK");
    return written;
  }
  Status committed = disk.run("COMMIT");
  if (committed.ok()) return committed;
  if (is_hopeless(disk.last_code())) {
    options_.on_commit_failure(committed.error().message);
  } else {
    (void)disk.run("ROLLBACK");
  }
  return committed;
}

// The journal of the last commit holds the pages as they were before, keys and all.
Status CaseKeys::scrub() const {
  if (options_.vfs != nullptr || options_.path == ":memory:") return Done{};
  return overwrite_file(options_.path + "-journal");
}

Result<CaseKey> CaseKeys::load(Connection& disk, KeySlot slot) const {
  Statement find = disk.statement("SELECT key FROM keys WHERE slot = ?");
  TRY_ASSIGN(const bool found, find.bind(slot).step());
  if (!found) return lost(slot);
  Digest root{};
  if (find.bytes(0).size() != root.size()) return lost(slot);
  std::copy(find.bytes(0).begin(), find.bytes(0).end(), root.begin());
  if (root == Digest{}) return destroyed();
  CaseKey key(root);
  sodium_memzero(root.data(), root.size());
  return key;
}

Status CaseKeys::destroy_listed() {
  if (options_.erasures_path.empty()) return Done{};
  TRY_ASSIGN(const auto listed, load_erased_keys(options_.erasures_path));
  std::vector<KeySlot> again;
  const Status done = disk_.write([&](Disk& disk) -> Status {
    for (const ErasedKey& erased : listed) {
      const auto key = load(*disk, erased.slot);
      // The mark says whether it is the same key: after a restore another case may have this slot.
      if (key.ok() && key.value().mark() == erased.mark) again.push_back(erased.slot);
    }
    if (again.empty()) return Done{};
    return commit(*disk, [&]() -> Status {
      for (const KeySlot slot : again) {
        Statement update = disk->statement("UPDATE keys SET key = zeroblob(32) WHERE slot = ?");
        TRY(update.bind(slot).run());
      }
      return Done{};
    });
  });
  TRY(done);
  return scrub();
}

Status CaseKeys::load_free(Connection& disk, KeySlot after) {
  Statement rows = disk.statement("SELECT slot, key FROM keys WHERE slot > ? AND key <> zeroblob(32) ORDER BY slot");
  rows.bind(after);
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return Done{};
    Digest root{};
    if (rows.bytes(1).size() != root.size()) return lost(static_cast<KeySlot>(rows.integer(0)));
    std::copy(rows.bytes(1).begin(), rows.bytes(1).end(), root.begin());
    memory_.write(
        [&](Memory& memory) { memory.free.emplace_back(static_cast<KeySlot>(rows.integer(0)), CaseKey(root)); });
    sodium_memzero(root.data(), root.size());
  }
}

Status CaseKeys::start_after(KeySlot last_used) {
  CHECK(!maker_.joinable());
  TRY(disk_.write([&](Disk& disk) {
    last_used_ = last_used;
    memory_.write([](Memory& memory) { memory.free.clear(); });
    return load_free(*disk, last_used);
  }));
  if (memory_.read([](const Memory& memory) { return memory.free.empty(); })) TRY(refill());
  if (!options_.in_background) return Done{};
  maker_ = std::thread([this] {
    while (wishes_.pop()) (void)refill();  // what fails here fails again where it is waited for, and is said there
  });
  return Done{};
}

Status CaseKeys::refill() {
  return disk_.write([&](Disk& disk) -> Status {
    // Somebody else may have done it while this one waited.
    if (memory_.read([&](const Memory& memory) { return memory.free.size() >= options_.batch_count; })) return Done{};
    std::vector<std::pair<KeySlot, CaseKey>> fresh;
    const Status made = commit(*disk, [&]() -> Status {
      Statement last = disk->statement("SELECT coalesce(max(slot), 0) FROM keys");
      TRY_ASSIGN(const bool found, last.step());
      CHECK(found);
      KeySlot slot = std::max(static_cast<KeySlot>(last.integer(0)), last_used_);
      for (std::size_t i = 0; i < options_.batch_count; ++i) {
        Digest root{};
        fill_random(root);
        Statement insert = disk->statement("INSERT INTO keys VALUES (?, ?)");
        TRY(insert.bind(++slot).bind_bytes(root).run());
        fresh.emplace_back(slot, CaseKey(root));
        sodium_memzero(root.data(), root.size());
      }
      return Done{};
    });
    TRY(made);
    TRY(scrub());
    memory_.write([&](Memory& memory) { memory.free.insert(memory.free.end(), fresh.begin(), fresh.end()); });
    return Done{};
  });
}

Result<KeySlot> CaseKeys::take() {
  const auto take_one = [&] {
    return memory_.write([&](Memory& memory) -> KeySlot {
      if (memory.free.empty()) return 0;
      const auto [slot, key] = memory.free.front();
      memory.free.pop_front();
      if (memory.known.size() >= options_.cached_count_max) memory.known.clear();
      memory.known.insert_or_assign(slot, key);
      if (options_.in_background && memory.free.size() < options_.batch_count / 2) (void)wishes_.push(true);
      return slot;
    });
  };
  if (const KeySlot slot = take_one(); slot != 0) return slot;
  TRY(refill());
  const KeySlot slot = take_one();
  CHECK(slot != 0);  // the writer alone takes
  return slot;
}

void CaseKeys::give_back(std::span<const KeySlot> slots) {
  memory_.write([&](Memory& memory) {
    for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) {
      const auto known = memory.known.find(*slot);
      // Forgotten meanwhile by a full memory: left out for good, which costs 32 bytes.
      if (known == memory.known.end()) continue;
      memory.free.emplace_front(*slot, known->second);
      memory.known.erase(known);
    }
  });
}

Result<CaseKey> CaseKeys::find(KeySlot slot) const {
  auto known = memory_.read([&](const Memory& memory) -> std::optional<CaseKey> {
    const auto found = memory.known.find(slot);
    if (found == memory.known.end()) return std::nullopt;
    return found->second;
  });
  if (known) return *known;
  // Known before the disk is let go: nobody destroys it in between.
  return disk_.write([&](Disk& disk) -> Result<CaseKey> {
    TRY_ASSIGN(const CaseKey key, load(*disk, slot));
    memory_.write([&](Memory& memory) {
      if (memory.known.size() >= options_.cached_count_max) memory.known.clear();
      memory.known.insert_or_assign(slot, key);
    });
    return key;
  });
}

Status CaseKeys::destroy(KeySlot slot, Instant at) {
  return disk_.write([&](Disk& disk) -> Status {
    const auto key = load(*disk, slot);
    if (!key.ok() && key.error().code == Code::not_found) return Done{};
    if (!key.ok()) return key.error();
    // On the list first: from here on no old copy of the file brings it back.
    if (!options_.erasures_path.empty()) {
      const ErasedKey erased{slot, key.value().mark(), at};
      TRY(append_erased_keys(options_.erasures_path, {&erased, 1}));
    }
    memory_.write([&](Memory& memory) { memory.known.erase(slot); });
    TRY(commit(*disk, [&] {
      Statement update = disk->statement("UPDATE keys SET key = zeroblob(32) WHERE slot = ?");
      return update.bind(slot).run();
    }));
    return scrub();
  });
}

Status CaseKeys::destroy_after(KeySlot last_used) {
  return disk_.write([&](Disk& disk) -> Status {
    memory_.write([](Memory& memory) {
      memory.free.clear();
      memory.known.clear();
    });
    TRY(commit(*disk, [&] {
      Statement update = disk->statement("UPDATE keys SET key = zeroblob(32) WHERE slot > ?");
      return update.bind(last_used).run();
    }));
    return scrub();
  });
}

Status CaseKeys::mark_lost_through(KeySlot last_used) {
  return disk_.write([&](Disk& disk) {
    return commit(*disk, [&] {
      Statement insert = disk->statement(
          "WITH RECURSIVE lost (slot) AS (SELECT 1 WHERE ? > 0 UNION ALL SELECT slot + 1 FROM lost WHERE slot < ?)"
          " INSERT OR IGNORE INTO keys SELECT slot, zeroblob(32) FROM lost");
      return insert.bind(last_used).bind(last_used).run();
    });
  });
}

}  // namespace redress::store
