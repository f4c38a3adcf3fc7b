// SPDX-License-Identifier: Apache-2.0
#include "report/messages.hpp"

#include <unicode/msgfmt.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "base/embedded.hpp"
#include "report/kept.hpp"
#include "report/locale.hpp"

namespace redress::report {

std::span<const EmbeddedFile> embedded_messages();  // made by the build out of messages/

namespace {

constexpr std::string_view fallback = "en";

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

Result<Messages::Table> parse_table(const EmbeddedFile& asset) {
  const auto json = nlohmann::json::parse(asset.text, nullptr, false);
  if (!json.is_object())
    return Error{Code::corrupt, "messages/" + std::string(asset.path) + ": not a JSON object of texts"};
  Messages::Table table;
  for (const auto& entry : json.items()) {
    if (!entry.value().is_string())
      return Error{Code::corrupt, "messages/" + std::string(asset.path) + ": " + entry.key() + " is no text"};
    table.emplace(entry.key(), entry.value().get<std::string>());
  }
  return table;
}

icu::Formattable to_formattable(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  // "007" or a code stays a text: only a number as we write numbers counts as one.
  const bool is_number =
      !text.empty() && parsed.ec == std::errc() && parsed.ptr == end && std::to_string(number) == text;
  return is_number ? icu::Formattable(number) : icu::Formattable(to_unicode(text));
}

Result<std::string> read_entry(const Messages::Table& table, const EmbeddedFile& asset, std::string_view key) {
  const auto found = table.find(key);
  if (found != table.end()) return found->second;
  return Error{Code::corrupt, "messages/" + std::string(asset.path) + ": " + std::string(key) + " is missing"};
}

Result<Language> read_language(const Messages::Table& table, const EmbeddedFile& asset) {
  Language language;
  language.code = asset.path.substr(0, asset.path.size() - std::string_view(".json").size());
  TRY_ASSIGN(language.tag, read_entry(table, asset, "language.locale"));
  TRY_ASSIGN(language.native, read_entry(table, asset, "language.native"));
  TRY_ASSIGN(language.direction, read_entry(table, asset, "language.direction"));
  TRY_ASSIGN(const auto checked, read_entry(table, asset, "language.checked"));
  if (checked != "yes" && checked != "no" && checked != "draft")
    return Error{Code::corrupt,
                 "messages/" + std::string(asset.path) + ": language.checked is neither yes, no nor draft"};
  language.is_checked = checked == "yes";
  language.is_draft = checked == "draft";
  language.is_for_staff = table.contains("console.title");
  return language;
}

// "hi-IN;q=0.8" → "hi"
std::string_view primary_tag(std::string_view range) {
  const auto start = range.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  range.remove_prefix(start);
  return range.substr(0, std::min(range.find_first_of("-_;, \t"), range.size()));
}

double quality_of(std::string_view range) {
  const auto at = range.find("q=");
  if (at == std::string_view::npos) return 1;
  double quality = 0;
  std::from_chars(range.data() + at + 2, range.data() + range.size(), quality);
  return quality;
}

}  // namespace

Result<Messages> Messages::load() {
  Messages messages;
  for (const auto& asset : embedded_messages()) {
    TRY_ASSIGN(auto table, parse_table(asset));
    TRY_ASSIGN(auto language, read_language(table, asset));
    messages.tables_.emplace(language.code, std::move(table));
    messages.languages_.push_back(std::move(language));
  }
  if (!messages.tables_.contains(fallback)) return Error{Code::corrupt, "messages/en.json is missing"};
  return messages;
}

const Language& Messages::find(std::string_view code) const {
  for (const auto& language : languages_) {
    if (language.code == code) return language;
  }
  return find(fallback);
}

const Language& Messages::for_staff(const Language& language) const {
  return language.is_for_staff ? language : find(fallback);
}

const Language& Messages::choose(std::string_view query, std::string_view cookie,
                                 std::string_view accept_language) const {
  for (const auto wanted : {query, cookie}) {
    if (tables_.contains(primary_tag(wanted))) return find(primary_tag(wanted));
  }
  std::string_view best;
  double best_quality = 0;
  for (std::size_t at = 0, count = 0; at < accept_language.size() && count < 20; ++count) {
    const auto end = std::min(accept_language.find(',', at), accept_language.size());
    const auto range = accept_language.substr(at, end - at);
    if (tables_.contains(primary_tag(range)) && !find(primary_tag(range)).is_draft &&
        quality_of(range) > best_quality) {
      best = primary_tag(range);
      best_quality = quality_of(range);
    }
    at = end + 1;
  }
  return find(best.empty() ? fallback : best);
}

bool Messages::has(std::string_view key) const { return table(fallback).contains(key); }

const Messages::Table& Messages::table(std::string_view code) const {
  const auto found = tables_.find(code);
  CHECK(found != tables_.end());
  return found->second;
}

const std::string& Messages::pattern(const Language& language, std::string_view key) const {
  const auto& own = table(language.code);
  if (const auto found = own.find(key); found != own.end()) return found->second;
  const auto& english = table(fallback);
  const auto found = english.find(key);
  CHECK(found != english.end());
  return found->second;
}

std::string Messages::text(const Language& language, std::string_view key, const Arguments& arguments) const {
  const auto& written = pattern(language, key);
  if (arguments.empty()) return written;
  UErrorCode status = U_ZERO_ERROR;
  thread_local Kept<icu::MessageFormat> kept;
  // By the pattern's own text: two sets of messages in one process may say the same key otherwise.
  const icu::MessageFormat* format =
      kept.find(language.code + "/" + written, [&]() -> std::unique_ptr<icu::MessageFormat> {
        auto made = std::make_unique<icu::MessageFormat>(to_unicode(written), locale_of(language), status);
        if (U_FAILURE(status)) made.reset();
        return made;
      });
  if (format == nullptr) return written;
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : arguments) {
    names.push_back(to_unicode(name));
    values.push_back(to_formattable(value));
  }
  icu::UnicodeString out;
  format->format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, status);
  std::string text;
  return U_FAILURE(status) ? written : out.toUTF8String(text);
}

}  // namespace redress::report
