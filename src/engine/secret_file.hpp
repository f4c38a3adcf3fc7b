// SPDX-License-Identifier: Apache-2.0
// engine/secret_file.hpp — what a conversation with an outside service needs before its first word: an address that no
// network can read along, and a secret from its file.
//
// Units           secret_bytes_max bytes in one line.
// Errors          load_secret: not_found, invalid, naming the file and never what is in it.
// Threads         pure; load_secret reads a file.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::engine {

inline constexpr std::size_t secret_bytes_max = 4'096;

// Keys and hashes do not cross a network in the clear; to a proxy on this machine they may.
[[nodiscard]] bool is_private_url(std::string_view url);
// One line of printable characters.
[[nodiscard]] Result<std::string> load_secret(const std::string& path);

}  // namespace redress::engine
