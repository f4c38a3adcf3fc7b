// SPDX-License-Identifier: Apache-2.0
// server/help_lines.hpp — whom a person can call or write to, country by country.
//
// Shapes          {"kind", "number", "name"}: the kind in the reader's language, number and name as known there.
// Errors          none: a country without an entry has the general ones.
// Threads         constants.
// Source          the site beside each line in help_lines.cpp. Numbers change: check them before going live
//                 (docs/how-to/help-lines.md).
#pragma once

#include "server/page.hpp"

namespace redress::server {

[[nodiscard]] Json tell_help_lines(const Desk& desk, const report::Language& language, std::string_view country);

}  // namespace redress::server
