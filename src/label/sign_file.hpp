// SPDX-License-Identifier: Apache-2.0
// label/sign_file.hpp — a file in, the same file with a signed C2PA manifest out: the last step of every label.
//
// Use this when   pixels and metadata are as they will stay: whatever is written after the signature breaks it.
// Shapes          first read_incoming over the file as it came, then sign_file over the file as it is to go out. What
//                 came in is kept whole: its manifests stand in the new store, and its ingredient says what the reader
//                 found of them, broken ones too.
// Errors          conflict: what came in holds several stores, or one that cannot be read: it can neither be kept nor
//                 be left away. unsupported: the container cannot be written, as provenance/embed.hpp says. forbidden:
//                 the signer's certificates are not valid at that instant. corrupt: the file, once signed, was not
//                 valid to our own reader; nothing is given out then.
// Threads         pure functions but for the manifest's name, which is chance.
// Cost            the file is read three times in memory: for the hash, and to check what was written.
// Source          C2PA 2.2, 10 (claims), 18.6 to 18.16 (assertions); 15 for the check.
// Never           signs what it did not check, strips a manifest, or calls a file a camera's.
#pragma once

#include "label/payload.hpp"
#include "label/signer.hpp"
#include "provenance/validator.hpp"

namespace redress::label {

// The watermark's name and value in a soft binding, and in look-ups by it: its 64 bits, highest first.
inline constexpr std::string_view watermark_algorithm = "redress.watermark.1";
[[nodiscard]] Bytes encode_watermark_value(const Mark& mark);

struct ManifestWish {
  LabelClass label = LabelClass::generated;
  std::uint64_t record = 0;  // ≤ record_max; the same as in XMP and watermark
  std::optional<Mark> mark;  // the watermark in the pixels; nothing: there is none
  // The platform's own tool made the content just now. Otherwise it was received, and is an ingredient.
  bool is_own_output = false;
  bool has_words = false;  // words were written into the pixels
  std::string version;     // of this program
};

struct Incoming {
  std::string mime;
  std::optional<Bytes> store;
  provenance::ProvenanceReport report;
};
[[nodiscard]] Result<Incoming> read_incoming(ByteView file, const provenance::Trust& trust, Instant at);

struct SignedFile {
  Bytes file;
  Bytes store;                                                         // as it stands in the file
  std::string manifest;                                                // its name, urn:c2pa:…
  provenance::ManifestState state = provenance::ManifestState::valid;  // to `trust`
};
// `file` may still hold the store that came in, or hold none.
[[nodiscard]] Result<SignedFile> sign_file(ByteView file, const Incoming& incoming, const ManifestWish& wish,
                                           const Signer& signer, const provenance::Trust& trust, Instant at);

}  // namespace redress::label
