// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_lines.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "match/exchange_json.hpp"
#include "match/lines.hpp"

namespace redress::match {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::int64_t pdq_quality_min = 50;  // below it a hash says too little of its picture to be looked for
struct HashKey {
  const char* key;
  SignalKind kind;
};
constexpr std::array<HashKey, 7> hash_keys = {{{"pdq", SignalKind::pdq},
                                               {"md5", SignalKind::md5},
                                               {"video_md5", SignalKind::md5},
                                               {"sha1", SignalKind::sha1},
                                               {"sha256", SignalKind::sha256},
                                               {"tlsh", SignalKind::tlsh},
                                               {"text_tlsh", SignalKind::tlsh}}};

std::string make_ref(const ExchangeEntry& entry) {
  const std::string plain = std::string(render(entry.kind)) + ":" + entry.signal;
  if (is_source_ref(plain)) return plain;
  return std::string(render(entry.kind)) + ":sha256:" + render_hex(sha256(entry.signal));
}

// A text, or empty when the key is missing; anything else under the key is an error.
Status take_text(const Json& object, const char* key, std::string& out) {
  const Json* member = find_member(object, key);
  if (member == nullptr || member->is_null()) return Done{};
  if (!member->is_string()) return Error{Code::invalid, "\"" + std::string(key) + "\" is not a text"};
  out = member->get<std::string>();
  return Done{};
}

Status take_tags(const Json& object, std::vector<std::string>& tags) {
  const Json* list = find_member(object, "tags");
  if (list == nullptr) return Done{};
  if (!list->is_array()) return Error{Code::invalid, "\"tags\" is not a list"};
  for (const Json& tag : *list) {
    if (tag.is_string()) tags.push_back(tag.get<std::string>());
  }
  return Done{};
}

Result<ExchangeEntry> parse_own(const Json& object) {
  EntryFields fields;
  TRY(take_text(object, "ref", fields.ref));
  TRY(take_text(object, "kind", fields.kind));
  TRY(take_text(object, "signal", fields.signal));
  TRY(take_text(object, "opinion", fields.opinion));
  TRY(take_text(object, "owner", fields.owner));
  TRY(take_text(object, "changed_at", fields.changed_at));
  TRY(take_tags(object, fields.tags));
  const Json* withdrawn = find_member(object, "withdrawn");
  if (withdrawn != nullptr && !withdrawn->is_boolean()) {
    return Error{Code::invalid, "\"withdrawn\" is not true or false"};
  }
  fields.withdrawn = withdrawn != nullptr && withdrawn->get<bool>() ? "true" : "";
  return parse_fields(std::move(fields));
}

Status verify_quality(const Json& object) {
  const Json* quality = find_member(object, "pdq_quality");
  if (quality == nullptr) return Done{};
  if (quality->is_number_integer() && quality->get<std::int64_t>() >= pdq_quality_min) return Done{};
  return Error{Code::invalid, "\"pdq_quality\" is under 50: the hash says too little of its picture"};
}

// {"pdq": "…", "md5": "…"}: other tools name the hash by its key. Of one picture all or none are taken.
Status take_hashes(const Json& object, ExchangePage& page) {
  std::vector<ExchangeEntry> entries;
  for (const auto& [key, kind] : hash_keys) {
    const auto value = find_text(object, key);
    if (!value) continue;
    ExchangeEntry entry;
    entry.kind = kind;
    TRY_ASSIGN(entry.signal, parse_signal(kind, *value));
    if (kind == SignalKind::pdq) TRY(verify_quality(object));
    entry.source_ref = make_ref(entry);
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) return Error{Code::invalid, "there is no \"signal\", and no hash under its own name"};
  page.entries.insert(page.entries.end(), entries.begin(), entries.end());
  return Done{};
}

Status take_entry(std::string_view line, ExchangePage& page) {
  const auto object = parse_outside_json(line, line_bytes_max);
  if (!object.ok() || !object.value().is_object()) return Error{Code::invalid, "not a JSON object on one line"};
  if (!object.value().contains("signal") && !object.value().contains("withdrawn")) {
    return take_hashes(object.value(), page);
  }
  TRY_ASSIGN(ExchangeEntry entry, parse_own(object.value()));
  page.entries.push_back(std::move(entry));
  return Done{};
}

}  // namespace

Result<ExchangeEntry> parse_fields(EntryFields fields) {
  ExchangeEntry entry;
  if (!fields.withdrawn.empty() && fields.withdrawn != "true" && fields.withdrawn != "false") {
    return Error{Code::invalid, "\"withdrawn\" is not true or false"};
  }
  entry.is_withdrawn = fields.withdrawn == "true";
  const bool names_signal = !fields.signal.empty() || !entry.is_withdrawn;
  if (names_signal) {
    TRY_ASSIGN(entry.kind, parse_signal_kind(fields.kind));
    TRY_ASSIGN(entry.signal, parse_signal(entry.kind, fields.signal));
  }
  if (!fields.opinion.empty()) {
    TRY_ASSIGN(entry.opinion, parse_opinion(fields.opinion));
  }
  if (!fields.changed_at.empty()) {
    TRY_ASSIGN(entry.changed_at, parse_instant(fields.changed_at));
  }
  entry.source_ref = fields.ref.empty() && names_signal ? make_ref(entry) : std::move(fields.ref);
  if (!is_source_ref(entry.source_ref)) {
    return Error{Code::invalid, "\"ref\" is not 1 to 512 printable characters without space"};
  }
  if (entry.is_withdrawn) entry.signal.clear();
  entry.tags = tidy_tags(std::move(fields.tags));
  entry.owner = tidy_name(fields.owner);
  return entry;
}

Result<ExchangePage> parse_lines(std::string_view text) {
  if (text.size() > lines_bytes_max) return Error{Code::exhausted, "the file is larger than 1 GiB: split it"};
  ExchangePage page;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty()) continue;
    const auto taken = take_entry(line, page);
    if (!taken.ok()) add_fault(page, "line " + std::to_string(number) + ": " + taken.error().message);
    if (page.entries.size() > lines_entry_count_max) {
      return Error{Code::exhausted, "the file holds more than 10,000,000 entries: split it"};
    }
  }
  return page;
}

std::string render_line(const ExchangeEntry& entry) {
  OrderedJson line;
  line["ref"] = entry.source_ref;
  if (entry.is_withdrawn) {
    line["withdrawn"] = true;
  } else {
    line["kind"] = render(entry.kind);
    line["signal"] = entry.signal;
    line["opinion"] = render(entry.opinion);
  }
  if (!entry.tags.empty()) line["tags"] = entry.tags;
  if (!entry.owner.empty()) line["owner"] = entry.owner;
  if (entry.changed_at != Instant{}) line["changed_at"] = render_instant(entry.changed_at);
  return line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace redress::match
