// SPDX-License-Identifier: Apache-2.0
// server/receipt.hpp — the ledger's receipt of an event, as a file to keep and as words on a page.
//
// Use this when   a complainant, the issuer of an order or an uploader may take home the proof of what concerns them.
// Shapes          a .tlog-proof (text) whose extra data is the entry; `Receipt-State: being_sealed | signed |
//                 witnessed`.
// Errors          404 where there is no such event or no ledger is kept; 202 with Retry-After while it is being sealed;
//                 503 while sealing is stopped.
// Threads         any.
// Never           proves one person's event to another: the caller has opened the case before.
#pragma once

#include "server/view.hpp"

namespace redress::server {

// The number in its case of the event that received this notice. Nothing: there is none.
[[nodiscard]] std::optional<std::uint64_t> find_notice_event(const std::vector<store::Record>& records, int notice_no);
// Of what an uploader may want proved: the first measure, and the newest appeal of their own.
[[nodiscard]] std::optional<std::uint64_t> find_first_measure(const std::vector<store::Record>& records);
[[nodiscard]] std::optional<std::uint64_t> find_own_appeal(const std::vector<store::Record>& records);

[[nodiscard]] http::Response reply_receipt(const Desk& desk, const Id& case_id, std::optional<std::uint64_t> case_seq);
// {"state", "href"} for a page; null where there is nothing to give.
[[nodiscard]] Json tell_receipt(const Telling& telling, const Id& case_id, std::optional<std::uint64_t> case_seq,
                                const std::string& href);

}  // namespace redress::server
