// SPDX-License-Identifier: Apache-2.0
// cli/demo_audit.hpp — the end of the demo: the ledger checked from outside, over its own address, and once more with
// one byte of it altered.
//
// Errors          conflict: something did not hold, or an altered byte was not found.
// Threads         the main thread.
#pragma once

#include "cli/api_client.hpp"

namespace redress::cli {

[[nodiscard]] Status audit_from_outside(const ApiClient& api);

}  // namespace redress::cli
