// SPDX-License-Identifier: Apache-2.0
// store/journal_tail.hpp — the newest journal rows as they were written, for those who follow the journal closely:
// reading a row back (checksum, decryption, decoding) costs many times what copying it does.
//
// Use this when   you are a store: extend() after each durable commit, find_after() before asking the disk.
// Shapes          an unbroken run of positions that ends at the newest row.
// Errors          none: what is not here is read from the journal.
// Threads         any; rows are copied a few at a time, so that the writer never waits for a reader of many.
// Cost            memory: byte_count_max of encoded rows, each counted with the size of a Record; the oldest go first.
// Never           holds a row that is not durable, or what has been erased.
#pragma once

#include <deque>

#include "base/guarded.hpp"
#include "store/event_store.hpp"

namespace redress::store {

class JournalTail {
 public:
  struct Row {
    Record record;
    std::size_t byte_count = 0;  // as encoded
  };

  explicit JournalTail(std::size_t byte_count_max) : byte_count_max_(byte_count_max) {}

  // Rows that follow each other and what is here already.
  void extend(std::vector<Row> committed);
  void forget();
  // The rows after `position`, `count_max` at most; nothing when the first of them is older than what is kept. Fewer
  // than there are when the oldest go meanwhile.
  [[nodiscard]] std::optional<std::vector<Record>> find_after(std::uint64_t position, std::size_t count_max) const;

 private:
  struct Kept {
    std::deque<Row> rows;
    std::size_t byte_count = 0;
  };
  const std::size_t byte_count_max_;
  Guarded<Kept> kept_;
};

}  // namespace redress::store
