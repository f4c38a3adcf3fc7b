// SPDX-License-Identifier: Apache-2.0
// engine/edge_table.hpp — which URLs are held where: asked for every picture that a platform serves.
//
// Shapes          one entry per URL of an item that is restricted or removed, from the order on until it is restored
//                 or superseded.
//                 A URL held without a query, whose path names a file ("….jpg"), is held with any query too: "?1" is
//                 no way round.
//                 A URL held with a query is held with exactly that query.
// Errors          none: an unknown URL is not held.
// Threads         find from any; set belongs to the writer. Sixteen shards, each with its own lock.
// Cost            find: one hash, one shared lock, one look-up (two when the URL has a query).
// Source          least territory: an answer holds in the measure's territory; without a country only a worldwide
//                 measure blocks.
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "engine/url_key.hpp"
#include "store/event_store.hpp"

namespace redress::engine {

class EdgeTable {
 public:
  struct Found {
    Id case_id;
    std::string case_code;
  };

  // Replaces everything that this case held.
  void set(const Id& case_id, const std::vector<store::Hold>& holds);
  [[nodiscard]] std::optional<Found> find(std::string_view url, std::string_view country) const;
  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    Id case_id;
    std::string case_code;
    law::Territory territory;
  };
  using Shard = Guarded<std::unordered_map<std::string, std::vector<Entry>>>;

  void remove(const Id& case_id);
  [[nodiscard]] const Shard& shard_of(const std::string& key) const;
  [[nodiscard]] std::optional<Found> find_key(const std::string& key, std::string_view country) const;

  std::array<Shard, 16> shards_;
  std::unordered_map<Id, std::vector<std::string>> keys_;  // of each case; the writer's own
  std::atomic<std::size_t> count_{0};
};

}  // namespace redress::engine
