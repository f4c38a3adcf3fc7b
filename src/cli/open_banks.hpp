// SPDX-License-Identifier: Apache-2.0
// cli/open_banks.hpp — what the parts of `redress bank` share.
//
// Errors          open_banks: unavailable where the folder cannot be made; those of store/bank_store.hpp.
// Threads         the main thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "store/bank_store.hpp"

namespace redress::cli {

[[nodiscard]] Result<std::unique_ptr<store::BankStore>> open_banks(const std::string& data_dir);
// Who is at the keyboard, for the record.
[[nodiscard]] store::BankStore::By command_by();
// What an exchange asks for; who does not want to wait ends the command.
[[nodiscard]] bool wait_at_keyboard(std::chrono::seconds span);

}  // namespace redress::cli
