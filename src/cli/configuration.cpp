// SPDX-License-Identifier: Apache-2.0
#include "cli/configuration.hpp"

#include <charconv>
#include <functional>

#include "cli/statutes.hpp"
#include "cli/toml_keys.hpp"
#include "engine/verify_dsa.hpp"

namespace redress::cli {
namespace {

Setter targets_into(law::OperatorChoices& choices) {
  return [&choices](const toml::node& node) -> Status {
    const toml::table* table = node.as_table();
    if (table == nullptr) return refuse("a table of durations by duty id");
    for (const auto& [key, value] : *table) {
      TRY_ASSIGN(choices.targets[std::string(key.str())], parse_seconds(value));
    }
    return Done{};
  };
}

Keys exchange_keys(engine::ExchangeSettings& exchange) {
  return {{"kind",
           [&exchange](const toml::node& node) -> Status {
             const auto word = engine::parse_exchange_kind(node.value_exact<std::string>().value_or(""));
             if (!word.ok()) return word.error();
             exchange.kind = word.value();
             return Done{};
           }},
          {"bank", text_into(exchange.bank)},
          {"url", text_into(exchange.url)},
          {"environment", text_into(exchange.environment)},
          {"group", text_into(exchange.group)},
          {"member", text_into(exchange.member)},
          {"reasons", texts_into(exchange.reasons)},
          {"every", duration_into(exchange.every)},
          {"feedback", flag_into(exchange.feedback)},
          {"feedback_dry_run", flag_into(exchange.feedback_dry_run)},
          {"user", text_into(exchange.user)},
          {"password_file", text_into(exchange.password_file)},
          {"api_key_file", text_into(exchange.api_key_file)},
          {"subscription_key_file", text_into(exchange.subscription_key_file)},
          {"feedback_key_file", text_into(exchange.feedback_key_file)},
          {"submit_key_file", text_into(exchange.submit_key_file)}};
}

// [exchange.NAME]: one exchange a table.
Setter exchanges_into(std::vector<engine::ExchangeSettings>& target, std::string path) {
  return [&target, path = std::move(path)](const toml::node& node) -> Status {
    const toml::table* tables = node.as_table();
    if (tables == nullptr) return refuse("one table an exchange: write [exchange.NAME]");
    for (const auto& [name, entry] : *tables) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) return refuse("one table an exchange: write [exchange.NAME]");
      engine::ExchangeSettings exchange;
      exchange.name = std::string(name.str());
      if (!table->contains("kind")) return Error{Code::invalid, "needs a kind in [exchange." + exchange.name + "]"};
      TRY(read_table(*table, exchange_keys(exchange), path, "exchange." + exchange.name));
      const auto verified = engine::verify_exchange(exchange);
      if (!verified.ok()) return Error{Code::invalid, place_of(path, entry.source()) + verified.error().message};
      target.push_back(std::move(exchange));
    }
    return Done{};
  };
}

Setter headers_into(std::vector<std::pair<std::string, std::string>>& target) {
  return [&target](const toml::node& node) -> Status {
    const toml::table* table = node.as_table();
    if (table == nullptr) return refuse("a table of header names and values");
    for (const auto& [key, value] : *table) {
      const auto text = value.value_exact<std::string>();
      if (!text) return refuse("a table of header names and values");
      target.emplace_back(key.str(), *text);
    }
    return Done{};
  };
}

Setter second_person_into(cases::SecondPerson& target) {
  return [&target](const toml::node& node) -> Status {
    std::vector<std::string> words;
    TRY(texts_into(words)(node));
    target = {};
    for (const auto& word : words) {
      bool* const flag = word == "minors"         ? &target.minors
                         : word == "orders"       ? &target.orders
                         : word == "near_matches" ? &target.near_matches
                         : word == "removals"     ? &target.removals
                                                  : nullptr;
      if (flag == nullptr) return refuse("some of \"minors\", \"orders\", \"near_matches\", \"removals\"");
      *flag = true;
    }
    return Done{};
  };
}

Keys case_keys(cases::Policy& policy) {
  return {{"escalation", fractions_into(policy.escalation_fractions)},
          {"at_risk", fraction_into(policy.at_risk_fraction)},
          {"claim_lease", duration_into(policy.claim_lease)},
          {"interim_review", duration_into(policy.interim_review)},
          {"house_clock_max", duration_into(policy.house_clock_max)},
          {"act_on_defective_orders", flag_into(policy.act_on_defective_orders)},
          {"second_person", second_person_into(policy.second_person)},
          {"second_look_every", number_into(policy.second_look_every, 0, 1'000'000)}};
}

Keys server_keys(Configuration& all) {
  return {{"listen",
           [&all](const toml::node& node) -> Status {
             const auto value = node.value_exact<std::string>();
             if (!value) return refuse("ADDRESS:PORT in quotes");
             return set_listen(all, *value);
           }},
          {"public_url", text_into(all.engine.public_url)},
          {"workers", number_into(all.http.worker_count, 1, 256)},
          {"connections_max", number_into(all.http.connections_max, 16, 1'000'000)},
          {"connections_per_address_max", number_into(all.http.connections_per_address_max, 0, 1'000'000)},
          {"trusted_proxies", texts_into(all.http.trusted_proxies)},
          {"notices_per_minute", number_into(all.notices_per_minute, 1, 1'000'000)},
          {"edge_open_to_loopback", flag_into(all.edge_open_to_loopback)}};
}

Setter verdict_into(engine::Verdict& target) {
  return [&target](const toml::node& node) -> Status {
    const std::string word = node.value_exact<std::string>().value_or("");
    for (const auto one :
         {engine::Verdict::allow, engine::Verdict::label, engine::Verdict::review, engine::Verdict::block}) {
      if (word != engine::render(one)) continue;
      target = one;
      return Done{};
    }
    return refuse("allow, label, review or block");
  };
}

Keys provenance_keys(Configuration& all) {
  return {{"on", flag_into(all.reads_provenance)},
          {"own_trust", texts_into(all.trust.own)},
          {"official_trust", texts_into(all.trust.official)},
          {"interim_trust", texts_into(all.trust.interim)},
          {"tsa_trust", texts_into(all.trust.tsa)},
          {"credentials", texts_into(all.trust.credentials)},
          {"purposes", text_into(all.trust.purposes)}};
}

Keys synthetic_keys(server::SyntheticPolicy& policy) {
  return {{"generated", verdict_into(policy.generated)}, {"edited", verdict_into(policy.edited)},
          {"suspected", verdict_into(policy.suspected)}, {"declared", verdict_into(policy.declared)},
          {"doubted", verdict_into(policy.doubted)},     {"contradicted", verdict_into(policy.contradicted)},
          {"tampered", verdict_into(policy.tampered)}};
}

Setter words_into(std::map<std::string, std::string, std::less<>>& target) {
  return [&target](const toml::node& node) -> Status {
    const toml::table* table = node.as_table();
    if (table == nullptr) return refuse("a table of texts in quotes");
    for (const auto& [key, value] : *table) {
      const auto text = value.value_exact<std::string>();
      if (!text) return refuse("a table of texts in quotes");
      target[std::string(key.str())] = *text;
    }
    return Done{};
  };
}

Keys dsa_keys(engine::DsaOptions& dsa) {
  return {{"url", text_into(dsa.url)},
          {"token_file", text_into(dsa.token_file)},
          {"dry_run", flag_into(dsa.dry_run)},
          {"territory", texts_into(dsa.settings.territory)},
          {"account_type", text_into(dsa.settings.account_type)},
          {"content_type", text_into(dsa.settings.content_type)},
          {"content_language", text_into(dsa.settings.content_language)},
          {"terms_url", text_into(dsa.settings.terms_url)},
          {"clauses", words_into(dsa.settings.clauses)}};
}

Keys ledger_keys(Configuration& all, const std::string& path) {
  const std::function<Keys(engine::WitnessEndpoint&)> witness_keys = [](engine::WitnessEndpoint& witness) -> Keys {
    return {{"name", text_into(witness.name)},
            {"vkey", text_into(witness.vkey)},
            {"url", text_into(witness.url)},
            {"organisation", text_into(witness.organisation)},
            {"every", duration_into(witness.every)}};
  };
  return {{"on", flag_into(all.engine.ledger.is_on)},
          {"origin", text_into(all.engine.ledger.origin)},
          {"policy", text_into(all.witness_policy)},
          {"quorum", number_into(all.engine.ledger.quorum, 1, 256)},
          {"witnesses", each_into(all.engine.ledger.witnesses, witness_keys, path, "ledger.witnesses")}};
}

Keys root_keys(Configuration& all, const std::string& path) {
  const std::function<Keys(engine::WebhookEndpoint&)> webhook_keys = [](engine::WebhookEndpoint& endpoint) -> Keys {
    return {
        {"name", text_into(endpoint.name)}, {"url", text_into(endpoint.url)}, {"secret", text_into(endpoint.secret)}};
  };
  const std::function<Keys(engine::Vantage&)> vantage_keys = [](engine::Vantage& vantage) -> Keys {
    return {{"country", text_into(vantage.country)},
            {"headers", headers_into(vantage.headers)},
            {"proxy", text_into(vantage.proxy)}};
  };
  const Keys law_keys{{"statutes", text_into(all.statutes)},
                      {"enabled", texts_into(all.choices.enabled)},
                      {"disabled", texts_into(all.choices.disabled)},
                      {"targets", targets_into(all.choices)}};
  const Keys data_keys{{"dir", text_into(all.engine.data_dir)},
                       {"case_cache_count_max", number_into(all.engine.case_cache_count_max, 1, 10'000'000)},
                       {"content_count_max", number_into(all.engine.content_count_max, 1, 100'000'000)},
                       {"bank_entry_count_max", number_into(all.engine.bank_entry_count_max, 1, 20'000'000)},
                       {"feature_count_max", number_into(all.engine.feature_count_max, 1, 400'000'000)}};
  engine::LetterOptions& letters = all.engine.letters;
  const Keys letter_keys{{"relay", text_into(letters.relay)},
                         {"from", text_into(letters.from)},
                         {"user", text_into(letters.user)},
                         {"password_file", text_into(letters.password_file)},
                         {"ca_file", text_into(letters.ca_file)},
                         {"tls", flag_into(letters.requires_tls)},
                         {"daily_count_max", number_into(letters.daily_count_max, 1, 1'000)}};
  const Keys probe_keys{{"on", flag_into(all.engine.probe)},
                        {"delay", duration_into(all.engine.probe_delay)},
                        {"vantage", each_into(all.engine.vantages, vantage_keys, path, "probe.vantage")}};
  const Keys label_keys{{"chain", text_into(all.label.chain)},
                        {"key", text_into(all.label.key)},
                        {"algorithm", text_into(all.label.algorithm)},
                        {"trust", text_into(all.label.trust)}};
  return {
      {"server", table_with(server_keys(all), path, "server")},
      {"data", table_with(data_keys, path, "data")},
      {"law", table_with(law_keys, path, "law")},
      {"ledger", table_with(ledger_keys(all, path), path, "ledger")},
      {"case", table_with(case_keys(all.policy), path, "case")},
      {"console", table_with({{"exposures_per_day", number_into(all.exposures_per_day, 0, 100'000)}}, path, "console")},
      {"dsa", table_with(dsa_keys(all.engine.dsa), path, "dsa")},
      {"label", table_with(label_keys, path, "label")},
      {"letters", table_with(letter_keys, path, "letters")},
      {"provenance", table_with(provenance_keys(all), path, "provenance")},
      {"synthetic", table_with(synthetic_keys(all.synthetic), path, "synthetic")},
      {"webhook", each_into(all.engine.webhooks, webhook_keys, path, "webhook")},
      {"exchange", exchanges_into(all.exchanges, path)},
      {"reach", table_with({{"allow", texts_into(all.engine.reach_allowed)}}, path, "reach")},
      {"probe", table_with(probe_keys, path, "probe")}};
}

}  // namespace

Status set_listen(Configuration& configuration, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const Error bad{Code::invalid, "must be ADDRESS:PORT, for example 127.0.0.1:8480 (port 0 takes a free one)"};
  if (colon == std::string::npos || colon == 0) return bad;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, port);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return bad;
  std::string address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  configuration.http.address = address;
  configuration.http.port = port;
  return Done{};
}

Result<Configuration> parse_configuration(const std::string& text, const std::string& path) {
  Configuration configuration;
  configuration.http.port = 8480;
  configuration.engine.ledger.is_on = true;
  toml::table root;
  try {
    root = toml::parse(text, path);
  } catch (const toml::parse_error& fault) {
    return Error{Code::invalid, place_of(path, fault.source()) + std::string(fault.description())};
  }
  TRY(read_table(root, root_keys(configuration, path), path, ""));
  if (configuration.label.chain.empty() != configuration.label.key.empty()) {
    return Error{Code::invalid, path + ": [label] needs both chain and key, or neither"};
  }
  if (const Status verified = engine::verify_dsa(configuration.engine.dsa); !verified.ok()) {
    return Error{Code::invalid, path + ": " + verified.error().message};
  }
  for (const auto& endpoint : configuration.engine.webhooks) {
    if (!endpoint.name.empty() && !endpoint.url.empty() && !endpoint.secret.empty()) continue;
    return Error{Code::invalid, path + ": each [[webhook]] needs name, url and secret (\"whsec_…\")"};
  }
  return configuration;
}

Result<Configuration> load_configuration(const std::string& path) {
  if (path.empty()) return parse_configuration("", "redress.toml");
  TRY_ASSIGN(const std::string text, read_file(path));
  return parse_configuration(text, path);
}

}  // namespace redress::cli
