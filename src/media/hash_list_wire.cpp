// SPDX-License-Identifier: Apache-2.0
#include "media/hash_list_wire.hpp"

#include <algorithm>
#include <type_traits>

#include "media/record_wire.hpp"

namespace redress::media {
namespace {

constexpr std::int64_t time_ms_max = 253'402'300'799'999;  // the end of the year 9999

struct Head {
  std::uint32_t magic = 0x52444c53;
  std::uint32_t refusal = 0;
  std::uint64_t declared_count = 0;
  std::uint32_t entry_count = 0;
  std::uint32_t next_bytes = 0;
  std::array<char, list_next_bytes_max> next{};
};
static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) == 24 + list_next_bytes_max);

struct Said {
  std::uint16_t affirmative_count = 0;
  std::uint16_t negative_count = 0;
};

struct Record {
  std::uint64_t member_id = 0;
  std::int64_t changed_at_ms = 0;
  std::array<char, list_id_bytes_max> id{};
  std::array<char, list_class_bytes_max> classification{};
  Md5 md5{};
  Sha1 sha1{};
  Pdq pdq{};
  std::array<Said, 3> said{};
  std::uint32_t other_count = 0;
  std::array<std::uint8_t, 3> has_hash{};
  std::array<std::uint8_t, 3> ours{};
  std::uint8_t id_bytes = 0;
  std::uint8_t classification_bytes = 0;
  std::uint8_t fault = 0;
  std::uint8_t is_video = 0;
  std::uint8_t is_deleted = 0;
  std::array<std::uint8_t, 1> unused{};
};
static_assert(std::is_trivially_copyable_v<Record> && sizeof(Record) == 256);

template <std::size_t Count>
std::uint8_t put(const std::string& text, std::array<char, Count>& target) {
  std::copy(text.begin(), text.end(), target.begin());
  return static_cast<std::uint8_t>(text.size());
}

template <class Hash>
std::uint8_t put(const std::optional<Hash>& hash, Hash& target) {
  target = hash.value_or(Hash{});
  return hash.has_value() ? 1 : 0;
}

Record make_record(const ListedEntry& entry) {
  Record record;
  record.member_id = entry.member_id;
  record.changed_at_ms = entry.changed_at.ms;
  record.id_bytes = put(entry.id, record.id);
  record.classification_bytes = put(entry.classification, record.classification);
  record.has_hash = {put(entry.md5, record.md5), put(entry.sha1, record.sha1), put(entry.pdq, record.pdq)};
  const std::array<const HashFeedback*, 3> feedback = {&entry.md5_feedback, &entry.sha1_feedback, &entry.pdq_feedback};
  for (std::size_t i = 0; i < feedback.size(); ++i) {
    record.said[i] = {feedback[i]->affirmative_count, feedback[i]->negative_count};
    record.ours[i] = static_cast<std::uint8_t>(feedback[i]->ours);
  }
  record.other_count = entry.other_count;
  record.fault = static_cast<std::uint8_t>(entry.fault);
  record.is_video = entry.is_video ? 1 : 0;
  record.is_deleted = entry.is_deleted ? 1 : 0;
  return record;
}

template <std::size_t Count>
bool take(const std::array<char, Count>& source, std::size_t bytes, std::string& text) {
  if (bytes > Count) return false;
  text.assign(source.data(), bytes);
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

template <class Hash>
std::optional<Hash> take(std::uint8_t has_hash, const Hash& hash) {
  return has_hash != 0 ? std::optional<Hash>(hash) : std::nullopt;
}

bool is_sane(const Record& record) {
  const auto is_flag = [](std::uint8_t value) { return value <= 1; };
  const auto is_ours = [](std::uint8_t value) {
    return value <= static_cast<std::uint8_t>(HashFeedback::Ours::negative);
  };
  const bool has_hash = std::any_of(record.has_hash.begin(), record.has_hash.end(), [](auto one) { return one != 0; });
  return record.fault < static_cast<std::uint8_t>(EntryFault::count) && is_flag(record.is_video) &&
         is_flag(record.is_deleted) && std::all_of(record.has_hash.begin(), record.has_hash.end(), is_flag) &&
         std::all_of(record.ours.begin(), record.ours.end(), is_ours) && record.changed_at_ms >= 0 &&
         record.changed_at_ms <= time_ms_max && !(record.is_deleted != 0 && has_hash);
}

bool read_record(const Record& record, ListedEntry& entry) {
  if (!is_sane(record) || !take(record.id, record.id_bytes, entry.id) ||
      !take(record.classification, record.classification_bytes, entry.classification)) {
    return false;
  }
  entry.fault = static_cast<EntryFault>(record.fault);
  entry.is_video = record.is_video != 0;
  entry.is_deleted = record.is_deleted != 0;
  entry.member_id = record.member_id;
  entry.changed_at = Instant{record.changed_at_ms};
  entry.md5 = take(record.has_hash[0], record.md5);
  entry.sha1 = take(record.has_hash[1], record.sha1);
  entry.pdq = take(record.has_hash[2], record.pdq);
  const std::array<HashFeedback*, 3> feedback = {&entry.md5_feedback, &entry.sha1_feedback, &entry.pdq_feedback};
  for (std::size_t i = 0; i < feedback.size(); ++i) {
    *feedback[i] = {record.said[i].affirmative_count, record.said[i].negative_count,
                    static_cast<HashFeedback::Ours>(record.ours[i])};
  }
  entry.other_count = record.other_count;
  // An entry that can be used has all that names it.
  return !is_usable(entry.fault) || (entry.member_id != 0 && !entry.id.empty() && entry.changed_at.ms > 0);
}

}  // namespace

std::size_t list_reply_bytes_max() { return sizeof(Head) + list_entry_count_max * sizeof(Record); }

Bytes encode_list_reply(ListRefusal refusal, const HashList& list) {
  CHECK(list.entries.size() <= list_entry_count_max && list.next.size() <= list_next_bytes_max);
  Head head;
  head.refusal = static_cast<std::uint32_t>(refusal);
  head.declared_count = list.declared_count;
  head.entry_count = static_cast<std::uint32_t>(list.entries.size());
  head.next_bytes = static_cast<std::uint32_t>(list.next.size());
  std::copy(list.next.begin(), list.next.end(), head.next.begin());
  return encode_records(head, list.entries, make_record);
}

ListRefusal parse_list_reply(ByteView reply, HashList& list) {
  list = {};
  Head head;
  const ListRefusal refusal = parse_head(reply, head);
  if (refusal != ListRefusal::none) return refusal;
  if (head.entry_count > list_entry_count_max || !take(head.next, head.next_bytes, list.next)) {
    return ListRefusal::crashed;
  }
  list.declared_count = head.declared_count;
  const bool is_sound = parse_records<Record>(reply.subspan(sizeof(Head)), head.entry_count, list.entries, read_record);
  return is_sound ? ListRefusal::none : ListRefusal::crashed;
}

}  // namespace redress::media
