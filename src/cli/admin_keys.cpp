// SPDX-License-Identifier: Apache-2.0
// redress admin keys — which keys there are, and another one for the ledger.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/clock.hpp"
#include "cli/admin_command.hpp"
#include "cli/backup_folder.hpp"
#include "cli/exit.hpp"
#include "ledger/note.hpp"
#include "store/keys.hpp"
#include "store/sqlite_store.hpp"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line))
    return Error{Code::not_found, "there is no " + path + ": the server makes it at its start"};
  return line;
}

Result<ledger::Signer> load_signer(const std::string& path) {
  TRY(store::verify_private(path));
  TRY_ASSIGN(const std::string line, read_line(path));
  auto signer = ledger::parse_signer_key(line);
  if (signer.ok()) return signer;
  return Error{Code::corrupt, path + ": " + signer.error().message};
}

// Made once: a rotation that was cut short goes on with the key it had made.
Result<ledger::Signer> load_or_make_next(const std::string& path, const std::string& name) {
  if (!fs::exists(path)) {
    TRY_ASSIGN(const std::string text, ledger::render_signer_key(name, ledger::KeyType::note, make_signing_key()));
    const std::string fresh = path + ".new";
    std::error_code failed;
    fs::remove(fresh, failed);
    const auto mask = ::umask(0077);
    const Status written = write_synced(fresh, text + "\n");
    ::umask(mask);
    TRY(written);
    fs::permissions(fresh, fs::perms::owner_read, failed);
    if (!failed) fs::rename(fresh, path, failed);
    if (failed) return Error{Code::unavailable, path + " cannot be written: " + failed.message()};
  }
  return load_signer(path);
}

// Each key says that the other is the same log's: whoever trusts the old one learns of the new one from it.
Result<std::string> cross_sign(const ledger::Signer& before, const ledger::Signer& after, Instant at) {
  ledger::Note note;
  note.text = "redress ledger key change\n" + before.key.name + "\nold " + ledger::render_verifier_key(before.key) +
              "\nnew " + ledger::render_verifier_key(after.key) + "\nat " + render_instant(at) + "\n";
  for (const ledger::Signer* signer : {&before, &after}) {
    TRY_ASSIGN(auto signature, ledger::sign_note(note.text, *signer));
    note.signatures.push_back(std::move(signature));
  }
  return ledger::render_note(note);
}

std::string statement_path(const std::string& data_dir, const ledger::VerifierKey& key) {
  return data_dir + "/ledger/keys/" + fmt::format("{:08x}", key.key_id) + ".note";
}

// What readers fetch names the new key from here on.
Status publish(const std::string& data_dir, const ledger::VerifierKey& before, const ledger::VerifierKey& after) {
  const std::string old_key = ledger::render_verifier_key(before);
  const std::string new_key = ledger::render_verifier_key(after);
  TRY(write_synced(data_dir + "/ledger/vkey", new_key + "\n"));
  const std::string path = data_dir + "/ledger/policy";
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t at = text.find(old_key);
  if (at == std::string::npos) return Done{};
  return write_synced(path, text.replace(at, old_key.size(), new_key));
}

Result<ledger::VerifierKey> rotate(const std::string& data_dir) {
  if (!fs::exists(data_dir)) return Error{Code::not_found, "there is no " + data_dir + ": name the folder with --data"};
  TRY_ASSIGN(const auto lock, store::FolderLock::take(data_dir));
  const std::string path = data_dir + "/ledger.key";
  const std::string next = path + ".next";
  TRY_ASSIGN(const ledger::Signer before, load_signer(path));
  TRY_ASSIGN(const ledger::Signer after, load_or_make_next(next, before.key.name));
  TRY(make_private_folder(data_dir + "/ledger/keys"));
  TRY_ASSIGN(const std::string note, cross_sign(before, after, SystemClock{}.now()));
  TRY(write_synced(statement_path(data_dir, after.key), note));
  TRY(publish(data_dir, before.key, after.key));
  // The last step: until here the old key signs on, and another rotation ends the same way.
  std::error_code failed;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, failed);
  TRY(shred_file(path));
  fs::rename(next, path, failed);
  if (failed) return Error{Code::unavailable, next + " cannot be renamed: " + failed.message()};
  TRY(sync_path(data_dir));
  return after.key;
}

}  // namespace

int admin_keys_list(const AdminOptions& options) {
  const std::string path = options.data_dir + "/ledger.key";
  const auto signer = load_signer(path);
  if (!signer.ok()) return fail("admin keys list", signer.error());
  std::cout << "ledger  " << ledger::render_verifier_key(signer.value().key) << '\n';
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(options.data_dir + "/ledger/keys", failed)) {
    std::cout << "change  " << entry.path().string() << '\n';
  }
  return exit_done;
}

int admin_keys_rotate(const AdminOptions& options) {
  const auto done = rotate(options.data_dir);
  if (!done.ok()) return fail("admin keys rotate-ledger", done.error());
  std::cout << ledger::render_verifier_key(done.value()) << '\n'
            << "signs the log from its next start on; the statement is "
            << statement_path(options.data_dir, done.value())
            << "\nTell your witnesses and whoever audits you the new key.\n";
  return exit_done;
}

}  // namespace redress::cli
