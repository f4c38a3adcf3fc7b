// SPDX-License-Identifier: Apache-2.0
// cli/copies_known.hpp — what `redress bench copies` knows of each picture, by every method, and how near two are.
//
// Shapes          a distance for each method: bits between hashes, the nearest of all that are asked; for corners
//                 features_far less the inliers, so that near is always small.
// Errors          none.
// Threads         Known is filled by one thread and read by many.
// Cost            a distance to all of 100,000 distractors: about 5 ms.
#pragma once

#include "cli/copies_peers.hpp"
#include "cli/copies_pictures.hpp"
#include "match/features_index.hpp"

namespace redress::cli {

enum class Method { pdq, phash, dhash, blockhash, pdq_turned, pdq_trimmed, features };
inline constexpr std::size_t method_count = 7;
inline constexpr std::array<std::string_view, method_count> method_names = {
    "pdq", "phash", "dhash", "blockhash", "pdq_turned", "pdq_trimmed", "features"};
inline constexpr int features_far = 1'000;
using Distances = std::array<int, method_count>;

// What is kept of a known picture or of a distractor.
struct Prints {
  std::array<match::Bits256, 4> hashes;  // pdq, phash, dhash, blockhash
  std::size_t photograph = 0;
};

// What is asked about a picture that came.
struct Asked {
  Prints prints;
  std::vector<match::Bits256> turns;    // of PDQ, the picture as it is first
  std::vector<match::Bits256> trimmed;  // those of the picture without its borders
  media::Features features;
};

[[nodiscard]] Prints make_prints(const media::Plane& plane, std::size_t photograph, int& quality);
[[nodiscard]] Asked make_asked(const media::Plane& plane);
// All but the features.
[[nodiscard]] Distances distances(const Asked& asked, const Prints& known);

// Two base pictures that show the same: found by corners or by PDQ, and confirmed by their pixels.
struct Family {
  std::size_t a = 0;
  std::size_t b = 0;
  double correlation = 0;
};

class Known {
 public:
  explicit Known(const std::vector<BasePicture>& base);
  void add(std::size_t number);  // of the base picture: it is one of the known from now on
  [[nodiscard]] const std::vector<Prints>& prints() const { return prints_; }
  [[nodiscard]] bool is_known(std::size_t number) const { return is_known_[number]; }
  // Inliers of each known picture that has any; everything else is features_far.
  [[nodiscard]] std::map<std::size_t, int> find(const Asked& asked) const;
  [[nodiscard]] std::vector<Family> find_families() const;
  [[nodiscard]] std::size_t feature_count() const { return index_.feature_count(); }
  void settle() const { index_.settle(); }

 private:
  const std::vector<BasePicture>& base_;
  std::vector<Prints> prints_;
  std::vector<bool> is_known_;
  match::FeaturesIndex index_{20'000'000};
};

// Parts of photographs, hashed by every method, from quality 50 on.
[[nodiscard]] std::vector<Prints> make_distractors(const PictureSet& set, std::size_t count, std::uint64_t seed);

}  // namespace redress::cli
