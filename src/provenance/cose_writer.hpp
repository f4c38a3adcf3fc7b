// SPDX-License-Identifier: Apache-2.0
// provenance/cose_writer.hpp — the COSE_Sign1 of a claim's signature box, written: detached payload, chain in the
// protected header.
//
// Shapes          the chain leaf first, as DER, without the root: whoever trusts it has it.
// Errors          none.
// Threads         pure functions.
// Source          RFC 9052, 4.2; RFC 9360 (x5chain); C2PA 2.2, 13.2 and 14.6.
#pragma once

#include <vector>

#include "base/bytes.hpp"

namespace redress::provenance {

[[nodiscard]] Bytes encode_protected_header(std::int64_t algorithm, const std::vector<Bytes>& chain);
[[nodiscard]] Bytes encode_cose_sign1(ByteView protected_header, ByteView signature);

}  // namespace redress::provenance
