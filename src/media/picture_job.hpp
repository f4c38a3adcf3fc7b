// SPDX-License-Identifier: Apache-2.0
// media/picture_job.hpp — one picture in a worker: what runs there, and what its end means here.
//
// Use this when   inside this room, a fork server is to decode pictures: decode.hpp and whole_picture.hpp do.
// Shapes          the reply is wire.hpp's.
// Errors          all are refusals; a worker that died is one too.
// Threads         pure functions; decode_for_reply only in a worker.
// Source          docs/decisions/0011.
#pragma once

#include "media/forkserver.hpp"
#include "media/formats.hpp"

namespace redress::media {

[[nodiscard]] Bytes decode_for_reply(ByteView file, Stage stage, std::uint32_t preview_side_max, Luma luma);
// For ForkServer::Options: whether the reply asks for `heif-convert` first.
[[nodiscard]] bool wants_converter(ByteView reply);
// Of a worker that gave no reply.
[[nodiscard]] Refusal judge(const Ending& ending);

}  // namespace redress::media
