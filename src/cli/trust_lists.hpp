// SPDX-License-Identifier: Apache-2.0
// cli/trust_lists.hpp — the lists of whom to trust, from the files that an operator names.
//
// Errors          load_trust: not_found for a file that is not there, invalid with its path for one that holds no list.
// Threads         the main thread.
#pragma once

#include <string>
#include <vector>

#include "provenance/trust.hpp"

namespace redress::cli {

// PEM files, but for `purposes`: a file of object identifiers, one a line. Empty: none.
struct TrustPaths {
  std::vector<std::string> own;
  std::vector<std::string> official;
  std::vector<std::string> interim;
  std::vector<std::string> tsa;
  std::vector<std::string> credentials;
  std::string purposes;
};

[[nodiscard]] Status load_trust(const TrustPaths& paths, provenance::Trust& trust);

}  // namespace redress::cli
