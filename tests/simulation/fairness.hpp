// SPDX-License-Identifier: Apache-2.0
// simulation/fairness.hpp — the promises to the people of a case, each asked of one step by plain reading.
//
// Use this when   a step is known. Each function holds one promise; find_broken asks them all.
// Shapes          the answer is empty, or says in one sentence which promise was not kept.
// Errors          none: a broken promise is the answer.
// Threads         pure functions; the languages are loaded once.
// Source          docs/explanation/two-speeds.md; Regulation (EU) 2022/2065, Art. 17(3)(b), 20(6).
// Never           asks the core who follows whom or what is held: it reads that again for itself.
#pragma once

#include "simulation/invariants.hpp"

namespace redress::simulation {

// Nobody decides what they proposed, or judges or remakes what they had decided once it was under review.
[[nodiscard]] std::string check_other_eyes(const Step& step);
// What is held before any decision has a clock, and is confirmed or lifted when that clock ends.
[[nodiscard]] std::string check_reviewed(const Step& step);
// What is held is what the decisions that stand ask for together: all of it, and nothing that none of them asks for.
[[nodiscard]] std::string check_held(const Step& step);
// Whatever is given back, whole or in part, has a clock of the house while the platform has not confirmed it.
[[nodiscard]] std::string check_put_back(const Step& step);
// Nothing that a person wrote about herself is said to anybody else. These are the words of wishes.cpp.
inline const std::vector<std::string> kept_words{"her-own",    "her-initials",  "her-address",
                                                 "her-answer", "her-objection", "his-words"};
[[nodiscard]] std::string check_silence(const Step& step);

}  // namespace redress::simulation
