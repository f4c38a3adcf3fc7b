// SPDX-License-Identifier: Apache-2.0
// law/phrases.hpp — the plain English of a reason: words for codes, lists and sentences.
//
// Errors          none.
// Threads         pure functions.
// Source          docs/reference/glossary.md for the codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "law/facts.hpp"
#include "law/pack.hpp"

namespace redress::law {

[[nodiscard]] std::string_view describe(Harm harm);                // "intimate images shared without consent"
[[nodiscard]] std::string_view describe(Channel channel);          // "a complaint"
[[nodiscard]] std::string_view describe(Complainant complainant);  // "the person depicted"
[[nodiscard]] std::string_view describe(HappeningKind kind);       // "the content is removed"

// "a, b or c" of the set bits.
[[nodiscard]] std::string describe_channels(std::uint32_t mask);
[[nodiscard]] std::string describe_complainants(std::uint32_t mask);
[[nodiscard]] std::string describe_harms(std::uint32_t mask);
[[nodiscard]] std::string describe_happenings(std::uint32_t mask);
[[nodiscard]] std::string describe_limbs(std::uint32_t mask, const Pack& pack);  // "(ii), (v) or (vi)"
[[nodiscard]] std::string join_words(const std::vector<std::string_view>& words, std::string_view last);

// "a complaint by the person depicted about intimate images shared without consent"
[[nodiscard]] std::string describe_notice(const Facts& facts);

}  // namespace redress::law
