// SPDX-License-Identifier: Apache-2.0
// media/reason_list_xml.hpp — the parser of lists of reasons behind hash_list.hpp.
//
// Use this when   inside the sandbox, in tests and in its fuzz target. Everyone else: media/hash_list.hpp.
// Shapes          <availableFeedbackReasons> of <reason guid="" name="" type=""/>; what else it holds is passed over.
// Errors          those of media/list_xml.hpp; explain_reasons says them of such a list.
// Threads         pure functions.
// Source          NCMEC hash sharing API v2.
#pragma once

#include "base/result.hpp"
#include "media/list_xml.hpp"
#include "media/reason_list.hpp"

namespace redress::media {

[[nodiscard]] ListRefusal parse_reason_list(ByteView xml, ReasonList& list);
[[nodiscard]] Error explain_reasons(ListRefusal refusal);

}  // namespace redress::media
