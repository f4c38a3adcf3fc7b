// SPDX-License-Identifier: Apache-2.0
// server/previews.hpp — harmless pictures for the console: re-encoded, one clear and one blurred, by SHA-256.
//
// Use this when   a reviewer must see what a case is about without ever opening the bytes that came from outside.
// Shapes          FOLDER/aa/aabb….blurred.jpeg and .clear.jpeg; .note.json, what the file said about itself.
// Units           bytes; bytes_max for all files together.
// Errors          keep: exhausted when the folder is full (the picture is then not shown), unavailable for the disk.
// Threads         any.
// Never           keeps a byte of the original file.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "media/decode.hpp"

namespace redress::server {

struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

class Previews {
 public:
  // An empty folder name keeps nothing.
  Previews(std::string folder, std::uint64_t bytes_max);

  [[nodiscard]] Status keep(const Digest& sha256, const media::Preview& preview);
  [[nodiscard]] bool has(std::string_view sha256_hex) const;
  // Text beside the pictures, forgotten with them.
  [[nodiscard]] Status keep_note(const std::string& sha256_hex, const std::string& note);
  [[nodiscard]] std::optional<std::string> find_note(std::string_view sha256_hex) const;
  // The file to send; nothing when there is none or the name is no SHA-256.
  [[nodiscard]] std::optional<std::string> find(std::string_view sha256_hex, bool blurred) const;
  // Of the blurred one, whose sides are to each other as those of the clear one.
  [[nodiscard]] std::optional<PictureSize> find_size(std::string_view sha256_hex) const;
  [[nodiscard]] bool is_on() const { return !folder_.empty(); }
  [[nodiscard]] static std::optional<std::string> find_in(const std::string& folder, std::string_view sha256_hex,
                                                          bool blurred);
  // Overwritten, then removed; what is not there needs nothing. Errors: unavailable.
  [[nodiscard]] static Status forget(const std::string& folder, std::string_view sha256_hex);

 private:
  [[nodiscard]] static std::string path_in(const std::string& folder, std::string_view sha256_hex, bool blurred);
  [[nodiscard]] std::string path_of(std::string_view sha256_hex, bool blurred) const {
    return path_in(folder_, sha256_hex, blurred);
  }
  [[nodiscard]] std::uint64_t count_bytes() const;
  [[nodiscard]] Status make_room(std::uint64_t bytes);

  std::string folder_;
  std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace redress::server
