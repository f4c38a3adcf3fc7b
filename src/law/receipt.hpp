// SPDX-License-Identifier: Apache-2.0
// law/receipt.hpp — which of the three instants is the receipt, and why.
//
// Errors          none: what is not received yet says so.
// Threads         pure.
// Source          IT Act 2000 s.13(2) and each pack's `receipt`.
#pragma once

#include <string>

#include "law/facts.hpp"
#include "law/pack.hpp"

namespace redress::law {

struct Receipt {
  bool is_received = false;
  Instant at;         // where not received: the earliest instant it could have been
  std::string basis;  // one sentence
};

[[nodiscard]] Receipt find_receipt(const ReceiptRule& rule, const Facts& facts);

}  // namespace redress::law
