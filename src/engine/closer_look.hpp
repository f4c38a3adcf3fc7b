// SPDX-License-Identifier: Apache-2.0
// engine/closer_look.hpp — the slow part of the upload check, before the writer has its turn: which held pictures share
// corners with this one, and what do the banks say?
//
// Use this when   an upload came with pixels and its hash alone does not settle it.
// Shapes          what was found, and the bank's version that was asked: where it has moved on, the writer asks again,
//                 so that no upload slips between a decision and the index.
// Errors          look_closer: those of the picture store; a registered picture is kept before it is answered.
// Threads         look_closer: any. add_closer: the writer's.
// Cost            the corners of the picture: some milliseconds. The search runs only where hashes give no `same`.
// Source          docs/decisions/0028-second-tier-in-the-engine.md.
// Never           decides what a match means: match/decision.hpp does.
#pragma once

#include "engine/banks.hpp"
#include "engine/engine.hpp"

namespace redress::engine {

struct Closer {
  std::optional<media::Features> query;  // nothing: the hashes were enough, or there was nothing to look at
  std::uint64_t hold_version = 0;
  std::vector<Bank::HeldMatch> found;
  std::vector<BankMatch> in_banks;
};

// Whether anything is held whose corners a picture could share.
[[nodiscard]] bool has_others(const Bank& bank, const Banks* banks);
// Counts for the flood guard of the banks.
[[nodiscard]] Result<Closer> look_closer(const Bank& bank, Banks* banks, store::PictureStore* pictures,
                                         const MediaCheck& check, Instant now);
[[nodiscard]] BankHit make_hit(const BankMatch& match);
// To what the hashes found; an item that they found stays as they found it, unless the corners are surer.
void add_closer(const Bank& bank, Closer closer, std::vector<Bank::HeldMatch>& held);

}  // namespace redress::engine
