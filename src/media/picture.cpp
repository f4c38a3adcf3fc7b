// SPDX-License-Identifier: Apache-2.0
#include "media/formats.hpp"

namespace redress::media {
namespace {

Refusal draw(ByteView file, Canvas& canvas, Header& header) {
  switch (header.format) {
    case Format::jpeg:
      return decode_jpeg(file, canvas, header.image_end);
    case Format::png:
      return decode_png(file, canvas);
    case Format::webp:
      return decode_webp(file, canvas);
    case Format::gif:
      return decode_gif(file, canvas);
    case Format::avif:
      return decode_avif(file, canvas, header.orientation);
    case Format::heic:
      return Refusal::no_heic;
  }
  return Refusal::unknown_kind;
}

Refusal finish(Canvas& canvas, Decoded& decoded) {
  if (!canvas.is_complete()) return Refusal::damaged;
  decoded.header.width = canvas.picture().width;
  decoded.header.height = canvas.picture().height;
  decoded.pdq = canvas.finish();
  decoded.preview = canvas.take_preview();
  return Refusal::none;
}

}  // namespace

Refusal decode_picture(ByteView file, std::uint32_t preview_side_max, Decoded& decoded, Luma luma) {
  const Refusal header = parse_header(file, decoded.header);
  if (header != Refusal::none) return header;
  Canvas canvas(preview_side_max, luma);
  const Refusal drawn = draw(file, canvas, decoded.header);
  if (drawn != Refusal::none) return drawn;
  const Refusal tail = verify_tail(file, decoded.header.image_end);
  if (tail != Refusal::none) return tail;
  return finish(canvas, decoded);
}

Refusal decode_converted(ByteView file, std::uint32_t preview_side_max, Decoded& decoded) {
  decoded.header.format = Format::heic;
  Canvas canvas(preview_side_max);
  const bool is_png = file.size() > 1 && file[0] == 0x89;
  const Refusal drawn = is_png ? decode_png(file, canvas) : decode_y4m(file, canvas);
  return drawn != Refusal::none ? drawn : finish(canvas, decoded);
}

}  // namespace redress::media
