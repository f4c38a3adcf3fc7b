// SPDX-License-Identifier: Apache-2.0
#include "label/label_file.hpp"

#include <gtest/gtest.h>

#include "label/picture_parts.hpp"
#include "label/test_pictures.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::label {
namespace {

using media::Format;
using media::Pixels;
using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

const Carrier& carrier() {
  static const Carrier carrier(public_watermark_key());
  return carrier;
}

bool contains(const Bytes& file, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(file.data()), file.size()).find(text) != std::string_view::npos;
}

Bytes segment(std::uint8_t marker, std::string_view body) {
  const std::size_t length = body.size() + 2;
  Bytes bytes(2 + length);
  bytes[0] = 0xFF;
  bytes[1] = marker;
  bytes[2] = static_cast<std::uint8_t>(length >> 8U);
  bytes[3] = static_cast<std::uint8_t>(length);
  std::copy(body.begin(), body.end(), bytes.begin() + 4);
  return bytes;
}

// A JPEG with these segments behind its first two bytes.
Bytes make_jpeg(const std::vector<Bytes>& segments) {
  const auto jpeg = media::encode_jpeg(test::make_landscape(640, 480, 1), 92);
  EXPECT_TRUE(jpeg.ok());
  Bytes file(jpeg.value().begin(), jpeg.value().begin() + 2);
  for (const Bytes& one : segments) file.insert(file.end(), one.begin(), one.end());
  file.insert(file.end(), jpeg.value().begin() + 2, jpeg.value().end());
  return file;
}

// No checksum of a chunk is looked at here: the decoder does that, in its own process.
Bytes make_png(const std::vector<std::pair<std::string, std::string>>& chunks) {
  const auto png = media::encode_png(test::make_landscape(640, 480, 2));
  EXPECT_TRUE(png.ok());
  Bytes file(png.value().begin(), png.value().begin() + 33);
  for (const auto& [name, body] : chunks) {
    Bytes chunk(12 + body.size(), 'c');
    chunk[0] = chunk[1] = 0;
    chunk[2] = static_cast<std::uint8_t>(body.size() >> 8U);
    chunk[3] = static_cast<std::uint8_t>(body.size());
    std::copy(name.begin(), name.end(), chunk.begin() + 4);
    std::copy(body.begin(), body.end(), chunk.begin() + 8);
    file.insert(file.end(), chunk.begin(), chunk.end());
  }
  file.insert(file.end(), png.value().begin() + 33, png.value().end());
  return file;
}

media::WholePicture decode(const Bytes& file) {
  media::Decoded decoded;
  EXPECT_EQ(media::decode_picture(file, 4'096, decoded), media::Refusal::none);
  return {decoded.header.format, decoded.header.orientation, decoded.header.frame_count, std::move(decoded.preview)};
}

LabelWish wish_of(LabelClass label = LabelClass::generated, Regime regime = Regime::india) {
  LabelWish wish;
  wish.statement = {label, regime, 0xAB'CDEF'0123'4567, regime == Regime::china ? "001\"1<code>" : ""};
  return wish;
}

std::string error_of(const Bytes& file, Format format) {
  const auto parts = parse_picture_parts(file, format);
  return parts.ok() ? "" : parts.error().message;
}

TEST(LabelFile, AJpegCarriesOneRecordInItsPixelsAndInItsXmp) {
  const Bytes file = make_jpeg({});
  const auto labelled = label_file(file, decode(file), wish_of(), carrier());
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  EXPECT_TRUE(contains(labelled.value().file, "urn:redress:label:abcdef01234567"));
  EXPECT_TRUE(contains(labelled.value().file, "digitalsourcetype/trainedAlgorithmicMedia"));
  EXPECT_FALSE(contains(labelled.value().file, "TC260:AIGC>"));
  const auto found = find_mark(media::luma_of(decode(labelled.value().file).pixels), carrier(), Search::at_once);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->mark, (Mark{LabelClass::generated, 0, 0xAB'CDEF'0123'4567}));
  EXPECT_GE(labelled.value().visible.glyph_height_px, 24);
  EXPECT_EQ(labelled.value().left_out, std::vector<std::string>{"JFIF header"});
}

TEST(LabelFile, APngIsWrittenWithoutLoss) {
  const Bytes file = make_png({});
  LabelWish wish = wish_of(LabelClass::suspected);
  wish.has_words = false;
  const auto whole = decode(file);
  const auto labelled = label_file(file, whole, wish, carrier());
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  Pixels expected = whole.pixels;
  ASSERT_TRUE(mark_picture(expected, {LabelClass::suspected, 0, wish.statement.record}, carrier()).ok());
  const auto again = decode(labelled.value().file);
  EXPECT_EQ(again.format, Format::png);
  EXPECT_EQ(again.pixels.rgb, expected.rgb);
  EXPECT_FALSE(contains(labelled.value().file, "DigitalSourceType>")) << "a suspicion has no term";
  EXPECT_TRUE(contains(labelled.value().file, "iTXtXML:com.adobe.xmp"));
}

TEST(LabelFile, KeepsWhatAJpegSaidOfItself) {
  const auto exif = segment(0xE1, "Exif\0\0MM\0*anything"sv);
  const auto icc = segment(0xE2, "ICC_PROFILE\0\1\1a profile"sv);
  const auto comment = segment(0xFE, "a comment");
  const auto xmp = segment(0xE1,
                           "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><a>their "
                           "words</a></rdf:RDF></x:xmpmeta>"sv);
  const auto index = segment(0xE2, "MPF\0and offsets"sv);
  const Bytes file = make_jpeg({exif, icc, xmp, index, comment});
  auto parts = parse_picture_parts(file, Format::jpeg);
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts.value().kept, (std::vector<Bytes>{exif, icc, comment}));
  EXPECT_EQ(parts.value().left_out, (std::vector<std::string>{"MPF index", "JFIF header"}));
  const auto merged = add_statement(parts.value().xmp, wish_of().statement);
  ASSERT_TRUE(merged.ok());
  EXPECT_NE(merged.value().find("<a>their words</a><rdf:Description"), std::string::npos);
  EXPECT_TRUE(merged.value().ends_with("</rdf:RDF></x:xmpmeta>"));
}

TEST(LabelFile, KeepsWhatAPngSaidOfItself) {
  const Bytes file = make_png({{"tEXt", "Title\0a hill"s},
                               {"iTXt", "Author\0\0\0\0\0somebody"s},
                               {"iTXt", "XML:com.adobe.xmp\0\0\0\0\0<rdf:RDF><b>theirs</b></rdf:RDF>"s},
                               {"vpAg", "whatever this is"}});
  const auto parts = parse_picture_parts(file, Format::png);
  ASSERT_TRUE(parts.ok()) << parts.error().message;
  EXPECT_EQ(parts.value().kept.size(), 3U);  // and the sRGB chunk of the encoder
  EXPECT_EQ(parts.value().xmp, "<rdf:RDF><b>theirs</b></rdf:RDF>");
  EXPECT_EQ(parts.value().left_out, std::vector<std::string>{"vpAg chunk"});
}

TEST(LabelFile, RefusesToLoseOrToContradictWhatIsThere) {
  EXPECT_NE(error_of(make_jpeg({segment(0xEB, "JP\0\1anything"sv)}), Format::jpeg).find("C2PA"), std::string::npos);
  EXPECT_NE(error_of(make_png({{"caBX", "anything"}}), Format::png).find("C2PA"), std::string::npos);
  EXPECT_NE(error_of(make_png({{"tRNS", "anything"}}), Format::png).find("transparent"), std::string::npos);
  Bytes alpha = make_png({});
  alpha[25] = 6;
  EXPECT_NE(error_of(alpha, Format::png).find("alpha"), std::string::npos);
  Bytes deep = make_png({});
  deep[24] = 16;
  EXPECT_NE(error_of(deep, Format::png).find("16 bits"), std::string::npos);
  const std::string packet = "http://ns.adobe.com/xap/1.0/\0<rdf:RDF></rdf:RDF>"s;
  EXPECT_NE(error_of(make_jpeg({segment(0xE1, packet), segment(0xE1, packet)}), Format::jpeg).find("two XMP"),
            std::string::npos);
  for (const char* said : {"<rdf:RDF>Iptc4xmpExt:DigitalSourceType</rdf:RDF>", "urn:redress:label:00</rdf:RDF>"}) {
    const auto merged = add_statement(said, wish_of().statement);
    ASSERT_FALSE(merged.ok());
    EXPECT_EQ(merged.error().code, Code::conflict);
  }
  EXPECT_EQ(add_statement("no packet", wish_of().statement).error().code, Code::unsupported);
}

TEST(LabelFile, BrokenFilesAndFullOnesAreRefused) {
  Bytes jpeg = make_jpeg({});
  for (const std::size_t bytes : {0U, 2U, 5U, 21U, 60U}) {
    EXPECT_NE(error_of(Bytes(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(bytes)), Format::jpeg), "");
  }
  Bytes png = make_png({});
  for (const std::size_t bytes : {0U, 8U, 32U, 40U}) {
    EXPECT_NE(error_of(Bytes(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(bytes)), Format::png), "");
  }
  png[33] = 0xFF;
  EXPECT_NE(error_of(png, Format::png), "");
  const std::vector<Bytes> full(part_count_max, segment(0xFE, ""));
  EXPECT_EQ(error_of(make_jpeg(full), Format::jpeg), "");
  std::vector<Bytes> over = full;
  over.push_back(segment(0xFE, ""));
  EXPECT_EQ(parse_picture_parts(make_jpeg(over), Format::jpeg).error().code, Code::exhausted);
  PictureParts parts;
  parts.xmp = std::string(65'504, 'x');
  EXPECT_TRUE(join_picture_parts(make_jpeg({}), parts, Format::jpeg).ok());
  parts.xmp += 'x';
  EXPECT_EQ(join_picture_parts(make_jpeg({}), parts, Format::jpeg).error().code, Code::exhausted);
}

TEST(LabelFile, WordsStandUprightHoweverThePictureIsStored) {
  const Bytes file = make_jpeg({});
  for (int orientation = 1; orientation <= 8; ++orientation) {
    auto whole = decode(file);
    whole.orientation = orientation;
    LabelWish wish = wish_of();
    wish.corner = Corner::top_left;
    const auto labelled = label_file(file, whole, wish, carrier());
    ASSERT_TRUE(labelled.ok());
    const Pixels seen = media::turn_upright(decode(labelled.value().file).pixels, orientation);
    const media::Box& box = labelled.value().visible.box;
    const std::size_t ground = 3 * (std::size_t{box.top + 3} * seen.width + box.left + box.width / 2);
    EXPECT_TRUE(seen.rgb[ground] < 25 || seen.rgb[ground] > 230) << orientation;
  }
}

TEST(LabelFile, ChinasFieldsAreJsonInsideXml) {
  const auto packet = add_statement("", wish_of(LabelClass::suspected, Regime::china).statement);
  ASSERT_TRUE(packet.ok());
  EXPECT_NE(packet.value().find("{&quot;Label&quot;:&quot;3&quot;,&quot;ContentProducer&quot;:&quot;"
                                "001\\&quot;1&lt;code&gt;&quot;,&quot;ProduceID&quot;:&quot;urn:redress:label:"),
            std::string::npos);
}

}  // namespace
}  // namespace redress::label
