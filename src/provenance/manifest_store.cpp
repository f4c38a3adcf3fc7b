// SPDX-License-Identifier: Apache-2.0
#include "provenance/manifest_store.hpp"

#include <algorithm>

#include "provenance/brotli.hpp"

namespace redress::provenance {
namespace {

constexpr std::string_view scheme = "self#jumbf=";

bool is_manifest(std::string_view kind) { return kind == "c2ma" || kind == "c2um" || kind == "c2cm" || kind == "c2md"; }

StatusEntry fault(std::string code, const Manifest& manifest, std::string why) {
  return {std::move(code), manifest.url(), std::move(why)};
}

// Exactly one claim, of either version (15.6).
void read_claim(Manifest& manifest) {
  const JumbfBox* first = manifest.box->find("c2pa.claim");
  const JumbfBox* second = manifest.box->find("c2pa.claim.v2");
  const auto claims = std::ranges::count_if(
      manifest.box->children, [](const JumbfBox& child) { return child.is_superbox() && child.kind() == "c2cl"; });
  if (claims > 1 || (first != nullptr && second != nullptr)) {
    manifest.fault = fault("claim.multiple", manifest, "the manifest holds more than one claim");
    return;
  }
  const JumbfBox* box = second != nullptr ? second : first;
  const JumbfBox* content = box == nullptr ? nullptr : box->find_content(box_type("cbor"));
  if (content == nullptr) {
    manifest.fault = fault("claim.missing", manifest, "the manifest holds no claim");
    return;
  }
  auto claim = parse_claim(content->content, second != nullptr ? 2 : 1);
  if (!claim.ok()) {
    const bool is_readable = claim.error().code == Code::invalid;
    manifest.fault = fault(is_readable ? "claim.malformed" : "claim.cbor.invalid", manifest, claim.error().message);
    return;
  }
  manifest.claim_bytes = content->content;
  manifest.claim = std::move(claim).value();
}

// Takes one segment off the front of a path.
std::string_view take_segment(std::string_view& path) {
  const auto end = path.find('/');
  const std::string_view segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  return segment;
}

}  // namespace

Status ManifestStore::add_manifest(const JumbfBox& box, const StoreLimits& limits) {
  if (manifests_.size() == limits.manifests_max) return Error{Code::exhausted, "the store holds too many manifests"};
  if (find(box.label)) return Error{Code::corrupt, "the store holds two manifests of one label"};
  Manifest manifest;
  manifest.label = box.label;
  manifest.hashed = box.hashed();
  manifest.is_update = box.kind() == "c2um";
  manifest.is_compressed = box.kind() == "c2cm";
  manifest.box = &box;
  if (manifest.is_compressed) {
    manifest.box = nullptr;
    const JumbfBox* packed = box.find_content(box_type("brob"));
    auto unpacked = packed == nullptr ? Result<Bytes>(Error{Code::corrupt, "it holds no brob box"})
                                      : unpack_brotli(packed->content, limits.unpacked_bytes_max - unpacked_bytes_);
    auto parsed = unpacked.ok() ? parse_jumbf(unpacked.value()) : Result<JumbfBox>(unpacked.error());
    const bool is_right = parsed.ok() && parsed.value().label == box.label &&
                          (parsed.value().kind() == "c2ma" || parsed.value().kind() == "c2um");
    if (is_right) {
      unpacked_bytes_ += unpacked.value().size();
      // The heap block moves with the vector: what was parsed goes on pointing into it.
      held_.push_back(std::make_unique<Bytes>(std::move(unpacked).value()));
      boxes_.push_back(std::make_unique<JumbfBox>(std::move(parsed).value()));
      manifest.box = boxes_.back().get();
      manifest.is_update = manifest.box->kind() == "c2um";
    } else {
      const std::string why = parsed.ok() ? "what it unpacks to is not the manifest it names" : parsed.error().message;
      manifest.fault = fault("manifest.compressed.invalid", manifest, why);
    }
  }
  if (manifest.box != nullptr) read_claim(manifest);
  by_label_.emplace(manifest.label, manifests_.size());
  manifests_.push_back(std::move(manifest));
  return Done{};
}

Result<ManifestStore> ManifestStore::parse(Bytes bytes, const StoreLimits& limits) {
  ManifestStore store;
  store.held_.push_back(std::make_unique<Bytes>(std::move(bytes)));
  TRY_ASSIGN(JumbfBox root, parse_jumbf(*store.held_.front()));
  store.boxes_.push_back(std::make_unique<JumbfBox>(std::move(root)));
  const JumbfBox& box = *store.boxes_.front();
  if (box.kind() != "c2pa") return Error{Code::corrupt, "the superbox is no manifest store"};
  for (const JumbfBox& child : box.children) {
    if (child.is_superbox() && is_manifest(child.kind())) TRY(store.add_manifest(child, limits));
  }
  if (store.manifests_.empty()) return Error{Code::corrupt, "the store holds no manifest"};
  return store;
}

std::optional<std::size_t> ManifestStore::find(std::string_view label) const {
  const auto found = by_label_.find(label);
  return found == by_label_.end() ? std::nullopt : std::optional(found->second);
}

std::string ManifestStore::absolute(std::string_view url, std::size_t from) const {
  if (!url.starts_with(scheme)) return std::string(url);
  const std::string_view path = url.substr(scheme.size());
  if (path.starts_with('/')) return std::string(url);
  // Writers before 2022 left out the first slash; no manifest holds a box called "c2pa".
  if (path.starts_with("c2pa/")) return std::string(scheme) + "/" + std::string(path);
  return manifests_.at(from).url() + "/" + std::string(path);
}

std::optional<ManifestStore::Target> ManifestStore::resolve(std::string_view url, std::size_t from) const {
  Target target;
  target.url = absolute(url, from);
  std::string_view path = target.url;
  if (!path.starts_with(scheme)) return std::nullopt;
  path.remove_prefix(scheme.size() + 1);
  if (take_segment(path) != "c2pa") return std::nullopt;
  const auto manifest = find(take_segment(path));
  if (!manifest) return std::nullopt;
  target.manifest = *manifest;
  target.hashed = manifests_[*manifest].hashed;
  const JumbfBox* box = manifests_[*manifest].box;
  while (!path.empty()) {
    box = box == nullptr ? nullptr : box->find(take_segment(path));
    if (box == nullptr) return std::nullopt;
    target.box = box;
    target.hashed = box->hashed();
  }
  return target;
}

}  // namespace redress::provenance
