// SPDX-License-Identifier: Apache-2.0
// WebP and AVIF taken apart and put together again, and what somebody else's reader finds in each of the four formats.
#include "label/picture_parts.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "label/label_file.hpp"
#include "label/test_pictures.hpp"
#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::label {
namespace {

using media::Format;
using media::Pixels;
using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

constexpr std::uint64_t record = 0xAB'CDEF'0123'4567;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes chunk(std::string_view name, std::string_view data) {
  Bytes bytes = bytes_of(name);
  bytes.push_back(static_cast<std::uint8_t>(data.size()));
  bytes.resize(8);
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

const Bytes& tiff() {
  static const Bytes block = bytes_of("MM\0*\0\0\0\x08\0\0\0\0\0\0"sv);
  return block;
}

// The length in a WebP's head, after something was put in.
void mend_length(Bytes& file) {
  for (std::size_t i = 0; i < 3; ++i) file[4 + i] = static_cast<std::uint8_t>((file.size() - 8) >> (8 * i));
}

// A file of each format with EXIF where it can hold it, and somebody else's XMP.
constexpr std::string_view their_xmp =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:source>theirs</dc:source>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>";

Bytes make_webp(const PictureParts& parts, int quality = 90) {
  const auto plain = media::encode_webp(test::make_landscape(640, 481, 3), quality);
  EXPECT_TRUE(plain.ok());
  return join_picture_parts(plain.value(), parts, Format::webp).value();
}

Bytes make_avif(const media::HeifFacts& facts) {
  const auto file = media::encode_avif(test::make_landscape(640, 480, 4), 90, facts);
  EXPECT_TRUE(file.ok());
  return file.value();
}

Bytes make_file(Format format) {
  PictureParts parts;
  parts.xmp = their_xmp;
  const Pixels pixels = test::make_landscape(640, 480, 5);
  if (format == Format::webp) return make_webp(parts);
  if (format == Format::avif) return make_avif({1, 2, 2, {}, tiff(), std::string(their_xmp)});
  const auto plain = format == Format::jpeg ? media::encode_jpeg(pixels, 92) : media::encode_png(pixels);
  return join_picture_parts(plain.value(), parts, format).value();
}

media::WholePicture decode(const Bytes& file) {
  media::Decoded decoded;
  EXPECT_EQ(media::decode_picture(file, 4'096, decoded), media::Refusal::none);
  return {decoded.header.format, decoded.header.orientation, decoded.header.frame_count, std::move(decoded.preview)};
}

Result<LabelledFile> label(const Bytes& file, bool has_words = true) {
  static const Carrier carrier(public_watermark_key());
  LabelWish wish;
  wish.statement.record = record;
  wish.has_words = has_words;
  return label_file(file, decode(file), wish, carrier);
}

std::string error_of(const Bytes& file, Format format) {
  const auto parts = parse_picture_parts(file, format);
  return parts.ok() ? "" : parts.error().message;
}

TEST(PictureParts, EveryFormatIsWrittenInItsOwnAndBearsOneRecord) {
  const Carrier carrier(public_watermark_key());
  for (const Format format : {Format::jpeg, Format::png, Format::webp, Format::avif}) {
    const auto labelled = label(make_file(format));
    ASSERT_TRUE(labelled.ok()) << labelled.error().message;
    const auto again = decode(labelled.value().file);
    EXPECT_EQ(again.format, format);
    const auto found = find_mark(media::luma_of(again.pixels), carrier, Search::at_once);
    ASSERT_TRUE(found.has_value()) << media::render(format);
    EXPECT_EQ(found->mark.record, record);
    const auto parts = parse_picture_parts(labelled.value().file, format);
    ASSERT_TRUE(parts.ok()) << parts.error().message;
    EXPECT_NE(parts.value().xmp.find("<dc:source>theirs</dc:source>"), std::string::npos);
    EXPECT_NE(parts.value().xmp.find("urn:redress:label:abcdef01234567"), std::string::npos);
  }
}

TEST(PictureParts, KeepsWhatAWebpSaidOfItself) {
  PictureParts parts;
  parts.kept = {chunk("EXIF", "MM and on"), chunk("ICCP", "a profile"), chunk("EXIF", "even")};
  parts.xmp = their_xmp;
  const auto again = parse_picture_parts(make_webp(parts), Format::webp);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().kept, (std::vector<Bytes>{parts.kept[1], parts.kept[0], parts.kept[2]}))
      << "the profile stands before the picture";
  EXPECT_EQ(again.value().xmp, their_xmp);
  EXPECT_FALSE(again.value().is_lossless);
  Bytes more = make_webp({});
  const Bytes other = chunk("a\x1b[2", "??");
  more.insert(more.end(), other.begin(), other.end());
  EXPECT_EQ(parse_picture_parts(more, Format::webp).value().left_out,
            std::vector<std::string>{"what stands behind the picture"});
  mend_length(more);
  EXPECT_EQ(parse_picture_parts(more, Format::webp).value().left_out, std::vector<std::string>{"a??2 chunk"});
}

TEST(PictureParts, AWebpWithoutLossStaysWithoutLoss) {
  const Bytes file = make_webp({}, 100);
  const auto whole = decode(file);
  EXPECT_EQ(whole.pixels.rgb, test::make_landscape(640, 481, 3).rgb);
  const auto labelled = label(file, false);
  ASSERT_TRUE(labelled.ok());
  Pixels expected = whole.pixels;
  ASSERT_TRUE(mark_picture(expected, {LabelClass::generated, 0, record}, Carrier(public_watermark_key())).ok());
  EXPECT_EQ(decode(labelled.value().file).pixels.rgb, expected.rgb);
}

TEST(PictureParts, KeepsWhatAnAvifSaidOfItself) {
  const media::HeifFacts facts{6, 9, 16, bytes_of("a profile"), tiff(), std::string(their_xmp)};
  const Bytes with_profile = make_avif(facts);
  const auto parts = parse_picture_parts(with_profile, Format::avif);
  ASSERT_TRUE(parts.ok()) << parts.error().message;
  EXPECT_EQ(parts.value().heif.icc, facts.icc);
  EXPECT_EQ(parts.value().heif.exif, facts.exif);
  EXPECT_EQ(parts.value().xmp, facts.xmp);
  EXPECT_TRUE(parts.value().left_out.empty());
  const auto numbered = parse_picture_parts(make_avif({1, 9, 16, {}, {}, {}}), Format::avif);
  ASSERT_TRUE(numbered.ok());
  EXPECT_EQ(numbered.value().heif.primaries, 9);
  EXPECT_EQ(numbered.value().heif.transfer, 16);
}

TEST(PictureParts, AnAvifStaysTurnedAsItWas) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Bytes file = make_avif({orientation, 2, 2, {}, {}, {}});
    EXPECT_EQ(decode(file).orientation, orientation);
    const auto labelled = label(file);
    ASSERT_TRUE(labelled.ok());
    EXPECT_EQ(decode(labelled.value().file).orientation, orientation);
  }
}

TEST(PictureParts, RefusesWhatAWebpOrAvifWouldLose) {
  const auto webp_with = [](std::string_view name, std::string_view data) {
    Bytes file = make_webp({});
    const Bytes one = chunk(name, data);
    file.insert(file.begin() + 12, one.begin(), one.end());
    mend_length(file);
    return error_of(file, Format::webp);
  };
  EXPECT_EQ(webp_with("ICCP", "fine"), "");
  EXPECT_NE(webp_with("C2PA", "anything").find("C2PA"), std::string::npos);
  EXPECT_NE(webp_with("ANIM", "anything").find("moves"), std::string::npos);
  EXPECT_NE(webp_with("ALPH", "anything").find("alpha"), std::string::npos);
  EXPECT_NE(webp_with("VP8X", "\x10\0\0\0"sv).find("alpha"), std::string::npos);
  const auto avif_with = [](std::string_view head, std::string_view data) {
    Bytes file = make_avif({});
    Bytes box{0, 0, 0, static_cast<std::uint8_t>(4 + head.size() + data.size())};
    box.insert(box.end(), head.begin(), head.end());
    box.insert(box.end(), data.begin(), data.end());
    file.insert(file.end(), box.begin(), box.end());
    return error_of(file, Format::avif);
  };
  EXPECT_EQ(avif_with("free", "anything"), "");
  EXPECT_NE(avif_with("uuid", "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81 store").find("C2PA"),
            std::string::npos);
  EXPECT_NE(avif_with("moov", "anything").find("moves"), std::string::npos);
  Bytes deep = make_avif({});
  const auto configuration = std::search(deep.begin(), deep.end(), &"av1C"[0], &"av1C"[4]);
  ASSERT_NE(configuration, deep.end());
  configuration[6] |= 0x40;
  EXPECT_NE(error_of(deep, Format::avif).find("10 or 12 bits"), std::string::npos);
  EXPECT_NE(error_of({}, Format::gif).find("256 colours"), std::string::npos);
}

TEST(PictureParts, BrokenWebpAndAvifFilesAndFullOnesAreRefused) {
  const Bytes webp = make_webp({});
  for (const std::size_t bytes : {0U, 11U, 30U, 200U}) {
    EXPECT_NE(error_of(Bytes(webp.begin(), webp.begin() + static_cast<std::ptrdiff_t>(bytes)), Format::webp), "");
  }
  const Bytes avif = make_avif({1, 2, 2, {}, tiff(), std::string(their_xmp)});
  for (std::size_t bytes = 0; bytes < avif.size(); bytes += 41) {
    EXPECT_NE(error_of(Bytes(avif.begin(), avif.begin() + static_cast<std::ptrdiff_t>(bytes)), Format::avif), "");
  }
  PictureParts full;
  full.kept.assign(part_count_max, chunk("EXIF", "xx"));
  EXPECT_EQ(error_of(make_webp(full), Format::webp), "");
  full.kept.push_back(full.kept.front());
  EXPECT_EQ(parse_picture_parts(make_webp(full), Format::webp).error().code, Code::exhausted);
  Bytes boxes;
  for (std::size_t i = 0; i <= part_count_max; ++i) boxes.insert(boxes.end(), {0, 0, 0, 8, 'f', 'r', 'e', 'e'});
  EXPECT_EQ(parse_picture_parts(boxes, Format::avif).error().code, Code::exhausted);
}

// Somebody else's reader, where it is installed.
TEST(PictureParts, ExiftoolReadsTheStatementInEveryFormat) {
  if (std::system("exiftool -ver >/dev/null 2>&1") != 0) GTEST_SKIP() << "skipped: no exiftool";  // NOLINT
  for (const Format format : {Format::jpeg, Format::png, Format::webp, Format::avif}) {
    const auto labelled = label(make_file(format));
    ASSERT_TRUE(labelled.ok());
    const auto path = std::filesystem::temp_directory_path() / ("redress-xmp-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(labelled.value().file.data()),
               static_cast<std::streamsize>(labelled.value().file.size()));
    FILE* answer = ::popen(("exiftool -warning -G -n -XMP:all " + path.string()).c_str(), "r");
    ASSERT_NE(answer, nullptr);
    std::string text;
    std::array<char, 512> part{};
    while (std::fgets(part.data(), part.size(), answer) != nullptr) text += part.data();
    ::pclose(answer);
    std::filesystem::remove(path);
    EXPECT_NE(text.find("trainedAlgorithmicMedia"), std::string::npos) << media::render(format) << text;
    EXPECT_NE(text.find("urn:redress:label:abcdef01234567"), std::string::npos) << media::render(format) << text;
    EXPECT_NE(text.find("theirs"), std::string::npos) << media::render(format) << text;
    EXPECT_EQ(text.find("Warning"), std::string::npos) << media::render(format) << text;
  }
}

}  // namespace
}  // namespace redress::label
