// SPDX-License-Identifier: Apache-2.0
// media/hash_list_xml.hpp — the parser behind hash_list.hpp, over expat.
//
// Use this when   inside the sandbox, in tests and in its fuzz target. Everyone else: media/hash_list.hpp.
// Errors          a ListRefusal other than `none`; the list is then worth nothing. std::bad_alloc may be thrown.
// Threads         pure function.
// Source          XML 1.0; NCMEC hash sharing API v2. Names count, namespaces do not.
// Never           accepts a document type, so that no entity but XML's own five exists.
#pragma once

#include "media/hash_list.hpp"

namespace redress::media {

// Crosses from the worker as a number: the text a person reads is ours, never a parser's.
enum class ListRefusal : std::uint8_t {
  none,
  empty,
  not_xml,
  not_a_list,
  doctype,
  too_deep,
  too_many,
  bad_next,
  too_large,
  memory,
  time,
  crashed,
  count
};
[[nodiscard]] Error explain(ListRefusal refusal);

[[nodiscard]] ListRefusal parse_hash_list(ByteView xml, std::uint32_t our_member, HashList& list);

}  // namespace redress::media
