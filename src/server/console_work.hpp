// SPDX-License-Identifier: Apache-2.0
// server/console_work.hpp — what a reviewer needs at hand to decide: elements to find, lesser measures to weigh,
// templates in the language of the case, a proposal that waits, a hand-over's note, and how each act is undone.
//
// Shapes          JSON beside what console_view.hpp puts; texts in the reviewer's language, templates in the case's.
// Errors          none.
// Threads         pure.
// Never           fills in what only a person can say: a template leaves it open, between ### and ###.
#pragma once

#include "server/view.hpp"

namespace redress::server {

void put_work(const Telling& telling, const cases::Case& state, const Caller& caller, Json& view);

}  // namespace redress::server
