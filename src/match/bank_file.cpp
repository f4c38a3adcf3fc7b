// SPDX-License-Identifier: Apache-2.0
#include "match/bank_file.hpp"

#include <algorithm>

#include "match/bank_recording.hpp"
#include "match/lines.hpp"
#include "media/features_codec.hpp"

namespace redress::match {
namespace {

Result<std::string> take_text(const Json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    return refuse(where, "\"" + std::string(key) + "\" is missing or not a text");
  }
  return found->get<std::string>();
}

Result<std::uint32_t> take_number(const Json& object, const char* key, std::uint32_t number_max,
                                  const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > number_max) {
    return refuse(where,
                  "\"" + std::string(key) + "\" is missing or not a whole number up to " + std::to_string(number_max));
  }
  return found->get<std::uint32_t>();
}

template <class Array>
Status take_hex(const Json& object, const char* key, const std::string& where, Array& out) {
  TRY_ASSIGN(const std::string text, take_text(object, key, where));
  const auto bytes = parse_hex(text);
  if (!bytes.ok() || bytes.value().size() != out.size()) {
    return refuse(where, "\"" + std::string(key) + "\" is not " + std::to_string(2 * out.size()) + " hex digits");
  }
  std::copy(bytes.value().begin(), bytes.value().end(), out.begin());
  return Done{};
}

Result<std::optional<media::Features>> take_features(const Json& object, const std::string& where) {
  if (!object.contains("features")) return std::optional<media::Features>{};
  TRY_ASSIGN(const std::string text, take_text(object, "features", where));
  const auto bytes = parse_base64(text);
  if (!bytes.ok()) return refuse(where, "\"features\" is not base64");
  auto features = media::parse_features(bytes.value());
  if (features.ok()) return std::optional(std::move(features).value());
  if (features.error().code == Code::unsupported) return std::optional<media::Features>{};
  return refuse(where, "\"features\" has " + features.error().message);
}

Status take_size(const Json& object, const std::string& where, media::Fingerprint& fingerprint) {
  TRY_ASSIGN(fingerprint.width, take_number(object, "width", 1'000'000, where));
  TRY_ASSIGN(fingerprint.height, take_number(object, "height", 1'000'000, where));
  return Done{};
}

Status take_image(const Json& object, const std::string& where, BankEntry& entry) {
  media::Fingerprint& fingerprint = entry.fingerprint;
  TRY(take_size(object, where, fingerprint));
  TRY(take_hex(object, "pdq", where, fingerprint.pdq));
  TRY_ASSIGN(const std::uint32_t quality, take_number(object, "pdq_quality", 100, where));
  fingerprint.pdq_quality = static_cast<int>(quality);
  // Made for screening: some bits from the hash of the whole picture, so that it would find too little.
  if (const auto luma = object.find("pdq_luma"); luma != object.end() && *luma != "full") {
    return refuse(where, "made with --screening: make the bank's lines with `redress fingerprint --all`");
  }
  const auto turns = object.find("dihedral");
  if (turns != object.end()) {
    if (!turns->is_object()) return refuse(where, "\"dihedral\" is not an object");
    for (std::size_t i = 0; i < media::turn_names.size(); ++i) {
      const std::string name(media::turn_names[i]);
      TRY(take_hex(*turns, name.c_str(), where + ": dihedral", fingerprint.dihedral[i]));
    }
  }
  TRY_ASSIGN(entry.features, take_features(object, where));
  return Done{};
}

Status take_text_hash(const Json& object, const std::string& where, BankEntry& entry) {
  if (!object.contains("simhash")) return Done{};  // a text too short for one
  TextHash& hash = entry.text.emplace();
  TRY(take_hex(object, "simhash", where, hash.bits));
  TRY_ASSIGN(hash.word_count, take_number(object, "word_count", text_bytes_max, where));
  return Done{};
}

void render_image(const BankEntry& entry, Detail detail, OrderedJson& line) {
  const media::Fingerprint& fingerprint = entry.fingerprint;
  line["pdq"] = media::render_pdq(fingerprint.pdq);
  line["pdq_quality"] = fingerprint.pdq_quality;
  if (detail == Detail::all) {
    for (std::size_t i = 0; i < fingerprint.dihedral.size(); ++i) {
      line["dihedral"][std::string(media::turn_names[i])] = media::render_pdq(fingerprint.dihedral[i]);
    }
  }
  if (detail == Detail::all && entry.features) {
    line["features"] = render_base64(media::encode_features(*entry.features));
  }
}

}  // namespace

std::string render_entry(const BankEntry& entry, Detail detail) {
  const media::Fingerprint& fingerprint = entry.fingerprint;
  OrderedJson line;
  line["path"] = entry.path;
  line["kind"] = fingerprint.kind;
  if (fingerprint.width > 0) {
    line["width"] = fingerprint.width;
    line["height"] = fingerprint.height;
  }
  line["sha256"] = render_hex(fingerprint.sha256);
  line["md5"] = render_hex(fingerprint.md5);
  if (fingerprint.kind == "image") render_image(entry, detail, line);
  if (entry.video) render_recording(*entry.video, line);
  if (entry.text) {
    line["word_count"] = entry.text->word_count;
    line["simhash"] = media::render_pdq(entry.text->bits);
  }
  // A path is bytes, JSON is Unicode: what is not UTF-8 is replaced rather than refused.
  return line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

Result<BankEntry> parse_entry(std::string_view line, const std::string& where) {
  const Json object = Json::parse(line, nullptr, false);
  if (object.is_discarded() || !object.is_object()) return refuse(where, "not a JSON object on one line");
  BankEntry entry;
  media::Fingerprint& fingerprint = entry.fingerprint;
  TRY_ASSIGN(entry.path, take_text(object, "path", where));
  TRY_ASSIGN(fingerprint.kind, take_text(object, "kind", where));
  TRY(take_hex(object, "sha256", where, fingerprint.sha256));
  TRY(take_hex(object, "md5", where, fingerprint.md5));
  if (fingerprint.kind == "image") {
    TRY(take_image(object, where, entry));
  } else if (fingerprint.kind == "video" || fingerprint.kind == "audio") {
    if (fingerprint.kind == "video") TRY(take_size(object, where, fingerprint));
    TRY_ASSIGN(entry.video, parse_recording(object, where));
  } else if (fingerprint.kind == "text") {
    TRY(take_text_hash(object, where, entry));
  } else {
    return refuse(where, "\"kind\" is not image, video, audio or text");
  }
  return entry;
}

Result<std::vector<BankEntry>> parse_bank(std::string_view text, const std::string& name) {
  std::vector<BankEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty()) continue;
    const std::string where = name + ":" + std::to_string(number);
    if (entries.size() == entry_count_max) return Error{Code::exhausted, where + ": a bank holds 10,000,000 entries"};
    TRY_ASSIGN(BankEntry entry, parse_entry(line, where));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace redress::match
