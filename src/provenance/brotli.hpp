// SPDX-License-Identifier: Apache-2.0
// provenance/brotli.hpp — what a `brob` box holds, unpacked up to a bound.
//
// Errors          unpack_brotli: corrupt where the bytes are no whole Brotli stream, or more follows it; exhausted
//                 where it unpacks to more than `bytes_max`.
// Threads         pure function.
// Cost            memory grows with what comes out, never with what the stream promises.
// Source          RFC 7932; C2PA 2.2, 11.2.4.
#pragma once

#include "base/bytes.hpp"

namespace redress::provenance {

[[nodiscard]] Result<Bytes> unpack_brotli(ByteView packed, std::size_t bytes_max);

}  // namespace redress::provenance
