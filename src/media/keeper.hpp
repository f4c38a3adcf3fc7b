// SPDX-License-Identifier: Apache-2.0
// media/keeper.hpp — the far side of forkserver.hpp: what runs in the keeper, the fork server and the workers.
//
// Shapes          control: a sequenced-packet socket of Jobs, each with three descriptors (input, answer, ending).
// Errors          the process ends: 0 when the control socket closes, sandbox_exit when the sandbox cannot be built.
// Threads         one, in processes of their own.
// Source          docs/decisions/0011.
#pragma once

#include "media/forkserver.hpp"

namespace redress::media {

// Never returns. Writes a SandboxStatus to `greeting` once the first server stands.
[[noreturn]] void keep_serving(int control, int greeting, const ForkServer::Options& options);

}  // namespace redress::media
