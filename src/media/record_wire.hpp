// SPDX-License-Identifier: Apache-2.0
// media/record_wire.hpp — an answer of a worker that is a head and so many records of fixed layout.
//
// Use this when   inside hash_list_wire.cpp and reason_list_wire.cpp, whose heads and records are trivially copyable. A
//                 head has `magic` and `refusal`.
// Shapes          native order: both ends are one program.
// Errors          a reply that is no such answer is `crashed`: its writer may have been taken over.
// Threads         pure functions.
// Source          docs/decisions/0026.
#pragma once

#include <cstring>

#include "media/hash_list_xml.hpp"

namespace redress::media {

template <class Head, class Items, class Make>
Bytes encode_records(const Head& head, const Items& items, Make make_record) {
  using Record = decltype(make_record(items[0]));
  Bytes bytes(sizeof(Head) + items.size() * sizeof(Record));
  std::memcpy(bytes.data(), &head, sizeof(Head));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Record record = make_record(items[i]);
    std::memcpy(bytes.data() + sizeof(Head) + i * sizeof(Record), &record, sizeof(Record));
  }
  return bytes;
}

// What the writer refused, or why nothing of the reply is believed.
template <class Head>
ListRefusal parse_head(ByteView reply, Head& head) {
  if (reply.size() < sizeof(Head)) return ListRefusal::crashed;
  std::memcpy(&head, reply.data(), sizeof(Head));
  const bool is_ours = head.magic == Head{}.magic && head.refusal < static_cast<std::uint32_t>(ListRefusal::count);
  return is_ours ? static_cast<ListRefusal>(head.refusal) : ListRefusal::crashed;
}

// All that comes behind the head; false: they are not as many, or one is not sound.
template <class Record, class Items, class Read>
bool parse_records(ByteView records, std::size_t count, Items& items, Read read_record) {
  if (records.size() != count * sizeof(Record)) return false;
  items.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Record record;
    std::memcpy(&record, records.data() + i * sizeof(Record), sizeof(Record));
    if (!read_record(record, items[i])) return false;
  }
  return true;
}

}  // namespace redress::media
