// SPDX-License-Identifier: Apache-2.0
// cli/copies_known.hpp — what `redress bench copies` knows of each picture, by every method, and how near two are.
//
// Shapes          a distance for each method: bits between hashes, the nearest of all that are asked; for corners
//                 far less the inliers, so that near is always small. Hashes farther than look_bits apart are
//                 `far`: no threshold lies there.
// Errors          none.
// Threads         Known is filled by one thread and read by many.
// Cost            distances to all of 120,000 others: some 15 ms, most of them to the parts' hashes.
#pragma once

#include "cli/copies_peers.hpp"
#include "cli/copies_pictures.hpp"
#include "match/features_index.hpp"

namespace redress::cli {

enum class Method { pdq, phash, dhash, blockhash, pdq_turned, pdq_trimmed, pdq_parts, features };
inline constexpr std::size_t method_count = 8;
inline constexpr std::array<std::string_view, method_count> method_names = {
    "pdq", "phash", "dhash", "blockhash", "pdq_turned", "pdq_trimmed", "pdq_parts", "features"};
inline constexpr int far = 1'000;

// Beyond it a hash of that kind is another picture's whatever the rate: pHash and dHash have 64 bits.
inline constexpr std::array<int, method_count> look_bits = {64, 16, 16, 64, 64, 64, 64, 0};

// The hashes of many pictures: the known first, then the distractors.
using FourHashes = std::array<match::Bits256, 4>;  // pdq, phash, dhash, blockhash
struct Crowd {
  std::array<std::vector<match::Bits256>, 4> hashes;
  std::vector<std::size_t> scenes;
  void add(const FourHashes& picture, std::size_t scene);
  [[nodiscard]] std::size_t size() const { return scenes.size(); }
};

// What is asked about a picture that came.
struct Asked {
  std::array<std::vector<match::Bits256>, method_count> hashes;  // by method
  media::Features features;
};

[[nodiscard]] Asked make_asked(const media::Plane& plane);
// To each of the crowd, the nearest of what is asked by this method.
[[nodiscard]] std::vector<int> distances(const Asked& asked, Method method, const Crowd& crowd);

// Two base pictures that show the same: found by corners or by PDQ, and confirmed by their pixels.
struct Family {
  std::size_t a = 0;
  std::size_t b = 0;
  double correlation = 0;
};

class Known {
 public:
  // All but the last `spare` base pictures.
  Known(const std::vector<BasePicture>& base, std::size_t spare);
  [[nodiscard]] const Crowd& crowd() const { return crowd_; }
  // Inliers of each known picture that has any; everything else is far.
  [[nodiscard]] std::map<std::size_t, int> find(const Asked& asked) const;
  [[nodiscard]] std::vector<Family> find_families() const;
  [[nodiscard]] std::size_t feature_count() const { return index_.feature_count(); }

 private:
  const std::vector<BasePicture>& base_;
  Crowd crowd_;
  [[nodiscard]] std::vector<Family> find_family(std::size_t number) const;
  match::FeaturesIndex index_{20'000'000};
};

// Parts of photographs from quality 50 on, hashed by every method, put behind what the crowd has.
void add_distractors(const PictureSet& set, std::size_t count, std::uint64_t seed, Crowd& crowd);

}  // namespace redress::cli
