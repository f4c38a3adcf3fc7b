// SPDX-License-Identifier: Apache-2.0
// provenance/manifest_store.hpp — the manifests of a store, the compressed ones unpacked, and what a URI in them names.
//
// Shapes          manifests in the order of the store; the last is the active one. `hashed` is the form that stands in
//                 the store: of a compressed manifest the compressed one.
// Errors          parse: corrupt, exhausted over the bounds. What is wrong with one manifest is said in it, `fault`.
// Threads         const calls may run together.
// Lifetime        the store owns its bytes; everything else points into them. Moving it leaves them where they are.
// Source          C2PA 2.2, 8.3 (URIs), 11.1.4 (types), 11.2.4 (compression), 15.5.1 (active), 15.6 (claims).
#pragma once

#include <map>

#include "provenance/claim.hpp"
#include "provenance/jumbf.hpp"
#include "provenance/status.hpp"

namespace redress::provenance {

struct Manifest {
  std::string label;
  bool is_update = false;
  bool is_compressed = false;
  ByteView hashed;
  const JumbfBox* box = nullptr;  // nullptr where it could not be unpacked
  std::optional<Claim> claim;
  ByteView claim_bytes;
  std::optional<StatusEntry> fault;  // why there is no claim

  [[nodiscard]] std::string url() const { return "self#jumbf=/c2pa/" + label; }
  [[nodiscard]] const JumbfBox* assertions() const { return box == nullptr ? nullptr : box->find("c2pa.assertions"); }
  [[nodiscard]] std::string assertion_url(std::string_view name) const {
    return url() + "/c2pa.assertions/" + std::string(name);
  }
};

struct StoreLimits {
  std::size_t unpacked_bytes_max = 32U << 20U;
  std::size_t manifests_max = 512;
};

class ManifestStore {
 public:
  [[nodiscard]] static Result<ManifestStore> parse(Bytes bytes, const StoreLimits& limits = {});

  [[nodiscard]] const std::vector<Manifest>& manifests() const { return manifests_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view label) const;

  struct Target {
    std::size_t manifest = 0;
    const JumbfBox* box = nullptr;  // nullptr where the URI names the manifest itself
    std::string url;                // absolute
    ByteView hashed;
  };
  // "self#jumbf=/c2pa/LABEL/…", or relative to the manifest it stands in.
  [[nodiscard]] std::optional<Target> resolve(std::string_view url, std::size_t from) const;
  // The same URI, absolute, whether or not it names anything.
  [[nodiscard]] std::string absolute(std::string_view url, std::size_t from) const;

 private:
  Status add_manifest(const JumbfBox& box, const StoreLimits& limits);

  std::vector<std::unique_ptr<Bytes>> held_;  // the store, then what was unpacked
  std::vector<std::unique_ptr<JumbfBox>> boxes_;
  std::vector<Manifest> manifests_;
  std::map<std::string, std::size_t, std::less<>> by_label_;
  std::size_t unpacked_bytes_ = 0;
};

}  // namespace redress::provenance
