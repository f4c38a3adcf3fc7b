// SPDX-License-Identifier: Apache-2.0
// cases/words.hpp — the closed word lists of a case: what may be said, and how it is spelled outside.
//
// Errors          parse_*: invalid, naming the words that are allowed.
// Threads         pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::cases {

enum class NoticeKind { complaint, order, flag, match };
enum class ActorKind { system, reporter, uploader, reviewer, officer, authority, platform };
enum class Phase { open, decided, closed };
// named: by a notice; copy: found by a sweep over what is registered; upload: met at the door later.
enum class ItemOrigin { named, copy, upload };
enum class ItemStatus { live, restricted, removed, labelled, restored };
enum class MeasureKind { restrict, remove, label, restore };
enum class MeasureState { ordered, dispatched, acknowledged, verified, superseded };
enum class Outcome { remove, restrict, label, reject };
enum class GroundKind { legal, contractual };
enum class AppealBy { uploader, complainant };
enum class AppealOutcome { pending, upheld, rejected };
// When an e-mail may reach a person who reported. ask: she wrote it in her own words, which only people read.
enum class SafeTime { any, day, evening, ask };

[[nodiscard]] std::string_view render(NoticeKind word);
[[nodiscard]] std::string_view render(ActorKind word);
[[nodiscard]] std::string_view render(Phase word);
[[nodiscard]] std::string_view render(ItemOrigin word);
[[nodiscard]] std::string_view render(ItemStatus word);
[[nodiscard]] std::string_view render(MeasureKind word);
[[nodiscard]] std::string_view render(MeasureState word);
[[nodiscard]] std::string_view render(Outcome word);
[[nodiscard]] std::string_view render(GroundKind word);
[[nodiscard]] std::string_view render(AppealBy word);
[[nodiscard]] std::string_view render(AppealOutcome word);
[[nodiscard]] std::string_view render(SafeTime word);

// parse_word<Outcome>("remove"); every enum above.
template <class Word>
[[nodiscard]] Result<Word> parse_word(std::string_view text);

}  // namespace redress::cases
