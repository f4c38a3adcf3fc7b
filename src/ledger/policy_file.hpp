// SPDX-License-Identifier: Apache-2.0
// ledger/policy_file.hpp — which logs are trusted, and which witnesses together are enough.
//
// Shapes          log <vkey> [url] · witness <name> <vkey> [url] · group <name> all|any|<k> <member>...
//                 quorum <name>|none. One organisation is one group of its witnesses: a quorum over such groups counts
//                 organisations, not keys.
// Errors          invalid: with the number of the line and what it should be.  exhausted: more lines than lines_max.
// Threads         values; pure functions.
// Source          c2sp.org/tlog-policy.
// Never           lets a witness count twice: one key has one name, one name is a member once.
#pragma once

#include <map>
#include <optional>

#include "ledger/note.hpp"

namespace redress::ledger {

constexpr std::size_t policy_members_max = 256;  // logs, witnesses and groups, of each

struct Policy {
  struct Log {
    VerifierKey key;
    std::string url;
  };
  struct Witness {
    std::string name;
    VerifierKey key;
    std::string url;
  };
  struct Group {
    std::string name;
    std::size_t needed = 0;
    std::vector<std::string> members;
  };
  std::vector<Log> logs;
  std::vector<Witness> witnesses;
  std::vector<Group> groups;          // each after its members
  std::optional<std::string> quorum;  // nothing: no cosignature is needed
};

[[nodiscard]] Result<Policy> parse_policy(std::string_view text);
[[nodiscard]] std::string render_policy(const Policy& policy);
// The keys of all witnesses, for verify_signatures.
[[nodiscard]] std::vector<VerifierKey> witness_keys(const Policy& policy);
// True when these cosignatures make the quorum. Always true without one: ask `policy.quorum` what that is worth.
[[nodiscard]] bool is_satisfied(const Policy& policy, std::span<const VerifiedSignature> cosignatures);

}  // namespace redress::ledger
