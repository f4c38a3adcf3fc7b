// SPDX-License-Identifier: Apache-2.0
// ledger/bundle.hpp — entry bundles: up to 256 entries in one file, each behind its length; packed or plain when read.
//
// Shapes          entry := length(2, big-endian) bytes. A bundle holds as many entries as its tile has hashes.
// Errors          invalid: an entry too long to be written.  corrupt: a bundle that does not hold exactly its entries,
//                 or unpacks to more than a bundle can be.
// Threads         pure functions.
// Source          c2sp.org/tlog-tiles; RFC 1952 (gzip).
#pragma once

#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace redress::ledger {

constexpr std::size_t entry_bytes_max = 65'535;
constexpr std::size_t bundle_bytes_max = 256 * (entry_bytes_max + 2);

// Adds one entry at the end of a bundle.
[[nodiscard]] Status encode_entry(ByteView entry, Bytes& bundle);
// The entries, in order: views into `bundle`. The file ends where the last entry ends.
[[nodiscard]] Result<std::vector<ByteView>> decode_bundle(ByteView bundle, unsigned width);

[[nodiscard]] bool is_gzip(ByteView bytes);
[[nodiscard]] Result<Bytes> unpack_gzip(ByteView packed, std::size_t bytes_max);
[[nodiscard]] Bytes pack_gzip(ByteView plain);

}  // namespace redress::ledger
