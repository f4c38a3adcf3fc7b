// SPDX-License-Identifier: Apache-2.0
#include "match/decision.hpp"

#include <algorithm>

namespace redress::match {

std::string_view render(Tier tier) {
  switch (tier) {
    case Tier::exact:
      return "exact";
    case Tier::pdq:
      return "pdq";
    case Tier::part:
      return "part";
    case Tier::features:
      return "features";
    case Tier::video_frames:
      return "video_frames";
    case Tier::audio:
      return "audio";
    case Tier::text:
      return "text";
  }
  return "";
}

std::string_view render(Verdict verdict) { return verdict == Verdict::same ? "same" : "look"; }

std::optional<Verdict> judge_distance(int distance_bits) {
  if (distance_bits > look_bits_max) return std::nullopt;
  return distance_bits <= same_bits_max ? Verdict::same : Verdict::look;
}

std::optional<Verdict> judge_inliers(int inlier_count) {
  if (inlier_count < look_inliers_min) return std::nullopt;
  return inlier_count >= same_inliers_min ? Verdict::same : Verdict::look;
}

bool has_usable_pdq(const media::Fingerprint& fingerprint) { return fingerprint.pdq_quality >= media::pdq_quality_min; }

std::optional<Decision> compare(const media::Fingerprint& query, const media::Fingerprint& entry) {
  if (query.sha256 == entry.sha256) return Decision{Tier::exact, 0, Verdict::same};
  if (!has_usable_pdq(query) || !has_usable_pdq(entry)) return std::nullopt;
  int nearest = media::distance_bits(query.pdq, entry.pdq);
  for (const media::Pdq& turned : query.dihedral) {
    // A fingerprint that came from elsewhere has no turns: all-zero hashes are no hashes.
    if (turned != media::Pdq{}) nearest = std::min(nearest, media::distance_bits(turned, entry.pdq));
  }
  const auto verdict = judge_distance(nearest);
  if (!verdict) return std::nullopt;
  return Decision{Tier::pdq, nearest, *verdict};
}

}  // namespace redress::match
