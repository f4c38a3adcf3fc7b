// SPDX-License-Identifier: Apache-2.0
// law/zone.hpp — the offsets of one time zone, taken once from ICU's own data and then a plain value.
//
// Shapes          IANA names; transitions from 1990 to 2100, the last offset holds after that.
// Errors          load_zone: invalid when ICU does not know the name.
// Threads         values; const calls may run together.
// Cost            one binary search over ≤ 220 transitions.
// Source          IANA time zone database in the version that tz_version() names.
// Never           reads the machine's zone, its clock or its disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::law {

class Zone {
 public:
  [[nodiscard]] const std::string& name() const { return name_; }
  // Milliseconds of the local wall clock since 1970-01-01T00:00 local.
  [[nodiscard]] std::int64_t local_ms(Instant at) const;
  // The first instant at which the local wall clock shows `wall_ms` or later. In a gap that is the instant of the
  // change; where an hour occurs twice it is the first: always the stricter one for whoever must act by then.
  [[nodiscard]] Instant first_instant_at(std::int64_t wall_ms) const;

 private:
  friend Result<Zone> load_zone(std::string_view iana_name);
  struct Change {
    std::int64_t at_ms;
    std::int64_t offset_ms;
  };
  [[nodiscard]] std::int64_t offset_at(std::int64_t utc_ms) const;

  std::string name_ = "UTC";
  std::vector<Change> changes_;  // ascending; the first holds from the beginning of time
};

[[nodiscard]] Result<Zone> load_zone(std::string_view iana_name);
// Version of the time zone data, "2022e".
[[nodiscard]] std::string tz_version();

}  // namespace redress::law
