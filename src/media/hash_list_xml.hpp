// SPDX-License-Identifier: Apache-2.0
// media/hash_list_xml.hpp — the parser of pages behind hash_list.hpp.
//
// Use this when   inside the sandbox, in tests and in its fuzz target. Everyone else: media/hash_list.hpp.
// Errors          those of media/list_xml.hpp.
// Threads         pure function.
// Source          NCMEC hash sharing API v2.
#pragma once

#include "media/hash_list.hpp"
#include "media/list_xml.hpp"

namespace redress::media {

[[nodiscard]] ListRefusal parse_hash_list(ByteView xml, std::uint32_t our_member, HashList& list);
[[nodiscard]] Error explain(ListRefusal refusal);

}  // namespace redress::media
