// SPDX-License-Identifier: Apache-2.0
// server/limit.hpp — how often one neighbourhood of the network may ask: a token bucket per address prefix.
//
// Use this when   a route is open to anyone. A bucket is a /24 (IPv4) or a /56 (IPv6): one household or small network.
// Shapes          at most bucket_count_max buckets; when full, the fullest (least used) make room.
// Units           tokens; refill per second.
// Errors          take: exhausted, with the wait in the message.
// Threads         any.
// Cost            one map look-up under a lock; about 0.3 µs.
// Source          trust requirement S8 (docs/explanation/threat-model.md).
// Never           keeps a whole address, or anything longer than a bucket takes to fill again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::server {

struct LimitOptions {
  double burst = 60;      // tokens a full bucket holds
  double per_second = 1;  // refill
  std::size_t bucket_count_max = 100'000;
};

// "203.0.113" for 203.0.113.7; the first 56 bits of an IPv6 address; an IPv4-mapped one counts as IPv4.
[[nodiscard]] std::string prefix_of(std::string_view address);
[[nodiscard]] bool is_loopback(std::string_view address);

class Limit {
 public:
  explicit Limit(LimitOptions options) : options_(options) {}
  [[nodiscard]] Status take(std::string_view address, Instant now, double tokens = 1);
  [[nodiscard]] std::size_t bucket_count() const;

 private:
  struct Bucket {
    double tokens = 0;
    Instant at;
  };
  using Buckets = std::unordered_map<std::string, Bucket>;
  [[nodiscard]] double tokens_at(const Bucket& bucket, Instant now) const;
  void make_room(Buckets& buckets, Instant now) const;

  LimitOptions options_;
  Guarded<Buckets> buckets_;
};

}  // namespace redress::server
