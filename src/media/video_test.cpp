// SPDX-License-Identifier: Apache-2.0
#include "media/video.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "media/decode.hpp"
#include "media/frame_stream.hpp"
#include "media/sanitized.hpp"
#include "media/sound_stream.hpp"
#include "media/test_data.hpp"
#include "media/test_films.hpp"

namespace redress::media {
namespace {

class VideoTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!decoder().status().video || !decoder().status().sound) {
      GTEST_SKIP() << "skipped: no test data (ffmpeg, fpcalc or Landlock is missing)";
    }
  }
  static void SetUpTestSuite() { decoder_ = std::make_unique<Decoder>(Decoder::start().value()); }
  static void TearDownTestSuite() { decoder_.reset(); }
  static const Decoder& decoder() { return *decoder_; }
  static VideoPlan every_frame() {
    VideoPlan plan;
    plan.frames_per_second = 0;
    plan.wants_inside = false;
    plan.wants_sound = false;
    return plan;
  }

 private:
  static std::unique_ptr<Decoder> decoder_;
};
std::unique_ptr<Decoder> VideoTest::decoder_;

// The tolerances stand in the vectors' README: they were made with another conversion of the same frames.
TEST_F(VideoTest, EveryFrameIsNearThePublishedVpdqHash) {
  const auto folder = test::find_data("fingerprint/vpdq");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  for (const std::string name : {"chair-19-sd-bar", "chair-20-sd-bar", "doorknob-hd-no-bar", "pattern-sd-grey-bar",
                                 "pattern-sd-with-large-logo-bar", "test-padded-dimensions"}) {
    const auto video = decoder().examine_recording_file(*folder + "/" + name + ".mp4", every_frame());
    ASSERT_TRUE(video.ok()) << name << ": " << video.error().message;
    std::vector<VideoFrame> published;
    for (const std::string& line : test::split(test::load_text(*folder + "/" + name + ".txt"), '\n')) {
      if (line.empty()) continue;
      const auto frame = parse_frame(line);
      ASSERT_TRUE(frame.ok()) << name << ": " << line;
      EXPECT_EQ(render_frame(frame.value()), line);
      published.push_back(frame.value());
    }
    ASSERT_EQ(video.value().frames.size(), published.size()) << name;
    int farthest = 0;
    int sum = 0;
    int compared = 0;
    for (std::size_t i = 0; i < published.size(); ++i) {
      const VideoFrame& ours = video.value().frames[i];
      EXPECT_EQ(ours.number, published[i].number);
      EXPECT_NEAR(ours.seconds, published[i].seconds, 0.001);
      if (published[i].quality < 80) continue;
      const int distance = distance_bits(ours.hashes[0], published[i].hashes[0]);
      EXPECT_NEAR(ours.quality, published[i].quality, 4) << name << " frame " << i;
      farthest = std::max(farthest, distance);
      sum += distance;
      ++compared;
    }
    ASSERT_GT(compared, 20) << name;
    RecordProperty(name, std::to_string(static_cast<double>(sum) / compared));
    EXPECT_LE(farthest, 6) << name << ": mean " << static_cast<double>(sum) / compared << " over " << compared;
  }
}

TEST_F(VideoTest, WordsAreThePublishedOnes) {
  const auto folder = test::find_data("fingerprint/chromaprint");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  const auto sound = decoder().examine_recording_file(*folder + "/test.mp3");
  ASSERT_TRUE(sound.ok()) << sound.error().message;
  EXPECT_TRUE(sound.value().frames.empty());
  const std::string text = test::load_text(*folder + "/test.mp3.fpcalc.out");
  const std::string published = text.substr(text.find("FINGERPRINT=") + 12);
  std::string words;
  for (const std::uint32_t word : sound.value().sound) words += (words.empty() ? "" : ",") + std::to_string(word);
  EXPECT_EQ(words, published.substr(0, published.find_last_not_of("\r\n") + 1));
}

TEST_F(VideoTest, AMovedPitchIsMovedBackForAQuery) {
  const auto film = test::make_film({.seconds = 8, .filter = "null"});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  VideoPlan plan;
  EXPECT_TRUE(decoder().examine_recording_file(film->path(), plan).value().other_pitches.empty());
  plan.wants_other_pitches = true;
  const auto video = decoder().examine_recording_file(film->path(), plan);
  ASSERT_TRUE(video.ok()) << video.error().message;
  ASSERT_EQ(video.value().other_pitches.size(), other_pitch_percents.size());
  // Slower by 3 % the sound lasts longer, and faster shorter.
  EXPECT_GT(video.value().other_pitches[0].size(), video.value().sound.size());
  EXPECT_LT(video.value().other_pitches[1].size(), video.value().sound.size());
}

TEST(SoundStream, WordsAsBytesAndAsText) {
  std::vector<std::uint32_t> words;
  EXPECT_EQ(decode_words(Bytes{1, 0, 0, 0, 0, 0, 0, 255}, 2, words), Refusal::none);
  EXPECT_EQ(words, (std::vector<std::uint32_t>{1, 0xff000000}));
  EXPECT_EQ(decode_words(Bytes(8), 1, words), Refusal::damaged);  // full
  EXPECT_EQ(decode_words(Bytes(7), 9, words), Refusal::damaged);
  EXPECT_EQ(parse_words("1,4294967295\n", 2, words), Refusal::none);
  EXPECT_EQ(words, (std::vector<std::uint32_t>{1, 0xffffffff}));
  EXPECT_EQ(parse_words("", 2, words), Refusal::none);
  for (const char* bad : {"1,", ",1", "1,4294967296", "1;2", "1,2,3", "-1", "x"}) {
    EXPECT_EQ(parse_words(bad, 2, words), Refusal::damaged) << bad;
  }
}

TEST_F(VideoTest, OneFrameASecondAndWhatIsInsideBars) {
  const auto film = test::make_film({.seconds = 4, .filter = "pad=iw:ih+120:0:60", .picture = "mandelbrot"});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  const auto video = decoder().examine_recording_file(film->path());
  ASSERT_TRUE(video.ok()) << video.error().message;
  std::size_t whole = 0;
  std::size_t inside = 0;
  for (const VideoFrame& frame : video.value().frames) {
    (frame.is_inside ? inside : whole) += 1;
    EXPECT_DOUBLE_EQ(frame.seconds, frame.number);
  }
  EXPECT_GE(whole, 4U);
  EXPECT_LE(whole, 5U);
  EXPECT_GE(inside, whole);
  EXPECT_FALSE(video.value().is_cut_short);
  EXPECT_GE(video.value().sound.size(), 8U);
  const auto plain = decoder().examine_recording_file(test::make_film({.seconds = 4, .picture = "mandelbrot"})->path());
  ASSERT_TRUE(plain.ok());
  const auto nearest = [&](const Pdq& pdq) {
    int least = 256;
    for (const VideoFrame& frame : video.value().frames) {
      if (frame.is_inside) least = std::min(least, distance_bits(frame.hashes[0], pdq));
    }
    return least;
  };
  EXPECT_LE(nearest(plain.value().frames[1].hashes[0]), 31);
}

TEST_F(VideoTest, LimitsEndAFilmAndSaySo) {
  const auto film = test::make_film({.seconds = 12});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  VideoPlan plan;
  plan.wants_sound = false;
  plan.wants_inside = false;
  plan.frame_count_max = 3;  // full
  const auto full = decoder().examine_recording_file(film->path(), plan);
  ASSERT_TRUE(full.ok()) << full.error().message;
  EXPECT_EQ(full.value().frames.size(), 3U);
  EXPECT_TRUE(full.value().is_cut_short);

  plan = VideoPlan{};
  plan.seconds_max = 5;
  const auto five = decoder().examine_recording_file(film->path(), plan);
  ASSERT_TRUE(five.ok()) << five.error().message;
  EXPECT_LE(five.value().frames.back().number, 5U);
  EXPECT_LE(five.value().sound.size(), 42U);
  EXPECT_TRUE(five.value().is_cut_short);

  plan = VideoPlan{};
  plan.frame_pixel_count_max = 70'000;
  EXPECT_EQ(decoder().examine_recording_file(film->path(), plan).error().code, Code::exhausted);
  plan = VideoPlan{};
  plan.file_bytes_max = 1'000;
  EXPECT_EQ(decoder().examine_recording_file(film->path(), plan).error().code, Code::exhausted);
  plan = VideoPlan{};
  plan.memory_bytes_max = 8U << 20U;  // not enough to start a program
  if (!is_sanitized) {                // there the limit is off
    EXPECT_FALSE(decoder().examine_recording_file(film->path(), plan).ok());
  }

  DecodeOptions none;
  none.recordings_at_once_max = 0;
  EXPECT_EQ(Decoder::start(none).value().examine_recording_file(film->path()).error().code, Code::exhausted);
}

// A quarter of an hour of frames: the clock ends it, and what was seen by then is the answer.
TEST_F(VideoTest, AnEndlessFilmIsEndedByTheClockWithWhatWasSeen) {
  const auto film = test::make_film({.seconds = 10, .repeat_count = 99});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  VideoPlan plan = every_frame();
  plan.frame_count_max = 1'000'000;
  plan.wall_max = std::chrono::milliseconds(700);
  const auto start = std::chrono::steady_clock::now();
  const auto video = decoder().examine_recording_file(film->path(), plan);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(6));
  if (video.ok()) {
    EXPECT_TRUE(video.value().is_cut_short);
    EXPECT_LT(video.value().frames.size(), 1'000U * 25U);
  } else {
    EXPECT_EQ(video.error().code, Code::exhausted) << video.error().message;
  }
}

TEST_F(VideoTest, AFileCutOrBentAnywhereIsAnAnswer) {
  const auto film = test::make_film({.seconds = 3});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  const Bytes whole = test::load_bytes(film->path());
  const test::ScratchFile scratch("bent.mp4");
  for (std::size_t part = 1; part < 8; ++part) {
    Bytes file(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * part / 8));
    scratch.write(file);
    const auto cut = decoder().examine_recording_file(scratch.path());
    if (!cut.ok()) {
      EXPECT_NE(cut.error().code, Code::unavailable) << cut.error().message;
    }
    file = whole;
    for (std::size_t i = 0; i < 40; ++i) file[(i * 7'919 + part * 104'729) % file.size()] ^= 0x5aU;
    scratch.write(file);
    const auto bent = decoder().examine_recording_file(scratch.path());
    if (!bent.ok()) {
      EXPECT_NE(bent.error().code, Code::unavailable) << bent.error().message;
    }
  }
  scratch.write({});
  EXPECT_EQ(decoder().examine_recording_file(scratch.path()).error().code, Code::invalid);
}

// What names other files, as playlists and lists of parts do, is not opened.
TEST_F(VideoTest, AFileThatNamesFilesIsNoFilm) {
  const test::ScratchFile scratch("list.m3u8");
  for (const std::string text : {"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
                                 "ffconcat version 1.0\nfile /etc/passwd\n", "<?xml version=\"1.0\"?><MPD/>"}) {
    scratch.write(Bytes(text.begin(), text.end()));
    const auto answer = decoder().examine_recording_file(scratch.path());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, Code::invalid);
  }
}

TEST_F(VideoTest, AMissingProgramIsNamed) {
  const auto film = test::make_film({.seconds = 3});
  if (!film) GTEST_SKIP() << "skipped: no test data (this ffmpeg encodes no H.264)";
  DecodeOptions options;
  options.ffmpeg = "/nonexistent/ffmpeg";
  const auto no_film = Decoder::start(options).value().examine_recording_file(film->path());
  ASSERT_FALSE(no_film.ok());
  EXPECT_EQ(no_film.error().code, Code::unavailable);
  EXPECT_NE(no_film.error().message.find("install the package ffmpeg"), std::string::npos);
  options = DecodeOptions{};
  options.fpcalc = "/nonexistent/fpcalc";
  const auto no_sound = Decoder::start(options).value().examine_recording_file(film->path());
  ASSERT_FALSE(no_sound.ok());
  EXPECT_NE(no_sound.error().message.find("libchromaprint-tools"), std::string::npos);
}

TEST(VideoFrame, ALineThatIsNoFrameIsRefused) {
  const std::string hash(64, 'a');
  const std::vector<std::string> lines{"",
                                       "1,2",
                                       "1,101," + hash + ",0.1",
                                       "x,100," + hash + ",0.1",
                                       "1,100,abc,0.1",
                                       "1,100," + hash + ",-1",
                                       "1,100," + hash + ",nan",
                                       "1,100," + hash + ",1,2",
                                       "-1,100," + hash + ",1"};
  for (const std::string& line : lines) {
    EXPECT_EQ(parse_frame(line).error().code, Code::invalid) << line;
  }
}

// The plain twin: every pixel made full range, then hashed.
TEST(FrameStream, LimitedRangeIsWidenedAsByPixels) {
  Plane limited = Plane::make(320, 200);
  Plane full = limited;
  for (std::size_t i = 0; i < limited.bytes.size(); ++i) {
    const std::size_t x = i % 320;
    const std::size_t y = i / 320;
    const double wave =
        0.5 + 0.3 * std::sin(static_cast<double>(x * y) / 900) + 0.2 * std::cos(static_cast<double>(x) / 17);
    limited.bytes[i] = static_cast<std::uint8_t>(16 + 219 * wave);
    full.bytes[i] = static_cast<std::uint8_t>(std::lround((limited.bytes[i] - 16) * 255.0 / 219));
  }
  const PdqResult ours = hash_limited(limited);
  const PdqResult plain = hash_plane(full);
  EXPECT_LE(distance_bits(ours.hashes[0], plain.hashes[0]), 2);
  EXPECT_NEAR(ours.quality, plain.quality, 1);
  EXPECT_LT(hash_plane(limited).quality, 101);
}

TEST(FrameStream, BytesCutAnywhereGiveTheSameFrames) {
  std::string text = "YUV4MPEG2 W64 H48 F30000:1001 Ip A1:1 Cmono XCOLORRANGE=LIMITED\n";
  for (int frame = 0; frame < 3; ++frame) {
    text += "FRAME\n";
    for (int i = 0; i < 64 * 48; ++i) text += static_cast<char>(16 + (i * (frame + 3) / 7) % 200);
  }
  VideoPlan plan;
  FrameStream whole(plan);
  ASSERT_EQ(whole.add(view_bytes(text)), Refusal::none);
  const Video expected = whole.take();
  ASSERT_GE(expected.frames.size(), 3U);
  EXPECT_NEAR(expected.frames_per_second, 29.97, 0.001);
  FrameStream pieces(plan);
  for (std::size_t at = 0; at < text.size(); at += 37) {
    ASSERT_EQ(pieces.add(view_bytes(std::string_view(text).substr(at, 37))), Refusal::none);
  }
  EXPECT_EQ(pieces.take(), expected);
  plan.frame_count_max = 2;
  FrameStream two(plan);
  ASSERT_EQ(two.add(view_bytes(text)), Refusal::none);
  EXPECT_TRUE(two.is_full());
  EXPECT_EQ(two.take().frames.back().number, 1U);
}

}  // namespace
}  // namespace redress::media
