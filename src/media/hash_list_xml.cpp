// SPDX-License-Identifier: Apache-2.0
#include "media/hash_list_xml.hpp"

#include <expat.h>

#include <algorithm>
#include <charconv>

namespace redress::media {
namespace {

constexpr std::size_t text_bytes_max = 4'096;  // longer than anything that is kept
constexpr char name_separator = '|';           // between a namespace and a name

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

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string_view find_attribute(const XML_Char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (*attributes == name) return attributes[1];
  }
  return {};
}

std::string_view local_name(const char* name) {
  const std::string_view all(name);
  return all.substr(all.rfind(name_separator) + 1);
}

class Reader {
 public:
  Reader(std::uint32_t our_member, HashList& list) : our_member_(our_member), list_(list) {}

  ListRefusal read(ByteView xml);

 private:
  static Reader& of(void* held) { return *static_cast<Reader*>(held); }
  void refuse(ListRefusal why);
  void open(std::string_view name, const XML_Char** attributes);
  void close();
  void begin_entry(std::string_view name);
  void begin_said(std::string_view name, std::string_view kind);
  void take_said_member(std::string_view id);
  void finish();
  void finish_entry();
  void fault(EntryFault why);
  void take_time();
  void take_next();
  template <class Hash>
  void take_hash(std::optional<Hash>& target);

  const std::uint32_t our_member_;
  HashList& list_;
  XML_Parser parser_ = nullptr;
  ListRefusal refusal_ = ListRefusal::none;
  std::vector<Place> places_{Place::outside};
  bool is_list_ = false;
  std::string text_;
  ListedEntry entry_;
  HashFeedback* said_of_ = nullptr;  // of the hash that the feedback element names
  bool said_negative_ = false;
};

void Reader::refuse(ListRefusal why) {
  if (refusal_ != ListRefusal::none) return;
  refusal_ = why;
  XML_StopParser(parser_, XML_FALSE);
}

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

void Reader::open(std::string_view name, const XML_Char** attributes) {
  if (static_cast<int>(places_.size()) > list_depth_max) return refuse(ListRefusal::too_deep);
  const Place from = places_.back();
  const Place place = find_step(from, name);
  if (from == Place::outside && place != Place::root) return refuse(ListRefusal::not_a_list);
  places_.push_back(place);
  text_.clear();
  is_list_ |= place == Place::root;
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
void Reader::take_hash(std::optional<Hash>& target) {
  if (target) return fault(EntryFault::repeated_hash);
  const auto bytes = parse_hex(text_);
  Hash hash{};
  if (!bytes.ok() || bytes.value().size() != hash.size()) return fault(EntryFault::bad_hash);
  std::copy(bytes.value().begin(), bytes.value().end(), hash.begin());
  target = hash;
}

void Reader::take_time() {
  const auto at = parse_instant(text_);
  if (at.ok() && at.value().ms > 0) entry_.changed_at = at.value();
}

void Reader::take_next() {
  if (text_.size() > list_next_bytes_max || !is_printable(text_) || !list_.next.empty()) {
    return refuse(ListRefusal::bad_next);
  }
  list_.next = text_;
}

// The element that `close` leaves is over, with its text.
void Reader::finish() {
  switch (places_.back()) {
    case Place::entry:
      return finish_entry();
    case Place::time:
      return take_time();
    case Place::id:
      if (text_.size() <= list_id_bytes_max && is_printable(text_)) entry_.id = text_;
      return;
    case Place::classification:
      if (text_.size() <= list_class_bytes_max && is_printable(text_)) entry_.classification = text_;
      return;
    case Place::md5:
      return take_hash(entry_.md5);
    case Place::sha1:
      return take_hash(entry_.sha1);
    case Place::pdq:
      return take_hash(entry_.pdq);
    case Place::next:
      return take_next();
    default:
      return;
  }
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

void Reader::close() {
  // White space around a value is the writer's, not the value's.
  const std::size_t from = text_.find_first_not_of(" \t\r\n");
  const std::size_t to = text_.find_last_not_of(" \t\r\n");
  text_ = from == std::string::npos ? std::string() : text_.substr(from, to - from + 1);
  finish();
  text_.clear();
  places_.pop_back();
}

ListRefusal Reader::read(ByteView xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreateNS(nullptr, name_separator),
                                                                            &XML_ParserFree);
  if (!parser) return ListRefusal::memory;
  parser_ = parser.get();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(
      parser_,
      [](void* held, const XML_Char* name, const XML_Char** attributes) {
        if (of(held).refusal_ == ListRefusal::none) of(held).open(local_name(name), attributes);
      },
      [](void* held, const XML_Char*) {
        if (of(held).refusal_ == ListRefusal::none) of(held).close();
      });
  XML_SetCharacterDataHandler(parser_, [](void* held, const XML_Char* text, int bytes) {
    std::string& all = of(held).text_;
    if (all.size() < text_bytes_max) all.append(text, static_cast<std::size_t>(bytes));
  });
  XML_SetStartDoctypeDeclHandler(parser_, [](void* held, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    of(held).refuse(ListRefusal::doctype);
  });
  // Whole and at once: the page lies in memory, and a token cut over several calls would be scanned again each time.
  const auto* bytes = reinterpret_cast<const char*>(xml.data());
  const XML_Status status = XML_Parse(parser_, bytes, static_cast<int>(xml.size()), XML_TRUE);
  if (refusal_ != ListRefusal::none) return refusal_;
  if (XML_GetErrorCode(parser_) == XML_ERROR_NO_MEMORY) return ListRefusal::memory;
  return status == XML_STATUS_OK && is_list_ ? ListRefusal::none : ListRefusal::not_xml;
}

}  // namespace

ListRefusal parse_hash_list(ByteView xml, std::uint32_t our_member, HashList& list) {
  list = {};
  if (xml.empty()) return ListRefusal::empty;
  if (xml.size() > list_bytes_max) return ListRefusal::too_large;
  return Reader(our_member, list).read(xml);
}

}  // namespace redress::media
