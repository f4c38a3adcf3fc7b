// SPDX-License-Identifier: Apache-2.0
#include "engine/sweeper.hpp"

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

}  // namespace

// Pictures that are asked together, named by their place in the lot.
struct Sweeper::Lot {
  match::FeaturesIndex index{lot_picture_count * std::size_t{64} * media::stored_plan.per_cell_max};
  std::vector<Digest> pictures;

  void add(const Digest& sha256, const media::Features& features) {
    CHECK(index.add(match::id_of_number(pictures.size()), features).ok());
    pictures.push_back(sha256);
  }
  void ask(Search& search) const {
    for (match::Likeness& likeness : index.find(search.query)) {
      search.found.emplace(pictures[match::number_of(likeness.id)], std::move(likeness));
    }
  }
};

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
  TRY_ASSIGN(const std::uint64_t kept, core_.options.pictures->count());
  if (kept == 0) return searches;
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
    TRY_ASSIGN(auto query, find_query(item.facts.sha256));
    if (query) searches.push_back({case_id, item.no, item.facts.sha256, std::move(*query), {}});
  }
  return Done{};
}

// With the pixels still at hand more corners are asked, and the mirror image too.
Result<std::optional<media::Features>> Sweeper::find_query(const std::string& sha256) const {
  const auto digest = parse_digest(sha256);
  if (!digest) return std::optional<media::Features>{};
  TRY_ASSIGN(const auto kept, core_.options.pictures->find(*digest));
  if (!kept) return std::optional<media::Features>{};
  if (core_.options.find_plane) {
    if (const auto plane = core_.options.find_plane(sha256)) {
      return std::optional(media::find_features(*plane, media::query_plan));
    }
  }
  auto features = media::parse_features(*kept);
  if (!features.ok()) return std::optional<media::Features>{};
  return std::optional(std::move(features).value());
}

Result<std::uint64_t> Sweeper::look_through(std::vector<Search>& searches) const {
  std::uint64_t picture_count = 0;
  auto lot = std::make_unique<Lot>();
  const auto ask = [&] {
    for (Search& search : searches) lot->ask(search);
    picture_count += lot->pictures.size();
    lot = std::make_unique<Lot>();
  };
  TRY(core_.options.pictures->visit([&](const Digest& sha256, ByteView bytes) {
    const auto features = media::parse_features(bytes);
    if (features.ok()) lot->add(sha256, features.value());
    if (lot->pictures.size() == lot_picture_count) ask();
    return !core_.is_stopping;
  }));
  if (core_.is_stopping) return Error{Code::unavailable, "the engine stops"};
  ask();
  return picture_count;
}

Status Sweeper::conclude(const Search& search, std::uint64_t picture_count) {
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(search.case_id, UINT64_MAX));
  std::set<std::string> known;
  for (const cases::Item& item : state.items) known.insert(item.facts.content_id);
  cases::AddItems add;
  store::Sweep sweep{search.case_id, search.item_no, core_.now(), picture_count, 0, 0};
  for (const auto& [picture, likeness] : search.found) {
    const auto verdict = match::judge_inliers(likeness.alignment.inlier_count);
    if (!verdict || render_hex(picture) == search.sha256) continue;
    for (const std::string& content_id : core_.bank.find_contents(picture)) {
      ++sweep.found_count;
      if (*verdict == match::Verdict::look) ++sweep.look_count;
      if (add.items.size() >= copy_count_max || !known.insert(content_id).second) continue;
      cases::ItemFacts& facts = add.items.emplace_back();
      facts.origin = cases::ItemOrigin::copy;
      facts.content_id = content_id;
      facts.match = make_match_facts(likeness.alignment.inlier_count, *verdict);
      facts.match->item_no = search.item_no;
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
