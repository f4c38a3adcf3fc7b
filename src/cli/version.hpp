// SPDX-License-Identifier: Apache-2.0
// cli/version.hpp — which build this is. The values are written by CMake.
//
// Errors          none.
// Threads         constants.
#pragma once

#include <string_view>

namespace redress::cli {

extern const std::string_view version;
extern const std::string_view commit;
extern const std::string_view build_flags;

}  // namespace redress::cli
