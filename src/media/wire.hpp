// SPDX-License-Identifier: Apache-2.0
// media/wire.hpp — the answer of a worker. Its writer may have been taken over, so its reader believes nothing.
//
// Shapes          40 + 256 bytes of fixed layout in native order (both ends are one program), then the preview's
//                 pixels.
// Errors          parse_reply: `crashed` for anything that is not exactly a reply within the limits asked for.
// Threads         pure functions.
// Source          docs/decisions/0011.
// Never           carries text: a Refusal is a number, and the sentence is chosen on this side.
#pragma once

#include "media/formats.hpp"

namespace redress::media {

[[nodiscard]] Bytes encode_reply(Refusal refusal, const Decoded& decoded);
[[nodiscard]] Refusal parse_reply(ByteView reply, std::uint32_t preview_side_max, Decoded& decoded);
[[nodiscard]] std::size_t reply_bytes_max(std::uint32_t preview_side_max);

}  // namespace redress::media
