// SPDX-License-Identifier: Apache-2.0
#include "engine/sweeper.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "match/numbered.hpp"
#include "media/features_codec.hpp"

namespace redress::engine {
namespace {

const std::string reactor_name = "sweeper";
const cases::Actor sweeper{cases::ActorKind::system, "sweep"};
constexpr std::size_t copy_count_max = 1'000;  // of one search
constexpr int unwritten_lots_max = 64;

// The items that an event makes worth a search: named ones that came, or whose taking down was ordered.
std::vector<int> list_item_nos(const cases::Event& event) {
  const auto* ordered = std::get_if<cases::MeasureOrdered>(&event.body);
  if (ordered == nullptr || ordered->kind == cases::MeasureKind::restore) return {};
  return {ordered->item_no};
}

bool names_items(const cases::Event& event) {
  const auto* added = std::get_if<cases::ItemsAdded>(&event.body);
  return added != nullptr && std::any_of(added->items.begin(), added->items.end(), [](const cases::ItemFacts& facts) {
           return facts.origin == cases::ItemOrigin::named && !facts.sha256.empty();
         });
}

Result<Look> parse_corners(ByteView bytes) {
  Look look;
  TRY_ASSIGN(look.corners, media::parse_features(bytes));
  return look;
}

}  // namespace

// What is asked together, named by its place in the lot.
struct Sweeper::Lot {
  // Films are as long as they are: theirs is a limit of memory, and what passes it is left out of this search.
  static constexpr Looks::Limits limits{lot_picture_count * std::size_t{64} * media::stored_plan.per_cell_max,
                                        4'000'000, 40'000'000, lot_line_count};
  Looks looks{limits};
  std::vector<Digest> registered;

  void add(const Digest& sha256, const Look& look) {
    const Status added = looks.add(match::id_of_number(registered.size()), look);
    if (!added.ok()) spdlog::warn("something registered is not searched: {}", added.error().message);
    registered.push_back(sha256);
  }
  void ask(Search& search) const {
    for (Alike& alike : looks.find(search.query)) {
      // Here the original asked: what was found is the copy.
      if (alike.match.overlay) alike.match.overlay = invert(*alike.match.overlay);
      search.add(registered[match::number_of(alike.id)], std::move(alike.match));
    }
  }
};

// The surer of two ways in which it was found.
void Sweeper::Search::add(const Digest& which, cases::MatchFacts match) {
  match.item_no = item_no;
  const auto [known, is_new] = found.try_emplace(which, match);
  if (!is_new && known->second.needs_look && !match.needs_look) known->second = std::move(match);
}

void Sweeper::start() {
  reactor_.start(Milliseconds{50}, [this] { return work_off(); });
}

Status Sweeper::work_off() {
  while (!core_.is_stopping) {
    TRY_ASSIGN(const auto records, reactor_.read_on());
    if (records.empty()) return Done{};
    TRY_ASSIGN(auto searches, list_searches(records));
    TRY(carry_out(searches));
    // Where nothing came of it the place is written down less often: to read on again from there does no harm.
    if (searches.empty() && ++unwritten_lots_ < unwritten_lots_max) continue;
    unwritten_lots_ = 0;
    ReactorJob job;
    job.cursor = store::CursorMove{reactor_name, records.back().position};
    TRY(reactor_.report(std::move(job)));
  }
  return Done{};
}

Status Sweeper::carry_out(std::vector<Search>& searches) {
  if (searches.empty()) return Done{};
  TRY_ASSIGN(const std::uint64_t picture_count, look_through(searches));
  for (const Search& search : searches) TRY(conclude(search, picture_count));
  return Done{};
}

Result<std::vector<Sweeper::Search>> Sweeper::list_searches(const std::vector<store::Record>& records) const {
  std::map<Id, std::vector<int>> wanted;
  for (const store::Record& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event == nullptr) continue;
    for (const int no : list_item_nos(*event)) wanted[record.case_id].push_back(no);
    if (names_items(*event)) wanted[record.case_id].push_back(0);
  }
  std::vector<Search> searches;
  if (wanted.empty()) return searches;
  for (const auto& [case_id, item_nos] : wanted) TRY(add_searches(case_id, item_nos, searches));
  return searches;
}

// 0 among the numbers: every item that was named.
Status Sweeper::add_searches(const Id& case_id, const std::vector<int>& item_nos, std::vector<Search>& searches) const {
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(case_id, UINT64_MAX));
  if (state.personal_erased || state.phase == cases::Phase::closed) return Done{};
  const auto is_wanted = [&](int no) { return std::find(item_nos.begin(), item_nos.end(), no) != item_nos.end(); };
  for (const cases::Item& item : state.items) {
    // A copy's copies are copies of the original, or too far from it.
    if (item.facts.origin != cases::ItemOrigin::named || !(is_wanted(0) || is_wanted(item.no))) continue;
    TRY_ASSIGN(Look query, find_query(item.facts));
    const bool is_empty = !query.corners && !query.parts && !query.recording && !query.text;
    if (!is_empty) searches.push_back({case_id, item.no, item.facts.sha256, std::move(query), {}});
  }
  return Done{};
}

// With the pixels still at hand more corners are asked, and the mirror image too.
Result<Look> Sweeper::find_query(const cases::ItemFacts& item) const {
  Look query;
  const auto sha256 = parse_digest(item.sha256);
  if (sha256) {
    TRY_ASSIGN(query, load_look(*core_.options.pictures, *sha256));
  }
  const auto pdq = media::parse_pdq(item.pdq);
  if (!query.parts && pdq.ok() && item.pdq_quality >= media::pdq_quality_min) {
    query.parts.emplace().whole = media::turn_hash(pdq.value());
  }
  if (!query.corners || !core_.options.find_plane) return query;
  if (const auto plane = core_.options.find_plane(item.sha256)) {
    query.corners = media::find_features(*plane, media::query_plan);
  }
  return query;
}

Result<std::uint64_t> Sweeper::look_through(std::vector<Search>& searches) const {
  const auto wants = [&](auto&& is_wanted) { return std::any_of(searches.begin(), searches.end(), is_wanted); };
  std::uint64_t count = 0;
  if (wants([](const Search& search) { return search.query.parts.has_value(); })) TRY(look_through_parts(searches));
  if (wants([](const Search& search) { return search.query.corners.has_value(); })) {
    TRY_ASSIGN(count, look_through_lots(searches, store::LookKind::corners, lot_picture_count));
  }
  if (wants([](const Search& search) { return search.query.recording || search.query.text; })) {
    TRY_ASSIGN(const std::uint64_t lines, look_through_lots(searches, store::LookKind::line, lot_line_count));
    count += lines;
  }
  return count;
}

Status Sweeper::look_through_parts(std::vector<Search>& searches) const {
  TRY(core_.options.pictures->visit(
      [&](const Digest& sha256, ByteView bytes) {
        const auto parts = match::parse_parts(bytes);
        for (Search& search : searches) {
          if (!parts.ok() || !search.query.parts) continue;
          const auto part = match::compare_parts(search.query.parts->whole, parts.value());
          auto facts = part ? make_match_facts(*part) : std::nullopt;
          if (facts) search.add(sha256, std::move(*facts));
        }
        return !core_.is_stopping;
      },
      store::LookKind::parts));
  if (core_.is_stopping) return Error{Code::unavailable, "the engine stops"};
  return Done{};
}

Result<std::uint64_t> Sweeper::look_through_lots(std::vector<Search>& searches, store::LookKind kind,
                                                 std::size_t lot_count) const {
  std::uint64_t count = 0;
  auto lot = std::make_unique<Lot>();
  const auto ask = [&] {
    for (Search& search : searches) lot->ask(search);
    count += lot->registered.size();
    lot = std::make_unique<Lot>();
  };
  const auto take = [&](const Digest& sha256, ByteView bytes) {
    auto look = kind == store::LookKind::line ? parse_line(bytes) : parse_corners(bytes);
    if (look.ok()) lot->add(sha256, look.value());
    if (lot->registered.size() == lot_count) ask();
    return !core_.is_stopping;
  };
  TRY(core_.options.pictures->visit(take, kind));
  if (core_.is_stopping) return Error{Code::unavailable, "the engine stops"};
  ask();
  return count;
}

Status Sweeper::conclude(const Search& search, std::uint64_t picture_count) {
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(search.case_id, UINT64_MAX));
  std::set<std::string> known;
  for (const cases::Item& item : state.items) known.insert(item.facts.content_id);
  cases::AddItems add;
  store::Sweep sweep{search.case_id, search.item_no, core_.now(), picture_count, 0, 0};
  for (const auto& [registered, match] : search.found) {
    if (render_hex(registered) == search.sha256) continue;
    for (const std::string& content_id : core_.bank.find_contents(registered)) {
      ++sweep.found_count;
      if (match.needs_look) ++sweep.look_count;
      if (add.items.size() >= copy_count_max || !known.insert(content_id).second) continue;
      cases::ItemFacts& facts = add.items.emplace_back();
      facts.origin = cases::ItemOrigin::copy;
      facts.content_id = content_id;
      facts.match = match;
    }
  }
  TRY(core_.options.pictures->note_sweep(sweep));
  if (add.items.empty()) return Done{};
  ReactorJob job;
  job.case_id = search.case_id;
  job.actor = sweeper;
  job.commands = {std::move(add)};
  return reactor_.report(std::move(job));
}

}  // namespace redress::engine
