// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_stopncii.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "match/exchange_json.hpp"

namespace redress::match {
namespace {

struct SignalWord {
  std::string_view word;
  SignalKind kind;
};
constexpr std::array<SignalWord, 5> signal_words = {{{"ImagePDQ", SignalKind::pdq},
                                                     {"VideoMD5", SignalKind::md5},
                                                     {"VideoTMK", SignalKind::video_tmk},
                                                     {"Text", SignalKind::text},
                                                     {"URL", SignalKind::url}}};
constexpr std::array<std::string_view, 3> live_words = {"Unknown", "Received", "Active"};
constexpr std::array<std::string_view, 2> ended_words = {"Withdrawn", "Deleted"};
constexpr std::array<std::string_view, 3> feedback_words = {"PendingReview", "Blocked", "NotBlocked"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A value that a URL or a text may hold does not belong into a name, so a long or unprintable one is named by its hash.
std::string make_ref(const std::string& type, const std::string& signal) {
  const std::string plain = type + ":" + signal;
  return is_source_ref(plain) ? plain : type + ":sha256:" + render_hex(sha256(signal));
}

void take_feedback(const Json& record, std::string_view member, ExchangeEntry& entry) {
  bool blocked = false;
  bool cleared = false;
  std::string mine;
  const Json* list = find_member(record, "CSPFeedbacks");
  if (list != nullptr && list->is_array()) {
    for (const Json& feedback : *list) {
      const std::string source = find_text(feedback, "source").value_or("");
      const std::string value = find_text(feedback, "feedbackValue").value_or("");
      blocked |= value == "Blocked";
      cleared |= value == "NotBlocked";
      if (!member.empty() && source == member) mine = value;
      if (entry.owner.empty()) entry.owner = tidy_name(source);
      const Json* tags = find_member(feedback, "tags");
      if (tags == nullptr || !tags->is_array()) continue;
      for (const Json& tag : *tags) {
        if (tag.is_string()) entry.tags.push_back(tag.get<std::string>());
      }
    }
  }
  entry.tags = tidy_tags(std::move(entry.tags));
  if (mine == "NotBlocked") {
    entry.opinion = Opinion::negative;
  } else if (mine == "Blocked") {
    entry.opinion = Opinion::positive;
  } else {
    entry.opinion = cleared ? Opinion::disputed : blocked ? Opinion::positive : Opinion::seed;
  }
}

Status take_record(const Json& record, std::string_view member, ExchangePage& page) {
  if (!record.is_object()) return Error{Code::invalid, "not an object"};
  const std::string type = find_text(record, "signalType").value_or("");
  const auto known =
      std::find_if(signal_words.begin(), signal_words.end(), [&](const SignalWord& one) { return one.word == type; });
  if (known == signal_words.end()) {
    ++page.other_count;
    return Done{};
  }
  const auto value = find_text(record, "hashValue");
  if (!value) return Error{Code::invalid, "\"hashValue\" is missing or not a text"};
  const std::string status = find_text(record, "hashStatus").value_or("");
  ExchangeEntry entry;
  entry.kind = known->kind;
  entry.is_withdrawn = holds(ended_words, status);
  if (!entry.is_withdrawn && !holds(live_words, status))
    return Error{Code::invalid, "\"hashStatus\" is not known here"};
  TRY_ASSIGN(entry.signal, parse_signal(entry.kind, *value));
  entry.source_ref = make_ref(type, entry.signal);
  entry.changed_at = find_seconds(record, "lastModtimestamp").value_or(Instant{});
  if (entry.is_withdrawn) {
    entry.signal.clear();
  } else {
    take_feedback(record, member, entry);
  }
  page.entries.push_back(std::move(entry));
  return Done{};
}

Status take_head(const Json& root, StopNciiPage& read) {
  const auto next_set = find_seconds(root, "nextSetTimestamp");
  if (!next_set) return Error{Code::invalid, "the page's \"nextSetTimestamp\" is missing or not a time"};
  read.next_set = next_set->ms / 1'000;
  const Json* more = find_member(root, "hasMoreRecords");
  if (more == nullptr || !more->is_boolean()) {
    return Error{Code::invalid, "the page's \"hasMoreRecords\" is missing or not true or false"};
  }
  read.page.is_last = !more->get<bool>();
  if (read.page.is_last) return Done{};
  read.page.next = find_text(root, "nextPageToken").value_or("");
  if (read.page.next.empty() || read.page.next.size() > page_next_bytes_max) {
    return Error{Code::invalid, "the page says that there are more, and gives no token to ask for them"};
  }
  return Done{};
}

Result<Json> make_opinion(const StopNciiOpinion& opinion) {
  const auto known = std::find_if(signal_words.begin(), signal_words.end(),
                                  [&](const SignalWord& one) { return one.kind == opinion.kind; });
  if (known == signal_words.end()) {
    return Error{Code::unsupported, "StopNCII takes PDQ, MD5 of videos, TMK, texts and URLs only"};
  }
  TRY_ASSIGN(const std::string signal, parse_signal(opinion.kind, opinion.signal));
  return Json{{"signalType", known->word},
              {"hashValue", signal},
              {"feedbackValue", feedback_words.at(static_cast<std::size_t>(opinion.feedback))},
              {"tags", tidy_tags(opinion.tags)}};
}

Status verify_batch(const std::vector<StopNciiOpinion>& opinions) {
  if (!opinions.empty() && opinions.size() <= stopncii_batch_count_max) return Done{};
  return Error{Code::invalid, "StopNCII takes 1 to 800 at once"};
}

}  // namespace

Result<StopNciiPage> parse_stopncii_page(std::string_view text, std::string_view member) {
  TRY_ASSIGN(const Json root, parse_outside_json(text, page_bytes_max));
  const Json* records = find_member(root, "hashRecords");
  if (records == nullptr || !records->is_array()) return Error{Code::invalid, "the page has no list \"hashRecords\""};
  if (records->size() > page_entry_count_max) return Error{Code::exhausted, "the page has more than 10,000 entries"};
  StopNciiPage read;
  TRY(take_head(root, read));
  std::size_t number = 0;
  for (const Json& record : *records) {
    const auto taken = take_record(record, member, read.page);
    ++number;
    if (!taken.ok()) add_fault(read.page, "entry " + std::to_string(number) + ": " + taken.error().message);
  }
  const Json* count = find_member(root, "count");
  if (count != nullptr && *count != records->size()) {
    add_fault(read.page, "the page does not hold as many entries as it says");
  }
  return read;
}

Result<std::string> render_stopncii_feedback(const std::vector<StopNciiOpinion>& opinions) {
  TRY(verify_batch(opinions));
  Json list = Json::array();
  for (const StopNciiOpinion& opinion : opinions) {
    TRY_ASSIGN(Json one, make_opinion(opinion));
    one.erase("signalType");
    list.push_back(std::move(one));
  }
  return Json{{"count", list.size()}, {"hashFeedbacks", std::move(list)}}.dump();
}

Result<std::string> render_stopncii_hashes(const std::vector<StopNciiOpinion>& opinions, Instant now) {
  TRY(verify_batch(opinions));
  Json list = Json::array();
  for (const StopNciiOpinion& opinion : opinions) {
    TRY_ASSIGN(Json one, make_opinion(opinion));
    list.push_back({{"lastModtimestamp", now.ms / 1'000},
                    {"signalType", one["signalType"]},
                    {"hashValue", one["hashValue"]},
                    {"CSPFeedbacks", Json::array({{{"feedbackValue", one["feedbackValue"]}, {"tags", one["tags"]}}})}});
  }
  return Json{{"count", list.size()}, {"hashRecords", std::move(list)}}.dump();
}

}  // namespace redress::match
