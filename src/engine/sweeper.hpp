// SPDX-License-Identifier: Apache-2.0
// engine/sweeper.hpp — looks through everything registered for copies of what a notice names that are less or more than
// the whole: crops, captions, collages, clips, the same sound, changed words. When it comes and again when something is
// taken down.
//
// Use this when   copies of the whole are not enough: those the writer finds itself, in the same commit.
// Shapes          reads the journal from a durable cursor; what it finds joins the case as items with their match, and
//                 how much was looked at is noted for the case (store::Sweep).
// Errors          logged, and the lot is tried again: the cursor moves only with the outcome.
// Threads         one of its own.
// Cost            one walk over pictures.db for each lot of events that name something: about 0.1 ms a picture.
//                 Memory: the corners of lot_picture_count pictures, or lot_line_count films and texts.
// Source          docs/decisions/0028-second-tier-in-the-engine.md, 0031-parts-and-films-at-the-door.md.
// Never           holds up the writer: a search of a million pictures takes minutes.
#pragma once

#include <map>

#include "engine/looks.hpp"
#include "engine/reactor.hpp"

namespace redress::engine {

class Sweeper {
 public:
  static constexpr std::size_t lot_picture_count = 2'048;
  static constexpr std::size_t lot_line_count = 64;

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
    Look query;                                 // of its parts only the hashes of the whole are asked
    std::map<Digest, cases::MatchFacts> found;  // by what is registered
    void add(const Digest& registered, cases::MatchFacts match);
  };
  struct Lot;

  [[nodiscard]] Status work_off();
  [[nodiscard]] Status carry_out(std::vector<Search>& searches);
  [[nodiscard]] Result<std::vector<Search>> list_searches(const std::vector<store::Record>& records) const;
  [[nodiscard]] Status add_searches(const Id& case_id, const std::vector<int>& item_nos,
                                    std::vector<Search>& searches) const;
  [[nodiscard]] Result<Look> find_query(const cases::ItemFacts& item) const;
  // Each gives how much was looked at.
  [[nodiscard]] Result<std::uint64_t> look_through(std::vector<Search>& searches) const;
  [[nodiscard]] Status look_through_parts(std::vector<Search>& searches) const;
  [[nodiscard]] Result<std::uint64_t> look_through_lots(std::vector<Search>& searches, store::LookKind kind,
                                                        std::size_t lot_count) const;
  [[nodiscard]] Status conclude(const Search& search, std::uint64_t picture_count);

  Core& core_;
  Reactor reactor_;
  int unwritten_lots_ = 0;
};

}  // namespace redress::engine
