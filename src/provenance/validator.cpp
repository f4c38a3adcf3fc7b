// SPDX-License-Identifier: Apache-2.0
#include "provenance/validator.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <ctime>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

bool is_only_distrust(const Statuses& statuses) {
  return std::ranges::all_of(statuses.failure,
                             [](const StatusEntry& entry) { return entry.code == "signingCredential.untrusted"; });
}

ManifestState decide_state(const std::vector<ManifestReport>& reports) {
  bool is_trusted = std::ranges::any_of(reports.front().statuses.success, [](const StatusEntry& entry) {
    return entry.code == "signingCredential.trusted";
  });
  if (!is_only_distrust(reports.front().statuses)) return ManifestState::invalid;
  for (const ManifestReport& report : reports) {
    for (const IngredientDelta& delta : report.deltas) {
      if (!is_only_distrust(delta.statuses)) return ManifestState::invalid;
      is_trusted = is_trusted && delta.statuses.failure.empty();
    }
  }
  return is_trusted ? ManifestState::trusted : ManifestState::valid;
}

// What later manifests say about earlier ones: redactions, and time-stamps for claims signed offline.
void collect_remote_facts(Validation& validation, std::vector<CborDocument>& documents) {
  for (std::size_t i = 0; i < validation.store->manifests().size(); ++i) {
    const Manifest& manifest = validation.manifest(i);
    if (!manifest.claim) continue;
    for (const std::string& url : manifest.claim->redacted) {
      const std::string absolute = validation.store->absolute(url, i);
      // A claim cannot excuse a change of its own assertions.
      if (!absolute.starts_with(manifest.url() + "/")) validation.redacted.insert(absolute);
    }
    const JumbfBox* assertions = manifest.assertions();
    const JumbfBox* box = assertions == nullptr ? nullptr : assertions->find("c2pa.time-stamp");
    const JumbfBox* content = box == nullptr ? nullptr : box->find_content(box_type("cbor"));
    if (content == nullptr) continue;
    auto document = parse_cbor(content->content);
    if (!document.ok()) continue;
    for (const auto& [label, token] : document.value().root().pairs()) {
      if (label.text() && token.bytes()) validation.tokens.emplace(*label.text(), *token.bytes());
    }
    documents.push_back(std::move(document).value());
  }
}

void report_absence(const Asset& asset, ProvenanceReport& report) {
  if (asset.stores_count > 1) {
    report.statuses.inform("manifest.multipleStores", "",
                           "several manifest stores stand in the file: they count as none (C2PA 15.5.2)");
  }
  // A URI into the file itself is a leftover of a store that was taken out: nothing lies elsewhere.
  if (asset.stores_count == 0 && asset.remote_manifest.starts_with("http")) {
    report.statuses.fail("manifest.inaccessible", asset.remote_manifest,
                         "the file says that its manifest lies elsewhere; nothing was fetched");
  }
}

}  // namespace

void load_for_sandbox() {
  constexpr std::uint64_t all =
      OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS;
  CHECK(OPENSSL_init_crypto(all, nullptr) == 1);
  // Turning a certificate's dates into numbers asks the C library for the local zone, though they are all UTC.
  tzset();
}

std::string_view manifest_state_name(ManifestState state) {
  constexpr std::array<std::string_view, 4> names = {"none", "Invalid", "Valid", "Trusted"};
  return names.at(static_cast<std::size_t>(state));
}

Result<ProvenanceReport> Validator::validate(const ByteSource& source, const Asset& asset, Instant at,
                                             std::optional<Bytes> sidecar) {
  ProvenanceReport report;
  report.validated_at = at;
  std::optional<Bytes> bytes = asset.store ? asset.store : std::move(sidecar);
  if (!bytes) {
    report_absence(asset, report);
    return report;
  }
  auto store = ManifestStore::parse(std::move(*bytes));
  if (!store.ok()) {
    report.state = ManifestState::invalid;
    report.statuses.fail("general.error", "", store.error().message);
    return report;
  }
  report.store = std::move(store).value();
  if (certificates_.drop_when_full()) paths_.clear();
  Validation validation;
  validation.store = &*report.store;
  validation.trust = trust_;
  validation.certificates = &certificates_;
  validation.paths = &paths_;
  validation.at = at;
  validation.accepted_purposes = trust_->accepted_purposes();
  validation.facts.resize(report.store->manifests().size());
  std::vector<CborDocument> documents;
  collect_remote_facts(validation, documents);
  const std::size_t active = report.store->manifests().size() - 1;
  report.manifests.push_back(judge_manifest(validation, active));
  check_ingredients(validation, active, report.manifests);
  TRY(check_hard_binding(validation, source, asset, active, report.manifests.front().statuses));
  report.state = decide_state(report.manifests);
  return report;
}

}  // namespace redress::provenance
