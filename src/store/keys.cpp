// SPDX-License-Identifier: Apache-2.0
#include "store/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.hpp"

namespace redress::store {
namespace {

Error cannot(const std::string& what, const std::string& path) {
  return Error{Code::unavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

Status write_synced(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400);
  if (file < 0) return cannot("create", path);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  if (::close(file) != 0 || !written) return cannot("write", path);
  return Done{};
}

Status sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return cannot("open", path);
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  return synced ? Status(Done{}) : Status(cannot("sync", path));
}

template <std::size_t size>
bool read_bytes(const std::string& hex, std::array<std::uint8_t, size>& into) {
  const auto bytes = parse_hex(hex);
  if (!bytes.ok() || bytes.value().size() != size) return false;
  std::copy(bytes.value().begin(), bytes.value().end(), into.begin());
  return true;
}

Result<Keys> parse_keys(std::istream& in, const std::string& path) {
  Keys keys;
  std::string name;
  std::string value;
  int known = 0;
  while (in >> name >> value) {
    if (name == "secret_digest" && read_bytes(value, keys.secret_key)) ++known;
    if (name == "receipt_public" && read_bytes(value, keys.receipt_key.public_key)) ++known;
    if (name == "receipt_secret" && read_bytes(value, keys.receipt_key.secret_key)) ++known;
    if (name == "webhook" && value.starts_with("whsec_")) {
      keys.webhook_secret = value;
      ++known;
    }
  }
  if (known == 4) return keys;
  return Error{Code::corrupt, path + " is damaged: put the copy from your backup in its place"};
}

}  // namespace

Status verify_private(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return cannot("read", path);
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return Done{};
  return Error{Code::forbidden,
               path + " can be read by others than its owner: `chmod 400` it, and change the key if anybody may have"};
}

Result<Keys> load_or_make_keys(const std::string& data_dir) {
  const std::string path = data_dir + "/keys";
  if (std::filesystem::exists(path)) {
    TRY(verify_private(path));
    std::ifstream in(path);
    if (!in) return cannot("read", path);
    return parse_keys(in, path);
  }
  Keys keys;
  fill_random(keys.secret_key);
  keys.receipt_key = make_signing_key();
  keys.webhook_secret = "whsec_" + render_base64(random_bytes<32>());
  std::ostringstream text;
  text << "secret_digest " << render_hex(keys.secret_key) << "\nreceipt_public "
       << render_hex(keys.receipt_key.public_key) << "\nreceipt_secret " << render_hex(keys.receipt_key.secret_key)
       << "\nwebhook " << keys.webhook_secret << '\n';
  // Under another name first: a crash leaves no half-written keys behind.
  const std::string fresh = path + ".new";
  std::filesystem::remove(fresh);
  TRY(write_synced(fresh, text.str()));
  if (::rename(fresh.c_str(), path.c_str()) != 0) return cannot("rename to", path);
  TRY(sync_folder(data_dir));
  return keys;
}

}  // namespace redress::store
