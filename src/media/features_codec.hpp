// SPDX-License-Identifier: Apache-2.0
// media/features_codec.hpp — the features of a known picture as bytes: in a bank file, in base64.
//
// Shapes          version (1 byte), width, height, count (2 bytes each), then for each corner x, y, size (2 bytes
//                 each), direction (1 byte) and its 256 bits (32 bytes); the highest byte first. Mirrored bits stay
//                 behind: a query has them.
// Errors          parse: invalid for anything that encode would not have written; unsupported for another version of
//                 the pattern, whose bits mean something else.
// Threads         pure functions.
// Cost            39 bytes a corner.
// Source          docs/reference/bank-file.md.
#pragma once

#include "media/features.hpp"

namespace redress::media {

[[nodiscard]] Bytes encode_features(const Features& features);
[[nodiscard]] Result<Features> parse_features(ByteView bytes);

}  // namespace redress::media
