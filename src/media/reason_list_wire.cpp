// SPDX-License-Identifier: Apache-2.0
#include "media/reason_list_wire.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "base/check.hpp"
#include "media/record_wire.hpp"

namespace redress::media {
namespace {

struct Head {
  std::uint32_t magic = 0x5244524e;
  std::uint32_t refusal = 0;
  std::uint32_t fault_count = 0;
  std::uint32_t reason_count = 0;
};
static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) == 16);

struct Record {
  std::array<char, reason_guid_bytes> guid{};
  std::array<char, reason_name_bytes_max> name{};
  std::array<char, reason_kind_bytes_max> kind{};
  std::uint8_t name_bytes = 0;
  std::uint8_t kind_bytes = 0;
  std::array<std::uint8_t, 2> unused{};
};
static_assert(std::is_trivially_copyable_v<Record> && sizeof(Record) == 256);

Record make_record(const ListedReason& reason) {
  Record record;
  std::copy(reason.guid.begin(), reason.guid.end(), record.guid.begin());
  std::copy(reason.name.begin(), reason.name.end(), record.name.begin());
  std::copy(reason.kind.begin(), reason.kind.end(), record.kind.begin());
  record.name_bytes = static_cast<std::uint8_t>(reason.name.size());
  record.kind_bytes = static_cast<std::uint8_t>(reason.kind.size());
  return record;
}

bool read_record(const Record& record, ListedReason& reason) {
  if (record.name_bytes > record.name.size() || record.kind_bytes > record.kind.size()) return false;
  reason.guid.assign(record.guid.data(), record.guid.size());
  reason.name.assign(record.name.data(), record.name_bytes);
  reason.kind.assign(record.kind.data(), record.kind_bytes);
  return is_sound(reason);
}

}  // namespace

std::size_t reason_reply_bytes_max() { return sizeof(Head) + reason_count_max * sizeof(Record); }

Bytes encode_reason_reply(ListRefusal refusal, const ReasonList& list) {
  CHECK(list.reasons.size() <= reason_count_max && std::all_of(list.reasons.begin(), list.reasons.end(), is_sound));
  Head head;
  head.refusal = static_cast<std::uint32_t>(refusal);
  head.fault_count = list.fault_count;
  head.reason_count = static_cast<std::uint32_t>(list.reasons.size());
  return encode_records(head, list.reasons, make_record);
}

ListRefusal parse_reason_reply(ByteView reply, ReasonList& list) {
  list = {};
  Head head;
  const ListRefusal refusal = parse_head(reply, head);
  if (refusal != ListRefusal::none) return refusal;
  if (head.reason_count > reason_count_max || head.fault_count > reason_count_max - head.reason_count) {
    return ListRefusal::crashed;
  }
  list.fault_count = head.fault_count;
  const bool is_whole =
      parse_records<Record>(reply.subspan(sizeof(Head)), head.reason_count, list.reasons, read_record);
  return is_whole ? ListRefusal::none : ListRefusal::crashed;
}

}  // namespace redress::media
