// SPDX-License-Identifier: Apache-2.0
// cli/provenance_peer.hpp — how many files a second the reader of others manages on this machine, in the same run.
//
// Use this when   `redress bench provenance` runs from a checkout in which the oracle's package was installed.
// Shapes          @contentauth/c2pa-wasm (c2pa-rs) in Node, run by tests/provenance_oracles/published.mjs.
// Units           files a second of its CPU time.
// Errors          not_found where Node, the script or the package is not there: the bench says so and goes on.
// Threads         the main thread; waits for the program.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

// `files` lie below `data`.
[[nodiscard]] Result<double> measure_provenance_peer(const std::string& data, const std::vector<std::string>& files,
                                                     double seconds);

}  // namespace redress::cli
