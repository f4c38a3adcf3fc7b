// SPDX-License-Identifier: Apache-2.0
// The answer of a worker that was taken over: refused, or within every limit.
#include "media/hash_list_wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::media;
  HashList list;
  if (parse_list_reply({data, size}, list) != ListRefusal::none) return 0;
  CHECK(list.entries.size() <= list_entry_count_max && list.next.size() <= list_next_bytes_max);
  for (const ListedEntry& entry : list.entries) {
    CHECK(entry.id.size() <= list_id_bytes_max && entry.fault < EntryFault::count);
    CHECK(!is_usable(entry.fault) || (entry.member_id != 0 && !entry.id.empty()));
  }
  return 0;
}
