// SPDX-License-Identifier: Apache-2.0
// cli/examine_file.hpp — any file a filter is given: a picture, a film, sound or a text, and its fingerprints.
//
// Shapes          a recording is told by its first bytes, a text by its name (.txt) or by --kind; all else is taken for
//                 a picture.
// Errors          those of media/decode.hpp, and of reading a text.
// Threads         any.
// Cost            a picture milliseconds; a film as long as its decoding takes.
#pragma once

#include "match/bank_file.hpp"
#include "media/decode.hpp"

namespace redress::cli {

enum class Kind { by_content, text };

struct FileWish {
  media::Want want = media::Want::fingerprint;  // of pictures
  media::VideoPlan plan;
  Kind kind = Kind::by_content;
};

struct ExaminedFile {
  match::BankEntry entry;             // without features: the caller knows which plan they are for
  std::optional<media::Plane> plane;  // of a picture, where it was wanted
  media::Luma luma = media::Luma::full;
};

[[nodiscard]] Result<ExaminedFile> examine_file(const media::Decoder& decoder, const std::string& path,
                                                const FileWish& wish);

}  // namespace redress::cli
