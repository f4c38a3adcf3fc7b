// SPDX-License-Identifier: Apache-2.0
// server/safe_view.hpp — one line that says when an e-mail may reach a person who reported, or that none will.
//
// Shapes          plain text; empty where there is nothing to say: no address (any more), and to the reporter herself
//                 where any time is safe.
// Errors          none.
// Threads         pure functions.
// Never           shows the address.
#pragma once

#include "server/view.hpp"

namespace redress::server {

[[nodiscard]] std::string tell_safe_time(const Telling& telling, const cases::NoticeReceived& notice);
// That of a case's notice; nothing where it has no such number.
[[nodiscard]] std::string tell_safe_time(const Telling& telling, const std::vector<store::Record>& records,
                                         int notice_no);

}  // namespace redress::server
