// SPDX-License-Identifier: Apache-2.0
// ledger/test_log.hpp — logs, trees and vectors that the tests of this room share. For tests only.
//
// Errors          nothing where published data is not on this machine: the test says so and is skipped.
// Threads         each test its own.
// Source          the plain twins follow RFC 6962 §2.1 to the letter; vectors: $REDRESS_TEST_DATA or ../shared/data.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "ledger/checkpoint.hpp"
#include "ledger/tiles.hpp"

namespace redress::ledger::test {

inline std::optional<std::string> find_data(const std::string& name) {
  const char* variable = std::getenv("REDRESS_TEST_DATA");
  const std::string path = (variable != nullptr ? std::string(variable) : "../shared/data") + "/tlog/" + name;
  return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

inline std::string load_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Bytes to_bytes(const std::string& text) { return {text.begin(), text.end()}; }
inline std::string to_text(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

inline Digest to_digest(ByteView bytes) {
  Digest digest{};
  EXPECT_EQ(bytes.size(), digest.size());
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}
inline Digest hash_of_base64(const std::string& text) { return to_digest(parse_base64(text).value()); }
inline Digest hash_of_hex(const std::string& text) { return to_digest(parse_hex(text).value()); }

// RFC 6962 §2.1 as it is written.
inline Digest plain_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256(std::string_view{});
  if (leaves.size() == 1) return leaves[0];
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  const Digest left = plain_root(leaves.first(split));
  const Digest right = plain_root(leaves.subspan(split));
  return sha256("\x01" + std::string(left.begin(), left.end()) + std::string(right.begin(), right.end()));
}
inline Digest plain_leaf(ByteView entry) {
  return sha256(std::string(1, '\0') + std::string(entry.begin(), entry.end()));
}
inline Proof plain_inclusion(std::span<const Digest> leaves, std::size_t index) {
  if (leaves.size() <= 1) return {};
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  Proof proof = index < split ? plain_inclusion(leaves.first(split), index)
                              : plain_inclusion(leaves.subspan(split), index - split);
  proof.push_back(index < split ? plain_root(leaves.subspan(split)) : plain_root(leaves.first(split)));
  return proof;
}
inline Proof plain_consistency(std::span<const Digest> leaves, std::size_t old_size, bool whole = true) {
  if (old_size == leaves.size()) return whole ? Proof{} : Proof{plain_root(leaves)};
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  const bool left = old_size <= split;
  Proof proof = left ? plain_consistency(leaves.first(split), old_size, whole)
                     : plain_consistency(leaves.subspan(split), old_size - split, false);
  proof.push_back(left ? plain_root(leaves.subspan(split)) : plain_root(leaves.first(split)));
  return proof;
}

// The files of a log in memory, by path.
using Files = std::map<std::string, Bytes>;
inline TileReader reader_of(const Files& files) {
  return [&files](const TilePath& tile) -> Result<Bytes> {
    const auto file = files.find(render_tile_path(tile));
    if (file == files.end()) return Error{Code::not_found, "no such file"};
    return file->second;
  };
}
inline void keep(Files& files, std::vector<TileFile> fresh) {
  for (TileFile& file : fresh) files[render_tile_path(file.path)] = std::move(file.bytes);
}

// Entry `index` of the logs of gen-alpha.json: sizes 0 to 600, content from the salt.
inline Bytes alpha_entry(const std::string& salt, std::uint64_t index) {
  const Digest seed = sha256(salt + "/" + std::to_string(index));
  const std::size_t count = (static_cast<std::size_t>(seed[0]) << 8U | seed[1]) % 601;
  Bytes entry;
  for (std::uint8_t block = 0; entry.size() < count; ++block) {
    Bytes part(seed.begin(), seed.end());
    part.push_back(block);
    const Digest more = sha256(part);
    entry.insert(entry.end(), more.begin(), more.end());
  }
  entry.resize(count);
  return entry;
}

inline Signer test_signer(const std::string& name, KeyType type, const std::string& seed = "seed") {
  return make_signer(name, type, derive_signing_key(sha256(seed + name))).value();
}

}  // namespace redress::ledger::test
