// SPDX-License-Identifier: Apache-2.0
// server/visitor.hpp — the short session of a person without an account: opened by two codes, kept in a sealed cookie.
//
// Shapes          30 minutes, bound to one case and one side of it ("redress_case", "redress_appeal").
// Errors          open: 404 in words, alike for a wrong code and a wrong secret; 429 for too many tries.
// Threads         pure but for what the desk guards.
// Never           lets a session for one case read another, or a form be posted from elsewhere.
#pragma once

#include <optional>
#include <string>

#include "server/page.hpp"

namespace redress::server {

struct Side {
  std::string_view cookie;  // "redress_case"
  std::string_view path;    // "/case"
  std::string_view words;   // messages "case." or "appeal."
};
inline constexpr Side reporter_side{"redress_case", "/case", "case."};
inline constexpr Side uploader_side{"redress_appeal", "/appeal", "appeal."};

struct Visitor {
  Id case_id;
  int notice_no = 0;  // 0 for an uploader
  std::string case_code;
  std::string csrf;
};

// Who holds the session for this case code; nothing when there is none or it is for another.
[[nodiscard]] std::optional<Visitor> find_visitor(const Desk& desk, const http::Request& request, const Side& side,
                                                  std::string_view case_code);
// The same for a POST: the form token must fit too.
[[nodiscard]] std::optional<Visitor> find_poster(const Desk& desk, const http::Request& request, const Side& side,
                                                 const http::Fields& form);
void keep_visitor(const Desk& desk, http::Response& response, const Side& side, const Visitor& visitor);
// The form for the two codes, with what went wrong.
[[nodiscard]] http::Response show_codes(const Desk& desk, const http::Request& request, const Side& side,
                                        std::string_view fault_key = {}, int status = 200);

}  // namespace redress::server
