// SPDX-License-Identifier: Apache-2.0
#include "media/hash_list_xml.hpp"

#include <algorithm>
#include <charconv>

namespace redress::media {
namespace {

// Where in the document we are. Everything we do not read is `other`, with all that is below it.
enum class Place {
  outside,
  root,
  group,  // images or videos
  entry,
  member,
  time,
  id,
  classification,
  hashes,
  md5,
  sha1,
  pdq,
  feedback,
  said,  // affirmativeFeedback or negativeFeedback
  said_member,
  said_between,  // reasons and members, whose order and nesting vary
  paging,
  next,
  other
};

struct Step {
  std::string_view name;
  Place from;
  Place to;
};
constexpr Step steps[] = {{"queryResult", Place::outside, Place::root},
                          {"images", Place::root, Place::group},
                          {"videos", Place::root, Place::group},
                          {"paging", Place::root, Place::paging},
                          {"next", Place::paging, Place::next},
                          {"member", Place::entry, Place::member},
                          {"timestamp", Place::entry, Place::time},
                          {"id", Place::entry, Place::id},
                          {"classification", Place::entry, Place::classification},
                          {"fingerprints", Place::entry, Place::hashes},
                          {"feedback", Place::entry, Place::feedback},
                          {"md5", Place::hashes, Place::md5},
                          {"sha1", Place::hashes, Place::sha1},
                          {"pdq", Place::hashes, Place::pdq},
                          {"affirmativeFeedback", Place::feedback, Place::said},
                          {"negativeFeedback", Place::feedback, Place::said},
                          {"members", Place::said, Place::said_between},
                          {"reasons", Place::said, Place::said_between},
                          {"members", Place::said_between, Place::said_between},
                          {"member", Place::said_between, Place::said_member}};

Place find_step(Place from, std::string_view name) {
  // Whatever stands in a group is an entry, so that a strange one is a fault and not a silence.
  if (from == Place::group) return Place::entry;
  for (const Step& step : steps) {
    if (step.from == from && step.name == name) return step.to;
  }
  return Place::other;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

class Reader final : public ListParser {
 public:
  Reader(std::uint32_t our_member, HashList& list) : our_member_(our_member), list_(list) {}

 private:
  void open(std::string_view name, const char** attributes) override;
  void close(const std::string& text) override;
  void begin_entry(std::string_view name);
  void begin_said(std::string_view name, std::string_view kind);
  void take_said_member(std::string_view id);
  void finish_entry();
  void fault(EntryFault why);
  void take_time(const std::string& text);
  void take_next(const std::string& text);
  template <class Hash>
  void take_hash(const std::string& text, std::optional<Hash>& target);

  const std::uint32_t our_member_;
  HashList& list_;
  std::vector<Place> places_{Place::outside};
  ListedEntry entry_;
  HashFeedback* said_of_ = nullptr;  // of the hash that the feedback element names
  bool said_negative_ = false;
};

void Reader::fault(EntryFault why) {
  if (is_usable(entry_.fault)) entry_.fault = why;
}

void Reader::begin_entry(std::string_view name) {
  entry_ = {};
  entry_.is_video = name == "video" || name == "deletedVideo";
  entry_.is_deleted = name == "deletedImage" || name == "deletedVideo";
  if (!entry_.is_video && !entry_.is_deleted && name != "image") fault(EntryFault::unknown_element);
}

void Reader::begin_said(std::string_view name, std::string_view kind) {
  said_negative_ = name == "negativeFeedback";
  said_of_ = nullptr;
  if (kind == "Md5" || kind == "MD5") said_of_ = &entry_.md5_feedback;
  if (kind == "Sha1" || kind == "SHA1") said_of_ = &entry_.sha1_feedback;
  if (kind == "Pdq" || kind == "PDQ") said_of_ = &entry_.pdq_feedback;
}

void Reader::take_said_member(std::string_view id) {
  if (said_of_ == nullptr) return;
  std::uint16_t& count = said_negative_ ? said_of_->negative_count : said_of_->affirmative_count;
  if (count < UINT16_MAX) ++count;
  if (our_member_ == 0 || parse_number<std::uint64_t>(id) != our_member_) return;
  said_of_->ours = said_negative_ ? HashFeedback::Ours::negative : HashFeedback::Ours::affirmative;
}

void Reader::open(std::string_view name, const char** attributes) {
  const Place from = places_.back();
  const Place place = find_step(from, name);
  if (from == Place::outside && place != Place::root) return refuse(ListRefusal::not_a_list);
  places_.push_back(place);
  if (place == Place::group) {
    list_.declared_count += parse_number<std::uint32_t>(find_attribute(attributes, "count")).value_or(0);
  }
  if (place == Place::entry) begin_entry(name);
  if (place == Place::member) {
    entry_.member_id = parse_number<std::uint64_t>(find_attribute(attributes, "id")).value_or(0);
  }
  if (from == Place::hashes && place == Place::other) ++entry_.other_count;
  if (place == Place::said) begin_said(name, find_attribute(attributes, "type"));
  if (place == Place::said_member) take_said_member(find_attribute(attributes, "id"));
}

template <class Hash>
void Reader::take_hash(const std::string& text, std::optional<Hash>& target) {
  if (target) return fault(EntryFault::repeated_hash);
  const auto bytes = parse_hex(text);
  Hash hash{};
  if (!bytes.ok() || bytes.value().size() != hash.size()) return fault(EntryFault::bad_hash);
  std::copy(bytes.value().begin(), bytes.value().end(), hash.begin());
  target = hash;
}

void Reader::take_time(const std::string& text) {
  const auto at = parse_instant(text);
  if (at.ok() && at.value().ms > 0) entry_.changed_at = at.value();
}

void Reader::take_next(const std::string& text) {
  if (text.size() > list_next_bytes_max || !is_printable(text) || !list_.next.empty()) {
    return refuse(ListRefusal::bad_next);
  }
  list_.next = text;
}

void Reader::finish_entry() {
  if (list_.entries.size() == list_entry_count_max) return refuse(ListRefusal::too_many);
  if (entry_.member_id == 0) fault(EntryFault::no_member);
  if (entry_.id.empty()) fault(EntryFault::no_id);
  if (entry_.changed_at == Instant{}) fault(EntryFault::no_time);
  if (entry_.is_deleted) {
    entry_.md5.reset();
    entry_.sha1.reset();
    entry_.pdq.reset();
  }
  list_.entries.push_back(entry_);
}

void Reader::close(const std::string& text) {
  const Place place = places_.back();
  places_.pop_back();
  switch (place) {
    case Place::entry:
      return finish_entry();
    case Place::time:
      return take_time(text);
    case Place::id:
      if (text.size() <= list_id_bytes_max && is_printable(text)) entry_.id = text;
      return;
    case Place::classification:
      if (text.size() <= list_class_bytes_max && is_printable(text)) entry_.classification = text;
      return;
    case Place::md5:
      return take_hash(text, entry_.md5);
    case Place::sha1:
      return take_hash(text, entry_.sha1);
    case Place::pdq:
      return take_hash(text, entry_.pdq);
    case Place::next:
      return take_next(text);
    default:
      return;
  }
}

}  // namespace

ListRefusal parse_hash_list(ByteView xml, std::uint32_t our_member, HashList& list) {
  list = {};
  if (xml.empty()) return ListRefusal::empty;
  if (xml.size() > list_bytes_max) return ListRefusal::too_large;
  return Reader(our_member, list).parse(xml);
}

}  // namespace redress::media
