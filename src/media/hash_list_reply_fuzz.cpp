// SPDX-License-Identifier: Apache-2.0
// The answer of a worker that was taken over: refused, or within every limit.
#include "media/hash_list_wire.hpp"
#include "media/reason_list_wire.hpp"

namespace {

using namespace redress::media;

void read_as_page(redress::ByteView reply) {
  HashList list;
  if (parse_list_reply(reply, list) != ListRefusal::none) return;
  CHECK(list.entries.size() <= list_entry_count_max && list.next.size() <= list_next_bytes_max);
  for (const ListedEntry& entry : list.entries) {
    CHECK(entry.id.size() <= list_id_bytes_max && entry.fault < EntryFault::count);
    CHECK(!is_usable(entry.fault) || (entry.member_id != 0 && !entry.id.empty()));
  }
}

void read_as_reasons(redress::ByteView reply) {
  ReasonList list;
  if (parse_reason_reply(reply, list) != ListRefusal::none) return;
  CHECK(list.reasons.size() + list.fault_count <= reason_count_max);
  for (const ListedReason& reason : list.reasons) {
    CHECK(is_guid(reason.guid) && is_reason_name(reason.name) && reason.kind.size() <= reason_kind_bytes_max);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_as_page({data, size});
  read_as_reasons({data, size});
  return 0;
}
