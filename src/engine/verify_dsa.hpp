// SPDX-License-Identifier: Apache-2.0
// engine/verify_dsa.hpp — everything that can be said of [dsa] without reading its token.
//
// Errors          invalid, naming the key and what it takes.
// Threads         pure.
#pragma once

#include "engine/options.hpp"

namespace redress::engine {

[[nodiscard]] Status verify_dsa(const DsaOptions& options);

}  // namespace redress::engine
