// SPDX-License-Identifier: Apache-2.0
// cli/demo_pictures.hpp — a real photograph and five copies of it: one recompressed, one with a caption, a part of it,
// its mirror image, and a screenshot that shows it.
//
// Errors          not_found: no JPEG in the folder; invalid: it cannot be decoded.
// Threads         pure functions.
// Never           used on anything but the demo's own photographs: strangers' bytes are decoded in the sandbox.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace redress::cli {

struct DemoPictures {
  std::string name;  // of the photograph
  Bytes original;
  Bytes recompressed;
  Bytes captioned;
  Bytes cut;  // a fifth less at every side
  Bytes mirrored;
  Bytes screenshot;  // of a telephone that shows it
};

[[nodiscard]] Result<DemoPictures> make_demo_pictures(const std::string& folder);

}  // namespace redress::cli
