// SPDX-License-Identifier: Apache-2.0
// engine/exchange_settings.hpp — one fingerprint exchange as redress.toml names it, and its secrets from their files.
//
// Shapes          docs/reference/configuration.md, [exchange.NAME]. Secrets are named by file only.
// Units           every is how long after a fetch has ended the next begins.
// Errors          verify_exchange: invalid, naming the exchange and the key. load_exchange: the same, and not_found,
//                 invalid for a secret's file; never with what is in it.
// Threads         values; load_exchange reads files.
// Never           holds a secret in the settings, which are shown and logged.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::engine {

enum class ExchangeKind { stopncii, threatexchange, ncmec, lines };
[[nodiscard]] std::string_view render(ExchangeKind kind);
[[nodiscard]] Result<ExchangeKind> parse_exchange_kind(std::string_view word);

struct ExchangeSettings {
  std::string name;
  ExchangeKind kind = ExchangeKind::lines;
  std::string bank;                  // where its entries go
  std::string url;                   // empty: the exchange's own address
  std::string environment;           // NCMEC's: "Industry", "NGO", …, or "test_…"
  std::string group;                 // ThreatExchange's privacy group
  std::string member;                // who we are there: StopNCII's name for us, NCMEC's member id
  std::vector<std::string> reasons;  // NCMEC's, for negative feedback: GUIDs or names
  std::chrono::seconds every{240};
  bool feedback = false;          // tell the exchange what our reviewers decide
  bool feedback_dry_run = false;  // only note what would be told
  std::string user;               // NCMEC
  std::string password_file;
  std::string api_key_file;           // ThreatExchange "ID|SECRET"; StopNCII's FetchHashes key; lines: a bearer token
  std::string subscription_key_file;  // StopNCII
  std::string feedback_key_file;      // StopNCII's SubmitFeedback key
  std::string submit_key_file;        // StopNCII's SubmitHashes key
};

struct ExchangeSecrets {
  std::string password;
  std::string api_key;
  std::string subscription_key;
  std::string feedback_key;
  std::string submit_key;
};

struct Exchange {
  ExchangeSettings settings;
  ExchangeSecrets secrets;
};

// Without a slash at its end. NCMEC's environments are named in exchange_settings.cpp.
[[nodiscard]] Result<std::string> find_base_url(const ExchangeSettings& settings);
// The keys that its kind needs are there, and no others.
[[nodiscard]] Status verify_exchange(const ExchangeSettings& settings);
[[nodiscard]] Result<Exchange> load_exchange(const ExchangeSettings& settings);
// Our id where the exchange counts in numbers; 0 and "" when it is not known.
[[nodiscard]] std::uint32_t find_ncmec_member(const ExchangeSettings& settings);
[[nodiscard]] std::string find_app_id(const ExchangeSecrets& secrets);

}  // namespace redress::engine
