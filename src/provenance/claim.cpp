// SPDX-License-Identifier: Apache-2.0
#include "provenance/claim.hpp"

namespace redress::provenance {
namespace {

constexpr std::size_t uris_max = 4096;

Error malformed(std::string_view what) { return {Code::invalid, "claim: " + std::string(what)}; }

Status read_list(const CborValue& root, std::string_view key, std::vector<HashedUri>& list) {
  const auto value = root.find(key);
  if (!value) return Done{};
  if (!value->is(CborKind::array)) return malformed(std::string(key) + " is no list");
  for (const CborValue& item : value->items()) {
    auto uri = read_hashed_uri(item);
    if (!uri) return malformed(std::string(key) + " holds what is no hashed URI");
    if (list.size() == uris_max) return malformed(std::string(key) + " is too long");
    list.push_back(std::move(*uri));
  }
  return Done{};
}

Status read_redacted(const CborValue& root, std::vector<std::string>& list) {
  const auto value = root.find("redacted_assertions");
  if (!value) return Done{};
  for (const CborValue& item : value->items()) {
    const auto url = item.text();
    if (!url) return malformed("redacted_assertions holds what is no URI");
    if (list.size() == uris_max) return malformed("redacted_assertions is too long");
    list.emplace_back(*url);
  }
  return Done{};
}

// claim_generator_info.name: a map in version 2, a list of maps in version 1.
bool has_generator_name(const CborValue& root) {
  const auto info = root.find("claim_generator_info");
  return info && !read_text(*info, "name").empty();
}

}  // namespace

std::string read_text(const CborValue& map, std::string_view key) {
  const auto value = map.find(key);
  return std::string(value ? value->text().value_or("") : "");
}

std::optional<HashedUri> read_hashed_uri(const CborValue& value) {
  const auto url = value.find("url");
  const auto hash = value.find("hash");
  if (!url || !url->text() || !hash || !hash->bytes()) return std::nullopt;
  return HashedUri{std::string(*url->text()), *hash->bytes(), read_text(value, "alg")};
}

Result<Claim> parse_claim(ByteView bytes, int version) {
  Claim claim;
  claim.version = version;
  TRY_ASSIGN(claim.document, parse_cbor(bytes));
  const CborValue root = claim.document.root();
  if (!root.is(CborKind::map)) return malformed("it is no map");
  claim.instance_id = read_text(root, "instanceID");
  claim.signature_url = read_text(root, "signature");
  claim.algorithm = read_text(root, "alg");
  TRY(read_list(root, version == 1 ? "assertions" : "created_assertions", claim.created));
  if (version == 2) TRY(read_list(root, "gathered_assertions", claim.gathered));
  TRY(read_redacted(root, claim.redacted));
  if (claim.signature_url.empty()) return malformed("it names no signature");
  // It may be empty, as one writer's are; it may not be absent.
  if (!root.find("instanceID") && version == 2) return malformed("it names no instanceID");
  if (claim.created.empty()) return malformed("it makes no assertion its own");
  if (version == 2 && !has_generator_name(root)) return malformed("claim_generator_info.name is missing");
  return claim;
}

}  // namespace redress::provenance
