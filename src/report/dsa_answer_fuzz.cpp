// SPDX-License-Identifier: Apache-2.0
// Whatever the database answers: a verdict for each statement of the batch or none, words that fit their bound, and
// nothing that would break a line of the log or of a list.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "report/dsa_answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::report;
  static const std::array<std::string, 3> puids{"a1", "b2", "c3"};
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto check_words = [](const std::string& words) {
    CHECK(words.size() <= dsa_words_bytes_max);
    CHECK(std::none_of(words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  };
  const auto refusals = read_refusals(body, puids);
  CHECK(refusals.size() == puids.size());
  for (const auto& refusal : refusals) {
    if (refusal) check_words(refusal->words);
  }
  check_words(read_words(body));
  CHECK(read_uuids(body, puids).size() == puids.size());
  return 0;
}
