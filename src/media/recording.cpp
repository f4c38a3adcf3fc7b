// SPDX-License-Identifier: Apache-2.0
#include "media/recording.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "media/frame_stream.hpp"
#include "media/sound_stream.hpp"
#include "media/video_wire.hpp"

namespace redress::media {
namespace {

constexpr std::size_t chunk_bytes = 1U << 18U;

// Calls on_bytes until it says no more is wanted, or to the end.
template <class OnBytes>
void read_stream(OnBytes on_bytes) {
  Bytes chunk(chunk_bytes);
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || !on_bytes(ByteView(chunk).first(static_cast<std::size_t>(count)))) return;
  }
}

Bytes examine_frames(const VideoPlan& plan) {
  FrameStream stream(plan);
  Refusal refusal = Refusal::none;
  read_stream([&](ByteView bytes) {
    refusal = stream.add(bytes);
    return refusal == Refusal::none && !stream.is_full();
  });
  const bool is_full = stream.is_full();
  Video video = stream.take();
  video.is_cut_short = is_full;
  return encode_video_reply(refusal, video);
}

Bytes examine_sound(const VideoPlan& plan, Task task) {
  std::string text;
  read_stream([&](ByteView bytes) {
    text.append(bytes.begin(), bytes.end());
    return text.size() <= word_count_max(plan) * word_bytes_max;
  });
  Video video;
  const Refusal refusal = task == Task::sound ? parse_words(text, word_count_max(plan), video.sound)
                                              : decode_words(view_bytes(text), word_count_max(plan), video.sound);
  return encode_video_reply(refusal, video);
}

bool is_ended_by_limit(const Ending& ending) {
  const int status = ending.program_wait_status;
  return ending.timed_out || (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL));
}

// Why there is no answer, or an empty one.
Refusal judge(const Ending& ending, Task task) {
  if (ending.no_converter) return task == Task::sound ? Refusal::no_sound : Refusal::no_video;
  if (is_ended_by_limit(ending)) return Refusal::time;
  for (const int status : {ending.wait_status, ending.program_wait_status}) {
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? Refusal::forbidden : Refusal::crashed;
  }
  return Refusal::damaged;
}

// What one task finds; nothing is an answer too.
Result<Video> run_task(const ForkServer& server, int descriptor, const Job& job, Refusal& why_empty) {
  const Task task = job.task;
  const VideoPlan& plan = job.plan;
  TRY_ASSIGN(const ForkServer::Outcome outcome, server.run(descriptor, job, video_reply_bytes_max(plan)));
  if (!outcome.ending) return Error{Code::unavailable, "the decoding service was lost: try again"};
  Video video;
  if (outcome.reply.empty()) return explain_recording(judge(*outcome.ending, task));
  const Refusal refusal = parse_video_reply(outcome.reply, plan, video);
  if (refusal != Refusal::none) return explain_recording(refusal);
  if (is_ended_by_limit(*outcome.ending)) video.is_cut_short = true;
  if (video.frames.empty() && video.sound.empty()) why_empty = judge(*outcome.ending, task);
  return video;
}

}  // namespace

Bytes examine_stream(const Job& job) {
  try {
    return job.task == Task::frames ? examine_frames(job.plan) : examine_sound(job.plan, job.task);
  } catch (const std::bad_alloc&) {
    return encode_video_reply(Refusal::memory, Video{});
  }
}

Result<Video> run_recording(const ForkServer& server, int descriptor, const VideoPlan& plan) {
  Refusal why_empty = Refusal::damaged;
  TRY_ASSIGN(Video video, run_task(server, descriptor, {Task::frames, 0, plan}, why_empty));
  if (plan.wants_sound) {
    TRY_ASSIGN(Video sound, run_task(server, descriptor, {Task::sound, 0, plan}, why_empty));
    video.sound = std::move(sound.sound);
  }
  if (video.frames.empty() && video.sound.empty()) return explain_recording(why_empty);
  for (const std::uint32_t percent : other_pitch_percents) {
    if (!plan.wants_other_pitches || video.sound.empty()) break;
    TRY_ASSIGN(Video pitch, run_task(server, descriptor, {Task::other_pitch, percent, plan}, why_empty));
    video.other_pitches.push_back(std::move(pitch.sound));
  }
  const double seen_seconds = video.frames.empty() ? 0 : video.frames.back().seconds + 1 / video.frames_per_second;
  if (seen_seconds >= plan.seconds_max) video.is_cut_short = true;
  return video;
}

}  // namespace redress::media
