// SPDX-License-Identifier: Apache-2.0
// server/staff_page.hpp — what every page of the console shares: who is signed in, its form token, the other pages.
//
// Shapes          "pages" are those that this person may open; "waits" says how long the oldest objection of a notifier
//                 has left, on every page, since nothing else leads staff to it in time.
// Errors          none: what cannot be read is left out of the frame.
// Threads         pure but for what the desk guards.
#pragma once

#include "server/page.hpp"

namespace redress::server {

[[nodiscard]] Json staff_frame(const Desk& desk, const Visit& visit, const http::Request& request,
                               const Caller& caller);
// With a word about why, when there was a session.
[[nodiscard]] http::Response send_to_sign_in(const Desk& desk, const http::Request& request);
// The form token was of another session.
[[nodiscard]] http::Response refuse_old_form(const Desk& desk, const Visit& visit, std::string_view link);
// Figures of colleagues by name are for officers and overseers.
[[nodiscard]] inline bool may_see_reviewers(const Caller& caller) { return caller.kind != cases::ActorKind::reviewer; }

}  // namespace redress::server
