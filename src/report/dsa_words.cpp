// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace redress::report {
namespace {

constexpr std::string_view cyber_violence = "STATEMENT_CATEGORY_CYBER_VIOLENCE";
constexpr std::string_view minors = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS";
constexpr std::string_view speech = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH";
constexpr std::string_view security = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY";
constexpr std::string_view scams = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD";
constexpr std::string_view property = "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS";
constexpr std::string_view against_terms = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC";

// In the order of law::Harm.
constexpr std::array<DsaCategory, 23> categories{
    {{cyber_violence, "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING"},
     {cyber_violence, "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE", true},
     {cyber_violence, "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE", true},
     {minors, "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"},
     {minors, "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE", true},
     {scams, ""},
     {security, ""},
     {security, "KEYWORD_TERRORIST_CONTENT"},
     {scams, ""},
     {cyber_violence, "KEYWORD_CYBER_BULLYING_INTIMIDATION"},
     {cyber_violence, "KEYWORD_CYBER_HARASSMENT"},
     {speech, "KEYWORD_HATE_SPEECH"},
     {speech, "KEYWORD_DEFAMATION"},
     {"STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", ""},
     {minors, ""},
     {"STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS", "KEYWORD_MISINFORMATION_DISINFORMATION"},
     {scams, ""},
     {"STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS", "KEYWORD_PROHIBITED_PRODUCTS"},
     {property, "KEYWORD_COPYRIGHT_INFRINGEMENT"},
     {property, "KEYWORD_TRADEMARK_INFRINGEMENT"},
     {"STATEMENT_CATEGORY_CONSUMER_INFORMATION", "", true},
     {"STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE", ""},
     {against_terms, ""}}};
static_assert(static_cast<std::size_t>(law::Harm::terms) + 1 == categories.size());

// In the order of cases::MeasureKind.
constexpr std::array<std::string_view, 4> visibilities{"DECISION_VISIBILITY_CONTENT_DISABLED",
                                                       "DECISION_VISIBILITY_CONTENT_REMOVED",
                                                       "DECISION_VISIBILITY_CONTENT_LABELLED", ""};
static_assert(static_cast<std::size_t>(cases::MeasureKind::restore) == 3);

using Word = std::pair<std::string_view, std::string_view>;
constexpr std::array<Word, 4> content_types{{{"image", "CONTENT_TYPE_IMAGE"},
                                             {"video", "CONTENT_TYPE_VIDEO"},
                                             {"audio", "CONTENT_TYPE_AUDIO"},
                                             {"text", "CONTENT_TYPE_TEXT"}}};
constexpr std::array<Word, 2> account_types{
    {{"private", "ACCOUNT_TYPE_PRIVATE"}, {"business", "ACCOUNT_TYPE_BUSINESS"}}};

constexpr std::array<std::string_view, 30> states{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI",
                                                  "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU",
                                                  "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

// ISO 639-1, as far as the database lists them.
constexpr std::array<std::string_view, 184> languages{
    "AA", "AB", "AE", "AF", "AK", "AM", "AN", "AR", "AS", "AV", "AY", "AZ", "BA", "BE", "BG", "BH", "BI", "BM", "BN",
    "BO", "BR", "BS", "CA", "CE", "CH", "CO", "CR", "CS", "CU", "CV", "CY", "DA", "DE", "DV", "DZ", "EE", "EL", "EN",
    "EO", "ES", "ET", "EU", "FA", "FF", "FI", "FJ", "FO", "FR", "FY", "GA", "GD", "GL", "GN", "GU", "GV", "HA", "HE",
    "HI", "HO", "HR", "HT", "HU", "HY", "HZ", "IA", "ID", "IE", "IG", "II", "IK", "IO", "IS", "IT", "IU", "JA", "JV",
    "KA", "KG", "KI", "KJ", "KK", "KL", "KM", "KN", "KO", "KR", "KS", "KU", "KV", "KW", "KY", "LA", "LB", "LG", "LI",
    "LN", "LO", "LT", "LU", "LV", "MG", "MH", "MI", "MK", "ML", "MN", "MR", "MS", "MT", "MY", "NA", "NB", "ND", "NE",
    "NG", "NL", "NN", "NO", "NR", "NV", "NY", "OC", "OJ", "OM", "OR", "OS", "PA", "PI", "PL", "PS", "PT", "QU", "RM",
    "RN", "RO", "RU", "RW", "SA", "SC", "SD", "SE", "SG", "SI", "SK", "SL", "SM", "SN", "SO", "SQ", "SR", "SS", "ST",
    "SU", "SV", "SW", "TA", "TE", "TG", "TH", "TI", "TK", "TL", "TN", "TO", "TR", "TS", "TT", "TW", "TY", "UG", "UK",
    "UR", "UZ", "VE", "VI", "VO", "WA", "WO", "XH", "YI", "YO", "ZA", "ZH", "ZU"};

template <std::size_t count>
std::string_view translate(const std::array<Word, count>& words, std::string_view ours) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.first == ours; });
  return found == words.end() ? std::string_view{} : found->second;
}

}  // namespace

DsaCategory find_category(law::Harm harm, cases::GroundKind ground) {
  const bool is_unsaid = harm == law::Harm::other_illegal && ground == cases::GroundKind::contractual;
  return categories.at(static_cast<std::size_t>(is_unsaid ? law::Harm::terms : harm));
}

std::string_view find_visibility(cases::MeasureKind kind) { return visibilities.at(static_cast<std::size_t>(kind)); }
std::string_view find_content_type(std::string_view kind) { return translate(content_types, kind); }
std::string_view find_account_type(std::string_view word) { return translate(account_types, word); }

std::string_view find_content_language(std::string_view tag) {
  if (tag.size() < 2 || (tag.size() > 2 && tag[2] != '-')) return {};
  std::string code(tag.substr(0, 2));
  for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const auto found = std::lower_bound(languages.begin(), languages.end(), code);
  return found != languages.end() && *found == code ? *found : std::string_view{};
}

std::span<const std::string_view> list_eea() { return states; }
bool is_eea(std::string_view country) { return std::binary_search(states.begin(), states.end(), country); }

}  // namespace redress::report
