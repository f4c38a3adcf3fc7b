// SPDX-License-Identifier: Apache-2.0
#include "engine/ledger_signer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/tlog_proof.hpp"

namespace redress::engine {
namespace {

Error cannot(const std::string& what, const std::string& path) {
  return Error{Code::unavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

Status check_mode(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return cannot("read", path);
  if ((info.st_mode & 077) == 0) return Done{};
  return Error{Code::forbidden, path +
                                    " can be read by others than its owner: `chmod 400` it, and if anybody may have "
                                    "seen it, change the key"};
}

Status write_key(const ledger::Disk& disk, const std::string& data_dir, const std::string& path,
                 const std::string& text) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
  if (file < 0) return cannot("create", fresh);
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = written && ::fsync(file) == 0;
  if (::close(file) != 0 || !synced) return cannot("write", fresh);
  TRY(disk.rename(fresh, path));
  return disk.sync_folder(data_dir);
}

}  // namespace

Result<ledger::Signer> open_ledger_signer(const std::string& data_dir, const std::string& origin) {
  const std::string path = data_dir + "/ledger.key";
  const ledger::Disk disk = ledger::real_disk();
  const auto stored = disk.read(path);
  if (!stored.ok() && stored.error().code != Code::not_found) return stored.error();
  std::string text;
  if (stored.ok()) {
    TRY(check_mode(path));
    text.assign(stored.value().begin(), stored.value().end());
  } else {
    TRY_ASSIGN(text, ledger::render_signer_key(origin, ledger::KeyType::note, make_signing_key()));
    text += '\n';
    TRY(write_key(disk, data_dir, path, text));
  }
  while (text.ends_with('\n')) text.pop_back();
  auto signer = ledger::parse_signer_key(text);
  if (!signer.ok()) return Error{Code::corrupt, path + ": " + signer.error().message};
  if (signer.value().key.name == origin) return signer;
  return Error{Code::conflict, path + " is the key of the log '" + signer.value().key.name +
                                   "', and this log's name is '" + origin + "': set [ledger] origin to the key's"};
}

Result<std::string> make_tlog_proof(const ledger::TileFolder& folder, const ledger::Checkpoint& checkpoint,
                                    const std::string& note, std::uint64_t index) {
  TRY_ASSIGN(auto tree, ledger::TileTree::open(folder.reader(), checkpoint.size, checkpoint.root));
  ledger::TlogProof proof;
  TRY_ASSIGN(proof.extra, tree.entry(index));
  proof.index = index;
  TRY_ASSIGN(proof.hashes, tree.inclusion_proof(index, checkpoint.size));
  proof.checkpoint = note;
  return ledger::render_tlog_proof(proof);
}

}  // namespace redress::engine
