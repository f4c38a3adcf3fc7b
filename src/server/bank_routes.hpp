// SPDX-License-Identifier: Apache-2.0
// server/bank_routes.hpp — what the routes that change banks share: ours (api_banks.cpp) and those of
// Hasher-Matcher-Actioner (api_hma_banks.cpp).
//
// Errors          as problems, ready to send; put_entry and fill_from_picture: those of the store and the decoder.
// Threads         pure but for what the desk guards.
#pragma once

#include "server/api.hpp"

namespace redress::server {

[[nodiscard]] store::BankStore::By by(const Desk& desk, const Caller& caller);

// A picture instead of its hashes: looked at in the sandbox, never kept.
[[nodiscard]] Status fill_from_picture(Desk& desk, const http::SpoolFile& file, store::BankEntry& entry);

// Without a name of its own an entry is what it says: the same picture twice is one entry.
[[nodiscard]] Result<store::BankStore::Put> put_entry(Desk& desk, store::BankStore& banks, const Caller& caller,
                                                      const std::string& bank, store::BankEntry entry);

// Whoever is answered can rely on it: the next upload already meets the change.
[[nodiscard]] http::Response respond_seen(Desk& desk, const Status& done, int status, const Json& json);

// 0 for what is none: no entry has that number.
[[nodiscard]] std::int64_t parse_number(std::string_view text);

// A route for staff: signed in or with a token of scope admin, and with banks kept at all.
using BankHandler = http::Response (*)(Desk&, store::BankStore&, const Caller&, http::Request&);
template <BankHandler handle>
http::Response for_staff(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  if (desk.options.banks == nullptr) return problem_of(503, "no banks are kept here");
  return handle(desk, *desk.options.banks, std::get<Caller>(staff), request);
}

// {"name", "matching_enabled_ratio"}
[[nodiscard]] Json render_hma_bank(const store::BankPolicy& policy);
void add_hma_bank_routes(Desk& desk, std::vector<Route>& routes);

}  // namespace redress::server
