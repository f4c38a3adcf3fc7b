// SPDX-License-Identifier: Apache-2.0
// The ingredients, and theirs: each manifest judged once, each assertion told only what it did not record (C2PA 15.11).
#include <algorithm>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

// Results that ingredient assertions may add up to; a file over it is not judged to its end, and says so.
constexpr std::size_t delta_entries_max = 1U << 16U;

using Recorded = std::set<std::pair<std::string, std::string>>;  // code, absolute URI

struct Link {
  std::optional<HashedUri> manifest;
  std::optional<HashedUri> signature;
};

std::optional<HashedUri> read_link(const CborValue& root, std::string_view key) {
  const auto value = root.find(key);
  return value ? read_hashed_uri(*value) : std::nullopt;
}

// Version 3 names its links otherwise than 1 and 2 did.
Link read_links(const Assertion& assertion) {
  const CborValue root = assertion.document->root();
  if (assertion.name != "c2pa.ingredient.v3") return {read_link(root, "c2pa_manifest"), std::nullopt};
  return {read_link(root, "activeManifest"), read_link(root, "claimSignature")};
}

class Walk {
 public:
  Walk(Validation& validation, std::vector<ManifestReport>& reports) : validation_(validation), reports_(reports) {
    for (std::size_t i = 0; i < reports.size(); ++i) by_manifest_[reports[i].index] = i;
  }

  // `report` is where in reports_ this manifest's own results stand.
  void visit(std::size_t index, std::size_t report) {
    ManifestFacts& facts = validation_.facts.at(index);
    facts.is_on_path = true;
    for (std::size_t i = 0; i < facts.assertions.size(); ++i) {
      const Assertion& assertion = facts.assertions[i];
      if (is_ingredient(assertion.name) && assertion.document) visit_ingredient(index, report, assertion);
    }
    facts.is_on_path = false;
  }

 private:
  void visit_ingredient(std::size_t index, std::size_t report, const Assertion& assertion) {
    const CborValue root = assertion.document->root();
    IngredientFacts facts{assertion.url, read_text(root, "dc:title"), read_text(root, "relationship"), {}, false};
    IngredientDelta delta{assertion.url, {}};
    const Link link = read_links(assertion);
    const Recorded recorded = read_recorded(index, root, facts.has_recorded_failure);
    recorded_.insert(recorded_.end(), &recorded);
    if (facts.relationship.empty()) {
      delta.statuses.fail("assertion.ingredient.malformed", assertion.url, "the ingredient names no relationship");
    } else if (!link.manifest) {
      report_unknown(facts, delta);
    } else {
      follow(index, link, facts, delta);
    }
    recorded_.pop_back();
    reports_[report].ingredients.push_back(std::move(facts));
    reports_[report].deltas.push_back(std::move(delta));
  }

  static void report_unknown(const IngredientFacts& facts, IngredientDelta& delta) {
    if (facts.relationship == "inputTo") return;
    delta.statuses.inform("ingredient.unknownProvenance", delta.assertion_url,
                          "the ingredient came without a manifest: where it is from is not known");
  }

  void follow(std::size_t index, const Link& link, IngredientFacts& facts, IngredientDelta& delta) {
    const auto target = validation_.store->resolve(link.manifest->url, index);
    if (!target) {
      const std::string url = validation_.store->absolute(link.manifest->url, index);
      return delta.statuses.fail("ingredient.manifest.missing", url, "the ingredient's manifest is not in the store");
    }
    facts.manifest = target->manifest;
    const std::string url = validation_.manifest(target->manifest).url();
    if (validation_.facts.at(target->manifest).is_on_path) {
      return delta.statuses.fail("ingredient.manifest.mismatch", url, "the ingredients go round in a circle");
    }
    check_link(index, link, url, delta);
    const std::size_t report = reach(target->manifest);
    add_new(reports_[report].statuses, delta);
  }

  // A redaction changes the manifest, never its signature: then that is what is compared (15.11.3.3).
  void check_link(std::size_t index, const Link& link, const std::string& url, IngredientDelta& delta) {
    const auto redacted = validation_.redacted.lower_bound(url + "/");
    const bool is_redacted = redacted != validation_.redacted.end() && redacted->starts_with(url + "/");
    if (is_redacted && link.signature) {
      const auto verdict = check_hashed_uri(validation_, *link.signature, index).verdict;
      const std::string signature_url = url + "/c2pa.signature";
      if (verdict == HashedUriVerdict::match) {
        return delta.statuses.succeed("ingredient.claimSignature.validated", signature_url,
                                      "the signature is the one recorded");
      }
      const bool is_missing = verdict == HashedUriVerdict::missing;
      return delta.statuses.fail(
          is_missing ? "ingredient.claimSignature.missing" : "ingredient.claimSignature.mismatch", signature_url,
          "the ingredient's signature is not the one recorded");
    }
    // The link means the manifest, also where a writer named the claim in it.
    HashedUri manifest = *link.manifest;
    manifest.url = url;
    const auto verdict = check_hashed_uri(validation_, manifest, index).verdict;
    if (verdict == HashedUriVerdict::match) {
      delta.statuses.succeed("ingredient.manifest.validated", url, "the manifest is the one recorded");
    } else if (!is_redacted && !is_legacy_hash(index, *link.manifest)) {
      delta.statuses.fail("ingredient.manifest.mismatch", url, "the ingredient's manifest is not the one recorded");
    }
  }

  // Writers of 2022 hashed the claim's CBOR where the manifest was meant; the claim is signed, so nothing is lost.
  bool is_legacy_hash(std::size_t index, const HashedUri& uri) {
    const auto target = validation_.store->resolve(uri.url, index);
    const auto algorithm =
        parse_hash_name(uri.algorithm.empty() ? validation_.manifest(index).claim->algorithm : uri.algorithm);
    const Manifest& named = validation_.manifest(target->manifest);
    if (!algorithm || !named.claim || named.claim->version != 1) return false;
    return std::ranges::equal(validation_.hash(named.claim_bytes, *algorithm), uri.hash);
  }

  std::size_t reach(std::size_t index) {
    const auto known = by_manifest_.find(index);
    if (known != by_manifest_.end()) return known->second;
    const std::size_t report = reports_.size();
    by_manifest_[index] = report;
    reports_.push_back(judge_manifest(validation_, index));
    visit(index, report);
    return report;
  }

  void add_new(const Statuses& statuses, IngredientDelta& delta) {
    add_group(statuses.success, delta.statuses.success);
    add_group(statuses.informational, delta.statuses.informational);
    add_group(statuses.failure, delta.statuses.failure);
    if (entries_count_ < delta_entries_max) return;
    delta.statuses.fail("general.error", delta.assertion_url, "the ingredients hold more results than are told");
  }

  void add_group(const std::vector<StatusEntry>& from, std::vector<StatusEntry>& to) {
    for (const StatusEntry& entry : from) {
      if (entries_count_ == delta_entries_max) return;
      ++entries_count_;
      const bool is_recorded = std::ranges::any_of(recorded_, [&](const Recorded* recorded) {
        return recorded->contains({entry.code, entry.url});
      });
      if (!is_recorded) to.push_back(entry);
    }
  }

  void read_group(const std::optional<CborValue>& list, std::size_t index, Recorded& recorded) const {
    for (const CborValue& item : list ? list->items() : std::vector<CborValue>()) {
      recorded.emplace(read_text(item, "code"), validation_.store->absolute(read_text(item, "url"), index));
    }
  }

  bool read_groups(const CborValue& groups, std::size_t index, Recorded& recorded) const {
    for (const std::string_view group : {"success", "informational"}) read_group(groups.find(group), index, recorded);
    Recorded failures;
    read_group(groups.find("failure"), index, failures);
    recorded.insert(failures.begin(), failures.end());
    return std::ranges::any_of(failures,
                               [](const auto& entry) { return entry.first != "signingCredential.untrusted"; });
  }

  // What the ingredient assertion says was found when it was made.
  Recorded read_recorded(std::size_t index, const CborValue& root, bool& has_failure) const {
    Recorded recorded;
    // Versions 1 and 2: one list, without groups. A failure is what no success code is called.
    read_group(root.find("validationStatus"), index, recorded);
    has_failure = std::ranges::any_of(recorded, [](const auto& entry) { return is_failure_code(entry.first); });
    const auto results = root.find("validationResults");
    if (!results) return recorded;
    if (const auto active = results->find("activeManifest")) has_failure |= read_groups(*active, index, recorded);
    const auto deltas = results->find("ingredientDeltas");
    for (const CborValue& item : deltas ? deltas->items() : std::vector<CborValue>()) {
      if (const auto groups = item.find("validationDeltas")) has_failure |= read_groups(*groups, index, recorded);
    }
    return recorded;
  }

  static bool is_failure_code(std::string_view code) {
    for (const std::string_view word : {".mismatch", ".missing", ".malformed", ".invalid", ".expired",
                                        ".outsideValidity", ".revoked", ".multiple", ".undeclared", ".unsupported"}) {
      if (code.ends_with(word) && !code.starts_with("timeStamp.")) return true;
    }
    return false;
  }

  Validation& validation_;
  std::vector<ManifestReport>& reports_;
  std::map<std::size_t, std::size_t> by_manifest_;
  std::vector<const Recorded*> recorded_;  // of the ingredient assertions on the way down
  std::size_t entries_count_ = 0;
};

}  // namespace

void check_ingredients(Validation& validation, std::size_t active, std::vector<ManifestReport>& reports) {
  Walk(validation, reports).visit(active, 0);
}

}  // namespace redress::provenance
