// SPDX-License-Identifier: Apache-2.0
// law/order_check.hpp — an order against a validity list: what it lacks, said to its issuer.
//
// Shapes          one defect per failed check, in the order of the list; none for a court's order.
// Errors          none.
// Threads         pure.
// Source          the checklist's own sources; IT Rules 2021 r.3(1)(d) for the first.
#pragma once

#include <vector>

#include "law/evaluate.hpp"
#include "law/pack.hpp"

namespace redress::law {

[[nodiscard]] std::vector<OrderDefect> check_order(const Pack& pack, const Checklist& checklist, const Facts& facts);

// Nothing when the title is unknown; the longest title of the table that the words contain counts.
[[nodiscard]] const Rank* find_rank(const Pack& pack, std::string_view words);

}  // namespace redress::law
