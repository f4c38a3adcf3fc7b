// SPDX-License-Identifier: Apache-2.0
// provenance/validator.hpp — a file's manifest store, judged as C2PA 2.2 wants it.
//
// Use this when   the store's bytes are at hand: from the file, or from a sidecar beside it.
// Shapes          one Validator for many files: certificates are parsed once, trust stores built once.
// Errors          validate: what the source refuses to give. All that is wrong with the manifests is in the report.
// Threads         one at a time.
// Cost            each manifest, assertion and certificate path once, however often they are referred to.
// Source          C2PA 2.2, 15 (validation).
// Never           reads a clock: `at` is given. Fetches anything.
#pragma once

#include "provenance/asset.hpp"
#include "provenance/report.hpp"

namespace redress::provenance {

// What OpenSSL and the C library read from disk they read now, once: to be called before a process gives up its disk.
void load_for_sandbox();

class Validator {
 public:
  // `trust` must outlive the validator.
  explicit Validator(const Trust& trust) : trust_(&trust) {}

  // The asset's own store, or `sidecar` where the asset has none.
  [[nodiscard]] Result<ProvenanceReport> validate(const ByteSource& source, const Asset& asset, Instant at,
                                                  std::optional<Bytes> sidecar = std::nullopt);

 private:
  const Trust* trust_;
  CertificateCache certificates_;
  PathCache paths_;
};

}  // namespace redress::provenance
