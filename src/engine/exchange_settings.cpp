// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/secret_file.hpp"
#include "media/reason_list.hpp"

namespace redress::engine {
namespace {

constexpr std::array<std::string_view, 4> kind_words = {"stopncii", "threatexchange", "ncmec", "lines"};
constexpr std::chrono::seconds every_min{10};

struct Environment {
  std::string_view name;
  std::string_view url;
};
// NCMEC hash sharing v2: who may read, and what is shared, differs from one to another.
constexpr std::array<Environment, 10> environments = {
    {{"Industry", "https://report.cybertip.org/hashsharing"},
     {"Industry_Exploitative", "https://report.cybertip.org/exploitative-hashsharing"},
     {"LawEnforcement", "https://lesp.ncmec.org/csam-hashsharing"},
     {"NGO", "https://hashsharing.ncmec.org/npo"},
     {"Exploitative", "https://hashsharing.ncmec.org/exploitative"},
     {"NGO_Generative_AI", "https://hashsharing.ncmec.org/generative-ai-csam"},
     {"NGO_Generative_AI_Exploitative", "https://hashsharing.ncmec.org/generative-ai-exploitative"},
     {"test_Industry", "https://exttest.cybertip.org/hashsharing"},
     {"test_NGO", "https://hashsharing-test.ncmec.org/npo"},
     {"test_NGO_Generative_AI", "https://hashsharing-test.ncmec.org/generative-ai-csam"}}};

// Which keys a kind needs, may have, and has no use for.
enum class Use { needed, possible, useless };
struct Key {
  std::string_view name;
  std::string ExchangeSettings::*value;
  std::array<Use, kind_words.size()> use;  // stopncii, threatexchange, ncmec, lines
};
using enum Use;
const std::array<Key, 9> keys = {
    {{"environment", &ExchangeSettings::environment, {useless, useless, possible, useless}},
     {"group", &ExchangeSettings::group, {useless, needed, useless, useless}},
     {"member", &ExchangeSettings::member, {possible, useless, possible, useless}},
     {"user", &ExchangeSettings::user, {useless, useless, needed, useless}},
     {"password_file", &ExchangeSettings::password_file, {useless, useless, needed, useless}},
     {"api_key_file", &ExchangeSettings::api_key_file, {needed, needed, useless, possible}},
     {"subscription_key_file", &ExchangeSettings::subscription_key_file, {needed, useless, useless, useless}},
     {"feedback_key_file", &ExchangeSettings::feedback_key_file, {possible, useless, useless, useless}},
     {"submit_key_file", &ExchangeSettings::submit_key_file, {possible, useless, useless, useless}}}};

Error refuse(const ExchangeSettings& settings, const std::string& what) {
  return Error{Code::invalid, "[exchange." + settings.name + "] " + what};
}

std::optional<std::uint32_t> parse_number(const std::string& text) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end && number > 0 ? std::optional(number) : std::nullopt;
}

bool is_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

Status verify_keys(const ExchangeSettings& settings) {
  const std::string kind(render(settings.kind));
  for (const Key& key : keys) {
    const Use use = key.use.at(static_cast<std::size_t>(settings.kind));
    const bool is_given = !(settings.*key.value).empty();
    if (use == needed && !is_given) return refuse(settings, kind + " needs " + std::string(key.name));
    if (use == useless && is_given) return refuse(settings, kind + " has no use for " + std::string(key.name));
  }
  return Done{};
}

Status verify_reasons(const ExchangeSettings& settings) {
  if (settings.reasons.empty()) return Done{};
  if (settings.kind != ExchangeKind::ncmec) return refuse(settings, "only NCMEC takes reasons");
  for (const std::string& reason : settings.reasons) {
    if (reason.empty() || !media::is_reason_name(reason)) {
      return refuse(settings, "a reason is a GUID, or a name of up to 200 characters of ASCII");
    }
  }
  return Done{};
}

Status load_into(const ExchangeSettings& settings, const std::string& path, std::string& secret) {
  if (path.empty()) return Done{};
  auto loaded = load_secret(path);
  if (!loaded.ok()) return Error{loaded.error().code, "[exchange." + settings.name + "] " + loaded.error().message};
  secret = std::move(loaded).value();
  return Done{};
}

}  // namespace

std::string_view render(ExchangeKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }

Result<ExchangeKind> parse_exchange_kind(std::string_view word) {
  const auto found = std::find(kind_words.begin(), kind_words.end(), word);
  if (found != kind_words.end()) return static_cast<ExchangeKind>(found - kind_words.begin());
  return Error{Code::invalid, "must be \"stopncii\", \"threatexchange\", \"ncmec\" or \"lines\""};
}

Result<std::string> find_base_url(const ExchangeSettings& settings) {
  std::string url = settings.url;
  while (url.ends_with('/')) url.pop_back();
  if (!url.empty()) return url;
  if (settings.kind == ExchangeKind::stopncii) return std::string("https://api.stopncii.org/v1");
  if (settings.kind == ExchangeKind::threatexchange) return std::string("https://graph.facebook.com");
  const auto found = std::find_if(environments.begin(), environments.end(),
                                  [&](const Environment& one) { return one.name == settings.environment; });
  if (settings.kind == ExchangeKind::ncmec && found != environments.end()) return std::string(found->url);
  if (settings.kind == ExchangeKind::ncmec) return refuse(settings, "needs an environment of NCMEC, or a url");
  return refuse(settings, "needs a url");
}

Status verify_exchange(const ExchangeSettings& settings) {
  if (settings.bank.empty()) return refuse(settings, "needs the bank that its entries go to");
  TRY_ASSIGN(const std::string url, find_base_url(settings));
  if (!is_private_url(url)) return refuse(settings, "url must begin with https://");
  TRY(verify_keys(settings));
  if (settings.kind == ExchangeKind::threatexchange && !is_digits(settings.group)) {
    return refuse(settings, "group is the number of a privacy group");
  }
  if (settings.kind == ExchangeKind::ncmec && !settings.member.empty() && !parse_number(settings.member)) {
    return refuse(settings, "member is the number that NCMEC gave us");
  }
  TRY(verify_reasons(settings));
  if (settings.feedback_dry_run && !settings.feedback) return refuse(settings, "a dry run is one of feedback = true");
  const bool tells = settings.feedback && !settings.feedback_dry_run;
  if (tells && settings.kind == ExchangeKind::stopncii && settings.feedback_key_file.empty()) {
    return refuse(settings, "feedback needs feedback_key_file");
  }
  if (settings.kind == ExchangeKind::lines && settings.feedback) return refuse(settings, "a file takes no feedback");
  if (settings.every < every_min) return refuse(settings, "every is at least ten seconds");
  return Done{};
}

Result<Exchange> load_exchange(const ExchangeSettings& settings) {
  TRY(verify_exchange(settings));
  Exchange exchange{settings, {}};
  ExchangeSecrets& secrets = exchange.secrets;
  TRY(load_into(settings, settings.password_file, secrets.password));
  TRY(load_into(settings, settings.api_key_file, secrets.api_key));
  TRY(load_into(settings, settings.subscription_key_file, secrets.subscription_key));
  TRY(load_into(settings, settings.feedback_key_file, secrets.feedback_key));
  TRY(load_into(settings, settings.submit_key_file, secrets.submit_key));
  return exchange;
}

std::uint32_t find_ncmec_member(const ExchangeSettings& settings) { return parse_number(settings.member).value_or(0); }

std::string find_app_id(const ExchangeSecrets& secrets) {
  const std::size_t bar = secrets.api_key.find('|');
  return bar == std::string::npos ? "" : secrets.api_key.substr(0, bar);
}

}  // namespace redress::engine
