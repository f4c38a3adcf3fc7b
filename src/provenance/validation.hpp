// SPDX-License-Identifier: Apache-2.0
// provenance/validation.hpp — one validation under way: what its steps share. For this room only.
//
// Shapes          every step takes the Validation and a manifest's index, and writes status codes.
// Errors          the steps' answers are codes; only an unreadable source is an error.
// Threads         one.
// Lifetime        lives for one call of Validator::validate; points into its store.
// Source          C2PA 2.2, 13.1 (hash algorithms), 15.
#pragma once

#include "provenance/asset_hash.hpp"
#include "provenance/report.hpp"

namespace redress::provenance {

enum class Ownership : std::uint8_t { undeclared, created, gathered };

struct Assertion {
  std::string label;  // "c2pa.actions.v2__1"
  std::string name;   // "c2pa.actions.v2"
  std::string url;    // absolute
  const JumbfBox* box = nullptr;
  std::optional<CborDocument> document;  // where it is CBOR, well formed, and not redacted
  bool is_redacted = false;
  Ownership ownership = Ownership::undeclared;
};

struct ManifestFacts {
  std::vector<Assertion> assertions;
  bool is_judged = false;
  bool is_on_path = false;
};

struct Validation {
  const ManifestStore* store = nullptr;
  const Trust* trust = nullptr;
  CertificateCache* certificates = nullptr;
  PathCache* paths = nullptr;
  Instant at;
  Purposes accepted_purposes;
  std::vector<ManifestFacts> facts;                     // by index in the store
  std::set<std::string, std::less<>> redacted;          // absolute URIs that some claim redacts
  std::map<std::string, ByteView, std::less<>> tokens;  // manifest label → token of a c2pa.time-stamp assertion
  std::map<std::pair<const std::uint8_t*, HashName>, Bytes> hashes;

  [[nodiscard]] const Manifest& manifest(std::size_t index) const { return store->manifests().at(index); }
  // Of bytes within the store; each is hashed once.
  [[nodiscard]] ByteView hash(ByteView bytes, HashName algorithm);
};

// "sha256"; nothing for one that C2PA does not allow.
[[nodiscard]] std::optional<HashName> parse_hash_name(std::string_view name);
// "c2pa.ingredient__2" → "c2pa.ingredient".
[[nodiscard]] std::string strip_instance(std::string_view label);
[[nodiscard]] bool is_hard_binding(std::string_view name);
[[nodiscard]] bool is_actions(std::string_view name);
[[nodiscard]] bool is_ingredient(std::string_view name);

enum class HashedUriVerdict : std::uint8_t { match, mismatch, missing, unsupported };
struct CheckedUri {
  HashedUriVerdict verdict = HashedUriVerdict::missing;
  std::optional<ManifestStore::Target> target;
};
[[nodiscard]] CheckedUri check_hashed_uri(Validation& validation, const HashedUri& uri, std::size_t from);

void check_claim_signature(Validation& validation, std::size_t index, ManifestReport& report);
void check_assertions(Validation& validation, std::size_t index, Statuses& statuses);
void check_actions(Validation& validation, std::size_t index, ManifestReport& report);
void check_manifest_type(const Validation& validation, std::size_t index, Statuses& statuses);
[[nodiscard]] Status check_hard_binding(const Validation& validation, const ByteSource& source, const Asset& asset,
                                        std::size_t active, Statuses& statuses);
// The active manifest's ingredients and theirs, depth first; `reports` grows by each manifest that is reached.
void check_ingredients(Validation& validation, std::size_t active, std::vector<ManifestReport>& reports);

// All that is a manifest's own: claim, signature, assertions, actions, type.
[[nodiscard]] ManifestReport judge_manifest(Validation& validation, std::size_t index);

}  // namespace redress::provenance
