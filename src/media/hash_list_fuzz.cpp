// SPDX-License-Identifier: Apache-2.0
// Whatever XML an exchange sends: a refusal, or a list that its own wire carries unchanged.
#include "media/hash_list_wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::media;
  HashList list;
  if (parse_hash_list({data, size}, 42, list) != ListRefusal::none) return 0;
  HashList again;
  CHECK(parse_list_reply(encode_list_reply(ListRefusal::none, list), again) == ListRefusal::none);
  CHECK(again.entries == list.entries && again.next == list.next);
  return 0;
}
