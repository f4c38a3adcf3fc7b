// SPDX-License-Identifier: Apache-2.0
// server/assets.hpp — the pages, styles and scripts that were built into this binary.
//
// Shapes          paths as in the source tree: "pages/report.html".
// Errors          none: what is missing was missing at build time.
// Threads         constants.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/embedded.hpp"

namespace redress::server {

[[nodiscard]] std::span<const EmbeddedFile> embedded_pages();
// What the pages' script is given that others wrote: "js-yaml.mjs".
[[nodiscard]] std::span<const EmbeddedFile> embedded_libraries();
// The console's script and style, made of console/ at build time; empty where npm or its registry was not there.
[[nodiscard]] std::span<const EmbeddedFile> embedded_console();
[[nodiscard]] std::optional<std::string_view> find_asset(std::string_view path);

}  // namespace redress::server
