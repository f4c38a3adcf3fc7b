// SPDX-License-Identifier: Apache-2.0
// base/clock.hpp — the one seam through which the running system learns what time it is.
//
// Threads         now() from any thread.
// Never           used by law, cases or docket: there, time is an argument.
#pragma once

#include <cstdint>
#include <optional>

#include "base/instant.hpp"

namespace redress {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  // So many ms the clock may be off; nothing when it cannot say.
  [[nodiscard]] virtual std::optional<std::uint32_t> find_error_ms() const { return std::nullopt; }
};

// The machine's realtime clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  // The kernel's own bound, as long as something keeps its clock synchronised.
  [[nodiscard]] std::optional<std::uint32_t> find_error_ms() const override;
};

}  // namespace redress
