// SPDX-License-Identifier: Apache-2.0
#include "ledger/policy_file.hpp"

// What is accepted can be written again and means the same; nobody's signatures never make a quorum of someone's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const auto policy = ledger::parse_policy({reinterpret_cast<const char*>(data), size});
  if (!policy.ok()) return policy.error().message.empty() ? -1 : 0;
  const std::string text = ledger::render_policy(policy.value());
  const auto again = ledger::parse_policy(text);
  if (!again.ok() || ledger::render_policy(again.value()) != text) __builtin_trap();
  if (policy.value().quorum && ledger::is_satisfied(policy.value(), {})) __builtin_trap();
  return 0;
}
