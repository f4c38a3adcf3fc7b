// SPDX-License-Identifier: Apache-2.0
// label/lattice.hpp — how a tile might lie in a picture that was cut, scaled, mirrored, stretched or turned: thousands
// of candidates, each judged by a look at some frequencies of one transform of the whole picture.
//
// Use this when   hearing.hpp heard nothing where the tile was laid.
// Shapes          a tile that repeats under a linear map has its frequencies on a lattice of the picture's spectrum,
//                 and another map is another lattice of the same spectrum: the picture is never resampled.
// Errors          none.
// Threads         one owner.
// Cost            30 ms for the spectrum, 0.06 ms a candidate.
// Source          the Fourier transform's theorem of affine maps; the rest as in label/hearing.hpp.
#pragma once

#include <memory>
#include <vector>

#include "label/carrier.hpp"
#include "label/residue.hpp"
#include "label/watermark.hpp"

namespace redress::label {

struct Candidate {
  Lie lie;
  float score = 0;
};

class Lattice {
 public:
  Lattice(const Residue& residue, const Carrier& carrier);
  // The likeliest first, at most `kept`. Neighbours in the list that are worse than the one between them are left out.
  [[nodiscard]] std::vector<Candidate> rank(const std::vector<Lie>& lies, std::size_t kept) const;
  // The best lie close by.
  [[nodiscard]] Candidate refine(const Candidate& candidate) const;

 private:
  struct Phase {
    float re = 0;
    float im = 0;
  };
  [[nodiscard]] Phase phase_at(const Lie& lie, const SyncBin& bin) const;
  [[nodiscard]] std::pair<float, float> score_pair(const Lie& a, const Lie& b) const;
  [[nodiscard]] float score_finely(const Lie& lie) const;

  const Carrier& carrier_;
  std::vector<SyncBin> coarse_;
  Square spectrum_;
  Fourier coarse_fourier_;
  Fourier fine_fourier_;
};

}  // namespace redress::label
