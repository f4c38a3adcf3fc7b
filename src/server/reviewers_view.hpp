// SPDX-License-Identifier: Apache-2.0
// server/reviewers_view.hpp — the figures of each reviewer in words, for pages/console_reviewers.html.
//
// Shapes          one table a person, by name: nothing is sorted by how well somebody does, and no two people stand in
//                 one table. Beside each rate its interval and the number of cases that it is of.
// Errors          none.
// Threads         pure functions.
// Never           is for reviewers: names are for officers and overseers.
#pragma once

#include "server/figures_view.hpp"

namespace redress::server {

void put_reviewers(const FiguresWords& words, const report::Month& period, Json& view);

}  // namespace redress::server
