// SPDX-License-Identifier: Apache-2.0
#include "server/assets.hpp"

namespace redress::server {

std::optional<std::string_view> find_asset(std::string_view path) {
  for (const auto& asset : embedded_pages()) {
    if (asset.path == path) return asset.text;
  }
  return std::nullopt;
}

}  // namespace redress::server
