// SPDX-License-Identifier: Apache-2.0
#include "ledger/rulebook_document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redress::ledger {
namespace {

using nlohmann::json;

constexpr std::int64_t seconds_max = 100LL * 366 * 86'400;
constexpr std::size_t document_bytes_max = std::size_t{1} << 20;

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Error broken(std::string_view what) {
  return Error{Code::invalid, "this is no rulebook document: " + std::string(what)};
}

Result<json> member(const json& object, const char* name, json::value_t type) {
  const auto found = object.find(name);
  if (found == object.end()) return broken("'" + std::string(name) + "' is missing");
  const bool is_number = type == json::value_t::number_integer && found->is_number_integer();
  if (found->type() != type && !is_number) return broken("'" + std::string(name) + "' is of another kind");
  return *found;
}

Result<std::chrono::seconds> seconds_in(const json& object, const char* name) {
  TRY_ASSIGN(const json value, member(object, name, json::value_t::number_integer));
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(seconds_max)) {
    return broken("'" + std::string(name) + "' is longer than a hundred years");
  }
  const auto count = value.get<std::int64_t>();
  if (count <= 0) return broken("'" + std::string(name) + "' is not above zero");
  return std::chrono::seconds{count};
}

Result<std::vector<std::string>> words_in(const json& object, const char* name) {
  TRY_ASSIGN(const json list, member(object, name, json::value_t::array));
  std::vector<std::string> words;
  for (const json& one : list) {
    if (!one.is_string()) return broken("'" + std::string(name) + "' holds what is no text");
    words.push_back(one.get<std::string>());
  }
  return words;
}

Status read_choices(const json& document, law::OperatorChoices& out) {
  TRY_ASSIGN(const json choices, member(document, "choices", json::value_t::object));
  TRY_ASSIGN(out.enabled, words_in(choices, "enabled"));
  TRY_ASSIGN(out.disabled, words_in(choices, "disabled"));
  TRY_ASSIGN(const json targets, member(choices, "targets", json::value_t::object));
  out.targets.clear();
  for (const auto& [id, value] : targets.items()) {
    TRY_ASSIGN(out.targets[id], seconds_in(targets, id.c_str()));
  }
  return Done{};
}

Status read_packs(const json& document, std::map<std::string, Digest>& out) {
  TRY_ASSIGN(const json packs, member(document, "packs", json::value_t::object));
  for (const auto& [jurisdiction, value] : packs.items()) {
    if (!value.is_string()) return broken("a pack is not named by its hash");
    TRY_ASSIGN(const Bytes bytes, parse_hex(value.get<std::string>()));
    Digest& digest = out[jurisdiction];
    if (bytes.size() != digest.size()) return broken("a pack's hash is not 32 bytes long");
    std::copy(bytes.begin(), bytes.end(), digest.begin());
  }
  return Done{};
}

json render_document(const law::OperatorChoices& choices, const std::map<std::string, std::string>& packs,
                     const HouseLengths& house, const std::string& tz_version) {
  json targets = json::object();
  for (const auto& [id, target] : choices.targets) targets[id] = target.count();
  return {{"version", 1},
          {"tz", tz_version},
          {"packs", packs},
          {"house", {{"clock_max_s", house.clock_max.count()}, {"interim_review_s", house.interim_review.count()}}},
          {"choices",
           {{"targets", targets}, {"enabled", sorted(choices.enabled)}, {"disabled", sorted(choices.disabled)}}}};
}

}  // namespace

std::string render_rulebook_document(const law::Rulebook& rulebook, const HouseLengths& house) {
  std::map<std::string, std::string> packs;
  for (const auto& [jurisdiction, pack] : rulebook.packs) packs.emplace(jurisdiction, pack.sha256);
  return render_document(rulebook.choices, packs, house, rulebook.tz_version).dump();
}

std::string rulebook_path(const Digest& digest) { return "rulebook/" + render_hex(digest) + ".json"; }
std::string pack_path(const Digest& digest) { return "statutes/" + render_hex(digest) + ".yaml"; }

Result<RulebookDocument> parse_rulebook_document(std::string_view text) {
  if (text.size() > document_bytes_max) return broken("it is larger than 1 MiB");
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return broken("it is no JSON object");
  RulebookDocument parsed;
  TRY_ASSIGN(const json version, member(document, "version", json::value_t::number_integer));
  if (version != 1) return broken("its version is not 1");
  TRY_ASSIGN(const json tz, member(document, "tz", json::value_t::string));
  parsed.tz_version = tz.get<std::string>();
  TRY(read_choices(document, parsed.choices));
  TRY(read_packs(document, parsed.packs));
  TRY_ASSIGN(const json house, member(document, "house", json::value_t::object));
  TRY_ASSIGN(parsed.house.clock_max, seconds_in(house, "clock_max_s"));
  TRY_ASSIGN(parsed.house.interim_review, seconds_in(house, "interim_review_s"));
  // One text for one rulebook: what is not canonical would be a second name for it.
  std::map<std::string, std::string> packs;
  for (const auto& [jurisdiction, digest] : parsed.packs) packs.emplace(jurisdiction, render_hex(digest));
  const json again = render_document(parsed.choices, packs, parsed.house, parsed.tz_version);
  if (again.dump(-1, ' ', false, json::error_handler_t::replace) != text) return broken("it is not canonical");
  return parsed;
}

Result<LoadedRulebook> load_rulebook(const Digest& digest, const ReadFile& read) {
  TRY_ASSIGN(const std::string text, read(rulebook_path(digest)));
  if (sha256(text) != digest) {
    return Error{Code::corrupt, rulebook_path(digest) + " is not the document that the ledger names"};
  }
  TRY_ASSIGN(RulebookDocument document, parse_rulebook_document(text));
  std::map<std::string, std::string> texts;
  for (const auto& [jurisdiction, pack] : document.packs) {
    TRY_ASSIGN(std::string pack_text, read(pack_path(pack)));
    if (sha256(pack_text) != pack) {
      return Error{Code::corrupt, pack_path(pack) + " is not the pack that the rulebook names"};
    }
    texts.emplace(pack_path(pack), std::move(pack_text));
  }
  LoadedRulebook loaded;
  TRY_ASSIGN(loaded.rulebook, law::build_rulebook(texts, std::move(document.choices)));
  for (const auto& [jurisdiction, pack] : loaded.rulebook.packs) {
    const auto named = document.packs.find(jurisdiction);
    if (named == document.packs.end() || render_hex(named->second) != pack.sha256) {
      return Error{Code::corrupt, "the pack of " + jurisdiction + " is filed under another jurisdiction"};
    }
  }
  loaded.house = document.house;
  loaded.tz_version = document.tz_version;
  return loaded;
}

}  // namespace redress::ledger
