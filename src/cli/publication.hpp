// SPDX-License-Identifier: Apache-2.0
// cli/publication.hpp — through a real server with three witnesses, under load: from an event's own instant until a
// checkpoint over it could be read, signed by the log and cosigned by two organisations of three.
//
// Units           milliseconds.
// Errors          unavailable: a server or witness did not start, or nothing was seen to be published.
// Threads         the main thread; one watcher for each kind of checkpoint.
#pragma once

#include "base/result.hpp"
#include "cli/bench_command.hpp"
#include "cli/figures.hpp"

namespace redress::cli {

[[nodiscard]] Status measure_publication(const BenchOptions& options, Figures& figures);

}  // namespace redress::cli
