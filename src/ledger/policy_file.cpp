// SPDX-License-Identifier: Apache-2.0
#include "ledger/policy_file.hpp"

#include <algorithm>
#include <set>

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

using Words = std::vector<std::string_view>;

Words split_words(std::string_view line) {
  Words words;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos) return words;
    line.remove_prefix(start);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

class PolicyParser {
 public:
  Result<Policy> parse(std::string_view text) {
    const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte == '\t' || byte == '\n' || (byte >= 0x20 && byte != 0x7f);
    });
    if (!clean) return Error{Code::invalid, "a policy file holds no control characters but tab and newline"};
    while (!text.empty()) {
      ++line_number_;
      const auto line = take_line(text);
      if (!line) return bad("ends without a newline");
      const Words words = split_words(*line);
      if (words.empty() || words[0].front() == '#') continue;
      TRY(add(words));
    }
    if (!quorum_seen_)
      return Error{Code::invalid, "a policy file has one line that says 'quorum <name>' or 'quorum none'"};
    return std::move(policy_);
  }

 private:
  [[nodiscard]] Error bad(const std::string& what) const {
    return Error{Code::invalid, "policy file, line " + std::to_string(line_number_) + ": " + what};
  }

  Status add(const Words& words) {
    if (words[0] == "log") return add_log(words);
    if (words[0] == "witness") return add_witness(words);
    if (words[0] == "group") return add_group(words);
    if (words[0] == "quorum") return set_quorum(words);
    return bad("starts with none of log, witness, group, quorum");
  }

  Status add_log(const Words& words) {
    if (words.size() != 2 && words.size() != 3) return bad("must read 'log <vkey> [<url>]'");
    TRY_ASSIGN(VerifierKey key, parse_key(words[1]));
    if (key.type == KeyType::cosignature) return bad("the key of a log does not cosign (type 04)");
    if (!log_keys_.insert(key.public_key).second) return bad("another log has this key");
    if (policy_.logs.size() == policy_members_max) return full();
    policy_.logs.push_back({std::move(key), std::string(words.size() == 3 ? words[2] : "")});
    return Done{};
  }

  Status add_witness(const Words& words) {
    if (words.size() != 3 && words.size() != 4) return bad("must read 'witness <name> <vkey> [<url>]'");
    TRY(define(words[1]));
    TRY_ASSIGN(VerifierKey key, parse_key(words[2]));
    if (key.type == KeyType::note) return bad("the key of a witness must cosign (type 04)");
    if (!witness_keys_.insert(key.public_key).second) return bad("another witness has this key");
    if (policy_.witnesses.size() == policy_members_max) return full();
    policy_.witnesses.push_back(
        {std::string(words[1]), std::move(key), std::string(words.size() == 4 ? words[3] : "")});
    return Done{};
  }

  Status add_group(const Words& words) {
    if (words.size() < 4) return bad("must read 'group <name> all|any|<k> <member>...'");
    Policy::Group group{std::string(words[1]), 0, {}};
    const std::size_t member_count = words.size() - 3;
    const auto number = parse_decimal(words[2]);
    if (words[2] == "all") {
      group.needed = member_count;
    } else if (words[2] == "any") {
      group.needed = 1;
    } else if (number && *number >= 1 && *number <= member_count) {
      group.needed = static_cast<std::size_t>(*number);
    } else {
      return bad("a group needs 'all', 'any' or a number from 1 to its number of members");
    }
    for (const std::string_view member : std::span(words).subspan(3)) {
      if (!names_.contains(std::string(member))) return bad("'" + std::string(member) + "' is not defined above");
      if (!members_.insert(std::string(member)).second) return bad("'" + std::string(member) + "' is a member already");
      group.members.emplace_back(member);
    }
    TRY(define(words[1]));
    if (policy_.groups.size() == policy_members_max) return full();
    policy_.groups.push_back(std::move(group));
    return Done{};
  }

  Status set_quorum(const Words& words) {
    if (words.size() != 2 || quorum_seen_) return bad("there is one line 'quorum <name>' or 'quorum none'");
    quorum_seen_ = true;
    if (words[1] == "none") return Done{};
    if (!names_.contains(std::string(words[1]))) return bad("'" + std::string(words[1]) + "' is not defined above");
    policy_.quorum = words[1];
    return Done{};
  }

  Result<VerifierKey> parse_key(std::string_view text) {
    auto key = parse_verifier_key(text);
    if (!key.ok()) return bad(key.error().message);
    return key;
  }

  Status define(std::string_view name) {
    if (name == "none") return bad("'none' means no witnesses and cannot be a name");
    if (!names_.emplace(name).second) return bad("the name '" + std::string(name) + "' is taken");
    return Done{};
  }

  [[nodiscard]] Error full() const {
    return Error{Code::exhausted, "a policy file has at most 256 logs, 256 witnesses and 256 groups"};
  }

  Policy policy_;
  std::size_t line_number_ = 0;
  bool quorum_seen_ = false;
  std::set<std::string> names_;
  std::set<std::string> members_;
  std::set<Bytes> log_keys_;
  std::set<Bytes> witness_keys_;
};

}  // namespace

Result<Policy> parse_policy(std::string_view text) { return PolicyParser().parse(text); }

std::string render_policy(const Policy& policy) {
  const auto with_url = [](const std::string& url) { return (url.empty() ? "" : " " + url) + "\n"; };
  std::string text;
  for (const auto& log : policy.logs) text += "log " + render_verifier_key(log.key) + with_url(log.url);
  for (const auto& witness : policy.witnesses) {
    text += "witness " + witness.name + " " + render_verifier_key(witness.key) + with_url(witness.url);
  }
  for (const auto& group : policy.groups) {
    text += "group " + group.name + " " + std::to_string(group.needed);
    for (const std::string& member : group.members) text += " " + member;
    text += "\n";
  }
  return text + "quorum " + policy.quorum.value_or("none") + "\n";
}

std::vector<VerifierKey> witness_keys(const Policy& policy) {
  std::vector<VerifierKey> keys;
  for (const auto& witness : policy.witnesses) keys.push_back(witness.key);
  return keys;
}

bool is_satisfied(const Policy& policy, std::span<const VerifiedSignature> cosignatures) {
  if (!policy.quorum) return true;
  std::map<std::string, bool> holds;
  for (const auto& witness : policy.witnesses) {
    holds[witness.name] = std::any_of(cosignatures.begin(), cosignatures.end(), [&](const VerifiedSignature& one) {
      return one.name == witness.key.name && one.key_id == witness.key.key_id;
    });
  }
  // Members stand above their group, so one pass is enough.
  for (const auto& group : policy.groups) {
    const auto count = std::count_if(group.members.begin(), group.members.end(),
                                     [&](const std::string& member) { return holds[member]; });
    holds[group.name] = static_cast<std::size_t>(count) >= group.needed;
  }
  return holds[*policy.quorum];
}

}  // namespace redress::ledger
