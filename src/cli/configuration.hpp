// SPDX-License-Identifier: Apache-2.0
// cli/configuration.hpp — redress.toml: every key has a default, so that `redress serve` runs with no file at all.
//
// Shapes          docs/reference/configuration.md documents each key; a test holds the two together.
// Units           durations are ISO 8601 ("PT30M"); sizes are bytes.
// Errors          parse_configuration: invalid as "file:line: what; what to do" for an unknown key or a wrong value.
// Threads         read once, before anything starts.
#pragma once

#include <string>

#include "cases/policy.hpp"
#include "cli/trust_lists.hpp"
#include "engine/exchange_settings.hpp"
#include "engine/options.hpp"
#include "http/http.hpp"
#include "law/rulebook.hpp"
#include "server/synthetic.hpp"

namespace redress::cli {

// A platform's own AI tools are sealed where chain and key are named.
struct LabelSettings {
  std::string chain;  // PEM files
  std::string key;
  std::string algorithm;  // empty: as the key wants it
  std::string trust;      // PEM file: whose signatures on what comes in are believed
};

// The house's choices where redress.toml is silent: one decision in twenty is looked at again.
[[nodiscard]] inline cases::Policy default_policy() {
  cases::Policy policy;
  policy.second_look_every = 20;
  return policy;
}

struct Configuration {
  std::string statutes;  // folder of packs; empty: the ones built in
  law::OperatorChoices choices;
  cases::Policy policy = default_policy();  // rulebook is set when it has been loaded
  engine::Options engine;
  http::Options http;
  std::vector<engine::ExchangeSettings> exchanges;  // by name; their secrets are still in their files
  std::string witness_policy;                       // a policy file's path; serve reads it
  LabelSettings label;
  bool reads_provenance = true;  // of uploaded files
  TrustPaths trust;
  server::SyntheticPolicy synthetic;
  bool edge_open_to_loopback = true;
  int exposures_per_day = 100;  // pictures that one member of staff sees unblurred
  int notices_per_minute = 30;  // from one address block, without a token
};

// An empty path gives the defaults.
[[nodiscard]] Result<Configuration> load_configuration(const std::string& path);
[[nodiscard]] Result<Configuration> parse_configuration(const std::string& text, const std::string& path);
// "127.0.0.1:8480"
[[nodiscard]] Status set_listen(Configuration& configuration, const std::string& address_and_port);

}  // namespace redress::cli
