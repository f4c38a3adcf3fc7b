// SPDX-License-Identifier: Apache-2.0
// Digests of others' making, and texts: whatever is read is written as it was.
#include "base/check.hpp"
#include "match/ssdeep.hpp"
#include "match/text_hash.hpp"
#include "match/tlsh.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::match;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto tlsh = parse_tlsh(text); tlsh.ok())
    CHECK(parse_tlsh(render_tlsh(tlsh.value())).value() == tlsh.value());
  if (const auto ssdeep = parse_ssdeep(text); ssdeep.ok()) CHECK(text.starts_with(render_ssdeep(ssdeep.value())));
  const auto hash = hash_text(text);
  CHECK(!hash.ok() || hash.value().word_count >= word_count_min);
  return 0;
}
