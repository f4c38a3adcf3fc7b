// SPDX-License-Identifier: Apache-2.0
// media/worker.hpp — a process just forked by the fork server becomes a worker: one input, one pipe for the answer.
//
// Shapes          a file is mapped before all is given up; a stream is descriptor 0, read after it.
// Errors          the process ends: sandbox_exit, convert_exit, or by the kernel's hand.
// Threads         one, in a process of its own.
// Source          docs/decisions/0011.
#pragma once

#include "media/forkserver.hpp"

namespace redress::media {

[[noreturn]] void run_worker(const ForkServer::Options& options, const CallFilter& filter, const Job& job, Stage stage,
                             int input, int answer);

}  // namespace redress::media
