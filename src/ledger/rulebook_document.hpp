// SPDX-License-Identifier: Apache-2.0
// ledger/rulebook_document.hpp — what an instance's clocks are computed from, as one small public file.
//
// Use this when   the ledger names its rulebook, or an auditor builds the same rulebook from what the ledger names.
// Shapes          canonical JSON; its SHA-256 is its name. Packs are named by theirs.
// Units           seconds.
// Errors          parse: invalid when it is not canonical; load: corrupt when a pack's text is not the one that is
//                 named, invalid when the packs do not make a rulebook, and whatever `read` answers.
// Threads         pure functions; `read` is called in the caller's thread.
// Source          docs/reference/ledger-entries.md, "The rulebook document".
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "base/digest.hpp"
#include "law/rulebook.hpp"

namespace redress::ledger {

// The house's own clocks: no longer than this.
struct HouseLengths {
  std::chrono::seconds clock_max{0};
  std::chrono::seconds interim_review{0};
  bool operator==(const HouseLengths&) const = default;
};

[[nodiscard]] std::string render_rulebook_document(const law::Rulebook& rulebook, const HouseLengths& house);
// "/ledger/" is not part of these: rulebook/<hex>.json, statutes/<hex>.yaml.
[[nodiscard]] std::string rulebook_path(const Digest& digest);
[[nodiscard]] std::string pack_path(const Digest& digest);

struct RulebookDocument {
  law::OperatorChoices choices;
  HouseLengths house;
  std::map<std::string, Digest> packs;  // by jurisdiction
  std::string tz_version;
};
[[nodiscard]] Result<RulebookDocument> parse_rulebook_document(std::string_view text);

// Answers the bytes of a path below the ledger's own folder.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

struct LoadedRulebook {
  law::Rulebook rulebook;
  HouseLengths house;
  std::string tz_version;  // the one the instance counts with; `rulebook` counts with this machine's
};
[[nodiscard]] Result<LoadedRulebook> load_rulebook(const Digest& digest, const ReadFile& read);

}  // namespace redress::ledger
