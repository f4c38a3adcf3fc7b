// SPDX-License-Identifier: Apache-2.0
#include "media/decode.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "media/formats.hpp"
#include "media/preview.hpp"
#include "media/samples.hpp"
#include "media/sandbox.hpp"
#include "media/test_data.hpp"

namespace redress::media {
namespace {

class DecoderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { decoder_ = std::make_unique<Decoder>(Decoder::start().value()); }
  static void TearDownTestSuite() { decoder_.reset(); }
  static const Decoder& decoder() { return *decoder_; }

 private:
  static std::unique_ptr<Decoder> decoder_;
};
std::unique_ptr<Decoder> DecoderTest::decoder_;

TEST_F(DecoderTest, AWorkerSaysWhatAPlainDecodeSays) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no test data";
  for (const std::string& path : photographs) {
    const Bytes file = test::load_bytes(path);
    Decoded plain;
    ASSERT_EQ(decode_picture(file, 0, plain), Refusal::none) << path;
    const auto examined = decoder().examine_file(path);
    ASSERT_TRUE(examined.ok()) << path << ": " << examined.error().message;
    EXPECT_EQ(examined.value().fingerprint.dihedral, plain.pdq.hashes);
    EXPECT_EQ(examined.value().fingerprint.sha256, sha256(ByteView(file)));
    EXPECT_EQ(examined.value().fingerprint.md5, md5(file));
    EXPECT_EQ(examined.value().fingerprint.width, plain.header.width);
  }
}

TEST_F(DecoderTest, AScreeningHashIsMadeOfFewerPixelsAndSaysSo) {
  for (const auto& [width, is_scaled] : {std::pair(1'000U, false), std::pair(1'023U, true), std::pair(2'100U, true)}) {
    const Bytes jpeg = encode_jpeg(test::make_scene(width, width / 2), 90).value();
    const auto full = decoder().examine(jpeg);
    const auto screened = decoder().examine(jpeg, Want::screening);
    ASSERT_TRUE(full.ok() && screened.ok()) << width;
    EXPECT_EQ(full.value().luma, Luma::full);
    EXPECT_EQ(screened.value().luma, is_scaled ? Luma::scaled : Luma::full) << width;
    EXPECT_EQ(screened.value().fingerprint.width, width);
    EXPECT_EQ(screened.value().fingerprint.height, width / 2);
    EXPECT_EQ(screened.value().fingerprint.sha256, full.value().fingerprint.sha256);
    EXPECT_FALSE(screened.value().preview.has_value());
    // A made scene has nearly empty frequencies, whose bits turn easily; photographs are in the next test.
    const int distance = distance_bits(screened.value().fingerprint.pdq, full.value().fingerprint.pdq);
    EXPECT_LE(distance, is_scaled ? 31 : 0) << width;
  }
  const auto png = decoder().examine(test::encode_png(test::make_scene(2'100, 700)), Want::screening);
  ASSERT_TRUE(png.ok());
  EXPECT_EQ(png.value().luma, Luma::full);
}

TEST_F(DecoderTest, OfPhotographsAScreeningHashLiesNearTheFullOne) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no photographs";
  for (const std::string& path : photographs) {
    const Bytes file = test::load_bytes(path);
    Decoded full;
    Decoded scaled;
    ASSERT_EQ(decode_picture(file, 0, full), Refusal::none) << path;
    ASSERT_EQ(decode_picture(file, 0, scaled, Luma::scaled), Refusal::none) << path;
    EXPECT_EQ(scaled.header.width, full.header.width);
    EXPECT_LE(distance_bits(scaled.pdq.hashes[0], full.pdq.hashes[0]), 12) << path;
  }
}

TEST_F(DecoderTest, EveryFormatOfOnePictureHasNearlyOneHash) {
  const Pixels scene = test::make_scene(640, 420);
  const auto reference = decoder().examine(test::encode_png(scene));
  ASSERT_TRUE(reference.ok()) << reference.error().message;
  const std::vector<std::pair<Format, Bytes>> files{{Format::jpeg, encode_jpeg(scene, 90).value()},
                                                    {Format::png, test::encode_png(scene, true)},
                                                    {Format::webp, test::encode_webp(scene)},
                                                    {Format::gif, test::encode_gif(scene)},
                                                    {Format::avif, test::encode_avif(scene)}};
  for (const auto& [format, file] : files) {
    const auto examined = decoder().examine(file, Want::fingerprint_and_preview);
    ASSERT_TRUE(examined.ok()) << render(format) << ": " << examined.error().message;
    EXPECT_EQ(examined.value().format, format);
    EXPECT_EQ(examined.value().fingerprint.width, 640U);
    EXPECT_EQ(examined.value().fingerprint.height, 420U);
    EXPECT_GE(examined.value().fingerprint.pdq_quality, pdq_quality_min);
    EXPECT_LE(distance_bits(examined.value().fingerprint.pdq, reference.value().fingerprint.pdq), 10) << render(format);
  }
}

TEST_F(DecoderTest, APreviewIsSmallUprightAndWithoutMetadata) {
  const Pixels scene = test::make_scene(2'000, 1'000);
  const Bytes file = test::add_exif(encode_jpeg(scene, 90).value(), 6, "PLANTED-METADATA");
  const auto examined = decoder().examine(file, Want::fingerprint_and_preview);
  ASSERT_TRUE(examined.ok()) << examined.error().message;
  EXPECT_EQ(examined.value().orientation, 6);
  EXPECT_EQ(examined.value().fingerprint.width, 2'000U);
  ASSERT_TRUE(examined.value().preview.has_value());
  for (const auto& [jpeg, longest] :
       {std::pair(examined.value().preview->jpeg, 1'280U), std::pair(examined.value().preview->blurred_jpeg, 320U)}) {
    Decoded decoded;
    ASSERT_EQ(decode_picture(jpeg, 0, decoded), Refusal::none);
    EXPECT_EQ(decoded.header.height, longest);
    EXPECT_EQ(decoded.header.width, longest / 2);
    EXPECT_EQ(decoded.header.orientation, 1);
    const std::string text(jpeg.begin(), jpeg.end());
    EXPECT_EQ(text.find("PLANTED"), std::string::npos);
    EXPECT_EQ(text.find("Exif"), std::string::npos);
  }
}

TEST_F(DecoderTest, ThirtyBombsAreRefusedFast) {
  std::vector<Bytes> bombs;
  for (const auto& [width, height] :
       {std::pair(32'000U, 32'000U), std::pair(60'000U, 10U), std::pair(10U, 65'000U), std::pair(12'000U, 12'000U),
        std::pair(7'100U, 7'100U), std::pair(6'000U, 5'000U)}) {
    bombs.push_back(test::png_header(width, height));
    bombs.push_back(test::gif_header(width, height));
    bombs.push_back(test::jpeg_header(width, height));
    bombs.push_back(test::webp_header(width, height));
    bombs.push_back(test::avif_header(width, height));
  }
  bombs.push_back(test::png_header(0xffffffff, 0xffffffff));
  bombs.push_back(test::gif_frames(501));
  bombs.push_back(test::deflate_bomb(6'000, 2'000));
  ASSERT_GE(bombs.size(), 30U);
  for (std::size_t i = 0; i < bombs.size(); ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto examined = decoder().examine(bombs[i]);
    ASSERT_FALSE(examined.ok()) << i;
    EXPECT_TRUE(examined.error().code == Code::exhausted || examined.error().code == Code::invalid) << i;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300)) << i;
  }
}

TEST_F(DecoderTest, AFileCutAnywhereIsAnAnswer) {
  const Pixels scene = test::make_scene(320, 200);
  for (const Bytes& file : {encode_jpeg(scene, 85).value(), test::encode_png(scene), test::encode_webp(scene),
                            test::encode_gif(scene), test::encode_avif(scene)}) {
    for (std::size_t part = 0; part < 50; ++part) {
      const auto examined = decoder().examine(ByteView(file).first(file.size() * part / 50));
      if (!examined.ok()) {
        EXPECT_NE(examined.error().code, Code::unavailable) << examined.error().message;
      }
    }
  }
}

TEST_F(DecoderTest, AFileWithFlippedBytesIsAnAnswer) {
  const unsigned seed = 20'261'122;
  std::mt19937 random(seed);
  const Pixels scene = test::make_scene(160, 120);
  const std::vector<Bytes> files{encode_jpeg(scene, 85).value(), test::encode_png(scene), test::encode_webp(scene),
                                 test::encode_gif(scene), test::encode_avif(scene)};
  for (int round = 0; round < 200; ++round) {
    Bytes file = files[static_cast<std::size_t>(round) % files.size()];
    for (int i = 0; i < 1 + round % 20; ++i) file[random() % file.size()] = static_cast<std::uint8_t>(random());
    const auto examined = decoder().examine(file, round % 2 == 0 ? Want::fingerprint : Want::fingerprint_and_preview);
    if (!examined.ok()) {
      EXPECT_NE(examined.error().code, Code::unavailable) << "seed " << seed << " round " << round;
    }
  }
}

TEST_F(DecoderTest, WhatIsNotAPictureSaysSo) {
  const auto code_of = [](std::string_view text) { return decoder().examine(view_bytes(text)).error().code; };
  EXPECT_EQ(code_of(""), Code::invalid);
  EXPECT_EQ(code_of("<svg xmlns='http://www.w3.org/2000/svg'/>"), Code::unsupported);
  EXPECT_EQ(code_of("%PDF-1.7"), Code::unsupported);
  EXPECT_EQ(code_of(std::string_view("\0\0\0\x18"
                                     "ftypmp42\0\0\0\0isommp42",
                                     24)),
            Code::unsupported);
  EXPECT_EQ(decoder().examine_file("/nonexistent/a.jpg").error().code, Code::not_found);
  EXPECT_EQ(decoder().examine_file("/tmp").error().code, Code::not_found);
}

TEST_F(DecoderTest, AnArchiveHiddenBehindAPictureIsRefusedAndOtherTrailingBytesAreNot) {
  const Pixels scene = test::make_scene(100, 80);
  for (const Bytes& picture :
       {encode_jpeg(scene, 85).value(), test::encode_png(scene), test::encode_gif(scene), test::encode_webp(scene)}) {
    const auto with = [&](std::string_view tail) {
      Bytes file = picture;
      file.insert(file.end(), tail.begin(), tail.end());
      return decoder().examine(file);
    };
    EXPECT_TRUE(with("SEFT, as one maker of telephones appends").ok());
    EXPECT_EQ(with("PK\x03\x04 and a program").error().code, Code::invalid);
    EXPECT_EQ(with("  <script>alert(1)</script>").error().code, Code::invalid);
  }
}

TEST_F(DecoderTest, EightThreadsDecodeAtOnce) {
  const Bytes file = encode_jpeg(test::make_scene(800, 600), 85).value();
  const auto expected = decoder().examine(file).value().fingerprint;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) {
        const auto examined = decoder().examine(file);
        ASSERT_TRUE(examined.ok()) << examined.error().message;
        EXPECT_EQ(examined.value().fingerprint, expected);
      }
    });
  }
}

TEST_F(DecoderTest, FullIsAnAnswer) {
  DecodeOptions options;
  options.at_once_max = 0;
  const auto full = Decoder::start(options).value();
  EXPECT_EQ(full.examine(test::encode_png(test::make_scene(20, 20))).error().code, Code::exhausted);
}

TEST_F(DecoderTest, NoDescriptorAndNoProcessIsLeftBehind) {
  const auto count_descriptors = [] {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
  };
  const Bytes file = test::encode_png(test::make_scene(64, 64));
  ASSERT_TRUE(decoder().examine(file).ok());
  const std::size_t before = count_descriptors();
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(decoder().examine(i % 2 == 0 ? ByteView(file) : view_bytes("x")).ok() == (i % 2 == 0));
  EXPECT_EQ(count_descriptors(), before);
}

// The parent of a process, as /proc tells it; 0 when it has gone.
pid_t parent_of(pid_t pid) {
  const std::string text = test::load_text("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t at = text.rfind(')');
  return at == std::string::npos || at + 4 >= text.size() ? 0 : std::stoi(text.substr(at + 4));
}

TEST_F(DecoderTest, AForkServerThatIsKilledIsReplaced) {
  const Decoder own = Decoder::start().value();
  const Bytes file = test::encode_png(test::make_scene(64, 64));
  ASSERT_TRUE(own.examine(file).ok());
  std::size_t killed = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t pid = std::stoi(name);
    // Grandchildren of this process by way of a keeper: nobody else's.
    if (parent_of(parent_of(pid)) == getpid()) {
      ASSERT_EQ(kill(pid, SIGKILL), 0);
      ++killed;
    }
  }
  EXPECT_GE(killed, 2U);  // that of `own` and that of the suite
  EXPECT_TRUE(own.examine(file).ok());
  EXPECT_TRUE(decoder().examine(file).ok());
}

TEST_F(DecoderTest, ASandboxIsAsTightAsTheKernelAllows) {
  EXPECT_TRUE(decoder().status().seccomp);
  EXPECT_EQ(decoder().status().landlock_abi, landlock_abi());
  EXPECT_EQ(decoder().status().own_user, geteuid() == 0);
}

TEST_F(DecoderTest, HeicGoesThroughAProgramOfItsOwn) {
  const auto heic = test::encode_heic(test::make_scene(320, 240));
  if (!decoder().status().heic) {
    GTEST_SKIP() << "skipped: no test data (heif-convert or Landlock is missing)";
  }
  if (!heic) GTEST_SKIP() << "skipped: no test data (heif-enc is missing)";
  const auto examined = decoder().examine(*heic, Want::fingerprint_and_preview);
  ASSERT_TRUE(examined.ok()) << examined.error().message;
  EXPECT_EQ(examined.value().format, Format::heic);
  EXPECT_EQ(examined.value().fingerprint.width, 320U);
  const auto png = decoder().examine(test::encode_png(test::make_scene(320, 240)));
  EXPECT_LE(distance_bits(examined.value().fingerprint.pdq, png.value().fingerprint.pdq), 10);
  EXPECT_FALSE(decoder().examine(ByteView(*heic).first(heic->size() / 2)).ok());

  DecodeOptions options;
  options.heif_convert = "/nonexistent";
  EXPECT_EQ(Decoder::start(options).value().examine(*heic).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::media
