// SPDX-License-Identifier: Apache-2.0
// engine/closer_look.hpp — the slow part of the upload check, before the writer has its turn: which of what is held has
// a part, corners, frames, sound or words of this, and what do the banks say?
//
// Use this when   an upload came with pixels, frames, sound or words, and its hash alone does not settle it.
// Shapes          what was found, and the bank's version that was asked: where it has moved on, the writer asks again,
//                 so that no upload slips between a decision and the index.
// Errors          look_closer: those of the picture store; a registered picture is kept before it is answered.
// Threads         look_closer: any. add_closer: the writer's.
// Cost            the parts and the corners of the picture: some milliseconds each. That by corners runs only where
//                 neither hashes nor parts give a `same`.
// Source          docs/decisions/0028-second-tier-in-the-engine.md, 0031-parts-and-films-at-the-door.md.
// Never           decides what a match means: match/decision.hpp does.
#pragma once

#include "engine/banks.hpp"
#include "engine/engine.hpp"

namespace redress::engine {

struct Closer {
  Look query;
  bool is_asked = false;  // false: the hashes were enough, or there was nothing to look at
  std::uint64_t hold_version = 0;
  std::vector<Bank::HeldMatch> found;
  std::vector<BankMatch> in_banks;
};

// Of something that nobody registers, such as a file that came with a notice: it is searched for all the same.
[[nodiscard]] Status keep_media(store::PictureStore& pictures, const MediaCheck& check);
// Counts for the flood guard of the banks.
[[nodiscard]] Result<Closer> look_closer(const Bank& bank, Banks* banks, store::PictureStore* pictures,
                                         const MediaCheck& check, Instant now);
[[nodiscard]] BankHit make_hit(const BankMatch& match);
// To what the hashes found; an item that they found stays as they found it, unless the corners are surer.
void add_closer(const Bank& bank, Closer closer, std::vector<Bank::HeldMatch>& held);

}  // namespace redress::engine
