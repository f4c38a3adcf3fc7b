// SPDX-License-Identifier: Apache-2.0
#include "server/previews.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "media/header.hpp"

namespace redress::server {
namespace {

namespace fs = std::filesystem;

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string note_in(const std::string& folder, std::string_view sha256_hex) {
  return folder + "/" + std::string(sha256_hex.substr(0, 2)) + "/" + std::string(sha256_hex) + ".note.json";
}

Status write_whole(const std::string& path, ByteView bytes) {
  const std::string unfinished = path + ".part";
  {
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush())
      return Error{Code::unavailable, "a preview could not be written: look at the disk of the data folder"};
  }
  std::error_code failed;
  fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, failed);
  fs::rename(unfinished, path, failed);
  if (failed) return Error{Code::unavailable, "a preview could not be put in its place: look at the data folder"};
  return Done{};
}

}  // namespace

Previews::Previews(std::string folder, std::uint64_t bytes_max) : folder_(std::move(folder)), bytes_max_(bytes_max) {
  if (!folder_.empty()) bytes_ = count_bytes();
}

std::uint64_t Previews::count_bytes() const {
  std::error_code failed;
  std::uint64_t bytes = 0;
  for (fs::recursive_directory_iterator entry(folder_, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code unsized;
    if (entry->is_regular_file(unsized)) bytes += entry->file_size(unsized);
  }
  return bytes;
}

std::string Previews::path_in(const std::string& folder, std::string_view sha256_hex, bool blurred) {
  return folder + "/" + std::string(sha256_hex.substr(0, 2)) + "/" + std::string(sha256_hex) +
         (blurred ? ".blurred.jpeg" : ".clear.jpeg");
}

Status Previews::make_room(std::uint64_t bytes) {
  // Full: what was forgotten meanwhile is counted out before anybody is refused.
  if (bytes_.fetch_add(bytes) + bytes > bytes_max_) bytes_ = count_bytes() + bytes;
  if (bytes_ > bytes_max_) {
    bytes_ -= bytes;
    return Error{Code::exhausted, "the previews folder is full: raise its limit or clear it"};
  }
  return Done{};
}

Status Previews::keep(const Digest& sha256, const media::Preview& preview) {
  const auto name = render_hex(sha256);
  if (!is_on() || has(name)) return Done{};
  TRY(make_room(preview.jpeg.size() + preview.blurred_jpeg.size()));
  std::error_code failed;
  fs::create_directories(fs::path(path_of(name, true)).parent_path(), failed);
  TRY(write_whole(path_of(name, false), preview.jpeg));
  return write_whole(path_of(name, true), preview.blurred_jpeg);
}

Status Previews::keep_note(const std::string& sha256_hex, const std::string& note) {
  if (!is_on() || !is_sha256_hex(sha256_hex)) return Done{};
  TRY(make_room(note.size()));
  const std::string path = note_in(folder_, sha256_hex);
  std::error_code failed;
  fs::create_directories(fs::path(path).parent_path(), failed);
  return write_whole(path, view_bytes(note));
}

std::optional<std::string> Previews::find_note(std::string_view sha256_hex) const {
  if (!is_on() || !is_sha256_hex(sha256_hex)) return std::nullopt;
  std::ifstream in(note_in(folder_, sha256_hex), std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

Status Previews::forget(const std::string& folder, std::string_view sha256_hex) {
  if (!is_sha256_hex(sha256_hex)) return Error{Code::invalid, "a preview is named by a SHA-256"};
  for (const auto& path :
       {path_in(folder, sha256_hex, false), path_in(folder, sha256_hex, true), note_in(folder, sha256_hex)}) {
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    if (failed) continue;
    {
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      const std::string zeros(size, '\0');
      file.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
    }
    fs::remove(path, failed);
    if (failed) return Error{Code::unavailable, "a preview could not be removed: look at the data folder"};
  }
  return Done{};
}

bool Previews::has(std::string_view sha256_hex) const { return find(sha256_hex, true).has_value(); }

std::optional<std::string> Previews::find(std::string_view sha256_hex, bool blurred) const {
  return find_in(folder_, sha256_hex, blurred);
}

std::optional<PictureSize> Previews::find_size(std::string_view sha256_hex) const {
  const auto path = find(sha256_hex, true);
  if (!path) return std::nullopt;
  std::ifstream in(*path, std::ios::binary);
  const std::string jpeg{std::istreambuf_iterator<char>(in), {}};
  media::Header header;
  if (media::parse_header(view_bytes(jpeg), header) != media::Refusal::none) return std::nullopt;
  return PictureSize{header.width, header.height};
}

std::optional<std::string> Previews::find_in(const std::string& folder, std::string_view sha256_hex, bool blurred) {
  if (folder.empty() || !is_sha256_hex(sha256_hex)) return std::nullopt;
  auto path = path_in(folder, sha256_hex, blurred);
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return std::nullopt;
  return path;
}

}  // namespace redress::server
