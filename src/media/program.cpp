// SPDX-License-Identifier: Apache-2.0
#include "media/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace redress::media {
namespace {

constexpr std::uint64_t converted_bytes_max = 2 * pixel_count_max;          // of planes, and a half
constexpr std::uint64_t exactly_converted_bytes_max = 4 * pixel_count_max;  // of a PNG that cannot be packed
constexpr std::uint64_t descriptor_count_max = 24;
constexpr const char* recording_name = "in.recording";
constexpr const char* formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,wav,ogg,flac";
// No subtitle and no data stream is opened.
constexpr const char* sound_codecs =
    "aac,aac_latm,mp3,mp3float,opus,libopus,vorbis,libvorbis,flac,alac,ac3,eac3,amrnb,amrwb,pcm_s16le,pcm_s16be,"
    "pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_mulaw,pcm_alaw";
constexpr const char* codecs = "h264,hevc,vp8,vp9,libdav1d,libvpx,libvpx-vp9,av1,mpeg4,mpeg2video,mjpeg,prores";

Confinement limits_of(const VideoPlan& plan) {
  return {plan.memory_bytes_max, static_cast<std::uint64_t>(plan.cpu_max.count()), 0, descriptor_count_max};
}

// The frame nearest each moment, and the whole frame as it is stored: limited range is what nearly every file has, so
// that its luma passes through untouched.
std::string filter_of(const VideoPlan& plan) {
  const std::string rate = plan.frames_per_second > 0 ? fmt::format("fps={:.6f},", plan.frames_per_second) : "";
  return rate + "scale=out_range=tv,format=yuv420p,extractplanes=y";
}

using Words = std::vector<std::string>;

Program call_ffmpeg(const DecodeOptions& options, const VideoPlan& plan, const char* codec_list, const Words& input,
                    const Words& output) {
  Words command{options.ffmpeg,
                "-nostdin",
                "-v",
                "quiet",
                "-threads",  // one frame is decoded while another is poured out
                "2",
                "-filter_threads",
                "1",
                "-protocol_whitelist",
                "file",
                "-format_whitelist",
                formats,
                "-codec_whitelist",
                codec_list,
                "-t",
                std::to_string(plan.seconds_max),
                "-sn",
                "-dn"};
  command.insert(command.end(), input.begin(), input.end());
  command.insert(command.end(), {"-i", recording_name});
  command.insert(command.end(), output.begin(), output.end());
  command.insert(command.end(), {"-strict", "-1", "pipe:1"});
  return {command, recording_name, limits_of(plan)};
}

// Not sendfile: the input may be of any file system.
void copy_input(int input, int copy) {
  std::array<char, 1U << 16U> chunk;
  off_t at = 0;
  for (;;) {
    const ssize_t count = pread(input, chunk.data(), chunk.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) _exit(1);
    if (count == 0) return;
    for (ssize_t done = 0; done < count;) {
      const ssize_t written = write(copy, chunk.data() + done, static_cast<std::size_t>(count - done));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) _exit(1);
      done += written;
    }
    at += count;
  }
}

}  // namespace

Program heic_program(const DecodeOptions& options) {
  const Confinement limits{options.memory_bytes_max, static_cast<std::uint64_t>(options.cpu_max.count()),
                           options.converts_exactly ? exactly_converted_bytes_max : converted_bytes_max,
                           descriptor_count_max};
  return {{options.heif_convert, "in.heic", options.converts_exactly ? "out.png" : "out.y4m"}, "in.heic", limits};
}

// Frames of up to four times the size are decoded, so that the worker can say that they are too large; beyond that a
// film seems to have none.
Program frames_program(const DecodeOptions& options, const VideoPlan& plan) {
  return call_ffmpeg(options, plan, codecs,
                     {"-max_pixels", std::to_string(4 * plan.frame_pixel_count_max), "-noautorotate", "-an"},
                     {"-map", "0:V:0", "-vf", filter_of(plan), "-vsync", "passthrough", "-f", "yuv4mpegpipe"});
}

Program pitch_program(const DecodeOptions& options, const VideoPlan& plan, std::uint32_t percent) {
  const std::string filter = fmt::format("aresample=44100,asetrate={}", 4'410'000 / percent);
  return call_ffmpeg(options, plan, sound_codecs, {"-vn"},
                     {"-map", "0:a:0", "-af", filter, "-ac", "1", "-f", "chromaprint", "-fp_format", "raw"});
}

Program program_of(const DecodeOptions& options, const Job& job) {
  if (job.task == Task::frames) return frames_program(options, job.plan);
  return job.task == Task::sound ? sound_program(options, job.plan) : pitch_program(options, job.plan, job.argument);
}

Program sound_program(const DecodeOptions& options, const VideoPlan& plan) {
  return {{options.fpcalc, "-raw", "-plain", "-length", std::to_string(plan.seconds_max), recording_name},
          recording_name,
          limits_of(plan)};
}

void run_program(const Program& program, const CallFilter& filter, const std::string& folder, int input, int output) {
  const int copy = open((folder + "/" + program.input_name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (copy < 0 || chdir(folder.c_str()) != 0) _exit(1);
  copy_input(input, copy);
  if (output >= 0 && dup2(output, STDOUT_FILENO) < 0) _exit(1);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  std::vector<std::string> command = program.command;
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<char*, 1> no_environment{nullptr};
  confine_program(program.limits, filter, command.front(), folder);
  execve(command.front().c_str(), arguments.data(), no_environment.data());
  _exit(1);
}

}  // namespace redress::media
