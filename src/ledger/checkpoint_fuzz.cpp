// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.hpp"

// One checkpoint, one spelling.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto checkpoint = ledger::parse_checkpoint(text);
  if (checkpoint.ok() && ledger::render_checkpoint(checkpoint.value()) != text) __builtin_trap();
  return 0;
}
