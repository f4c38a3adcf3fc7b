// SPDX-License-Identifier: Apache-2.0
#include "ledger/note.hpp"

// What is accepted as a note renders to the same bytes, and opening it with a key never does more than answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto note = ledger::parse_note(bytes);
  if (note.ok() && ledger::render_note(note.value()) != bytes) __builtin_trap();
  const auto key = ledger::parse_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  const auto opened = ledger::open_note(bytes, {&key.value(), 1});
  if (opened.ok() && opened.value().verified.empty()) __builtin_trap();
  const auto vkey = ledger::parse_verifier_key(bytes);
  if (vkey.ok() && ledger::render_verifier_key(vkey.value()) != bytes) __builtin_trap();
  return 0;
}
