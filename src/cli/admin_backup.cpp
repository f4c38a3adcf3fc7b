// SPDX-License-Identifier: Apache-2.0
// redress admin backup — the folder as it is at one moment, and the keys in a place of their own with an end.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/backup_folder.hpp"
#include "cli/exit.hpp"
#include "store/backup.hpp"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

std::string keys_place(const AdminOptions& options) {
  return options.keys.empty() ? options.to + ".keys" : options.keys;
}

Status copy_if_there(const std::string& data_dir, const std::string& name, const std::string& to) {
  const std::string from = data_dir + "/" + name;
  if (!fs::exists(from)) return Done{};
  const bool is_database = name.ends_with(".db");
  TRY(is_database ? store::copy_database(from, to + "/" + name) : copy_private(from, to + "/" + name));
  return is_database ? store::verify_database(to + "/" + name) : Status(Done{});
}

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Files of tiles never change once they are there; what is about to be renamed into place is not there yet.
Status copy_published(const std::string& from, const std::string& to) {
  for (const std::string& name : list_files(from)) {
    if (name == "checkpoint" || name.ends_with(".tmp") || name.ends_with(".new")) continue;
    const fs::path target = fs::path(to) / name;
    std::error_code failed;
    if (name.starts_with("tile/") && fs::exists(target)) continue;
    fs::remove(target, failed);
    TRY(make_private_folder(target.parent_path().string()));
    Status copied = copy_private(from + "/" + name, target.string());
    // A part of a tile that has been filled meanwhile is gone.
    if (!copied.ok() && fs::exists(from + "/" + name)) return copied;
  }
  return Done{};
}

// ledger.db and the folder must be of one instant: the first round takes long, the next only what is new, until the log
// stood still for one.
Status copy_ledger(const std::string& data, const std::string& to) {
  if (!fs::exists(data + "/ledger.db")) return Done{};
  constexpr int rounds_max = 50;
  const std::string published = data + "/ledger/checkpoint";
  for (int round = 0; round < rounds_max; ++round) {
    const std::string before = read_whole(published);
    std::error_code failed;
    fs::remove(to + "/ledger.db", failed);
    TRY(store::copy_database(data + "/ledger.db", to + "/ledger.db"));
    TRY(copy_published(data + "/ledger", to + "/ledger"));
    if (read_whole(published) != before) continue;
    if (!before.empty()) TRY(write_synced(to + "/ledger/checkpoint", before));
    return store::verify_database(to + "/ledger.db");
  }
  return Error{Code::unavailable, "the ledger never stood still long enough to be copied: try again when less happens"};
}

// The order makes the halves fit: the ledger never knows of a row that the journal lacks, and every key that the
// journal names was made before it was used; what is owed to others was never taken from a row that is not there.
Status copy_all(const AdminOptions& options, const std::string& to, const std::string& keys, Instant now) {
  const std::string& data = options.data_dir;
  TRY(copy_ledger(data, to));
  for (const char* name :
       {"statements.db", "journal.db", "accounts.db", "banks.db", "records.db", "served.db", "notifiers.db"}) {
    TRY(copy_if_there(data, name, to));
  }
  for (const char* name : {"erasable.db", "keys", "ledger.key", "pictures.db"}) TRY(copy_if_there(data, name, keys));
  TRY(copy_if_there(data, "erasures", to));
  const Instant expiry = now + std::chrono::hours{24} * options.key_days;
  TRY(write_synced(keys + "/expires", render_instant(expiry) + "\n"));
  TRY(write_manifest(to, now));
  return write_manifest(keys, now);
}

Status put_in_place(const std::string& part, const std::string& place) {
  std::error_code failed;
  fs::rename(part, place, failed);
  if (failed) return Error{Code::unavailable, part + " cannot be renamed to " + place + ": " + failed.message()};
  const auto parent = fs::absolute(place).parent_path();
  return sync_path(parent.string());
}

Status back_up(const AdminOptions& options) {
  const std::string keys = keys_place(options);
  if (!fs::exists(options.data_dir + "/journal.db")) {
    return Error{Code::not_found, "there is no journal in " + options.data_dir + ": name the folder with --data"};
  }
  for (const std::string& place : {options.to, keys}) {
    if (fs::exists(place))
      return Error{Code::conflict, place + " is there already: a backup makes a folder of its own"};
  }
  const std::string part = options.to + ".part";
  const std::string keys_part = keys + ".part";
  for (const std::string& unfinished : {part, keys_part}) {
    std::error_code failed;
    fs::remove_all(unfinished, failed);  // of a backup that was cut short
    TRY(make_private_folder(unfinished));
  }
  const Instant now = SystemClock{}.now();
  TRY(copy_all(options, part, keys_part, now));
  TRY(put_in_place(keys_part, keys));
  TRY(put_in_place(part, options.to));
  std::cout << options.to << ": every row checked\n"
            << keys << ": keys of cases until " << render_instant(now + std::chrono::hours{24} * options.key_days)
            << "; keep this place apart from the other\n";
  return Done{};
}

// The keys of cases go, in this folder and in those right below it, where their day has passed.
Status prune(const std::string& place) {
  std::vector<std::string> folders{place};
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(place, failed)) {
    if (entry.is_directory()) folders.push_back(entry.path().string());
  }
  if (failed) return Error{Code::not_found, place + " cannot be read: " + failed.message()};
  const Instant now = SystemClock{}.now();
  for (const std::string& folder : folders) {
    TRY_ASSIGN(const auto expiry, find_expiry(folder));
    if (!expiry || now < *expiry || !fs::exists(folder + "/erasable.db")) continue;
    for (const auto name : expiring_files) {
      const std::string path = folder + "/" + std::string(name);
      if (fs::exists(path)) TRY(shred_file(path));
    }
    TRY(sync_path(folder));
    std::cout << folder << ": the keys of cases, expired " << render_instant(*expiry) << ", are gone\n";
  }
  return Done{};
}

}  // namespace

int admin_backup(const AdminOptions& options) {
  if (options.prune == !options.to.empty() || (options.prune && options.keys.empty())) {
    return fail("admin backup", Error{Code::invalid, "say --to FOLDER, or --prune with --keys-to FOLDER"});
  }
  const Status done = options.prune ? prune(options.keys) : back_up(options);
  return done.ok() ? exit_done : fail("admin backup", done.error());
}

}  // namespace redress::cli
