// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace redress {

void fail_check(const char* expression, const char* file, int line) {
  std::fprintf(
      stderr,
      "redress: internal promise broken: %s (%s:%d). The process stops; it replays its journal at the next start.\n",
      expression, file, line);
  std::abort();
}

}  // namespace redress
