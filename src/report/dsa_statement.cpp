// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_statement.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "law/phrases.hpp"
#include "report/dsa_ground.hpp"
#include "report/dsa_words.hpp"

namespace redress::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t ground_bytes_max = 500;
const std::string platform_terms = "The terms and conditions of the platform";

std::string render_day(Instant at) { return render_instant(at).substr(0, 10); }

// Cut where a character ends: the packs hold more than ASCII.
std::string shorten(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0U) == 0x80U) --bytes_max;
  text.resize(bytes_max);
  return text;
}

void add_states(std::set<std::string_view>& states, const std::string& code) {
  for (const std::string_view state : list_eea()) {
    const bool is_in = code == "EEA" || (code == "EU" && law::is_member_state(state)) || code.starts_with(state);
    if (is_in) states.insert(state);
  }
}

Json render_scope(const law::Territory& territory, const DsaSettings& settings) {
  std::set<std::string_view> states;
  for (const std::string& code : territory.worldwide ? settings.territory : territory.countries) {
    add_states(states, code);
  }
  return states;
}

struct Writer {
  const cases::Case& state;
  const DsaGround& on;
  const DsaContent& content;
  const DsaSettings& settings;
  const law::Rulebook& rulebook;
  Json json = Json::object();

  [[nodiscard]] law::Harm harm() const { return on.notice->facts.harm; }
  [[nodiscard]] bool is_legal() const { return on.duty != nullptr; }
  [[nodiscard]] DsaCategory category() const {
    return find_category(harm(), is_legal() ? cases::GroundKind::legal : cases::GroundKind::contractual);
  }

  void add_restriction() {
    json["decision_visibility"] = Json::array({find_visibility(on.measure->kind)});
    if (const auto end = find_end()) json["end_date_visibility_restriction"] = render_day(*end);
    if (const auto type = find_account_type(settings.account_type); !type.empty()) json["account_type"] = type;
  }

  // What nobody has decided on lifts by itself when its review is due.
  [[nodiscard]] std::optional<Instant> find_end() const {
    if (on.decision != nullptr) return std::nullopt;
    for (auto clock = state.clocks.rbegin(); clock != state.clocks.rend(); ++clock) {
      const bool is_review = clock->notice_no == 0 && clock->step == law::Step::decide;
      if (is_review && clock->due_at && *clock->due_at >= on.measure->ordered_at) return clock->due_at;
    }
    return std::nullopt;
  }

  void add_ground() {
    if (is_legal()) return add_legal_ground();
    json["decision_ground"] = "DECISION_GROUND_INCOMPATIBLE_CONTENT";
    if (!settings.terms_url.empty()) json["decision_ground_reference_url"] = settings.terms_url;
    const auto clause = settings.clauses.find(on.decision->ground.duty);
    json["incompatible_content_ground"] = clause == settings.clauses.end() ? platform_terms : clause->second;
    json["incompatible_content_explanation"] =
        "The content was found to be " + said() + ", which this ground does not allow on the platform.";
  }

  void add_legal_ground() {
    json["decision_ground"] = "DECISION_GROUND_ILLEGAL_CONTENT";
    const law::Duty* duty = law::find_duty(rulebook, on.duty->duty);
    const std::string provision = duty == nullptr ? on.duty->provision : duty->citation;
    if (duty != nullptr) add_reference(*duty);
    json["illegal_content_legal_ground"] = shorten(provision, ground_bytes_max);
    json["illegal_content_explanation"] = "The content was " + found() + said() +
                                          ", on which the provision named as ground requires the platform to act.";
  }

  // The Official Journal's own address of the instrument, where the pack has it.
  void add_reference(const law::Duty& duty) {
    const auto pack = rulebook.packs.find(duty.jurisdiction);
    if (pack == rulebook.packs.end()) return;
    for (const std::string& key : duty.source) {
      const auto source = pack->second.sources.find(key);
      if (source == pack->second.sources.end() || !source->second.url.starts_with("https://eur-lex.europa.eu/"))
        continue;
      json["decision_ground_reference_url"] = source->second.url;
      return;
    }
  }

  [[nodiscard]] std::string said() const { return std::string(law::describe(harm())); }
  [[nodiscard]] std::string found() const {
    if (on.decision != nullptr) return "found to be ";
    return on.is_own() ? "taken for " : "notified as ";
  }

  void add_content() {
    const std::string_view known = find_content_type(content.kind);
    const std::string_view type = known.empty() ? find_content_type(settings.content_type) : known;
    json["content_type"] = Json::array({type});
    if (category().is_synthetic) json["content_type"].push_back("CONTENT_TYPE_SYNTHETIC_MEDIA");
    json["category"] = category().category;
    if (!category().keyword.empty()) json["category_specification"] = Json::array({category().keyword});
    json["territorial_scope"] = render_scope(on.measure->territory, settings);
    if (const auto language = find_language(); !language.empty()) json["content_language"] = language;
    json["content_date"] = render_day(content.registered_at.value_or(state.notices.front().received_at));
    json["application_date"] = render_day(on.measure->ordered_at);
  }

  [[nodiscard]] std::string_view find_language() const {
    const bool is_read =
        on.decision != nullptr && on.decision->weighing && on.decision->weighing->languages.size() == 1;
    const std::string_view read = is_read ? find_content_language(on.decision->weighing->languages.front()) : "";
    return read.empty() ? find_content_language(settings.content_language) : read;
  }

  void add_facts() {
    std::string facts(describe_source());
    if (on.is_detected()) facts += " It was recognised by its fingerprint as content that is known already.";
    facts += " It was " + found() + said() + ".";
    json["decision_facts"] = facts + " " + describe_decision();
    json["source_type"] = find_source();
    json["automated_detection"] = on.is_detected() ? "Yes" : "No";
    json["automated_decision"] = !on.measure->automatic   ? "AUTOMATED_DECISION_NOT_AUTOMATED"
                                 : on.decision == nullptr ? "AUTOMATED_DECISION_FULLY"
                                                          : "AUTOMATED_DECISION_PARTIALLY";
  }

  [[nodiscard]] std::string_view find_source() const {
    if (on.is_own()) return "SOURCE_VOLUNTARY";
    if (on.notice->facts.channel == law::Channel::trusted_flagger) return "SOURCE_TRUSTED_FLAGGER";
    const auto& asked = on.notice->facts.jurisdictions;
    const bool is_of_area = std::any_of(asked.begin(), asked.end(), [](const std::string& code) {
      return code == "EU" || is_eea(std::string_view(code).substr(0, 2));
    });
    const bool is_complaint = on.notice->facts.channel == law::Channel::user_complaint;
    return is_of_area && is_complaint ? "SOURCE_ARTICLE_16" : "SOURCE_TYPE_OTHER_NOTIFICATION";
  }

  [[nodiscard]] std::string_view describe_source() const {
    const std::string_view source = find_source();
    if (source == "SOURCE_VOLUNTARY") return "The platform found the content itself.";
    if (source == "SOURCE_TRUSTED_FLAGGER") return "A trusted flagger notified the platform of the content.";
    if (source == "SOURCE_ARTICLE_16") return "A notice under Article 16 named the content.";
    return "A notification named the content.";
  }

  [[nodiscard]] std::string describe_decision() const {
    if (on.decision == nullptr) {
      return on.measure->automatic
                 ? "Nobody had decided yet: access is disabled for the time being, and comes back unless "
                   "a person confirms the restriction."
                 : "A person disabled access for the time being, until it is decided.";
    }
    const std::string who = on.decision->proposed_by.empty() ? "A person" : "Two people";
    if (!on.measure->automatic) return who + " decided after looking at it.";
    return who + " decided on the content of which this is a copy; the measure follows that decision.";
  }
};

}  // namespace

std::string make_puid(const Id& case_id, int measure_no) {
  const std::string name = "redress statement " + render_id(case_id) + " " + std::to_string(measure_no);
  return render_hex(sha256(name)).substr(0, 40);
}

bool is_statement_owed(const cases::Case& state, int measure_no) {
  return find_dsa_ground(state, measure_no).has_value();
}

Result<std::string> render_dsa_statement(const cases::Case& state, int measure_no, const DsaContent& content,
                                         const DsaSettings& settings, const law::Rulebook& rulebook) {
  if (measure_no < 1 || static_cast<std::size_t>(measure_no) > state.measures.size()) {
    return Error{Code::invalid, "this case has no such measure"};
  }
  const auto ground = find_dsa_ground(state, measure_no);
  if (!ground) return Error{Code::not_found, "no statement is owed for this measure"};
  Writer writer{state, *ground, content, settings, rulebook};
  writer.add_restriction();
  writer.add_ground();
  writer.add_content();
  writer.add_facts();
  writer.json["puid"] = make_puid(state.id, measure_no);
  return writer.json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace redress::report
