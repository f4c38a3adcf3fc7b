// SPDX-License-Identifier: Apache-2.0
// redress admin restore — a backup made into a data folder again; what was erased since it was made stays erased.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "base/clock.hpp"
#include "cases/decide.hpp"
#include "cli/admin_command.hpp"
#include "cli/backup_folder.hpp"
#include "cli/exit.hpp"
#include "cli/forget_pictures.hpp"
#include "cli/open_store.hpp"
#include "engine/eraser.hpp"
#include "store/case_keys.hpp"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

Status copy_listed(const std::string& from, const std::string& to, const AdminOptions& options) {
  TRY_ASSIGN(const auto names, verify_manifest(from, options.without_keys));
  for (const std::string& name : names) {
    const bool is_of_ledger = name == "ledger.db" || name == "ledger.key" || name.starts_with("ledger/");
    if (name == "expires" || (options.without_keys && is_expiring(name))) continue;
    if (options.without_ledger && is_of_ledger) continue;
    const fs::path target = fs::path(to) / name;
    TRY(make_private_folder(target.parent_path().string()));
    TRY(copy_private(from + "/" + name, target.string()));
    if (name != "keys" && name != "ledger.key") continue;
    std::error_code failed;
    fs::permissions(target, fs::perms::owner_read, failed);
  }
  return Done{};
}

Status verify_not_expired(const std::string& keys, bool without_keys) {
  TRY_ASSIGN(const auto expiry, find_expiry(keys));
  if (without_keys || (expiry && SystemClock{}.now() < *expiry)) return Done{};
  if (!expiry) return Error{Code::not_found, keys + " is no backup of keys: name it with --keys-from"};
  return Error{Code::forbidden, "the keys of cases in " + keys + " expired " + render_instant(*expiry) +
                                    " and must not be used again. With --without-keys everything comes back but the "
                                    "words and addresses of people"};
}

// Both lists, each line once.
Status merge_erasures(const std::string& data_dir, const std::string& before) {
  if (before.empty() || !fs::exists(before + "/erasures")) return Done{};
  const std::string path = data_dir + "/erasures";
  TRY_ASSIGN(const auto known, store::load_erased_keys(path));
  TRY_ASSIGN(const auto newer, store::load_erased_keys(before + "/erasures"));
  std::vector<store::ErasedKey> added;
  for (const store::ErasedKey& one : newer) {
    const auto is_same = [&](const store::ErasedKey& other) {
      return other.slot == one.slot && other.mark == one.mark;
    };
    if (std::none_of(known.begin(), known.end(), is_same)) added.push_back(one);
  }
  return added.empty() ? Status(Done{}) : store::append_erased_keys(path, added);
}

// The record says what happened: these cases' people were erased after the backup was made, or with its keys.
Status note_erased(const OpenedStore& opened, const Id& case_id, const std::string& reason) {
  TRY_ASSIGN(const auto records, opened.events->load_case(case_id));
  store::Append append;
  append.case_id = append.after.id = case_id;
  for (const auto& record : records) {
    append.after = cases::apply(std::move(append.after), std::get<cases::Event>(record.body));
  }
  const Instant now = std::max(SystemClock{}.now(), append.after.last_at);
  TRY_ASSIGN(append.events, cases::decide(append.after, cases::ErasePersonal{reason},
                                          {cases::ActorKind::system, "restore"}, opened.policy, now));
  if (append.events.empty()) return Done{};
  for (const auto& event : append.events) append.after = cases::apply(std::move(append.after), event);
  append.next_wake = cases::find_next_wake(append.after, opened.policy);
  return opened.events->append({&append, 1});
}

// What is kept of pictures is copied apart from the journal and perhaps before it: whatever the journal says was erased
// goes from there again.
Status forget_erased_pictures(const std::string& data_dir, const store::EventStore& events) {
  std::set<Id> erased;
  for (std::uint64_t after = 0;;) {
    TRY_ASSIGN(const auto records, events.load_after(after, 1'000));
    if (records.empty()) break;
    after = records.back().position;
    for (const auto& record : records) {
      const auto* event = std::get_if<cases::Event>(&record.body);
      if (event != nullptr && std::holds_alternative<cases::PersonalErased>(event->body)) erased.insert(record.case_id);
    }
  }
  for (const Id& case_id : erased) {
    TRY_ASSIGN(const auto own, engine::list_own_pictures(events, case_id));
    TRY(forget_pictures(data_dir, own));
  }
  return Done{};
}

struct Restored {
  std::uint64_t rows = 0;
  std::size_t erased = 0;
};

Result<Restored> settle(const std::string& data_dir, bool without_keys) {
  TRY_ASSIGN(const OpenedStore opened, open_store(data_dir));
  store::SqliteStore& events = *opened.events;
  TRY_ASSIGN(const store::KeySlot last_used, events.find_last_slot());
  if (without_keys) TRY(events.keys().mark_lost_through(last_used));
  TRY(events.keys().destroy_after(last_used));
  TRY_ASSIGN(const auto gone, events.forget_destroyed());
  const std::set<Id> erased(gone.begin(), gone.end());
  for (const Id& case_id : erased) {
    TRY(note_erased(opened, case_id,
                    without_keys ? "restored without the keys of cases" : "erased after the backup was made"));
  }
  TRY(events.verify());
  TRY(events.rebuild([&](const cases::Case& state) { return cases::find_next_wake(state, opened.policy); }));
  TRY(forget_erased_pictures(data_dir, events));
  TRY_ASSIGN(const std::uint64_t rows, events.find_last_position());
  return Restored{rows, erased.size()};
}

Result<Restored> restore(const AdminOptions& options) {
  const std::string keys = options.keys.empty() ? options.from + ".keys" : options.keys;
  std::error_code failed;
  if (fs::exists(options.data_dir) && !fs::is_empty(options.data_dir, failed)) {
    return Error{Code::conflict, options.data_dir +
                                     " is not empty: move it away first, and name it with --before so "
                                     "that what was erased since the backup stays erased"};
  }
  TRY(verify_not_expired(keys, options.without_keys));
  const std::string part = options.data_dir + ".restoring";
  fs::remove_all(part, failed);
  TRY(make_private_folder(part));
  TRY(copy_listed(options.from, part, options));
  TRY(copy_listed(keys, part, options));
  TRY(sync_all(part));
  TRY(merge_erasures(part, options.before));
  TRY_ASSIGN(const Restored restored, settle(part, options.without_keys));
  fs::remove(part + "/lock", failed);
  fs::remove(options.data_dir, failed);  // an empty one
  fs::rename(part, options.data_dir, failed);
  if (failed) return Error{Code::unavailable, part + " cannot be renamed: " + failed.message()};
  return restored;
}

}  // namespace

int admin_restore(const AdminOptions& options) {
  const auto done = restore(options);
  if (!done.ok()) return fail("admin restore", done.error());
  std::cout << options.data_dir << ": " << done.value().rows
            << " rows, every checksum holds, the tables are folded again; " << done.value().erased
            << (done.value().erased == 1 ? " case was" : " cases were") << " erased again\n";
  return exit_done;
}

}  // namespace redress::cli
