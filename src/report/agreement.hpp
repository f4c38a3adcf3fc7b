// SPDX-License-Identifier: Apache-2.0
// report/agreement.hpp — what two people decided about the same: who decided first against who looked again; and how
// far that is more than chance.
//
// Use this when   second looks are counted by their outcomes and not only by yes and no.
// Shapes          kappa = (po − pe) / (1 − pe): po is the share decided alike, pe the share that two people with these
//                 habits would decide alike by chance. 1 is always alike, 0 is chance, below 0 is less than chance.
//                 Where chance alone would explain everything (nobody ever decided anything else), there is no kappa.
// Units           counts of second looks.
// Errors          none.
// Threads         values.
// Source          J. Cohen, A coefficient of agreement for nominal scales, Educ. Psychol. Meas. 20 (1960), 37–46.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "cases/words.hpp"

namespace redress::report {

inline constexpr std::size_t outcome_count = 4;

class Agreement {
 public:
  void add(cases::Outcome first, cases::Outcome second);
  void merge(const Agreement& other);

  [[nodiscard]] std::uint64_t count(cases::Outcome first, cases::Outcome second) const;
  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] std::optional<double> find_kappa() const;

  bool operator==(const Agreement&) const = default;

 private:
  std::array<std::array<std::uint64_t, outcome_count>, outcome_count> counts_{};  // first × second
};

}  // namespace redress::report
