// SPDX-License-Identifier: Apache-2.0
// Whatever XML an exchange sends: a refusal, or a list that its own wire carries unchanged. Read as a page of entries
// and as a list of reasons.
#include "media/hash_list_wire.hpp"
#include "media/reason_list_wire.hpp"
#include "media/reason_list_xml.hpp"

namespace {

using namespace redress::media;

void read_as_page(redress::ByteView xml) {
  HashList list;
  if (parse_hash_list(xml, 42, list) != ListRefusal::none) return;
  HashList again;
  CHECK(parse_list_reply(encode_list_reply(ListRefusal::none, list), again) == ListRefusal::none);
  CHECK(again.entries == list.entries && again.next == list.next);
}

void read_as_reasons(redress::ByteView xml) {
  ReasonList list;
  if (parse_reason_list(xml, list) != ListRefusal::none) return;
  ReasonList again;
  CHECK(parse_reason_reply(encode_reason_reply(ListRefusal::none, list), again) == ListRefusal::none);
  CHECK(again.reasons == list.reasons && again.fault_count == list.fault_count);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_as_page({data, size});
  read_as_reasons({data, size});
  return 0;
}
