// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_threat.hpp"

#include <algorithm>
#include <array>

#include "match/exchange_json.hpp"

namespace redress::match {
namespace {

struct ThreatType {
  std::string_view word;
  SignalKind kind;
};
constexpr std::array<ThreatType, 14> threat_types = {{{"HASH_PDQ", SignalKind::pdq},
                                                      {"HASH_MD5", SignalKind::md5},
                                                      {"HASH_VIDEO_MD5", SignalKind::md5},
                                                      {"HASH_SHA1", SignalKind::sha1},
                                                      {"HASH_SHA256", SignalKind::sha256},
                                                      {"HASH_TEXT_TLSH", SignalKind::tlsh},
                                                      {"TEXT_STRING", SignalKind::text},
                                                      {"URI", SignalKind::url},
                                                      {"RAW_URI", SignalKind::url},
                                                      {"HASH_VIDEO_VPDQ", SignalKind::video_pdq},
                                                      {"HASH_TMK", SignalKind::video_tmk},
                                                      {"HASH_VIDEO_TMK", SignalKind::video_tmk},
                                                      {"HASH_PHOTODNA", SignalKind::photodna},
                                                      {"HASH_PDQ_OCR", SignalKind::other}}};

// What the descriptors and reactions of one indicator add up to.
struct Said {
  bool positive = false;
  bool disputed = false;
  bool mine_positive = false;
  bool mine_negative = false;
};

Opinion add_up(const Said& said) {
  if (said.mine_negative) return Opinion::negative;
  if (said.mine_positive) return Opinion::positive;
  if (said.disputed) return Opinion::disputed;
  return said.positive ? Opinion::positive : Opinion::seed;
}

const Json* find_list(const Json& object, const char* key) {
  const Json* member = find_member(object, key);
  // Lists come bare or as {"data": [...]}, depending on the endpoint.
  if (member != nullptr && member->is_object()) member = find_member(*member, "data");
  return member != nullptr && member->is_array() ? member : nullptr;
}

void take_tags(const Json& descriptor, std::vector<std::string>& tags) {
  const Json* list = find_list(descriptor, "tags");
  if (list == nullptr) return;
  for (const Json& tag : *list) {
    if (tag.is_string()) tags.push_back(tag.get<std::string>());
    if (auto text = find_text(tag, "text")) tags.push_back(std::move(*text));
  }
}

bool is_disagreed(const Json& descriptor) {
  const Json* list = find_list(descriptor, "reactions");
  return list != nullptr && std::any_of(list->begin(), list->end(), [](const Json& reaction) {
           return find_text(reaction, "key") == "DISAGREE_WITH_TAGS";
         });
}

void take_descriptor(const Json& descriptor, std::string_view app_id, ExchangeEntry& entry, Said& said) {
  const Json* owner = find_member(descriptor, "owner");
  const std::string owner_id = owner == nullptr ? "" : find_digits(*owner, "id").value_or("");
  const bool is_mine = !app_id.empty() && owner_id == app_id;
  const std::string status = find_text(descriptor, "status").value_or("UNKNOWN");
  if (status == "MALICIOUS") (is_mine ? said.mine_positive : said.positive) = true;
  if (status == "NON_MALICIOUS") (is_mine ? said.mine_negative : said.disputed) = true;
  said.disputed |= is_disagreed(descriptor);
  take_tags(descriptor, entry.tags);
  if (is_mine) return;
  if (entry.feedback_ref.empty()) entry.feedback_ref = find_digits(descriptor, "id").value_or("");
  if (!entry.owner.empty()) return;
  const std::string name = owner == nullptr ? "" : find_text(*owner, "name").value_or("");
  entry.owner = tidy_name(name.empty() ? owner_id : name);
}

Status take_signal(const Json& indicator, ExchangeEntry& entry, bool& is_kept) {
  const std::string type = find_text(indicator, "type").value_or("");
  const auto known =
      std::find_if(threat_types.begin(), threat_types.end(), [&](const ThreatType& one) { return one.word == type; });
  is_kept = known != threat_types.end();
  if (!is_kept) return Done{};
  entry.kind = known->kind;
  const auto value = find_text(indicator, "indicator");
  if (!value) return Error{Code::invalid, "\"indicator\" is missing or not a text"};
  TRY_ASSIGN(entry.signal, parse_signal(entry.kind, *value));
  return Done{};
}

// should_delete, or an indicator without descriptors: whoever described it has taken that back.
bool is_deleted(const Json& indicator) {
  const Json* flag = find_member(indicator, "should_delete");
  return (flag != nullptr && flag->is_boolean() && flag->get<bool>()) || !indicator.contains("descriptors");
}

Status take_indicator(const Json& indicator, std::string_view app_id, ExchangePage& page) {
  if (!indicator.is_object()) return Error{Code::invalid, "not an object"};
  ExchangeEntry entry;
  const auto id = find_digits(indicator, "id");
  if (!id) return Error{Code::invalid, "\"id\" is missing or not a number"};
  entry.source_ref = *id;
  entry.changed_at = find_seconds(indicator, "last_updated").value_or(Instant{});
  if (is_deleted(indicator)) {
    entry.is_withdrawn = true;
    page.entries.push_back(std::move(entry));
    return Done{};
  }
  bool is_kept = false;
  TRY(take_signal(indicator, entry, is_kept));
  if (!is_kept) {
    ++page.other_count;
    return Done{};
  }
  const Json* descriptors = find_list(indicator, "descriptors");
  if (descriptors == nullptr) return Error{Code::invalid, "\"descriptors\" is not a list"};
  Said said;
  for (const Json& descriptor : *descriptors) take_descriptor(descriptor, app_id, entry, said);
  entry.opinion = add_up(said);
  entry.tags = tidy_tags(std::move(entry.tags));
  page.entries.push_back(std::move(entry));
  return Done{};
}

// The exchange repeats the whole request in `next`, our token with it.
std::string without_token(const std::string& url) {
  const std::size_t question = url.find('?');
  if (question == std::string::npos) return url;
  std::string kept = url.substr(0, question);
  char joint = '?';
  std::string_view rest = std::string_view(url).substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (field.empty() || field.starts_with("access_token=")) continue;
    (kept += joint) += field;
    joint = '&';
  }
  return kept;
}

Status take_next(const Json& root, ExchangePage& page) {
  const Json* paging = find_member(root, "paging");
  const std::string next = paging == nullptr ? "" : find_text(*paging, "next").value_or("");
  page.next = without_token(next);
  page.is_last = page.next.empty();
  if (page.next.size() > page_next_bytes_max) return Error{Code::invalid, "the page's \"next\" is too long"};
  return Done{};
}

}  // namespace

std::string render_threat_query() {
  return "types=HASH_PDQ,HASH_MD5,HASH_SHA1,HASH_SHA256,HASH_TMK,HASH_VIDEO_VPDQ,URI,TEXT_STRING"
         "&fields=id,indicator,type,last_updated,should_delete,"
         "descriptors%7Bid,owner%7Bid,name%7D,status,tags,reactions%7D";
}

Result<std::string> render_threat_type(SignalKind kind, bool is_film) {
  if (is_film && kind == SignalKind::md5) return std::string("HASH_VIDEO_MD5");
  // The first of a kind is the plainest.
  const auto known =
      std::find_if(threat_types.begin(), threat_types.end(), [&](const ThreatType& one) { return one.kind == kind; });
  if (known != threat_types.end() && kind != SignalKind::other) return std::string(known->word);
  return Error{Code::unsupported, "ThreatExchange has no type for this kind of signal"};
}

Result<ExchangePage> parse_threat_page(std::string_view text, std::string_view app_id) {
  TRY_ASSIGN(const Json root, parse_outside_json(text, page_bytes_max));
  const Json* data = find_member(root, "data");
  if (data == nullptr || !data->is_array()) return Error{Code::invalid, "the page has no list \"data\""};
  if (data->size() > page_entry_count_max) return Error{Code::exhausted, "the page has more than 10,000 entries"};
  ExchangePage page;
  TRY(take_next(root, page));
  std::size_t number = 0;
  for (const Json& indicator : *data) {
    const auto taken = take_indicator(indicator, app_id, page);
    ++number;
    if (!taken.ok()) add_fault(page, "entry " + std::to_string(number) + ": " + taken.error().message);
  }
  return page;
}

}  // namespace redress::match
