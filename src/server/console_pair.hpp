// SPDX-License-Identifier: Apache-2.0
// server/console_pair.hpp — a picture and its copy as a reviewer compares them: side by side, and the copy laid over
// the original.
//
// Use this when   a match is shown to the person who decides on it.
// Shapes          JSON for pages/console_pair.html; null where one of the two is not there to be shown. Places are in
//                 pixels of the blurred pictures. Without an overlay the pictures stand side by side only.
// Errors          none.
// Threads         pure but for looking the previews up.
// Never           shows a byte that came from outside: both pictures are previews of our own making.
#pragma once

#include "server/view.hpp"

namespace redress::server {

// `clear_item_no`: the item whose pair is asked for unblurred; 0: none.
[[nodiscard]] Json tell_pair(const Telling& telling, const cases::Case& state, const cases::Item& copy,
                             int clear_item_no);

}  // namespace redress::server
