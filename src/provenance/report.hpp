// SPDX-License-Identifier: Apache-2.0
// provenance/report.hpp — what was found of a file's manifests: codes, signers, four verdicts of trust, one state.
//
// Shapes          manifests that the active one leads to, it first. A manifest that nothing leads to is not judged.
// Errors          none.
// Threads         values; `store` is shared by no one.
// Source          C2PA 2.2, 14.3 (states), 15.11 (deltas).
#pragma once

#include "provenance/manifest_store.hpp"
#include "provenance/time_stamp.hpp"

namespace redress::provenance {

struct SignatureReport {
  std::string algorithm;  // "es256"; empty where none could be told
  std::optional<CertificateInfo> signer;
  std::optional<TimeStamp> time_stamp;  // the one that was trusted, else the first
  Instant decided_at;                   // that of a trusted time-stamp, else the validation time
  bool is_intact = false;               // the claim is what was signed
  // By TrustList::official, interim and own, in this order; never blended.
  std::array<bool, 3> trusted_by{};
};

// A result of an ingredient's own manifest that the ingredient assertion did not record.
struct IngredientDelta {
  std::string assertion_url;
  Statuses statuses;
};

struct ActionFacts {
  std::string action;
  std::string source_type;  // digitalSourceType
  bool is_created = false;  // from an assertion that the signer made its own
  std::string software;     // softwareAgent, by name
};

struct IngredientFacts {
  std::string assertion_url;
  std::string title;
  std::string relationship;
  std::optional<std::size_t> manifest;  // in the store
  bool has_recorded_failure = false;
};

struct ManifestReport {
  std::size_t index = 0;  // in the store
  std::string generator;  // the program that made the claim, by name
  Statuses statuses;
  SignatureReport signature;
  std::vector<IngredientDelta> deltas;
  std::vector<ActionFacts> actions;
  std::vector<IngredientFacts> ingredients;
};

enum class ManifestState : std::uint8_t { none, invalid, valid, trusted };
[[nodiscard]] std::string_view manifest_state_name(ManifestState state);

struct ProvenanceReport {
  ManifestState state = ManifestState::none;
  std::optional<ManifestStore> store;     // nothing where there is none, or it cannot be read
  std::vector<ManifestReport> manifests;  // the active one first
  Statuses statuses;                      // of the file as a whole: no store, several, a remote one
  Instant validated_at;
};

}  // namespace redress::provenance
