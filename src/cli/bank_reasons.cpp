// SPDX-License-Identifier: Apache-2.0
// cli/bank_reasons.cpp — redress bank reasons: what NCMEC lists to give with negative feedback, beside redress.toml.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "cli/bank_command.hpp"
#include "cli/configuration.hpp"
#include "cli/exit.hpp"
#include "cli/open_banks.hpp"
#include "engine/exchange_reasons.hpp"
#include "match/exchange_ncmec.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;
using match::SignalKind;

struct KindReasons {
  std::string kind;  // as the exchange spells it
  media::ReasonList listed;
};

struct Reasons {
  engine::ExchangeSettings settings;
  std::vector<KindReasons> kinds;  // those that could be fetched
  bool is_whole = true;

  [[nodiscard]] bool is_named(const media::ReasonList& listed, const media::ListedReason& reason) const {
    return std::any_of(settings.reasons.begin(), settings.reasons.end(), [&](const std::string& named) {
      const auto* found = engine::find_reason(listed, named);
      return found != nullptr && found->guid == reason.guid;
    });
  }
  [[nodiscard]] bool is_listed(const std::string& named) const {
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const KindReasons& one) { return engine::find_reason(one.listed, named) != nullptr; });
  }
  // What redress.toml names and the exchange lists for no kind; nobody knows where a list is missing.
  [[nodiscard]] std::vector<std::string> list_unknown() const {
    std::vector<std::string> unknown = is_whole ? settings.reasons : std::vector<std::string>();
    std::erase_if(unknown, [&](const std::string& named) { return is_listed(named); });
    return unknown;
  }
};

Result<engine::ExchangeSettings> find_exchange(const Configuration& configuration, const std::string& name) {
  const auto& all = configuration.exchanges;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  if (found == all.end()) {
    return Error{Code::not_found, "'" + name + "' is no exchange: name one in redress.toml, [exchange.NAME]"};
  }
  if (found->kind == engine::ExchangeKind::ncmec) return *found;
  return Error{Code::invalid, "exchange '" + name + "' is of kind " + std::string(engine::render(found->kind)) +
                                  ", which lists no reasons: name one of kind ncmec"};
}

Result<Reasons> fetch_all(const BankOptions& options) {
  TRY_ASSIGN(const auto reader, media::HashListReader::start());
  TRY_ASSIGN(const auto configuration, load_configuration(options.config));
  TRY_ASSIGN(const auto settings, find_exchange(configuration, options.exchange));
  TRY_ASSIGN(const auto exchange, engine::load_exchange(settings));
  const mail::Guard guard(mail::GuardRules{{80, 443}, configuration.engine.reach_allowed});
  const SystemClock clock;
  const engine::ExchangeDoor door{guard, clock, &reader, wait_at_keyboard};
  Reasons reasons{settings, {}};
  for (const SignalKind kind : {SignalKind::md5, SignalKind::sha1, SignalKind::pdq}) {
    TRY_ASSIGN(const std::string word, match::render_ncmec_kind(kind));
    auto listed = engine::fetch_reasons(exchange, door, kind);
    if (!listed.ok()) {
      std::cerr << "redress bank reasons: " << word << ": " << listed.error().message << '\n';
      reasons.is_whole = false;
      continue;
    }
    const auto faults = listed.value().fault_count;
    if (faults > 0) std::cerr << "redress bank reasons: " << word << ": " << faults << " could not be read\n";
    reasons.kinds.push_back({word, std::move(listed).value()});
  }
  return reasons;
}

void print_json(const Reasons& reasons) {
  Json json{{"exchange", reasons.settings.name}, {"reasons", Json::array()}, {"not_listed", reasons.list_unknown()}};
  for (const auto& [kind, listed] : reasons.kinds) {
    for (const auto& reason : listed.reasons) {
      json["reasons"].push_back({{"kind", kind},
                                 {"guid", reason.guid},
                                 {"name", reason.name},
                                 {"in_configuration", reasons.is_named(listed, reason)}});
    }
  }
  std::cout << json.dump() << '\n';
}

void print_table(const Reasons& reasons) {
  std::cout << fmt::format("{:<4} {:<36} {:<40} {}\n", "kind", "GUID", "reason", "in redress.toml");
  for (const auto& [kind, listed] : reasons.kinds) {
    bool has_named = false;
    for (const auto& reason : listed.reasons) {
      const bool is_named = reasons.is_named(listed, reason);
      has_named = has_named || is_named;
      std::cout << fmt::format("{:<4} {:<36} {:<40} {}\n", kind, reason.guid, reason.name, is_named ? "yes" : "no");
    }
    if (!has_named) {
      std::cout << kind << ": redress.toml names none of these, so no negative feedback on such hashes is sent\n";
    }
  }
}

}  // namespace

int bank_reasons(const BankOptions& options) {
  const auto fetched = fetch_all(options);
  if (!fetched.ok()) return fail("bank reasons", fetched.error());
  const Reasons& reasons = fetched.value();
  options.json ? print_json(reasons) : print_table(reasons);
  const auto unknown = reasons.list_unknown();
  for (const std::string& named : unknown) {
    std::cerr << "redress bank reasons: redress.toml names '" << named
              << "', which the exchange lists for no kind: it is never sent, name another\n";
  }
  if (!reasons.is_whole) return exit_failed;
  return unknown.empty() ? exit_done : exit_finding;
}

}  // namespace redress::cli
