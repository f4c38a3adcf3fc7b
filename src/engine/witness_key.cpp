// SPDX-License-Identifier: Apache-2.0
#include "engine/witness_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/disk.hpp"

namespace redress::engine {
namespace {

std::string path_of(const std::string& folder) { return folder + "/witness.key"; }

Error cannot(const std::string& what, const std::string& path) {
  return Error{Code::unavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

}  // namespace

bool has_witness_key(const std::string& folder) { return ::access(path_of(folder).c_str(), F_OK) == 0; }

Result<ledger::Signer> load_witness_key(const std::string& folder) {
  const std::string path = path_of(folder);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) return cannot("read", path);
    return Error{Code::not_found, path + " does not exist: `redress witness key --name NAME` makes one"};
  }
  if ((info.st_mode & 077) != 0) {
    return Error{Code::forbidden, path +
                                      " can be read by others than its owner: `chmod 400` it, and if anybody may "
                                      "have seen it, make a new witness"};
  }
  TRY_ASSIGN(const Bytes stored, ledger::real_disk().read(path));
  std::string text(stored.begin(), stored.end());
  while (text.ends_with('\n')) text.pop_back();
  auto signer = ledger::parse_signer_key(text);
  if (!signer.ok()) return Error{Code::corrupt, path + ": " + signer.error().message};
  if (signer.value().key.type == ledger::KeyType::cosignature) return signer;
  return Error{Code::corrupt, path + " holds a key that signs logs; a witness cosigns with a key of type 04"};
}

Result<ledger::Signer> make_witness_key(const std::string& folder, const std::string& name) {
  TRY_ASSIGN(const std::string text, ledger::render_signer_key(name, ledger::KeyType::cosignature, make_signing_key()));
  const std::string path = path_of(folder);
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
  if (file < 0) return cannot("create", fresh);
  const std::string line = text + "\n";
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const bool synced = written && ::fsync(file) == 0;
  if (::close(file) != 0 || !synced) return cannot("write", fresh);
  // A link and not a rename: where a key is, none is put over it.
  if (::link(fresh.c_str(), path.c_str()) != 0) return cannot("create", path);
  ::unlink(fresh.c_str());
  TRY(ledger::real_disk().sync_folder(folder));
  return load_witness_key(folder);
}

}  // namespace redress::engine
