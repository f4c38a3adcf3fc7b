// SPDX-License-Identifier: Apache-2.0
// provenance/jumbf_writer.hpp — the boxes of a manifest store, written.
//
// Shapes          a superbox is a `jumb` box: its description, then its children as they are given.
// Errors          none: a box of 4 GiB is a CHECK; a store is bounded long before.
// Threads         pure functions.
// Source          ISO/IEC 19566-5 (boxes, description); C2PA 2.2, 11.1 (types; labels can be asked for).
#pragma once

#include <string_view>

#include "base/bytes.hpp"

namespace redress::provenance {

[[nodiscard]] Bytes encode_box(std::string_view type, ByteView content);
// `kind`: the first four bytes of the type UUID, "c2pa", "c2ma", "cbor".
[[nodiscard]] Bytes encode_superbox(std::string_view kind, std::string_view label, ByteView children);
// Numbers as containers write them, most or least significant byte first.
void append_big(Bytes& to, std::uint64_t value, std::size_t bytes_count);
void append_little(Bytes& to, std::uint64_t value, std::size_t bytes_count);
void append(Bytes& to, ByteView more);
void append(Bytes& to, std::string_view more);

}  // namespace redress::provenance
