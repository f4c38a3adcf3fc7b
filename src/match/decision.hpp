// SPDX-License-Identifier: Apache-2.0
// match/decision.hpp — what a distance between two pictures means: the same, worth a look, or nothing.
//
// Units           distance_bits 0…256 between PDQ hashes; quality 0…100; inliers: corners that lie alike (verify.hpp).
// Errors          none.
// Threads         pure functions.
// Source          31 bits is PDQ's published radius (Facebook 2019, §2); at 10 bits no false pair was seen among 2.4
//                 million of the matching survey, and re-encoded copies stay within it.
//                 docs/explanation/what-a-fingerprint-proves.md. Inliers: docs/explanation/what-a-copy-is.md.
// Never           lets a far match act alone: PDQ is public, so a picture can be made to lie near another.
#pragma once

#include <optional>
#include <string_view>

#include "media/fingerprint.hpp"

namespace redress::match {

inline constexpr int same_bits_max = 10;
inline constexpr int look_bits_max = 31;

inline constexpr int same_inliers_min = 14;
inline constexpr int look_inliers_min = 10;

// Equal SHA-256; near by PDQ; near by PDQ inside a border or in a quarter or a ninth; corners that lie alike; of a film
// its frames in time, of a recording its sound; of a text its words.
enum class Tier { exact, pdq, part, features, video_frames, audio, text };
enum class Verdict { same, look };  // may act by itself, or a person decides

struct Decision {
  Tier tier = Tier::exact;
  int distance_bits = 0;
  Verdict verdict = Verdict::same;
  bool operator==(const Decision&) const = default;
};

[[nodiscard]] std::string_view render(Tier tier);
[[nodiscard]] std::string_view render(Verdict verdict);

// Nothing over look_bits_max.
[[nodiscard]] std::optional<Verdict> judge_distance(int distance_bits);
// Nothing under look_inliers_min. Thresholds: docs/decisions/0027.
[[nodiscard]] std::optional<Verdict> judge_inliers(int inlier_count);

// May this fingerprint be found, or find others, by its pixels?
[[nodiscard]] bool has_usable_pdq(const media::Fingerprint& fingerprint);

// The query is tried in all eight turns against the entry as stored, so a mirrored or turned copy is found too.
[[nodiscard]] std::optional<Decision> compare(const media::Fingerprint& query, const media::Fingerprint& entry);

}  // namespace redress::match
