// SPDX-License-Identifier: Apache-2.0
#include "ledger/tlog_proof.hpp"

// What is accepted renders to the same bytes; checking it against any leaf only answers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto proof = ledger::parse_tlog_proof(text);
  if (!proof.ok()) return 0;
  if (ledger::render_tlog_proof(proof.value()) != text) __builtin_trap();
  const auto head = ledger::parse_claimed_checkpoint(proof.value().checkpoint).value();
  const auto held =
      ledger::verify_inclusion(ledger::leaf_hash({}), proof.value().index, head.size, proof.value().hashes, head.root);
  return held.ok() && head.size == 0 ? -1 : 0;
}
