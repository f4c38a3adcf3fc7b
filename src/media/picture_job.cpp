// SPDX-License-Identifier: Apache-2.0
#include "media/picture_job.hpp"

#include <sys/wait.h>

#include <csignal>
#include <new>

#include "media/wire.hpp"

namespace redress::media {

// bad_alloc is caught here because libraries' containers throw it; the answer needs no memory to speak of.
Bytes decode_for_reply(ByteView file, Stage stage, std::uint32_t preview_side_max, Luma luma) {
  Refusal refusal = Refusal::memory;
  {
    Decoded decoded;
    try {
      refusal = stage == Stage::file ? decode_picture(file, preview_side_max, decoded, luma)
                                     : decode_converted(file, preview_side_max, decoded);
      if (refusal == Refusal::none) return encode_reply(refusal, decoded);
    } catch (const std::bad_alloc&) {
      refusal = Refusal::memory;
    }
  }
  return encode_reply(refusal, Decoded{});
}

bool wants_converter(ByteView reply) {
  Decoded ignored;
  return parse_reply(reply, 0, ignored) == Refusal::no_heic;
}

Refusal judge(const Ending& ending) {
  if (ending.timed_out) return Refusal::time;
  if (ending.no_converter) return Refusal::no_heic;
  if (!WIFSIGNALED(ending.wait_status)) return Refusal::crashed;
  const int name = WTERMSIG(ending.wait_status);
  if (name == SIGXCPU || name == SIGKILL) return Refusal::time;
  return name == SIGSYS ? Refusal::forbidden : Refusal::crashed;
}

}  // namespace redress::media
