// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_settings.hpp"

#include <algorithm>

#include "report/dsa_words.hpp"

namespace redress::report {
namespace {

constexpr std::size_t text_bytes_max = 500;  // of the database

Error refuse(const std::string& key, const std::string& wanted) {
  return Error{Code::invalid, "'dsa." + key + "' must be " + wanted};
}

bool is_territory(const std::string& code) { return code == "EEA" || code == "EU" || is_eea(code); }

}  // namespace

Status verify_settings(const DsaSettings& settings) {
  const auto& territory = settings.territory;
  if (territory.empty() || !std::all_of(territory.begin(), territory.end(), is_territory)) {
    return refuse("territory", "some of \"EEA\", \"EU\" and the codes of their states (\"DE\", \"GR\")");
  }
  if (!settings.account_type.empty() && find_account_type(settings.account_type).empty()) {
    return refuse("account_type", "\"private\" or \"business\"");
  }
  if (find_content_type(settings.content_type).empty()) {
    return refuse("content_type", "\"image\", \"video\", \"audio\" or \"text\"");
  }
  if (!settings.content_language.empty() && find_content_language(settings.content_language).empty()) {
    return refuse("content_language", "a language of two letters that the database lists");
  }
  const std::string& url = settings.terms_url;
  if (!url.empty() && (!url.starts_with("https://") || url.size() > text_bytes_max)) {
    return refuse("terms_url", "an https:// address of at most 500 characters");
  }
  for (const auto& [clause, words] : settings.clauses) {
    if (words.empty() || words.size() > text_bytes_max) return refuse("clauses." + clause, "1 to 500 bytes of text");
  }
  return Done{};
}

}  // namespace redress::report
