// SPDX-License-Identifier: Apache-2.0
// Whatever bytes a bank file holds: entries or an error, and what was read can be written and read again.
#include "base/check.hpp"
#include "match/bank_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bank = redress::match::parse_bank({reinterpret_cast<const char*>(data), size}, "bank");
  if (!bank.ok()) return 0;
  for (const auto& entry : bank.value()) {
    const auto again = redress::match::parse_entry(redress::match::render_entry(entry), "again");
    CHECK(again.ok() && again.value().fingerprint.sha256 == entry.fingerprint.sha256);
  }
  return 0;
}
