// SPDX-License-Identifier: Apache-2.0
// base/embedded.hpp — a file that was built into the binary (cmake/embed.cmake): one binary is all there is to install.
#pragma once

#include <string_view>

namespace redress {

struct EmbeddedFile {
  std::string_view path;  // relative to the folder it was embedded from
  std::string_view text;
};

}  // namespace redress
