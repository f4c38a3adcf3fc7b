// SPDX-License-Identifier: Apache-2.0
// What a standard and an update manifest must hold, and may not (C2PA 2.2, 15.10.1).
#include <algorithm>
#include <array>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

std::size_t count_parents(const std::vector<Assertion>& assertions) {
  return static_cast<std::size_t>(std::ranges::count_if(assertions, [](const Assertion& assertion) {
    return is_ingredient(assertion.name) && assertion.document &&
           read_text(assertion.document->root(), "relationship") == "parentOf";
  }));
}

bool is_allowed_in_update(const Assertion& assertion) {
  return !is_hard_binding(assertion.name) && !assertion.name.starts_with("c2pa.thumbnail.") &&
         assertion.name != "c2pa.hash.multi-asset";
}

bool is_action_allowed_in_update(std::string_view action) {
  constexpr std::array<std::string_view, 4> allowed = {"c2pa.edited.metadata", "c2pa.opened", "c2pa.published",
                                                       "c2pa.redacted"};
  return std::ranges::find(allowed, action) != allowed.end();
}

void check_update(const Manifest& manifest, const std::vector<Assertion>& assertions, Statuses& statuses) {
  if (count_parents(assertions) != 1) {
    statuses.fail("manifest.update.wrongParents", manifest.url(), "an update manifest has exactly one parent");
  }
  for (const Assertion& assertion : assertions) {
    if (!is_allowed_in_update(assertion)) {
      statuses.fail("manifest.update.invalid", assertion.url, "an update manifest may not hold this assertion");
    }
    if (!is_actions(assertion.name) || !assertion.document) continue;
    const auto actions = assertion.document->root().find("actions");
    const auto items = actions ? actions->items() : std::vector<CborValue>();
    if (!std::ranges::all_of(items, is_action_allowed_in_update,
                             [](const CborValue& action) { return read_text(action, "action"); })) {
      statuses.fail("manifest.update.invalid", assertion.url, "an update manifest may not report this action");
    }
  }
}

}  // namespace

void check_manifest_type(const Validation& validation, std::size_t index, Statuses& statuses) {
  const Manifest& manifest = validation.manifest(index);
  const std::vector<Assertion>& assertions = validation.facts.at(index).assertions;
  if (manifest.is_update) return check_update(manifest, assertions, statuses);
  const auto bindings = std::ranges::count_if(assertions, [&](const Assertion& assertion) {
    // The first BMFF hash binds nothing any more (18.6); an ingredient of its day is not broken for having it.
    const bool is_old = assertion.name == "c2pa.hash.bmff" && index + 1 < validation.store->manifests().size();
    return is_old || is_hard_binding(assertion.name);
  });
  if (bindings == 0) {
    statuses.fail("claim.hardBindings.missing", manifest.url(), "nothing binds the claim to an asset");
  } else if (bindings > 1) {
    statuses.fail("assertion.multipleHardBindings", manifest.url(), "more than one assertion binds the claim");
  }
  if (count_parents(assertions) > 1) {
    statuses.fail("manifest.multipleParents", manifest.url(), "the manifest has more than one parent");
  }
}

}  // namespace redress::provenance
