// SPDX-License-Identifier: Apache-2.0
// engine/generation.hpp — what an AI tool made goes in, the same picture labelled, watermarked, signed and registered
// comes out.
//
// Use this when   a platform offers such a tool, or a picture is labelled by hand and is to be found again.
// Shapes          the order is forced: words, watermark, XMP (label/label_file.hpp), the signature over all of it, and
//                 the record last, of the file as it goes out. Without a signer the file bears a label and no manifest.
// Errors          those of label/label_file.hpp, label/sign_file.hpp and of the store. conflict: the request's key came
//                 before with another request.
// Threads         any; each call decodes two pictures, one after the other, in workers of their own.
// Cost            twice the decoding, and label_file's: about two seconds for 12 million pixels.
// Source          docs/decisions/0036-label-records.md.
// Never           gives out a file whose record is not durable, or registers one picture under two numbers for one key.
#pragma once

#include "engine/records.hpp"
#include "label/label_file.hpp"
#include "label/sign_file.hpp"

namespace redress::engine {

// Who signs, and whose signatures on what came in are believed; borrowed.
struct Signing {
  const label::Signer& signer;
  const provenance::Trust& trust;
  std::string version;  // of this program
};

struct Sealed {
  Bytes file;
  media::Format format = media::Format::jpeg;
  store::LabelRecord record;
  label::LabelledFile labelled;  // its `file` is empty
};

class Generation {
 public:
  // Borrowed.
  Generation(store::RecordStore& store, const media::WholePictures& pictures, std::optional<Signing> signing);

  // The record's number in `wish` is drawn here, unless it is given. The same request again gets the same file again.
  [[nodiscard]] Result<Sealed> seal(ByteView file, label::LabelWish wish, Instant now,
                                    const std::optional<store::SealRequest>& request = std::nullopt) const;

 private:
  struct Written {
    Bytes file;
    std::string manifest_id;
    Bytes manifest;
  };
  // `earlier`: the manifest store that the same labelled file was given before, to be put in again.
  [[nodiscard]] Result<Written> sign(Bytes labelled, const label::Incoming& incoming, const label::LabelWish& wish,
                                     const Bytes& earlier, Instant now) const;
  [[nodiscard]] Result<Sealed> make(ByteView file, const label::LabelWish& wish, const Bytes& earlier,
                                    Instant now) const;
  [[nodiscard]] Result<Sealed> repeat(ByteView file, label::LabelWish wish, const store::RecordStore::Sealed& before,
                                      const store::SealRequest& request, Instant now) const;

  store::RecordStore& store_;
  const media::WholePictures& pictures_;
  const std::optional<Signing> signing_;
  const label::Carrier carrier_;
};

// What a record says before the file is known.
[[nodiscard]] store::LabelRecord make_record(const label::LabelWish& wish, Instant now);

}  // namespace redress::engine
