// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness_wire.hpp"

// What is accepted renders to the same bytes. Answers of a witness are read the same way.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto request = ledger::parse_add_checkpoint(body);
  if (request.ok() && ledger::render_add_checkpoint(request.value()) != body) __builtin_trap();
  const auto known = ledger::parse_tlog_size(body);
  if (known.ok() && ledger::render_tlog_size(known.value()) != body) __builtin_trap();
  const auto lines = ledger::parse_signature_lines(body);
  if (lines.ok()) {
    std::string again;
    for (const auto& line : lines.value()) again += ledger::render_signature_line(line);
    if (again != body) __builtin_trap();
  }
  return 0;
}
