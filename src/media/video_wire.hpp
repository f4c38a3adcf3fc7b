// SPDX-License-Identifier: Apache-2.0
// media/video_wire.hpp — the answer of a worker about a recording. Its writer may have been taken over, so its reader
// believes nothing.
//
// Shapes          a head of fixed layout in native order (both ends are one program), then frames, then words.
// Errors          parse_video_reply: `crashed` for anything that is not exactly a reply within the plan.
// Threads         pure functions.
// Source          docs/decisions/0024.
// Never           carries text.
#pragma once

#include "media/header.hpp"
#include "media/video.hpp"

namespace redress::media {

[[nodiscard]] Bytes encode_video_reply(Refusal refusal, const Video& video);
[[nodiscard]] Refusal parse_video_reply(ByteView reply, const VideoPlan& plan, Video& video);
[[nodiscard]] std::size_t video_reply_bytes_max(const VideoPlan& plan);

}  // namespace redress::media
