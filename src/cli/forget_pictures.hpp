// SPDX-License-Identifier: Apache-2.0
// cli/forget_pictures.hpp — what is kept of pictures of an erased case beside the journal: previews, corners, labels.
//
// Errors          those of the stores; what has no file is forgotten already.
// Threads         any; the stores may be open elsewhere.
#pragma once

#include <span>
#include <string>

#include "base/result.hpp"

namespace redress::cli {

// `sha256s` in hex.
[[nodiscard]] Status forget_pictures(const std::string& data_dir, std::span<const std::string> sha256s);

}  // namespace redress::cli
