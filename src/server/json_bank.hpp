// SPDX-License-Identifier: Apache-2.0
// server/json_bank.hpp — a bank and its entries as JSON: of the API, and of `redress bank --json`.
//
// Shapes          docs/reference/http.md; what is not there is null. Corners are only said to be there.
// Errors          none.
// Threads         pure functions.
#pragma once

#include "server/json.hpp"
#include "store/bank_store.hpp"

namespace redress::server {

[[nodiscard]] Json render_bank(const store::BankPolicy& policy);
[[nodiscard]] Json render_bank(const store::BankPolicy& policy, const store::BankCounts& counts);
[[nodiscard]] Json render_bank_entry(const store::BankEntry& entry);

}  // namespace redress::server
