// SPDX-License-Identifier: Apache-2.0
// server/generation_routes.hpp — the routes of a platform whose own AI tools are sealed here: they are there only where
// the operator named a key to sign with.
//
// Errors          none; what the route answers is in docs/reference/http.md.
// Threads         as routes.hpp.
// Lifetime        the desk and `generation` outlive the routes.
#pragma once

#include "engine/generation.hpp"
#include "server/routes.hpp"

namespace redress::server {

void add_generation_routes(Desk& desk, const engine::Generation& generation, std::vector<Route>& routes);
// All of list_routes and these; without `generation` the former alone.
[[nodiscard]] http::Routes routes(Desk& desk, const engine::Generation* generation);

}  // namespace redress::server
