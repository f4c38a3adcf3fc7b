// SPDX-License-Identifier: Apache-2.0
// media/canvas.hpp — where a decoder puts its rows: they become a PDQ hash and, if wanted, a small picture, and are
// dropped.
//
// Shapes          begin(), then `height` rows of `width` pixels from the top, then finish(). Rows past the last are
//                 ignored. A decoder that was asked for scaled luma may give a smaller picture: begin_scaled() says of
//                 which size it is.
// Units           pixels; components 0…255.
// Errors          none: a decoder checks sizes before begin(). A canvas with rows missing is not complete.
// Threads         one thread.
// Lifetime        rows are borrowed for the call.
// Cost            memory: a few rows of floats and the preview; the picture itself is never held here.
// Source          luma of RGB: ITU-R BT.601, as in the PDQ reference; YCbCr of JPEG: ITU-T T.871.
// Never           applies transparency to the hash: the reference ignores alpha. The preview lies on white.
#pragma once

#include <optional>

#include "media/pdq.hpp"

namespace redress::media {

struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes rgb;  // width · height · 3
};

class Canvas {
 public:
  // preview_side_max 0: no preview.
  explicit Canvas(std::uint32_t preview_side_max, Luma luma = Luma::full)
      : preview_side_max_(preview_side_max), luma_(luma) {}

  void begin(std::uint32_t width, std::uint32_t height) { begin_scaled({width, height}, {width, height}); }
  struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
  };
  enum class Colour { luma, rgb, ycc };
  void begin_scaled(Size picture, Size drawn);
  void add_rgb(const std::uint8_t* row);
  void add_rgba(const std::uint8_t* row);
  void add_luma(const std::uint8_t* row);
  void add_ycc(const std::uint8_t* row);  // Y, Cb, Cr side by side

  [[nodiscard]] bool has_preview() const { return preview_side_max_ > 0; }
  [[nodiscard]] Luma luma() const { return luma_; }
  [[nodiscard]] bool is_complete() const { return height_ > 0 && row_ == height_; }
  [[nodiscard]] Size picture() const { return picture_; }
  [[nodiscard]] PdqResult finish();
  [[nodiscard]] Pixels take_preview() { return std::move(preview_); }

 private:
  void hash_rgb(const std::uint8_t* row, std::size_t stride);
  void end_row(const std::uint8_t* row, Colour colour);
  void end_preview_line(Colour colour);

  std::uint32_t preview_side_max_;
  Luma luma_;
  Size picture_;
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  std::uint32_t row_ = 0;
  std::optional<PdqAccumulator> pdq_;
  std::vector<float> floats_;  // luma of a row, where it is not in bytes
  Bytes bytes_;                // and where its bytes are not side by side; or a row laid over white
  Pixels preview_;
  std::uint32_t line_ = 0;                  // of the preview, to be drawn next
  std::uint32_t line_row_count_ = 0;        // rows added up for it
  std::vector<std::uint32_t> sums_;         // of those rows, byte by byte
  std::vector<std::uint32_t> column_ends_;  // of each preview column: behind its last source column
};

}  // namespace redress::media
