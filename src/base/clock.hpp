// SPDX-License-Identifier: Apache-2.0
// base/clock.hpp — the one seam through which the running system learns what time it is.
//
// Threads         now() from any thread.
// Never           used by law, cases or docket: there, time is an argument.
#pragma once

#include "base/instant.hpp"

namespace redress {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

// The machine's realtime clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

}  // namespace redress
