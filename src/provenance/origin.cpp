// SPDX-License-Identifier: Apache-2.0
#include "provenance/origin.hpp"

#include <algorithm>
#include <array>

namespace redress::provenance {
namespace {

constexpr std::string_view iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";

bool is_inception(std::string_view action) { return action == "c2pa.created" || action == "c2pa.opened"; }

// "trainedAlgorithmicMedia"; some writers leave a space before the URI.
std::string_view source_term(std::string_view uri) {
  while (uri.starts_with(' ')) uri.remove_prefix(1);
  if (uri.starts_with("https://")) return uri.substr(std::min(uri.size(), iptc.size() + 1));
  if (uri.starts_with(iptc)) return uri.substr(iptc.size());
  constexpr std::string_view c2pa = "http://c2pa.org/digitalsourcetype/";
  return uri.starts_with(c2pa) ? uri.substr(c2pa.size()) : std::string_view();
}

// What one action says, of a manifest's own content.
Origin judge_action(const ActionFacts& fact) {
  const std::string_view term = source_term(fact.source_type);
  const auto is_one_of = [&](const auto& terms) { return std::ranges::find(terms, term) != terms.end(); };
  constexpr std::array<std::string_view, 4> synthetic = {"trainedAlgorithmicMedia",
                                                         "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
                                                         "trainedAlgorithmicData"};
  constexpr std::array<std::string_view, 2> mixed = {"composite", "screenCapture"};
  constexpr std::array<std::string_view, 3> captured = {"digitalCapture", "computationalCapture", "compositeCapture"};
  if (is_inception(fact.action)) {
    if (term == "trainedAlgorithmicMedia") return Origin::ai_generated;
    if (is_one_of(synthetic)) return Origin::ai_edited;
    if (is_one_of(mixed)) return Origin::ai_suspected;
    return is_one_of(captured) ? Origin::captured : Origin::unknown;
  }
  if (is_one_of(synthetic)) return Origin::ai_edited;
  return term == "composite" || term == "digitalArt" ? Origin::ai_suspected : Origin::unknown;
}

bool is_tampering(std::string_view code) {
  constexpr std::array<std::string_view, 12> codes = {
      "assertion.dataHash.mismatch",    "assertion.bmffHash.mismatch", "assertion.boxesHash.mismatch",
      "assertion.hashedURI.mismatch",   "assertion.missing",           "assertion.undeclared",
      "assertion.boxesHash.unknownBox", "assertion.notRedacted",       "assertion.collectionHash.mismatch",
      "claimSignature.mismatch",        "claimSignature.missing",      "ingredient.manifest.mismatch"};
  return std::ranges::find(codes, code) != codes.end();
}

void note_tampering(const Statuses& statuses, std::string_view of, OriginVerdict& verdict) {
  for (const StatusEntry& entry : statuses.failure) {
    if (!is_tampering(entry.code)) continue;
    verdict.origin = Origin::tampered;
    verdict.reasons.push_back(std::string(of) + ": " + entry.explanation + " (" + entry.code + ")");
  }
}

std::string signer_name(const SignatureReport& signature) {
  if (!signature.signer) return "nobody that could be read";
  for (const std::string_view key : {"CN", "O"}) {
    for (const auto& [name, value] : signature.signer->subject) {
      if (name == key) return value;
    }
  }
  return "a certificate without a name";
}

class Judge {
 public:
  explicit Judge(const ProvenanceReport& report) : report_(report) {}

  OriginVerdict judge() {
    for (const ManifestReport& manifest : report_.manifests) {
      const bool is_active = &manifest == &report_.manifests.front();
      if (is_active) note_tampering(manifest.statuses, "the manifest", verdict_);
      for (const IngredientDelta& delta : manifest.deltas) note_tampering(delta.statuses, "an ingredient", verdict_);
      for (const ActionFacts& fact : manifest.actions) weigh(manifest, fact, is_active);
      note_ingredients(manifest);
    }
    if (verdict_.origin == Origin::tampered) return std::move(verdict_);
    verdict_.origin = decide();
    return std::move(verdict_);
  }

 private:
  void weigh(const ManifestReport& manifest, const ActionFacts& fact, bool is_active) {
    Origin said = judge_action(fact);
    if (said == Origin::unknown) return;
    if (said == Origin::captured) {
      note_capture(manifest, fact, is_active);
      return;
    }
    // Of something that went into it: then AI made a part, or what was edited.
    if (!is_active && said == Origin::ai_generated) said = Origin::ai_edited;
    strongest_ = std::max(strongest_, said);
    verdict_.reasons.push_back((is_active ? "" : "an ingredient: ") + fact.action + " with source " +
                               std::string(source_term(fact.source_type)) + ", said by " +
                               signer_name(manifest.signature));
  }

  void note_capture(const ManifestReport& manifest, const ActionFacts& fact, bool is_active) {
    const bool is_vouched = fact.is_created && report_.state == ManifestState::trusted;
    has_capture_ = has_capture_ || (is_vouched && is_active);
    verdict_.reasons.push_back(std::string(is_active ? "" : "an ingredient: ") + "captured, says " +
                               signer_name(manifest.signature) +
                               (is_vouched         ? ""
                                : !fact.is_created ? ", who did not make that statement his own"
                                                   : ", whom no trust list vouches for"));
  }

  void note_ingredients(const ManifestReport& manifest) {
    for (const IngredientFacts& ingredient : manifest.ingredients) {
      if (ingredient.has_recorded_failure) {
        verdict_.reasons.push_back("ingredient '" + ingredient.title + "' was broken already when it was taken in");
      }
      if (ingredient.manifest || ingredient.relationship == "inputTo") continue;
      has_unknown_ = true;
      verdict_.reasons.push_back("ingredient '" + ingredient.title + "' came without a manifest");
    }
  }

  [[nodiscard]] Origin decide() const {
    if (strongest_ != Origin::unknown) return strongest_;
    return has_capture_ && !has_unknown_ ? Origin::captured : Origin::unknown;
  }

  const ProvenanceReport& report_;
  OriginVerdict verdict_;
  Origin strongest_ = Origin::unknown;
  bool has_capture_ = false;
  bool has_unknown_ = false;
};

std::string describe_trust(const SignatureReport& signature) {
  std::string lists;
  for (const TrustList list : {TrustList::official, TrustList::interim, TrustList::own}) {
    if (!signature.trusted_by.at(static_cast<std::size_t>(list))) continue;
    lists += (lists.empty() ? "on the " : ", on the ") + std::string(trust_list_name(list));
  }
  return lists.empty() ? "on no trust list" : lists;
}

}  // namespace

std::string_view origin_name(Origin origin) {
  constexpr std::array<std::string_view, 6> names = {"unknown",   "captured",     "ai-suspected",
                                                     "ai-edited", "ai-generated", "tampered"};
  return names.at(static_cast<std::size_t>(origin));
}

OriginVerdict judge_origin(const ProvenanceReport& report) {
  if (report.manifests.empty()) {
    OriginVerdict verdict;
    for (const StatusEntry& entry : report.statuses.failure) verdict.reasons.push_back(entry.explanation);
    for (const StatusEntry& entry : report.statuses.informational) verdict.reasons.push_back(entry.explanation);
    if (verdict.reasons.empty())
      verdict.reasons.emplace_back("the file holds no manifest; that says nothing of its origin");
    return verdict;
  }
  return Judge(report).judge();
}

std::string describe_provenance(const ProvenanceReport& report) {
  if (report.state == ManifestState::none) return "no manifest";
  if (report.manifests.empty())
    return "a manifest store that cannot be read: " + report.statuses.failure.front().explanation;
  const ManifestReport& active = report.manifests.front();
  std::string text = report.state == ManifestState::invalid ? "not valid" : "intact";
  text += ", signed by " + signer_name(active.signature) + ", " + describe_trust(active.signature);
  if (report.state != ManifestState::invalid) return text;
  for (const StatusEntry& entry : active.statuses.failure) {
    if (entry.code != "signingCredential.untrusted") return text + ": " + entry.explanation + " (" + entry.code + ")";
  }
  return text + ": an ingredient is broken";
}

}  // namespace redress::provenance
