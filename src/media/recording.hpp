// SPDX-License-Identifier: Apache-2.0
// media/recording.hpp — films and sound behind Decoder: what its worker does with a stream, and what is made of the
// answers.
//
// Use this when   through media/decode.hpp.
// Errors          run_recording: those of explain_recording(); unavailable when the decoding service is gone.
// Threads         examine_stream: in a worker. run_recording: any.
// Source          docs/decisions/0024.
#pragma once

#include "media/forkserver.hpp"

namespace redress::media {

// Descriptor 0 to its end, as frames or as words; the answer as video_wire.hpp writes it.
[[nodiscard]] Bytes examine_stream(const Job& job);

// Frames, then sound where the plan wants it. Without digests.
[[nodiscard]] Result<Video> run_recording(const ForkServer& server, int descriptor, const VideoPlan& plan);

}  // namespace redress::media
