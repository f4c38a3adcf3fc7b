// SPDX-License-Identifier: Apache-2.0
// engine/sweeper.hpp — looks through every registered picture for crops, captions and screenshots of what a notice
// names, when it comes and again when something is taken down.
//
// Use this when   copies of the whole are not enough: those the writer finds itself, in the same commit.
// Shapes          reads the journal from a durable cursor; what it finds joins the case as items with their match, and
//                 how much was looked at is noted for the case (store::Sweep).
// Errors          logged, and the lot is tried again: the cursor moves only with the outcome.
// Threads         one of its own.
// Cost            one walk over pictures.db for each lot of events that name pictures: about 0.1 ms a picture and item.
//                 Memory: the corners of lot_picture_count pictures.
// Source          docs/decisions/0028-second-tier-in-the-engine.md.
// Never           holds up the writer: a search of a million pictures takes minutes.
#pragma once

#include <map>

#include "engine/reactor.hpp"
#include "match/features_index.hpp"

namespace redress::engine {

class Sweeper {
 public:
  static constexpr std::size_t lot_picture_count = 2'048;

  // Needs Options::pictures.
  explicit Sweeper(Core& core) : core_(core), reactor_(core, "sweeper") {}
  void start();
  void join() { reactor_.join(); }

 private:
  // One item that is searched for, and what was found of it so far.
  struct Search {
    Id case_id;
    int item_no = 0;
    std::string sha256;
    media::Features query;
    std::map<Digest, match::Likeness> found;  // by the registered picture
  };
  struct Lot;

  [[nodiscard]] Status work_off();
  [[nodiscard]] Status carry_out(std::vector<Search>& searches);
  [[nodiscard]] Result<std::vector<Search>> list_searches(const std::vector<store::Record>& records) const;
  [[nodiscard]] Status add_searches(const Id& case_id, const std::vector<int>& item_nos,
                                    std::vector<Search>& searches) const;
  [[nodiscard]] Result<std::optional<media::Features>> find_query(const std::string& sha256) const;
  [[nodiscard]] Result<std::uint64_t> look_through(std::vector<Search>& searches) const;
  [[nodiscard]] Status conclude(const Search& search, std::uint64_t picture_count);

  Core& core_;
  Reactor reactor_;
  int unwritten_lots_ = 0;
};

}  // namespace redress::engine
