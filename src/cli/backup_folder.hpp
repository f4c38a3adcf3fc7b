// SPDX-License-Identifier: Apache-2.0
// cli/backup_folder.hpp — one half of a backup: a folder of files with a list that says what each must be.
//
// Shapes          FOLDER/manifest: "made INSTANT", then "SHA256 NAME" for each file. The keys' half has FOLDER/expires.
// Errors          corrupt: a file is not what the list says; unavailable: what the disk says.
// Threads         the main thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::cli {

// Readable by its owner alone. Durable after sync_all of its folder.
[[nodiscard]] Status copy_private(const std::string& from, const std::string& to);
[[nodiscard]] Status write_synced(const std::string& path, const std::string& text);
// Of a file or a folder.
[[nodiscard]] Status sync_path(const std::string& path);
// Everything on this folder's file system: one call where a log has thousands of files.
[[nodiscard]] Status sync_all(const std::string& folder);
// "tile/0/000" and the like, sorted; none where there is no folder.
[[nodiscard]] std::vector<std::string> list_files(const std::string& folder);
[[nodiscard]] Status make_private_folder(const std::string& path);
// Overwritten where it stands, then removed.
[[nodiscard]] Status shred_file(const std::string& path);

[[nodiscard]] Status write_manifest(const std::string& folder, Instant made_at);
// The names of its files. `absent` may be missing.
[[nodiscard]] Result<std::vector<std::string>> verify_manifest(const std::string& folder, bool without_expiring);

// What can no longer be taken back once it is erased, and therefore lies with the keys and goes when they expire: the
// keys of cases and the corners of pictures.
inline constexpr std::array<std::string_view, 2> expiring_files{"erasable.db", "pictures.db"};
[[nodiscard]] bool is_expiring(std::string_view name);

[[nodiscard]] Result<std::optional<Instant>> find_expiry(const std::string& folder);

}  // namespace redress::cli
