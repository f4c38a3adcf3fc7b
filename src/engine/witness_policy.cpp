// SPDX-License-Identifier: Apache-2.0
#include "engine/witness_policy.hpp"

#include <algorithm>

namespace redress::engine {
namespace {

constexpr const char* quorum_group = "enough-organisations";

Error bad(const std::string& what) { return Error{Code::invalid, "[[ledger.witnesses]]: " + what}; }

// What a parser of policy files takes for one word.
bool is_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

ledger::Policy::Group& group_of(ledger::Policy& policy, const std::string& organisation) {
  const auto found = std::find_if(policy.groups.begin(), policy.groups.end(),
                                  [&](const ledger::Policy::Group& group) { return group.name == organisation; });
  return found != policy.groups.end() ? *found : policy.groups.emplace_back(ledger::Policy::Group{organisation, 1, {}});
}

Result<ledger::Policy> list_witnesses(const LedgerOptions& options) {
  ledger::Policy policy;
  for (const WitnessEndpoint& one : options.witnesses) {
    if (!is_word(one.name) || !is_word(one.organisation) || !is_word(one.url)) {
      return bad("each needs name, vkey, url and organisation, none of them with a space");
    }
    auto key = ledger::parse_verifier_key(one.vkey);
    if (!key.ok()) return bad("the vkey of '" + one.name + "': " + key.error().message);
    policy.witnesses.push_back({one.name, std::move(key).value(), one.url});
    group_of(policy, one.organisation).members.push_back(one.name);
  }
  const std::size_t organisations = policy.groups.size();
  if (options.quorum > organisations) {
    return bad("there are witnesses of " + std::to_string(organisations) + " organisations and the quorum is " +
               std::to_string(options.quorum) + ": name more, or lower [ledger] quorum and say so to your readers");
  }
  ledger::Policy::Group enough{quorum_group, options.quorum, {}};
  for (const ledger::Policy::Group& group : policy.groups) enough.members.push_back(group.name);
  policy.groups.push_back(std::move(enough));
  policy.quorum = quorum_group;
  return policy;
}

}  // namespace

Result<ledger::Policy> make_witness_policy(const LedgerOptions& options, const ledger::VerifierKey& log) {
  ledger::Policy policy;
  if (!options.policy.empty() && !options.witnesses.empty()) {
    return Error{Code::invalid, "[ledger] has both a policy file and [[ledger.witnesses]]: keep one of them"};
  }
  if (!options.policy.empty()) {
    TRY_ASSIGN(policy, ledger::parse_policy(options.policy));
  } else if (!options.witnesses.empty()) {
    TRY_ASSIGN(policy, list_witnesses(options));
  }
  policy.logs = {{log, ""}};
  // Names that are taken twice and the like: the parser knows the rules.
  auto checked = ledger::parse_policy(ledger::render_policy(policy));
  if (!checked.ok()) return bad(checked.error().message);
  return policy;
}

}  // namespace redress::engine
