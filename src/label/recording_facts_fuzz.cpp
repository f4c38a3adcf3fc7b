// SPDX-License-Identifier: Apache-2.0
// Lines as a program that was taken over might print them.
#include "base/bytes.hpp"
#include "label/recording_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  label::FactsReader reader;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto facts = reader.finish();
  if (!facts.ok()) return 0;
  CHECK(facts.value().seconds >= 0 && facts.value().streams.size() <= label::stream_count_max);
  return 0;
}
