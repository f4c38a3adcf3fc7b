// SPDX-License-Identifier: Apache-2.0
// label/label_file.hpp — a picture in, the same picture labelled out: words, then the watermark, then the metadata.
//
// Use this when   a platform publishes what its tools made, or what was found to be made.
// Shapes          the words stand upright as the picture is seen, whatever its EXIF orientation, which stays as it was.
// Errors          unsupported: another format, an animation, a picture too small, or something in the file that would
//                 be lost. conflict: the file says already what it is, or is signed. Others as in the headers below.
// Threads         pure functions, but for HEIC, which a program writes: media/encode_heic.hpp.
// Cost            for 12 million pixels about a second, most of it the encoder's; AVIF and HEIC several.
// Source          the order is forced: the watermark covers the words, and metadata describes the pixels as they are.
// Never           writes over what it was given, or drops metadata without naming it in `left_out`.
#pragma once

#include <string>
#include <vector>

#include "label/statement.hpp"
#include "label/visible_label.hpp"
#include "label/watermark.hpp"
#include "media/encode_heic.hpp"

namespace redress::label {

struct LabelWish {
  Statement statement;
  std::string language;  // empty: the regime's own
  Corner corner = Corner::least_detail;
  double psnr_db = default_psnr_db;
  bool has_words = true;  // false: the platform shows them beside the picture
  media::HeicEncoder heic;
};

struct LabelledFile {
  Bytes file;
  VisibleLabel visible;
  double psnr_db = 0;  // of the watermark alone
  std::vector<std::string> left_out;
};

// `whole` is `file`, decoded.
[[nodiscard]] Result<LabelledFile> label_file(ByteView file, const media::WholePicture& whole, const LabelWish& wish,
                                              const Carrier& carrier);

}  // namespace redress::label
