// SPDX-License-Identifier: Apache-2.0
// engine/generation.hpp — what an AI tool made goes in, the same picture labelled, watermarked, signed and registered
// comes out.
//
// Use this when   a platform offers such a tool, or a picture is labelled by hand and is to be found again.
// Shapes          the order is forced: words, watermark, XMP (label/label_file.hpp), the signature over all of it, and
//                 the record last, of the file as it goes out. Without a signer the file bears a label and no manifest.
// Errors          those of label/label_file.hpp, of the signer and of the store. conflict: the request's key came
//                 before with another request.
// Threads         any; each call decodes two pictures, one after the other, in workers of their own.
// Cost            twice the decoding, and label_file's: about two seconds for 12 million pixels.
// Source          docs/decisions/0040-label-records.md.
// Never           gives out a file whose record is not durable, or registers one picture under two numbers for one key.
#pragma once

#include <functional>

#include "engine/records.hpp"
#include "label/label_file.hpp"

namespace redress::engine {

struct SignedFile {
  Bytes file;
  std::string manifest_id;  // empty: not signed
  Bytes manifest;           // the store that stands in the file
};

// Signs a labelled file. `earlier`: the manifest store that the same labelled file was given before, to be put in again
// instead of a new signature; empty: none.
using SignFile =
    std::function<Result<SignedFile>(Bytes labelled, const label::LabelWish& wish, const Bytes& earlier, Instant now)>;

struct Sealed {
  Bytes file;
  media::Format format = media::Format::jpeg;
  store::LabelRecord record;
  label::LabelledFile labelled;  // its `file` is empty
};

class Generation {
 public:
  // All borrowed; `sign` may be empty.
  Generation(store::RecordStore& store, const media::WholePictures& pictures, SignFile sign);

  // The record's number in `wish` is drawn here, unless it is given. The same request again gets the same file again.
  [[nodiscard]] Result<Sealed> seal(ByteView file, label::LabelWish wish, Instant now,
                                    const std::optional<store::SealRequest>& request = std::nullopt) const;
  [[nodiscard]] bool signs() const { return static_cast<bool>(sign_); }

 private:
  [[nodiscard]] Result<Sealed> make(ByteView file, const label::LabelWish& wish, const Bytes& earlier,
                                    Instant now) const;
  [[nodiscard]] Result<Sealed> repeat(ByteView file, label::LabelWish wish, const store::RecordStore::Sealed& before,
                                      const store::SealRequest& request, Instant now) const;

  store::RecordStore& store_;
  const media::WholePictures& pictures_;
  const SignFile sign_;
  const label::Carrier carrier_;
};

}  // namespace redress::engine
