// SPDX-License-Identifier: Apache-2.0
// store/served_store.hpp — how often a platform served a copy, as it counted itself: numbers, never who saw it.
//
// Use this when   a platform posts its counts, or a case shows them before and after a copy was hidden.
// Shapes          DIR/served.db: for each content a list of spans with a count; a span is known by where it begins, and
//                 posting it again replaces it.
// Units           instants are UTC ms.
// Errors          exhausted: no room on the disk, or span_count_max spans of one content. corrupt: the file is damaged.
// Threads         any.
// Cost            keep: one commit for the whole list.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

struct ServedSpan {
  std::string content_id;
  Instant from;
  Instant to;  // not in it
  std::uint64_t count = 0;
  bool operator==(const ServedSpan&) const = default;
};

struct ServedCounts {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  Instant counted_to;
  bool operator==(const ServedCounts&) const = default;
};

class ServedStore {
  struct Private {};

 public:
  static constexpr std::int64_t span_count_max = 10'000;  // a year of hours

  [[nodiscard]] static Result<std::unique_ptr<ServedStore>> open(const std::string& data_dir);
  ServedStore(Private, std::string path) : connections_(std::move(path)) {}

  // All or nothing.
  [[nodiscard]] Status keep(std::span<const ServedSpan> spans);
  // Nothing where nothing was counted. A span that reaches over `hidden_at` counts as after: never in the platform's
  // favour. Without it all is before.
  [[nodiscard]] Result<std::optional<ServedCounts>> count(const std::string& content_id,
                                                          const std::optional<Instant>& hidden_at) const;

 private:
  const ConnectionPool connections_;
};

}  // namespace redress::store
