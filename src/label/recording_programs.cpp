// SPDX-License-Identifier: Apache-2.0
#include "label/recording_programs.hpp"

#include <fmt/format.h>

namespace redress::label {
namespace {

const char* reader_of(RecordingFormat format) {
  switch (format) {
    case RecordingFormat::mp3:
      return "mp3";
    case RecordingFormat::flac:
      return "flac";
    case RecordingFormat::wav:
      return "wav";
    default:
      return "mov";
  }
}

const char* writer_of(RecordingFormat format) {
  switch (format) {
    case RecordingFormat::mp4:
      return "mp4";
    case RecordingFormat::m4a:
      return "ipod";
    default:
      return reader_of(format);
  }
}

void append(Command& command, const Command& words) { command.insert(command.end(), words.begin(), words.end()); }

Command begin(const RecordingPrograms& programs, RecordingFormat format) {
  return {programs.ffmpeg,       "-nostdin",  "-v", "quiet",           "-progress", "pipe:1",
          "-protocol_whitelist", "file,pipe", "-f", reader_of(format), "-i",        recording_in};
}

void add_input(Command& command, const char* reader, const char* name) {
  append(command, {"-protocol_whitelist", "file", "-f", reader, "-i", name});
}

void finish(Command& command, RecordingFormat format, const Tags& tags) {
  append(command, {"-map_metadata", "0"});
  for (const auto& [name, value] : tags) append(command, {"-metadata", fmt::format("{}={}", name, value)});
  append(command, {"-f", writer_of(format), recording_out});
}

// What the sound is written as anew. Where there is loss, with as little more of it as the format bears.
Command encoder_of(const StreamFacts& sound) {
  switch (sound.codec) {
    case Codec::mp3:
      return {"-c:a", "libmp3lame", "-b:a", "320k"};
    case Codec::flac:
      return {"-c:a", "flac", "-sample_fmt", sound.sample_bits > 16 ? "s32" : "s16"};
    case Codec::alac:
      return {"-c:a", "alac", "-sample_fmt", sound.sample_bits > 16 ? "s32p" : "s16p"};
    case Codec::pcm_s16:
      return {"-c:a", "pcm_s16le"};
    case Codec::pcm_s24:
      return {"-c:a", "pcm_s24le"};
    case Codec::pcm_f32:
      return {"-c:a", "pcm_f32le"};
    default:
      return {"-c:a", "aac", "-b:a", "256k"};
  }
}

const char* layout_of(std::uint32_t channel_count) {
  if (channel_count == 1) return "mono";
  return channel_count == 2 ? "stereo" : "5.1";
}

}  // namespace

namespace {

constexpr const char* probed =
    "stream=codec_type,codec_name,width,height,pix_fmt,sample_rate,channels,bits_per_raw_sample:"
    "stream_disposition=attached_pic:stream_side_data=rotation:format=duration";

}  // namespace

Command probe_command(const RecordingPrograms& programs, RecordingFormat format) {
  return {programs.ffprobe, "-v",  "quiet",   "-protocol_whitelist", "file", "-f", reader_of(format), "-show_entries",
          probed,           "-of", "default", recording_in};
}

Command film_command(const RecordingPrograms& programs, const FilmPlan& plan) {
  Command command = begin(programs, plan.format);
  if (plan.words) {
    add_input(command, "png_pipe", words_png);
    const std::string when = plan.seconds > 0 ? fmt::format(":enable='lt(t,{:.3f})'", plan.seconds) : "";
    append(command, {"-filter_complex",
                     fmt::format("[0:V:0][1:v]overlay={}:{}{}[shown]", plan.words->left, plan.words->top, when), "-map",
                     "[shown]"});
  } else {
    append(command, {"-map", "0:V:0"});
  }
  append(command, {"-map", "0:a?", "-map", "0:s?", "-c", "copy"});
  if (plan.words) {
    append(command,
           {"-c:v", "libx264", "-crf", "18", "-preset", "medium", "-pix_fmt", "yuv420p", "-vsync", "passthrough"});
  }
  append(command, {"-movflags", "+faststart+use_metadata_tags"});
  finish(command, plan.format, plan.tags);
  return command;
}

Command sound_command(const RecordingPrograms& programs, const SoundPlan& plan) {
  Command command = begin(programs, plan.format);
  if (plan.sound) {
    add_input(command, "wav", prefix_wav);
    const std::string shape = fmt::format("aresample={},aformat=channel_layouts={}", plan.sound->sample_rate,
                                          layout_of(plan.sound->channel_count));
    append(command,
           {"-filter_complex",
            fmt::format("[1:a]{}[label];[0:a:0]{}[sound];[label][sound]concat=n=2:v=0:a=1[heard]", shape, shape),
            "-map", "[heard]"});
    append(command, encoder_of(*plan.sound));
  } else {
    append(command, {"-map", "0:a:0", "-c:a", "copy"});
  }
  if (plan.format != RecordingFormat::wav) {  // a cover, if there is one
    append(command, {"-map", "0:v?", "-c:v", "copy", "-disposition:v", "attached_pic"});
  }
  if (plan.format == RecordingFormat::m4a) {
    append(command, {"-movflags", plan.tags.empty() ? "+faststart" : "+faststart+use_metadata_tags"});
  }
  finish(command, plan.format, plan.tags);
  return command;
}

Command speech_command(const RecordingPrograms& programs, std::string_view language) {
  const std::string voice(language == "zh" ? "cmn" : language);
  return {programs.speech, "-v", voice, "-s", "140", "-f", words_text, "-w", prefix_wav};
}

}  // namespace redress::label
