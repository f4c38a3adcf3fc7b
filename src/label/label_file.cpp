// SPDX-License-Identifier: Apache-2.0
#include "label/label_file.hpp"

#include "label/picture_parts.hpp"
#include "media/preview.hpp"

namespace redress::label {
namespace {

constexpr int quality = 95;       // what the encoder takes from the mark is little beside what is to come
constexpr int heic_quality = 85;  // x265's scale is another: as little is lost as of a JPEG at 95

// The orientation that undoes another: the quarter turns undo each other, all else undoes itself.
int undo(int orientation) {
  if (orientation == 6) return 8;
  return orientation == 8 ? 6 : orientation;
}

Result<VisibleLabel> draw_words(media::Pixels& pixels, int orientation, const LabelWish& wish) {
  const std::string_view language =
      wish.language.empty() ? default_language(wish.statement.regime) : std::string_view(wish.language);
  TRY_ASSIGN(const std::string_view words, find_label_words(wish.statement.regime, language, wish.statement.label));
  media::Pixels upright = media::turn_upright(pixels, orientation);
  TRY_ASSIGN(const VisibleLabel visible, draw_visible_label(upright, words, wish.corner));
  pixels = media::turn_upright(upright, undo(orientation));
  return visible;
}

// A HEIC comes out of its decoder upright, and goes back as it lay.
Result<Bytes> write_heic(const media::Pixels& upright, const PictureParts& parts, const media::HeicEncoder& encoder) {
  const media::Pixels stored = media::turn_upright(upright, undo(parts.heif.orientation));
  TRY_ASSIGN(const Bytes plain, media::encode_heic(stored, heic_quality, parts.chroma, encoder));
  return join_picture_parts(plain, parts, media::Format::heic);
}

Result<Bytes> write_picture(const media::Pixels& pixels, int orientation, const PictureParts& parts,
                            media::Format format) {
  if (format == media::Format::avif) {
    media::HeifFacts facts = parts.heif;
    facts.orientation = orientation;
    facts.xmp = parts.xmp;
    return media::encode_avif(pixels, quality, facts);
  }
  Result<Bytes> encoded = format == media::Format::jpeg ? media::encode_jpeg(pixels, quality)
                          : format == media::Format::webp
                              ? media::encode_webp(pixels, parts.is_lossless ? 100 : quality)
                              : media::encode_png(pixels);
  TRY_ASSIGN(const Bytes plain, std::move(encoded));
  return join_picture_parts(plain, parts, format);
}

}  // namespace

Result<LabelledFile> label_file(ByteView file, const media::WholePicture& whole, const LabelWish& wish,
                                const Carrier& carrier) {
  if (whole.frame_count > 1) return Error{Code::unsupported, "the picture moves: only still ones can be labelled"};
  TRY_ASSIGN(PictureParts parts, parse_picture_parts(file, whole.format));
  TRY_ASSIGN(parts.xmp, add_statement(parts.xmp, wish.statement));
  LabelledFile labelled;
  media::Pixels pixels = whole.pixels;
  if (wish.has_words) {
    TRY_ASSIGN(labelled.visible, draw_words(pixels, whole.orientation, wish));
  }
  const Mark mark{wish.statement.label, carrier.number(), wish.statement.record};
  TRY_ASSIGN(labelled.psnr_db, mark_picture(pixels, mark, carrier, wish.psnr_db));
  TRY_ASSIGN(labelled.file, whole.format == media::Format::heic
                                ? write_heic(pixels, parts, wish.heic)
                                : write_picture(pixels, whole.orientation, parts, whole.format));
  labelled.left_out = std::move(parts.left_out);
  return labelled;
}

}  // namespace redress::label
