// SPDX-License-Identifier: Apache-2.0
#include "cli/exit.hpp"

#include <iostream>

namespace redress::cli {

int fail(std::string_view where, const Error& error) {
  std::cerr << "redress " << where << ": " << error.message << '\n';
  return error.code == Code::invalid ? exit_misuse : exit_failed;
}

}  // namespace redress::cli
