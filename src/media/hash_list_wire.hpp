// SPDX-License-Identifier: Apache-2.0
// media/hash_list_wire.hpp — the answer of the worker behind hash_list.hpp. Its writer may have been taken over, so its
// reader believes nothing.
//
// Shapes          a head and so many records, both of fixed layout in native order (both ends are one program).
// Errors          parse_list_reply: `crashed` for anything that is not exactly a list within the limits.
// Threads         pure functions.
// Source          docs/decisions/0026.
// Never           carries a text that is not short and printable.
#pragma once

#include "media/hash_list_xml.hpp"

namespace redress::media {

[[nodiscard]] Bytes encode_list_reply(ListRefusal refusal, const HashList& list);
[[nodiscard]] ListRefusal parse_list_reply(ByteView reply, HashList& list);
[[nodiscard]] std::size_t list_reply_bytes_max();

}  // namespace redress::media
