// SPDX-License-Identifier: Apache-2.0
// HEIC labelled: written by heif-enc, read back by heif-convert, and what stands around the pixels kept or named.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "label/identity.hpp"
#include "label/label_file.hpp"
#include "label/picture_parts.hpp"
#include "label/sign_file.hpp"
#include "label/test_heic.hpp"
#include "label/test_pictures.hpp"
#include "media/preview.hpp"
#include "media/sandbox.hpp"
#include "provenance/embed.hpp"
#include "provenance/origin.hpp"

namespace redress::label {
namespace {

using media::Chroma;
using media::Format;
using media::Pixels;

constexpr std::uint64_t record = 0xAB'CDEF'0123'4567;

const media::WholePictures& pictures() {
  static const auto started = media::WholePictures::start();
  EXPECT_TRUE(started.ok());
  return started.value();
}

bool has_programs() {
  const bool has_both = access("/usr/bin/heif-enc", X_OK) == 0 && access("/usr/bin/heif-convert", X_OK) == 0;
  return has_both && media::landlock_abi() > 0 && pictures().decode({}).error().code == Code::invalid;
}

#define SKIP_WITHOUT_PROGRAMS() \
  if (!has_programs()) GTEST_SKIP() << "skipped: no heif-enc, no heif-convert or no Landlock"

Bytes make_heic(const Pixels& pixels, const PictureParts& parts = {}) {
  const auto plain = media::encode_heic(pixels, 95, parts.chroma, {});
  EXPECT_TRUE(plain.ok()) << plain.error().message;
  const auto file = join_picture_parts(plain.value(), parts, Format::heic);
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file.value();
}

media::WholePicture decode(const Bytes& file) {
  auto whole = pictures().decode(file);
  EXPECT_TRUE(whole.ok()) << whole.error().message;
  return whole.ok() ? std::move(whole).value() : media::WholePicture();
}

LabelWish make_wish(bool has_words = true) {
  LabelWish wish;
  wish.statement.record = record;
  wish.has_words = has_words;
  return wish;
}

const Carrier& carrier() {
  static const Carrier carrier(public_watermark_key());
  return carrier;
}

Result<LabelledFile> label(const Bytes& file, const LabelWish& wish = make_wish()) {
  return label_file(file, decode(file), wish, carrier());
}

double psnr_db(const Pixels& one, const Pixels& other) {
  EXPECT_EQ(one.rgb.size(), other.rgb.size());
  double sum = 0;
  for (std::size_t i = 0; i < one.rgb.size(); ++i) sum += std::pow(one.rgb[i] - other.rgb[i], 2);
  return 10 * std::log10(255. * 255. * static_cast<double>(one.rgb.size()) / std::max(sum, 1.));
}

PictureParts parse(const Bytes& file) {
  auto parts = parse_picture_parts(file, Format::heic);
  EXPECT_TRUE(parts.ok()) << parts.error().message;
  return parts.ok() ? std::move(parts).value() : PictureParts();
}

std::string error_of(const Bytes& file) {
  const auto parts = parse_picture_parts(file, Format::heic);
  return parts.ok() ? "" : parts.error().message;
}

PictureParts full_parts() {
  PictureParts parts;
  parts.heif.icc = test::make_profile();
  parts.heif.exif = test::make_tiff(6);
  parts.xmp = test::their_xmp;
  return parts;
}

TEST(Heic, IsWrittenInItsOwnFormatAndBearsOneRecord) {
  SKIP_WITHOUT_PROGRAMS();
  for (const auto& [width, height] : {std::pair{640U, 480U}, {641U, 480U}, {515U, 333U}, {480U, 701U}}) {
    const Bytes file = make_heic(test::make_landscape(width, height, 7), full_parts());
    const auto labelled = label(file);
    ASSERT_TRUE(labelled.ok()) << labelled.error().message;
    EXPECT_TRUE(labelled.value().left_out.empty());
    const auto seen = decode(labelled.value().file);
    EXPECT_EQ(seen.format, Format::heic);
    EXPECT_EQ(seen.pixels.width, width);
    EXPECT_EQ(seen.pixels.height, height);
    const auto found = find_mark(media::luma_of(seen.pixels), carrier(), Search::at_once);
    ASSERT_TRUE(found.has_value()) << width << " x " << height;
    EXPECT_EQ(found->mark.record, record);
    const PictureParts parts = parse(labelled.value().file);
    EXPECT_EQ(parts.heif.exif, full_parts().heif.exif);
    EXPECT_EQ(parts.heif.icc, full_parts().heif.icc);
    EXPECT_NE(parts.xmp.find("<dc:source>theirs</dc:source>"), std::string::npos);
    EXPECT_NE(parts.xmp.find("urn:redress:label:abcdef01234567"), std::string::npos);
    EXPECT_EQ(label(labelled.value().file).error().code, Code::conflict) << "it says already what it is";
  }
}

TEST(Heic, WhatTheEncoderTakesFromThePixelsIsLittle) {
  SKIP_WITHOUT_PROGRAMS();
  const Pixels landscape = test::make_landscape(1'001, 750, 8);
  for (const Chroma chroma : {Chroma::half, Chroma::full}) {
    PictureParts parts;
    parts.chroma = chroma;
    const Bytes file = make_heic(landscape, parts);
    EXPECT_EQ(parse(file).chroma, chroma);
    EXPECT_GT(psnr_db(decode(file).pixels, landscape), chroma == Chroma::full ? 44 : 38);
    const auto labelled = label(file, make_wish(false));
    ASSERT_TRUE(labelled.ok()) << labelled.error().message;
    EXPECT_EQ(parse(labelled.value().file).chroma, chroma) << "colours stay as fine as they came";
  }
}

TEST(Heic, StaysTurnedAsItWas) {
  SKIP_WITHOUT_PROGRAMS();
  const Pixels stored = test::make_landscape(400, 301, 9);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    PictureParts parts;
    parts.heif.orientation = orientation;
    const Bytes file = make_heic(stored, parts);
    EXPECT_EQ(parse(file).heif.orientation, orientation);
    const Pixels upright = media::turn_upright(stored, orientation);
    EXPECT_EQ(decode(file).orientation, 1) << "its decoder turns it";
    EXPECT_GT(psnr_db(decode(file).pixels, upright), 35) << orientation;
    const auto labelled = label(file, make_wish(false));
    ASSERT_TRUE(labelled.ok()) << labelled.error().message;
    EXPECT_EQ(parse(labelled.value().file).heif.orientation, orientation);
    EXPECT_GT(psnr_db(decode(labelled.value().file).pixels, upright), 35) << orientation;
  }
}

TEST(Heic, WhatExifSaysOfTurningIsKeptAndTurnsNothing) {
  SKIP_WITHOUT_PROGRAMS();
  const Pixels stored = test::make_landscape(400, 300, 10);
  const Bytes file = make_heic(stored, full_parts());
  EXPECT_EQ(decode(file).pixels.width, 400U);
  const auto labelled = label(file, make_wish(false));
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  EXPECT_EQ(decode(labelled.value().file).pixels.width, 400U);
  EXPECT_EQ(parse(labelled.value().file).heif.exif, test::make_tiff(6));
  EXPECT_EQ(parse(labelled.value().file).heif.orientation, 1);
}

TEST(Heic, KeepsItsColourNumbersAndItsProfileAlone) {
  SKIP_WITHOUT_PROGRAMS();
  const Pixels pixels = test::make_landscape(300, 300, 11);
  PictureParts parts;
  parts.heif.primaries = 12;
  parts.heif.transfer = 13;
  EXPECT_EQ(parse(make_heic(pixels, parts)).heif.primaries, 12);
  EXPECT_EQ(parse(make_heic(pixels, parts)).heif.transfer, 13);
  const Bytes with_profile = make_heic(pixels, full_parts());
  EXPECT_EQ(test::count(with_profile, "nclx"), 0);
  EXPECT_EQ(test::count(with_profile, "colrprof"), 1);
}

// As films have them, and some telephones: limited range, another matrix.
TEST(Heic, ColoursStayTheSameWhateverTheirMatrixAndRange) {
  SKIP_WITHOUT_PROGRAMS();
  const Pixels pixels = test::make_landscape(320, 300, 20);
  const test::Scratch folder;
  folder.save("a.png", media::encode_png(pixels).value());
  const std::string words = "heif-enc -q 95 --matrix_coefficients=1 --full_range_flag=0 -o a.heic a.png";
  ASSERT_EQ(std::system(folder.command(words).c_str()), 0);
  const Bytes file = folder.load("a.heic");
  EXPECT_GT(psnr_db(decode(file).pixels, pixels), 35);
  const auto labelled = label(file, make_wish(false));
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  EXPECT_GT(psnr_db(decode(labelled.value().file).pixels, pixels), 35);
}

TEST(Heic, TheWatermarkIsReadAfterTheFileWasMadeAJpeg) {
  SKIP_WITHOUT_PROGRAMS();
  const auto labelled = label(make_heic(test::make_landscape(900, 641, 12)));
  ASSERT_TRUE(labelled.ok());
  const test::Scratch folder;
  folder.save("a.heic", labelled.value().file);
  ASSERT_EQ(std::system(folder.command("heif-convert -q 80 a.heic a.jpg").c_str()), 0);
  const auto found = find_mark(media::luma_of(decode(folder.load("a.jpg")).pixels), carrier(), Search::at_once);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->mark.record, record);
}

TEST(Heic, SomebodyElsesReaderFindsTheStatement) {
  SKIP_WITHOUT_PROGRAMS();
  if (std::system("exiftool -ver >/dev/null 2>&1") != 0) GTEST_SKIP() << "skipped: no exiftool";  // NOLINT
  PictureParts parts = full_parts();
  parts.heif.icc.clear();
  const auto labelled = label(make_heic(test::make_landscape(400, 301, 13), parts));
  ASSERT_TRUE(labelled.ok());
  const test::Scratch folder;
  folder.save("a.heic", labelled.value().file);
  ASSERT_EQ(std::system(folder.command("(exiftool -n -G a.heic > a.txt)").c_str()), 0);
  const std::string text = test::text_of(folder.load("a.txt"));
  for (const char* part : {"trainedAlgorithmicMedia", "urn:redress:label:abcdef01234567", "theirs", "400 301"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  }
  EXPECT_EQ(text.find("Warning"), std::string::npos) << text;
}

TEST(Heic, IsSignedLastAndWhatItCameWithIsKept) {
  SKIP_WITHOUT_PROGRAMS();
  const Instant now = parse_instant("2026-11-22T12:00:00Z").value();
  const Identity identity = make_identity("es256", now).value();
  const Signer signer = Signer::make(identity.chain, identity.key).value();
  provenance::Trust trust;
  ASSERT_TRUE(trust.add_anchors(provenance::TrustList::own, identity.root).ok());
  ManifestWish wish;
  wish.record = record;
  wish.is_own_output = true;
  wish.mark = Mark{LabelClass::generated, 0, record};
  wish.version = "1.2.3";
  const Bytes bare = make_heic(test::make_landscape(401, 300, 14));
  const auto came = read_incoming(bare, trust, now);
  ASSERT_TRUE(came.ok()) << came.error().message;
  EXPECT_EQ(came.value().mime, "image/heic");
  const auto labelled = label(bare);
  const auto once = sign_file(labelled.value().file, came.value(), wish, signer, trust, now);
  ASSERT_TRUE(once.ok()) << once.error().message;
  EXPECT_EQ(once.value().state, provenance::ManifestState::trusted);
  EXPECT_EQ(decode(once.value().file).pixels.rgb, decode(labelled.value().file).pixels.rgb);
  const provenance::ByteSource first{ByteView(once.value().file)};
  const auto said = provenance::Validator(trust).validate(first, provenance::read_asset(first).value(), now);
  EXPECT_EQ(provenance::judge_origin(said.value()).origin, provenance::Origin::ai_generated);
  EXPECT_EQ(label(once.value().file).error().code, Code::conflict) << "signed, and not to be signed anew";
  const Bytes signed_bare = sign_file(bare, came.value(), wish, signer, trust, now).value().file;
  const auto incoming = read_incoming(signed_bare, trust, now);
  const auto anew = label(provenance::take_store_out(signed_bare).value());
  ASSERT_TRUE(anew.ok()) << anew.error().message;
  const auto twice = sign_file(anew.value().file, incoming.value(), wish, signer, trust, now);
  ASSERT_TRUE(twice.ok()) << twice.error().message;
  const provenance::ByteSource source{ByteView(twice.value().file)};
  const auto report = provenance::Validator(trust).validate(source, provenance::read_asset(source).value(), now);
  EXPECT_EQ(report.value().store->manifests().size(), 2U);
  EXPECT_EQ(report.value().state, provenance::ManifestState::trusted);
}

// Files that heif-enc writes when it is asked for more than a picture.
TEST(Heic, WhatStandsBesideThePictureIsRefusedOrNamed) {
  SKIP_WITHOUT_PROGRAMS();
  const test::Scratch folder;
  folder.save("a.png", media::encode_png(test::make_landscape(320, 300, 15)).value());
  folder.save("b.png", media::encode_png(test::make_landscape(300, 320, 16)).value());
  const auto made = [&](const std::string& words) {
    EXPECT_EQ(std::system(folder.command("heif-enc -p preset=ultrafast " + words + " -o a.heic a.png").c_str()), 0);
    return folder.load("a.heic");
  };
  const Bytes with_thumbnail = made("-t 64");
  EXPECT_EQ(parse(with_thumbnail).left_out, std::vector<std::string>{"thumbnail"});
  EXPECT_EQ(label(with_thumbnail).value().left_out, std::vector<std::string>{"thumbnail"});
  EXPECT_NE(error_of(made("b.png")).find("several pictures"), std::string::npos);
  if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) return;
  ASSERT_EQ(
      std::system(folder.command("ffmpeg -v error -y -i b.png -vf format=rgba,colorchannelmixer=aa=0.5 a.png").c_str()),
      0);
  EXPECT_NE(error_of(made("")).find("alpha"), std::string::npos);
  ASSERT_EQ(std::system(folder.command("ffmpeg -v error -y -i b.png -vf format=rgb48be a.png").c_str()), 0);
  EXPECT_NE(error_of(made("-b 10")).find("10 or 12 bits"), std::string::npos);
}

TEST(Heic, AFileCutShortIsRefused) {
  SKIP_WITHOUT_PROGRAMS();
  const Bytes file = make_heic(test::make_landscape(320, 301, 17), full_parts());
  for (std::size_t bytes = 0; bytes < file.size(); bytes += 1 + bytes / 8) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_NE(error_of(cut), "") << bytes;
  }
  EXPECT_FALSE(pictures().decode(ByteView(file).first(file.size() / 2)).ok());
}

Error fault_of(const media::HeicEncoder& encoder) {
  const auto file = media::encode_heic(test::make_landscape(800, 600, 18), 95, Chroma::half, encoder);
  EXPECT_FALSE(file.ok());
  return file.ok() ? Error{Code::conflict, ""} : file.error();
}

TEST(Heic, WithoutItsEncoderItSaysWhatToInstall) {
  media::HeicEncoder encoder;
  encoder.program = "/usr/bin/no-such-program";
  EXPECT_EQ(fault_of(encoder).code, Code::unavailable);
  EXPECT_NE(fault_of(encoder).message.find("libheif-examples"), std::string::npos);
  SKIP_WITHOUT_PROGRAMS();
  encoder.program = "/usr/bin/false";  // heif-enc ends like this where libheif has no encoder
  EXPECT_EQ(fault_of(encoder).code, Code::unavailable);
  EXPECT_NE(fault_of(encoder).message.find("x265"), std::string::npos);
  encoder.program = "/usr/bin/true";
  EXPECT_EQ(fault_of(encoder).code, Code::unavailable) << "it says that it is done, and wrote nothing";
}

TEST(Heic, LimitsEndItsEncoder) {
  SKIP_WITHOUT_PROGRAMS();
  media::HeicEncoder late;
  late.limits.wall_max = std::chrono::seconds(0);
  EXPECT_EQ(fault_of(late).code, Code::exhausted);
  media::HeicEncoder full;
  full.limits.file_bytes_max = 1'000;
  EXPECT_NE(fault_of(full).code, Code::invalid);
  // Without memory x265 may wait for a thread that was never made: then its time ends it.
  media::HeicEncoder small;
  small.limits.memory_bytes_max = 40U << 20U;
  small.limits.wall_max = std::chrono::seconds(2);
  const Code code = fault_of(small).code;
  EXPECT_TRUE(code == Code::unavailable || code == Code::exhausted);
}

// "pid (name) state parent …"
bool is_our_encoder(const std::filesystem::path& process) {
  std::ifstream in(process / "stat");
  std::string number;
  std::string name;
  std::string state;
  pid_t parent = 0;
  return (in >> number >> name >> state >> parent) && name == "(heif-enc)" && parent == getpid();
}

// Ends it once there is one.
void end_encoder() {
  for (int attempt = 0; attempt < 2'000; ++attempt) {
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
      if (!is_our_encoder(process.path())) continue;
      kill(static_cast<pid_t>(std::atoi(process.path().filename().c_str())), SIGKILL);
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST(Heic, AnEncoderThatIsKilledLeavesNothing) {
  SKIP_WITHOUT_PROGRAMS();
  std::thread other(end_encoder);
  const auto file = media::encode_heic(test::make_landscape(2'000, 1'500, 19), 95, Chroma::half, {});
  other.join();
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, Code::exhausted) << file.error().message;
}

TEST(Heic, NoRoomForItsWorkIsSaid) {
  SKIP_WITHOUT_PROGRAMS();
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/nowhere/at/all", 1);
  EXPECT_EQ(fault_of({}).code, Code::exhausted);
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
  // As on a disk that has room for some pages more.
  rlimit limits{};
  getrlimit(RLIMIT_FSIZE, &limits);
  const rlimit small{4'096, limits.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const Error full = fault_of({});
  setrlimit(RLIMIT_FSIZE, &limits);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(full.code, Code::exhausted);
  EXPECT_NE(full.message.find("TMPDIR"), std::string::npos);
}

}  // namespace
}  // namespace redress::label
