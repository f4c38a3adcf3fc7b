// SPDX-License-Identifier: Apache-2.0
#include "engine/verify_dsa.hpp"

#include "engine/secret_file.hpp"

namespace redress::engine {

Status verify_dsa(const DsaOptions& options) {
  TRY(report::verify_settings(options.settings));
  if (options.url.empty()) return Done{};
  if (!is_private_url(options.url)) return Error{Code::invalid, "'dsa.url' must begin with https://"};
  if (options.dry_run || !options.token_file.empty()) return Done{};
  return Error{Code::invalid, "'dsa.token_file' must name the file that holds the token, unless it is a dry run"};
}

}  // namespace redress::engine
