// SPDX-License-Identifier: Apache-2.0
// label/manifest.hpp — what a label's manifest says: what was done, to what, and which record knows more.
//
// Use this when   sign_file puts a store together; nobody else does.
// Shapes          claim version 2. The first assertion are the actions, the second is the hard binding; then the
//                 ingredient, the watermark's soft binding, and redress.label with the record's id and the class.
//                 Everything is created by us, nothing gathered.
// Errors          draft_manifest: corrupt where the store that came in is none.
// Threads         pure functions.
// Source          C2PA 2.2, 8.3 (names), 10.3 (claim), 18.9 (soft binding), 18.15 (actions), 18.16 (ingredient).
#pragma once

#include "label/sign_file.hpp"
#include "provenance/hard_binding.hpp"

namespace redress::label {

struct ManifestDraft {
  std::string name;                                 // urn:c2pa:…
  std::string instance_id;                          // xmp:iid:…
  std::string version;                              // of this program
  std::vector<provenance::HardBinding> assertions;  // label and CBOR; the binding's own is not among them
  Bytes older;                                      // the manifests that came in, as they stood
};

[[nodiscard]] Result<ManifestDraft> draft_manifest(const Incoming& incoming, const ManifestWish& wish);
[[nodiscard]] Bytes encode_claim(const ManifestDraft& draft, const provenance::HardBinding& binding);
// As long for one binding as for another.
[[nodiscard]] Bytes encode_store(const ManifestDraft& draft, const provenance::HardBinding& binding, ByteView claim,
                                 ByteView signature);

}  // namespace redress::label
