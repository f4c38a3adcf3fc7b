// SPDX-License-Identifier: Apache-2.0
// media/reason_list_wire.hpp — the answer of the worker behind HashListReader::read_reasons. Its writer may have been
// taken over, so its reader believes nothing.
//
// Shapes          a head and so many records, both of fixed layout in native order (both ends are one program).
// Errors          parse_reason_reply: `crashed` for anything that is not exactly a list within the limits.
// Threads         pure functions.
// Source          docs/decisions/0026.
// Never           carries a text that is not short and printable.
#pragma once

#include "media/list_xml.hpp"
#include "media/reason_list.hpp"

namespace redress::media {

[[nodiscard]] Bytes encode_reason_reply(ListRefusal refusal, const ReasonList& list);
[[nodiscard]] ListRefusal parse_reason_reply(ByteView reply, ReasonList& list);
[[nodiscard]] std::size_t reason_reply_bytes_max();

}  // namespace redress::media
