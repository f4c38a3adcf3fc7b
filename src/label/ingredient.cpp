// SPDX-License-Identifier: Apache-2.0
#include "label/ingredient.hpp"

#include "base/digest.hpp"
#include "provenance/cbor_map.hpp"

namespace redress::label {
namespace {

using provenance::CborMap;
using provenance::StatusEntry;
using provenance::Statuses;

Bytes encode_group(const std::vector<StatusEntry>& group) {
  std::vector<Bytes> entries;
  for (const StatusEntry& entry : group) {
    CborMap map;
    map.text("code", entry.code);
    if (!entry.url.empty()) map.text("url", entry.url);
    if (!entry.explanation.empty()) map.text("explanation", entry.explanation);
    entries.push_back(map.encode());
  }
  return provenance::encode_cbor_array(entries);
}

Bytes encode_groups(const Statuses& statuses) {
  return CborMap()
      .item("success", encode_group(statuses.success))
      .item("informational", encode_group(statuses.informational))
      .item("failure", encode_group(statuses.failure))
      .encode();
}

Bytes encode_results(const provenance::ProvenanceReport& report) {
  CborMap results;
  results.item("activeManifest", encode_groups(report.manifests.front().statuses));
  std::vector<Bytes> deltas;
  for (const provenance::ManifestReport& manifest : report.manifests) {
    for (const provenance::IngredientDelta& delta : manifest.deltas) {
      deltas.push_back(CborMap()
                           .text("ingredientAssertionURI", delta.assertion_url)
                           .item("validationDeltas", encode_groups(delta.statuses))
                           .encode());
    }
  }
  if (!deltas.empty()) results.item("ingredientDeltas", provenance::encode_cbor_array(deltas));
  return results.encode();
}

}  // namespace

Bytes encode_hashed_uri(std::string_view url, ByteView hashed) {
  return CborMap().text("url", url).bytes("hash", sha256(hashed)).encode();
}

Bytes encode_ingredient(const Incoming& incoming) {
  CborMap ingredient;
  ingredient.text("relationship", "parentOf");
  if (!incoming.mime.empty()) ingredient.text("dc:format", incoming.mime);
  if (!incoming.report.store) return ingredient.encode();
  const provenance::ManifestStore& store = *incoming.report.store;
  const std::size_t active = store.manifests().size() - 1;
  const provenance::Manifest& manifest = store.manifests()[active];
  ingredient.item("activeManifest", encode_hashed_uri(manifest.url(), manifest.hashed));
  const std::string signature_url = manifest.url() + "/c2pa.signature";
  if (const auto signature = store.resolve(signature_url, active); signature && signature->box != nullptr) {
    ingredient.item("claimSignature", encode_hashed_uri(signature_url, signature->hashed));
  }
  ingredient.item("validationResults", encode_results(incoming.report));
  return ingredient.encode();
}

}  // namespace redress::label
