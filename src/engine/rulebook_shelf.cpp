// SPDX-License-Identifier: Apache-2.0
#include "engine/rulebook_shelf.hpp"

#include "ledger/rulebook_document.hpp"

namespace redress::engine {
namespace {

// A ledger that was silent for longer says that the house began anew.
constexpr std::chrono::seconds silence_max{60};

}  // namespace

Result<RulebookShelf> RulebookShelf::load(const store::LedgerStore& store) {
  RulebookShelf shelf;
  TRY_ASSIGN(shelf.changes_, store.load_rulebooks());
  TRY_ASSIGN(auto documents, store.load_documents());
  for (auto& document : documents) shelf.documents_.emplace(std::move(document.path), std::move(document.text));
  return shelf;
}

Status RulebookShelf::announce(store::LedgerStore& store, const cases::Policy& policy, Announcement announcement) {
  const ledger::HouseLengths house{policy.house_clock_max, policy.interim_review};
  std::string text = ledger::render_rulebook_document(*policy.rulebook, house);
  const Digest digest = sha256(text);
  words_.emplace(digest, PublicWords(*policy.rulebook));
  TRY_ASSIGN(const store::LedgerHead head, store.load_head());
  const bool is_known = !changes_.empty() && changes_.back().rulebook == digest;
  if (is_known && announcement.at - head.sealed_at <= silence_max) return Done{};
  std::vector<store::PublicDocument> documents{{ledger::rulebook_path(digest), std::move(text)}};
  for (const auto& [jurisdiction, pack] : policy.rulebook->packs) {
    const auto given = announcement.pack_texts.find(pack.sha256);
    const std::string path = "statutes/" + pack.sha256 + ".yaml";
    if (given != announcement.pack_texts.end()) {
      documents.push_back({path, given->second});
    } else if (!documents_.contains(path)) {
      return Error{Code::not_found, "the text of the pack " + pack.path + " is not at hand, so it cannot be published"};
    }
  }
  store::RulebookChange change;
  change.no = changes_.size() + 1;
  // The first one speaks for everything: the ledger begins with it.
  change.position = changes_.empty() ? 0 : announcement.last_position;
  change.rulebook = digest;
  change.at = announcement.at;
  change.clock_error_ms = announcement.clock_error_ms;
  TRY(store.keep_rulebook(change, documents));
  for (auto& document : documents) documents_.emplace(std::move(document.path), std::move(document.text));
  changes_.push_back(change);
  return Done{};
}

Result<const PublicWords*> RulebookShelf::find(const Digest& rulebook) {
  if (const auto found = words_.find(rulebook); found != words_.end()) return &found->second;
  const auto read = [this](const std::string& path) -> Result<std::string> {
    const auto kept = documents_.find(path);
    if (kept == documents_.end()) return Error{Code::corrupt, "ledger.db does not hold " + path + " any more"};
    return kept->second;
  };
  TRY_ASSIGN(const auto loaded, ledger::load_rulebook(rulebook, read));
  return &words_.emplace(rulebook, PublicWords(loaded.rulebook)).first->second;
}

}  // namespace redress::engine
