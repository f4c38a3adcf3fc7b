// SPDX-License-Identifier: Apache-2.0
// store/erased_keys.cpp — DIR/erasures: which keys were destroyed and when. It outlives every copy of the keys.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/case_keys.hpp"

namespace redress::store {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size();
}

// "SLOT MARK INSTANT": the instant is written for people and read again.
std::optional<ErasedKey> parse_line(const std::string& line) {
  std::istringstream words(line);
  std::string slot;
  std::string mark;
  std::string at;
  std::string rest;
  if (!(words >> slot >> mark >> at) || words >> rest) return std::nullopt;
  ErasedKey erased;
  const auto bytes = parse_hex(mark);
  const auto instant = parse_instant(at);
  if (!read_number(slot, erased.slot) || !bytes.ok() || bytes.value().size() != erased.mark.size() || !instant.ok()) {
    return std::nullopt;
  }
  std::copy(bytes.value().begin(), bytes.value().end(), erased.mark.begin());
  erased.at = instant.value();
  return erased;
}

bool write_synced(int file, const std::string& text) {
  return ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
}

// A line that a power cut left without its end is ended, or taken away where it says nothing.
bool mend_end(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  if (size <= 0) return size == 0;
  std::string all(static_cast<std::size_t>(size), '\0');
  if (::pread(file, all.data(), all.size(), 0) != size) return false;
  if (all.back() == '\n') return true;
  const std::size_t whole = all.rfind('\n') == std::string::npos ? 0 : all.rfind('\n') + 1;
  if (parse_line(all.substr(whole))) return write_synced(file, "\n");
  return ::ftruncate(file, static_cast<off_t>(whole)) == 0;
}

// The file may be new: its name must last too.
bool sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool synced = ::fsync(opened) == 0;
  ::close(opened);
  return synced;
}

}  // namespace

Result<std::vector<ErasedKey>> load_erased_keys(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<ErasedKey> erased;
  std::string line;
  while (std::getline(in, line)) {
    auto parsed = parse_line(line);
    // A power cut while a line was written leaves it without its end; its erasure is carried out again.
    if (!parsed && in.eof()) break;
    if (!parsed) {
      return Error{Code::corrupt, path + ": line " + std::to_string(erased.size() + 1) +
                                      " cannot be read; put the copy from the "
                                      "backup in its place"};
    }
    erased.push_back(*parsed);
  }
  return erased;
}

Status append_erased_keys(const std::string& path, std::span<const ErasedKey> erased) {
  std::string text;
  for (const ErasedKey& one : erased) {
    text += std::to_string(one.slot) + " " + render_hex(one.mark) + " " + render_instant(one.at) + "\n";
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const bool written = file >= 0 && mend_end(file) && write_synced(file, text);
  const int fault = errno;
  const bool closed = file < 0 || ::close(file) == 0;
  if (written && closed && sync_folder_of(path)) return Done{};
  return Error{Code::unavailable, "cannot write " + path + ": " + std::strerror(written ? errno : fault)};
}

}  // namespace redress::store
