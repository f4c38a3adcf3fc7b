// SPDX-License-Identifier: Apache-2.0
// The hard binding: the assertion that says what the asset hashes to, decoded and held against the file.
#include <algorithm>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

Error malformed(std::string_view what) { return {Code::invalid, std::string(what)}; }

// "alg" of the structure, else of what holds it (C2PA 13.1).
Result<HashName> read_algorithm(const CborValue& map, std::string_view inherited) {
  const std::string own = read_text(map, "alg");
  const auto name = parse_hash_name(own.empty() ? inherited : own);
  if (!name) return Error{Code::unsupported, "it names no hash that C2PA 13.1 allows"};
  return *name;
}

Result<Bytes> read_hash(const CborValue& map) {
  const auto hash = map.find("hash");
  if (!hash || !hash->bytes()) return malformed("it holds no hash");
  return Bytes(hash->bytes()->begin(), hash->bytes()->end());
}

Result<std::vector<Range>> read_ranges(const std::optional<CborValue>& list, std::string_view start_key) {
  std::vector<Range> ranges;
  if (!list) return ranges;
  for (const CborValue& item : list->items()) {
    const auto start = item.find(start_key);
    const auto length = item.find("length");
    if (!start || !start->count() || !length || !length->count()) return malformed("a range is none");
    ranges.push_back({*start->count(), *length->count()});
  }
  return ranges;
}

Result<DataHash> read_data_hash(const CborValue& root, std::string_view inherited, bool may_have_grown) {
  DataHash wanted;
  TRY_ASSIGN(wanted.algorithm, read_algorithm(root, inherited));
  TRY_ASSIGN(wanted.hash, read_hash(root));
  TRY_ASSIGN(wanted.exclusions, read_ranges(root.find("exclusions"), "start"));
  wanted.store_may_have_grown = may_have_grown;
  return wanted;
}

Result<BoxesHash> read_boxes_hash(const CborValue& root, std::string_view inherited) {
  BoxesHash wanted;
  const std::string outer = read_text(root, "alg");
  const auto list = root.find("boxes");
  if (!list || list->items().empty()) return malformed("it lists no boxes");
  for (const CborValue& item : list->items()) {
    BoxesHash::Box box;
    const auto names = item.find("names");
    for (const CborValue& name : names ? names->items() : std::vector<CborValue>()) {
      if (!name.text()) return malformed("a box has a name that is no text");
      box.names.emplace_back(*name.text());
    }
    if (box.names.empty()) return malformed("a box has no name");
    TRY_ASSIGN(box.algorithm, read_algorithm(item, outer.empty() ? inherited : outer));
    TRY_ASSIGN(box.hash, read_hash(item));
    const auto excluded = item.find("excluded");
    box.excluded = excluded && excluded->boolean().value_or(false);
    wanted.boxes.push_back(std::move(box));
  }
  return wanted;
}

std::optional<std::uint64_t> read_count(const CborValue& map, std::string_view key) {
  const auto value = map.find(key);
  return value ? value->count() : std::nullopt;
}

// Flags are three bytes, most significant first.
std::optional<std::uint32_t> read_flags(const CborValue& map) {
  const auto value = map.find("flags");
  const auto bytes = value ? value->bytes() : std::nullopt;
  if (!bytes || bytes->size() != 3) return std::nullopt;
  return static_cast<std::uint32_t>((*bytes)[0]) << 16U | static_cast<std::uint32_t>((*bytes)[1]) << 8U | (*bytes)[2];
}

Result<BmffExclusion> read_exclusion(const CborValue& map) {
  BmffExclusion exclusion;
  exclusion.xpath = read_text(map, "xpath");
  if (exclusion.xpath.empty()) return malformed("an exclusion names no box");
  exclusion.length = read_count(map, "length");
  if (const auto version = read_count(map, "version")) exclusion.version = static_cast<std::uint8_t>(*version);
  exclusion.flags = read_flags(map);
  const auto exact = map.find("exact");
  exclusion.exact_flags = !exact || exact->boolean().value_or(true);
  const auto data = map.find("data");
  for (const CborValue& item : data ? data->items() : std::vector<CborValue>()) {
    const auto offset = read_count(item, "offset");
    const auto value = item.find("value");
    if (!offset || !value || !value->bytes()) return malformed("an exclusion's data are none");
    exclusion.data.push_back({*offset, Bytes(value->bytes()->begin(), value->bytes()->end())});
  }
  TRY_ASSIGN(exclusion.subset, read_ranges(map.find("subset"), "offset"));
  return exclusion;
}

Result<BmffMerkle> read_merkle(const CborValue& map, std::string_view inherited) {
  BmffMerkle merkle;
  const auto unique = read_count(map, "uniqueId");
  const auto local = read_count(map, "localId");
  const auto count = read_count(map, "count");
  const auto hashes = map.find("hashes");
  if (!unique || !local || !count || !hashes) return malformed("a Merkle tree lacks a field");
  merkle.unique_id = *unique;
  merkle.local_id = *local;
  merkle.count = *count;
  TRY_ASSIGN(merkle.algorithm, read_algorithm(map, inherited));
  if (const auto init = map.find("initHash"); init && init->bytes()) {
    merkle.init_hash.assign(init->bytes()->begin(), init->bytes()->end());
  }
  for (const CborValue& hash : hashes->items()) {
    if (!hash.bytes()) return malformed("a Merkle tree holds what is no hash");
    merkle.hashes.emplace_back(hash.bytes()->begin(), hash.bytes()->end());
  }
  merkle.fixed_block_size = read_count(map, "fixedBlockSize");
  const auto sizes = map.find("variableBlockSizes");
  for (const CborValue& size : sizes ? sizes->items() : std::vector<CborValue>()) {
    if (!size.count()) return malformed("a block size is none");
    merkle.variable_block_sizes.push_back(*size.count());
  }
  return merkle;
}

Result<BmffHash> read_bmff_hash(const CborValue& root, std::string_view inherited, int version) {
  BmffHash wanted;
  wanted.version = version;
  TRY_ASSIGN(wanted.algorithm, read_algorithm(root, inherited));
  if (const auto hash = root.find("hash"); hash && hash->bytes()) {
    wanted.hash = Bytes(hash->bytes()->begin(), hash->bytes()->end());
  }
  const std::string outer = read_text(root, "alg");
  const auto exclusions = root.find("exclusions");
  for (const CborValue& item : exclusions ? exclusions->items() : std::vector<CborValue>()) {
    TRY_ASSIGN(BmffExclusion exclusion, read_exclusion(item));
    wanted.exclusions.push_back(std::move(exclusion));
  }
  const auto merkle = root.find("merkle");
  for (const CborValue& item : merkle ? merkle->items() : std::vector<CborValue>()) {
    TRY_ASSIGN(BmffMerkle tree, read_merkle(item, outer.empty() ? inherited : outer));
    wanted.merkle.push_back(std::move(tree));
  }
  if (!wanted.hash && wanted.merkle.empty()) return malformed("it holds neither a hash nor a Merkle tree");
  return wanted;
}

struct Check {
  const Assertion& assertion;
  std::string algorithm;
  bool may_have_grown;
};

Result<BindingVerdict> check(const Check& what, const ByteSource& source, const Asset& asset) {
  const CborValue root = what.assertion.document->root();
  const std::string& name = what.assertion.name;
  if (name == "c2pa.hash.data") {
    TRY_ASSIGN(const DataHash wanted, read_data_hash(root, what.algorithm, what.may_have_grown));
    return check_data_hash(source, asset, wanted);
  }
  if (name == "c2pa.hash.boxes") {
    TRY_ASSIGN(const BoxesHash wanted, read_boxes_hash(root, what.algorithm));
    return check_boxes_hash(source, asset, wanted);
  }
  if (name == "c2pa.hash.collection.data") {
    return Error{Code::unsupported, "collections of files are not checked by this reader"};
  }
  TRY_ASSIGN(const BmffHash wanted, read_bmff_hash(root, what.algorithm, name.ends_with("v3") ? 3 : 2));
  return check_bmff_hash(source, asset, wanted);
}

// "dataHash" of assertion.dataHash.match.
std::string code_stem(std::string_view name) {
  if (name == "c2pa.hash.data") return "assertion.dataHash";
  if (name == "c2pa.hash.boxes") return "assertion.boxesHash";
  return name == "c2pa.hash.collection.data" ? "assertion.collectionHash" : "assertion.bmffHash";
}

void report(const Result<BindingVerdict>& verdict, const Assertion& assertion, Statuses& statuses) {
  if (!verdict.ok()) {
    const bool is_unsupported = verdict.error().code == Code::unsupported;
    statuses.fail(is_unsupported ? "algorithm.unsupported" : code_stem(assertion.name) + ".malformed", assertion.url,
                  verdict.error().message);
    return;
  }
  const BindingVerdict& found = verdict.value();
  if (found.code.ends_with(".match")) {
    statuses.succeed(found.code, assertion.url, found.explanation);
  } else {
    statuses.fail(found.code, assertion.url, found.explanation);
  }
  if (!found.additional_exclusions) return;
  statuses.inform(code_stem(assertion.name) + ".additionalExclusionsPresent", assertion.url,
                  "more than the manifest store is left out of the hash");
}

// An update manifest leaves the asset to its parent (15.12): the first standard manifest up the line.
std::size_t find_bound_manifest(const Validation& validation, std::size_t active) {
  std::size_t index = active;
  for (std::size_t steps = 0; validation.manifest(index).is_update && steps < validation.facts.size(); ++steps) {
    std::optional<std::size_t> parent;
    for (const Assertion& assertion : validation.facts.at(index).assertions) {
      if (!is_ingredient(assertion.name) || !assertion.document) continue;
      const CborValue root = assertion.document->root();
      const auto link = root.find(assertion.name == "c2pa.ingredient.v3" ? "activeManifest" : "c2pa_manifest");
      const auto uri = link ? read_hashed_uri(*link) : std::nullopt;
      const auto target = uri ? validation.store->resolve(uri->url, index) : std::nullopt;
      if (target && read_text(root, "relationship") == "parentOf") parent = target->manifest;
    }
    if (!parent) break;
    index = *parent;
  }
  return index;
}

}  // namespace

Status check_hard_binding(const Validation& validation, const ByteSource& source, const Asset& asset,
                          std::size_t active, Statuses& statuses) {
  const std::size_t index = find_bound_manifest(validation, active);
  const auto& claim = validation.manifest(index).claim;
  for (const Assertion& assertion : validation.facts.at(index).assertions) {
    if (!is_hard_binding(assertion.name) || !assertion.document) continue;
    const auto verdict = check({assertion, claim ? claim->algorithm : "", index != active}, source, asset);
    // What the disk would not give says nothing about the file.
    if (!verdict.ok() && verdict.error().code == Code::unavailable) return verdict.error();
    report(verdict, assertion, statuses);
  }
  return Done{};
}

}  // namespace redress::provenance
