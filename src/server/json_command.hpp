// SPDX-License-Identifier: Apache-2.0
// server/json_command.hpp — what staff may ask of a case, as JSON: one shape an action, for the API and the console.
//
// Shapes          list_actions() names them; each is POST /api/v1/cases/{id}/ACTION and a form of the console.
// Errors          parse_command: faults with pointers; unknown actions are not offered as routes.
// Threads         pure functions.
#pragma once

#include <span>
#include <string_view>

#include "cases/case.hpp"
#include "cases/command.hpp"
#include "server/json.hpp"

namespace redress::server {

[[nodiscard]] std::span<const std::string_view> list_actions();
[[nodiscard]] cases::Command parse_command(std::string_view action, const Json& body, Faults& faults);
[[nodiscard]] cases::MoveMeasure parse_measure_move(const Json& body, int measure_no, Faults& faults);
// A ground that names a duty of this case needs no provision: the law's own citation is filled in.
void complete_grounds(const cases::Case& state, cases::Command& command);

}  // namespace redress::server
