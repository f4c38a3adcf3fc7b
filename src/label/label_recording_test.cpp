// SPDX-License-Identifier: Apache-2.0
#include "label/label_recording.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/descriptor.hpp"
#include "label/beep.hpp"
#include "media/formats.hpp"
#include "media/test_films.hpp"
#include "provenance/asset.hpp"

namespace redress::label {
namespace {

using std::string_view_literals::operator""sv;
using test::ScratchFile;

constexpr std::uint64_t record = 0xAB'CDEF'0123'4567;
constexpr const char* record_urn = "urn:redress:label:abcdef01234567";

std::string output_of(const std::string& command) {
  FILE* answer = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 512> part{};
  while (answer != nullptr && std::fgets(part.data(), part.size(), answer) != nullptr) text += part.data();
  if (answer != nullptr) ::pclose(answer);
  return text;
}

bool has_programs() { return access("/usr/bin/ffmpeg", X_OK) == 0 && access("/usr/bin/espeak-ng", X_OK) == 0; }

#define SKIP_WITHOUT_PROGRAMS() \
  if (!has_programs()) GTEST_SKIP() << "skipped: no ffmpeg or no espeak-ng"

// What ffmpeg makes of its own test sources.
void make(const ScratchFile& file, const std::string& input, const std::string& output) {
  const std::string command = "ffmpeg -nostdin -v error -y " + input + " " + output + " " + file.path();
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

const std::string film_input = "-f lavfi -i color=gray:s=320x240:r=10 -f lavfi -i sine=440 -t 3";
const std::string film_output = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -metadata title=theirs";

RecordingWish wish_of(Regime regime = Regime::india) {
  RecordingWish wish;
  wish.label.statement.regime = regime;
  wish.label.statement.record = record;
  wish.label.statement.producer = regime == Regime::china ? "001191" : "";
  return wish;
}

provenance::Asset read(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto asset = provenance::read_asset({file.number(), std::filesystem::file_size(path)});
  EXPECT_TRUE(asset.ok() && asset.value().damage.empty());
  return asset.value();
}

std::string xmp_of(const std::string& path) {
  const auto asset = read(path);
  return {asset.xmp.begin(), asset.xmp.end()};
}

// The luma in the middle of where the words stand: gray where there are none.
int luma_at(const std::string& path, double seconds, const media::Box& box) {
  const ScratchFile png("frame.png");
  const std::string command =
      "ffmpeg -nostdin -v error -y -ss " + std::to_string(seconds) + " -i " + path + " -frames:v 1 " + png.path();
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(png.path(), std::ios::binary);
  const Bytes file{std::istreambuf_iterator<char>(in), {}};
  media::Decoded decoded;
  EXPECT_EQ(media::decode_picture(file, 4'096, decoded), media::Refusal::none);
  return media::luma_of(decoded.preview).row(box.top + 4)[box.left + box.width / 2];
}

std::string sound_hash(const std::string& path) {
  return output_of("ffmpeg -nostdin -v error -i " + path + " -map 0:a -c copy -f md5 -");
}

TEST(LabelRecording, IndiasWordsStandOnTheWholeFilmAndItsSoundIsCopied) {
  SKIP_WITHOUT_PROGRAMS();
  const ScratchFile film("whole.mp4");
  make(film, film_input, film_output);
  const auto labelled = label_recording(film.path(), wish_of());
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  EXPECT_TRUE(labelled.value().is_film);
  const std::string& path = labelled.value().path;
  for (const double seconds : {0.0, 2.8})
    EXPECT_GT(std::abs(luma_at(path, seconds, labelled.value().visible.box) - 126), 80);
  EXPECT_EQ(sound_hash(path), sound_hash(film.path()));
  EXPECT_NE(xmp_of(path).find(record_urn), std::string::npos);
  EXPECT_NE(output_of("ffprobe -v quiet -show_entries format_tags=title " + path).find("theirs"), std::string::npos);
  EXPECT_GE(labelled.value().visible.glyph_height_px, 12);
}

TEST(LabelRecording, ChinasWordsStandAtTheStartAndItsFieldsInTheFile) {
  SKIP_WITHOUT_PROGRAMS();
  const ScratchFile film("start.mov");
  make(film, film_input, film_output);
  RecordingWish wish = wish_of(Regime::china);
  wish.words_seconds = 2;
  const auto labelled = label_recording(film.path(), wish);
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  const media::Box& box = labelled.value().visible.box;
  EXPECT_GT(std::abs(luma_at(labelled.value().path, 1.5, box) - 126), 80);
  EXPECT_LT(std::abs(luma_at(labelled.value().path, 2.5, box) - 126), 20);
  const auto asset = read(labelled.value().path);
  EXPECT_EQ(asset.mime, "video/quicktime");
  const auto is_aigc = [](const provenance::Metadata& one) { return one.name.find("AIGC") != std::string::npos; };
  EXPECT_TRUE(std::any_of(asset.metadata.begin(), asset.metadata.end(), is_aigc));
  const auto again = label_recording(labelled.value().path, wish);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::conflict);
  wish.words_seconds = 1.9;
  EXPECT_EQ(label_recording(film.path(), wish).error().code, Code::invalid);
}

TEST(LabelRecording, WordsStandUprightOnAFilmThatIsTurned) {
  SKIP_WITHOUT_PROGRAMS();
  const ScratchFile film("plain.mp4");
  make(film, film_input, film_output);
  const ScratchFile turned("turned.mp4");
  make(turned, "-i " + film.path(), "-c copy -metadata:s:v rotate=90");
  const auto labelled = label_recording(turned.path(), wish_of());
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  const media::Box& box = labelled.value().visible.box;
  EXPECT_LE(box.left + box.width, 240U);
  EXPECT_GT(std::abs(luma_at(labelled.value().path, 1, box) - 126), 80);
  RecordingWish unseen = wish_of();
  unseen.label.has_words = false;
  const auto copied = label_recording(turned.path(), unseen);
  ASSERT_TRUE(copied.ok());
  const std::string video_hash = " -map 0:v -c copy -f md5 -";
  EXPECT_EQ(output_of("ffmpeg -nostdin -v error -noautorotate -i " + copied.value().path + video_hash),
            output_of("ffmpeg -nostdin -v error -noautorotate -i " + turned.path() + video_hash));
  EXPECT_NE(xmp_of(copied.value().path).find(record_urn), std::string::npos);
}

// How long it is, and a hash of the samples after what was put before.
TEST(LabelRecording, SoundSaysWhatItIsBeforeItBegins) {
  SKIP_WITHOUT_PROGRAMS();
  for (const auto& [kind, output] : {std::pair{"wav", ""}, {"flac", ""}, {"mp3", ""}, {"m4a", "-c:a aac"}}) {
    const ScratchFile sound("sound." + std::string(kind));
    make(sound, "-f lavfi -i sine=440:r=32000 -t 2", std::string("-ac 2 -metadata title=theirs ") + output);
    for (const Prefix prefix : {Prefix::speech, Prefix::beep}) {
      RecordingWish wish = wish_of();
      wish.prefix = prefix;
      const auto labelled = label_recording(sound.path(), wish);
      ASSERT_TRUE(labelled.ok()) << kind << labelled.error().message;
      const std::string& path = labelled.value().path;
      const double seconds =
          std::atof(output_of("ffprobe -v quiet -show_entries format=duration -of csv=p=0 " + path).c_str());
      EXPECT_GT(seconds, 2.7) << kind;
      EXPECT_LT(seconds, 7) << kind;
      const std::string facts =
          output_of("ffprobe -v quiet -show_entries stream=sample_rate,channels:format_tags " + path);
      for (const char* part : {"sample_rate=32000", "channels=2", "theirs"}) {
        EXPECT_NE(facts.find(part), std::string::npos) << kind << part;
      }
      const std::string& where = std::string_view(kind) == "flac" ? facts : xmp_of(path);
      EXPECT_NE(where.find(record_urn), std::string::npos) << kind;
      const auto again = label_recording(path, wish);
      EXPECT_TRUE(std::string_view(kind) == "flac" || again.error().code == Code::conflict) << kind;
    }
  }
}

TEST(LabelRecording, SoundWithoutLossStaysAsItIsBehindThePrefix) {
  SKIP_WITHOUT_PROGRAMS();
  const ScratchFile sound("exact.wav");
  make(sound, "-f lavfi -i sine=440:r=44100 -t 2", "-c:a pcm_s24le");
  RecordingWish wish = wish_of(Regime::china);
  const auto labelled = label_recording(sound.path(), wish);
  ASSERT_TRUE(labelled.ok()) << labelled.error().message;
  EXPECT_EQ(labelled.value().prefix, Prefix::beep);
  const std::size_t beep_samples = (render_beep().size() - 44) / 2;
  const std::string skipped =
      output_of("ffmpeg -nostdin -v error -i " + labelled.value().path +
                " -af atrim=start_sample=" + std::to_string(beep_samples) + " -c:a pcm_s24le -f md5 -");
  EXPECT_EQ(skipped, output_of("ffmpeg -nostdin -v error -i " + sound.path() + " -c:a pcm_s24le -f md5 -"));
}

TEST(LabelRecording, TheRhythmIsShortLongShortShort) {
  const Bytes wav = render_beep();
  std::string rhythm;  // of each 0.15 s: does it sound?
  for (std::size_t at = 44; at + 2 * 6'615 <= wav.size(); at += std::size_t{2} * 6'615) {
    int loudest = 0;
    for (std::size_t i = at; i < at + std::size_t{2} * 6'615; i += 2) {
      loudest = std::max(loudest, std::abs(static_cast<std::int16_t>(wav[i] | wav[i + 1] << 8)));
    }
    rhythm += loudest > 8'000 ? '#' : '.';
  }
  EXPECT_EQ(rhythm, "#.###...#.#......");
}

TEST(LabelRecording, RefusesWhatItCannotLabel) {
  SKIP_WITHOUT_PROGRAMS();
  const ScratchFile junk("junk.mp4");
  junk.write({0, 0, 0, 16, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 0, 0, 1, 2, 3, 4, 5, 6});
  EXPECT_FALSE(label_recording(junk.path(), wish_of()).ok());
  const ScratchFile picture("picture.gif");
  make(picture, "-f lavfi -i testsrc2=s=64x64", "-frames:v 1");
  EXPECT_EQ(label_recording(picture.path(), wish_of()).error().code, Code::unsupported);
  EXPECT_EQ(label_recording("/nowhere/at/all.mp4", wish_of()).error().code, Code::not_found);
  const ScratchFile deep("deep.mp4");
  make(deep, film_input, "-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le -an");
  EXPECT_NE(label_recording(deep.path(), wish_of()).error().message.find("8 bits"), std::string::npos);
  const ScratchFile film("film.mp4");
  make(film, film_input, film_output);
  RecordingWish no_program = wish_of();
  no_program.programs.ffprobe = "/usr/bin/no-such-program";
  EXPECT_EQ(label_recording(film.path(), no_program).error().code, Code::unavailable);
}

TEST(RecordingFacts, ReadsWhatItKnowsAndHasAnEnd) {
  FactsReader reader;
  for (const std::string_view line :
       {"[STREAM]"sv, "codec_name=h264"sv, "codec_type=video"sv, "width=640"sv, "height=-7"sv, "pix_fmt=yuvj420p"sv,
        "rotation=-90"sv, "[/STREAM]"sv, "[FORMAT]"sv, "duration=1.5"sv, "[/FORMAT]"sv}) {
    reader.add(line);
  }
  const auto facts = reader.finish();
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts.value().seconds, 1.5);
  const StreamFacts& film = facts.value().streams.at(0);
  EXPECT_TRUE(film.kind == StreamKind::picture && film.is_sideways && film.has_eight_bits);
  EXPECT_EQ(film.width, 640U);
  EXPECT_EQ(film.height, 0U);
  FactsReader full;
  for (std::size_t i = 0; i < stream_count_max; ++i) {
    full.add("[STREAM]");
    full.add("[/STREAM]");
  }
  EXPECT_TRUE(full.finish().ok());
  full.add("[STREAM]");
  full.add("[/STREAM]");
  EXPECT_EQ(full.finish().error().code, Code::exhausted);
  EXPECT_EQ(FactsReader().finish().error().code, Code::invalid);
}

}  // namespace
}  // namespace redress::label
