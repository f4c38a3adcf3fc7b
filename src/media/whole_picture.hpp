// SPDX-License-Identifier: Apache-2.0
// media/whole_picture.hpp — a file from outside in, all of its pixels out, and the pixels to a file again.
//
// Use this when   a picture is labelled. To know a picture, not to change it: media/decode.hpp.
// Shapes          red, green, blue, as stored: not yet turned upright. What is transparent lies on white.
// Units           pixels; the limits are those of media/decode.hpp, with four times the time: HEIC comes through PNG.
// Errors          as Decoder::examine.
// Threads         start() before the process has a second thread; decode() from any.
// Source          docs/decisions/0011: the same workers, one a file and never reused.
// Never           parses a byte of the file in the calling process.
#pragma once

#include <memory>

#include "media/decode.hpp"

namespace redress::media {

struct WholePicture {
  Format format = Format::jpeg;
  int orientation = 1;  // EXIF 1…8
  std::uint32_t frame_count = 1;
  Pixels pixels;
};

class WholePictures {
 public:
  [[nodiscard]] static Result<WholePictures> start(const DecodeOptions& options = {});
  ~WholePictures();
  WholePictures(WholePictures&&) noexcept;
  WholePictures& operator=(WholePictures&&) noexcept;

  [[nodiscard]] Result<WholePicture> decode(ByteView file) const;

 private:
  struct State;
  explicit WholePictures(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Eight bits a channel, without loss. Errors: unavailable when the encoder failed (memory).
[[nodiscard]] Result<Bytes> encode_png(const Pixels& pixels);

}  // namespace redress::media
