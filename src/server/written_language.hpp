// SPDX-License-Identifier: Apache-2.0
// server/written_language.hpp — in which language somebody wrote, so that the case goes to who can read it.
//
// Shapes          tags as in "hi" or "pt"; text is UTF-8.
// Errors          none: what is not UTF-8, too short or doubtful is not recognised.
// Threads         pure; about 30 µs for a statement of 200 letters.
// Source          CLD2 by Debian's libcld2 (docs/decisions/0043-the-language-that-was-written.md).
#pragma once

#include <string>
#include <string_view>

#include "cases/facts.hpp"

namespace redress::server {

// Empty where it is not plain. Words of an Indian language in Latin letters ("mera video hata do") are not recognised.
[[nodiscard]] std::string recognise_language(std::string_view text);
// Fills `written_in` where the statement is plainly in another language than the one chosen. Where none was chosen,
// what was recognised is also the language of the answers.
void note_language(cases::NoticeFacts& facts, std::string_view statement, bool is_chosen);

}  // namespace redress::server
