// SPDX-License-Identifier: Apache-2.0
#include "provenance/validation.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace redress::provenance {
namespace {

const EVP_MD* digest_of(HashName name) {
  switch (name) {
    case HashName::sha256:
      return EVP_sha256();
    case HashName::sha384:
      return EVP_sha384();
    case HashName::sha512:
      return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

ByteView Validation::hash(ByteView bytes, HashName algorithm) {
  Bytes& known = hashes[{bytes.data(), algorithm}];
  if (known.empty()) {
    known.resize(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    CHECK(EVP_Digest(bytes.data(), bytes.size(), known.data(), &size, digest_of(algorithm), nullptr) == 1);
    known.resize(size);
  }
  return known;
}

std::optional<HashName> parse_hash_name(std::string_view name) {
  if (name == "sha256") return HashName::sha256;
  if (name == "sha384") return HashName::sha384;
  if (name == "sha512") return HashName::sha512;
  return std::nullopt;
}

std::string strip_instance(std::string_view label) {
  const auto mark = label.rfind("__");
  if (mark == std::string_view::npos) return std::string(label);
  auto end = mark + 2;
  while (end < label.size() && label[end] >= '0' && label[end] <= '9') ++end;
  // A thumbnail keeps its type behind the number: "c2pa.thumbnail.ingredient__1.jpeg".
  if (end == mark + 2 || (end < label.size() && label[end] != '.')) return std::string(label);
  return std::string(label.substr(0, mark)) + std::string(label.substr(end));
}

bool is_hard_binding(std::string_view name) {
  constexpr std::array<std::string_view, 5> names = {"c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.bmff.v2",
                                                     "c2pa.hash.bmff.v3", "c2pa.hash.collection.data"};
  return std::ranges::find(names, name) != names.end();
}

bool is_actions(std::string_view name) { return name == "c2pa.actions" || name == "c2pa.actions.v2"; }

bool is_ingredient(std::string_view name) {
  return name == "c2pa.ingredient" || name == "c2pa.ingredient.v2" || name == "c2pa.ingredient.v3";
}

CheckedUri check_hashed_uri(Validation& validation, const HashedUri& uri, std::size_t from) {
  CheckedUri checked;
  checked.target = validation.store->resolve(uri.url, from);
  if (!checked.target) return checked;
  const auto& claim = validation.manifest(from).claim;
  const std::string& inherited = claim ? claim->algorithm : uri.algorithm;
  const auto algorithm = parse_hash_name(uri.algorithm.empty() ? inherited : uri.algorithm);
  if (!algorithm) {
    checked.verdict = HashedUriVerdict::unsupported;
    return checked;
  }
  const bool is_same = std::ranges::equal(validation.hash(checked.target->hashed, *algorithm), uri.hash);
  checked.verdict = is_same ? HashedUriVerdict::match : HashedUriVerdict::mismatch;
  return checked;
}

namespace {

std::string read_generator(const Claim& claim) {
  const CborValue root = claim.document.root();
  const auto info = root.find("claim_generator_info");
  if (claim.version == 2) return info ? read_text(*info, "name") : "";
  for (const CborValue& item : info ? info->items() : std::vector<CborValue>()) {
    if (std::string name = read_text(item, "name"); !name.empty()) return name;
  }
  return read_text(root, "claim_generator");
}

}  // namespace

ManifestReport judge_manifest(Validation& validation, std::size_t index) {
  ManifestReport report;
  report.index = index;
  validation.facts.at(index).is_judged = true;
  const Manifest& manifest = validation.manifest(index);
  if (manifest.fault) {
    report.statuses.failure.push_back(*manifest.fault);
    return report;
  }
  if (manifest.claim) report.generator = read_generator(*manifest.claim);
  check_claim_signature(validation, index, report);
  check_assertions(validation, index, report.statuses);
  check_actions(validation, index, report);
  check_manifest_type(validation, index, report.statuses);
  return report;
}

}  // namespace redress::provenance
