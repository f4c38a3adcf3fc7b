// SPDX-License-Identifier: Apache-2.0
// server/page.hpp — what every page needs: the visitor's language, the frame, cookies, forms, errors in words.
//
// Errors          refuse_page turns an error of the core into a page that says what to do next.
// Threads         pure but for what the desk guards.
// Never           puts a secret into a URL or says more in a title than "Support".
#pragma once

#include <optional>
#include <string>

#include "server/api.hpp"

namespace redress::server {

struct Visit {
  const report::Language& language;
  bool sets_language = false;  // chosen by ?lang=: remember it until the browser closes
};

[[nodiscard]] Visit visit_of(const Desk& desk, const http::Request& request, std::string_view form_language = {});
// In a language that the console speaks.
[[nodiscard]] Visit staff_visit_of(const Desk& desk, const http::Request& request);
// The frame's own values; pages add theirs.
[[nodiscard]] Json frame(const Desk& desk, const Visit& visit, bool wide = false);
[[nodiscard]] http::Response render_page(const Desk& desk, const Visit& visit, std::string_view page, const Json& view,
                                         int status = 200);
// In the place of the policy that the answer has.
void set_policy(http::Response& response, std::string_view policy);
[[nodiscard]] http::Response message_page(const Desk& desk, const Visit& visit, int status,
                                          std::string_view heading_key, const std::string& text,
                                          std::string_view link = "/");
[[nodiscard]] http::Response refuse_page(const Desk& desk, const Visit& visit, const Error& error,
                                         std::string_view link);

// A form's fields; a body that is no form reads as an empty one.
[[nodiscard]] http::Fields form_of(const http::Request& request);
[[nodiscard]] std::string field(const http::Fields& form, std::string_view name);
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

// A sealed cookie of ours: its text, or nothing when there is none or its time is over.
[[nodiscard]] std::optional<std::string> find_sealed(const Desk& desk, const http::Request& request,
                                                     std::string_view name);
void set_sealed(const Desk& desk, http::Response& response, std::string_view name, std::string_view text,
                std::string_view path, std::chrono::seconds age);
void clear_cookie(const Desk& desk, http::Response& response, std::string_view name, std::string_view path);
// After a POST: see other, with a word about what was done that is shown once.
[[nodiscard]] http::Response see_other(const Desk& desk, const std::string& location, std::string_view note_key = {});
// The key of that word, if the page is shown right after; only words that begin with `prefix`.
[[nodiscard]] std::string note_of(const Desk& desk, const http::Request& request, const Visit& visit);

[[nodiscard]] http::RouteOptions form_body();

}  // namespace redress::server
