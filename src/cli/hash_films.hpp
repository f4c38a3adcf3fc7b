// SPDX-License-Identifier: Apache-2.0
// cli/hash_films.hpp — the film of `redress bench hash`: every frame decoded and hashed beside decoding alone.
//
// Units           frames a second, by the clock: two processes share the work, as they do for a stranger's file.
// Errors          none: without ffmpeg a line on standard error says so, and there is no figure.
// Threads         one.
// Cost            some seconds a round.
#pragma once

#include "cli/figures.hpp"
#include "media/decode.hpp"

namespace redress::cli {

void measure_films(const media::Decoder& decoder, int rounds, Figures& figures);

}  // namespace redress::cli
