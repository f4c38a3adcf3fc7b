// SPDX-License-Identifier: Apache-2.0
// engine/group.cpp — drafts, what follows from a decision, and the commit.
#include "engine/group.hpp"

#include <algorithm>

#include "store/event_codec.hpp"
#include "store/read_model.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t copy_count_max = 1'000;  // of one sweep: match::Index gives no more

void count_lateness(Meters& meters, std::int64_t late_ms) {
  constexpr std::array<std::int64_t, 9> bounds{1, 2, 5, 10, 20, 50, 100, 500, 1'000};
  const auto at = std::lower_bound(bounds.begin(), bounds.end(), late_ms);
  ++meters.lateness.at(static_cast<std::size_t>(at - bounds.begin()));
}

template <class Body>
bool has_event(const std::vector<cases::Event>& events) {
  return std::any_of(events.begin(), events.end(),
                     [](const cases::Event& event) { return std::holds_alternative<Body>(event.body); });
}

bool is_taking_down(const cases::Event& event) {
  const auto* ordered = std::get_if<cases::MeasureOrdered>(&event.body);
  return ordered != nullptr && ordered->kind != cases::MeasureKind::restore;
}

}  // namespace

Result<Group::Draft> Group::open_draft(const Id& case_id) {
  if (const auto found = touched_.find(case_id); found != touched_.end()) {
    return Draft{case_id, found->second.live, found->second.wake_before, {}};
  }
  const LiveCase* cached = cache_.find(case_id);
  if (cached == nullptr) {
    TRY_ASSIGN(LiveCase live, load_live_case(core_.events, case_id));
    cache_.put(case_id, std::move(live));
    cached = cache_.find(case_id);
  }
  return Draft{case_id, *cached, cases::find_next_wake(cached->state, core_.policy), {}};
}

Status Group::act(Draft& draft, const cases::Command& command, const cases::Actor& actor) {
  TRY_ASSIGN(auto events, cases::decide(draft.live.state, command, actor, core_.policy, core_.now()));
  for (cases::Event& event : events) {
    // Text that cannot be stored is refused here, alone, and not later with everybody who shares the commit.
    const bool is_foreign =
        actor.kind != cases::ActorKind::system && !std::holds_alternative<cases::ClockStarted>(event.body);
    if (is_foreign) TRY(store::check_texts(event));
    draft.live.state = cases::apply(std::move(draft.live.state), event);
    draft.events.push_back(std::move(event));
  }
  return Done{};
}

std::optional<store::Content> Group::find_content(const cases::ItemFacts& facts) const {
  if (!facts.content_id.empty()) {
    if (const auto found = contents_.find(facts.content_id); found != contents_.end()) return found->second;
    const auto stored = core_.events.find_content(facts.content_id);
    return stored.ok() ? stored.value() : std::nullopt;
  }
  for (const std::string& url : facts.urls) {
    if (const auto found = content_urls_.find(url); found != content_urls_.end()) return contents_.at(found->second);
    const auto stored = core_.events.find_content_by_url(url);
    if (stored.ok() && stored.value()) return stored.value();
  }
  return std::nullopt;
}

// What the platform registered about an item completes what a person wrote.
void Group::complete_item(cases::ItemFacts& facts) const {
  for (std::string& url : facts.urls) url = normalise_url(url);
  const auto content = find_content(facts);
  if (!content) return;
  facts.content_id = content->content_id;
  for (const std::string& url : content->urls) {
    if (std::find(facts.urls.begin(), facts.urls.end(), url) == facts.urls.end()) facts.urls.push_back(url);
  }
  const auto fill = [](std::string& into, const std::string& from) {
    if (into.empty()) into = from;
  };
  fill(facts.uploader, content->uploader);
  fill(facts.uploaded_from, content->uploaded_from);
  fill(facts.sha256, content->sha256);
  if (facts.pdq.empty()) {
    facts.pdq = content->pdq;
    facts.pdq_quality = content->pdq_quality;
  }
}

Status Group::add_copies(Draft& draft, const std::vector<int>& item_nos) {
  cases::AddItems add;
  std::set<std::string> known;
  for (const cases::Item& item : draft.live.state.items) known.insert(item.facts.content_id);
  for (const int item_no : item_nos) {
    const cases::ItemFacts& original = draft.live.state.items[static_cast<std::size_t>(item_no) - 1].facts;
    for (Bank::Copy& copy :
         core_.bank.find_copies({original.sha256, original.pdq, original.pdq_quality, std::nullopt})) {
      if (add.items.size() >= copy_count_max || !known.insert(copy.content_id).second) continue;
      cases::ItemFacts facts;
      facts.origin = cases::ItemOrigin::copy;
      facts.content_id = copy.content_id;
      complete_item(facts);
      if (facts.sha256.empty() && facts.pdq.empty()) continue;  // registered in a group that failed
      facts.match = std::move(copy.match);
      facts.match->item_no = item_no;
      add.items.push_back(std::move(facts));
    }
  }
  return add.items.empty() ? Status(Done{}) : act(draft, add, cases::Actor{});
}

Status Group::let_edge_act(Draft& draft) {
  if (!core_.options.webhooks.empty()) return Done{};
  const cases::Actor edge{cases::ActorKind::system, "edge"};
  std::vector<int> item_nos;
  for (const cases::Event& event : draft.events) {
    const auto* ordered = std::get_if<cases::MeasureOrdered>(&event.body);
    // The edge answers for URLs: it can neither write a label nor hold what has no address.
    if (ordered != nullptr && ordered->kind != cases::MeasureKind::label) item_nos.push_back(ordered->item_no);
  }
  for (const int item_no : item_nos) {
    if (draft.live.state.items[static_cast<std::size_t>(item_no) - 1].facts.urls.empty()) continue;
    const cases::Measure* measure = cases::find_active_measure(draft.live.state, item_no);
    if (measure == nullptr || measure->state != cases::MeasureState::ordered) continue;
    const int measure_no = measure->no;
    TRY(act(draft, cases::MoveMeasure{measure_no, cases::MeasureState::dispatched, "edge"}, edge));
    TRY(act(draft, cases::MoveMeasure{measure_no, cases::MeasureState::acknowledged, "edge"}, edge));
  }
  return Done{};
}

Status Group::follow_up(Draft& draft, std::size_t items_before) {
  std::set<int> to_sweep;
  for (std::size_t i = items_before; i < draft.live.state.items.size(); ++i) to_sweep.insert(static_cast<int>(i) + 1);
  for (const cases::Event& event : draft.events) {
    if (is_taking_down(event)) to_sweep.insert(std::get<cases::MeasureOrdered>(event.body).item_no);
  }
  // A copy is not swept again: its copies are copies of the original, or too far from it.
  std::erase_if(to_sweep, [&](int no) {
    return draft.live.state.items[static_cast<std::size_t>(no) - 1].facts.origin != cases::ItemOrigin::named;
  });
  TRY(add_copies(draft, {to_sweep.begin(), to_sweep.end()}));
  return let_edge_act(draft);
}

store::Append& Group::keep(Draft draft) {
  const cases::Case& state = draft.live.state;
  const bool holds_changed = has_event<cases::MeasureOrdered>(draft.events);
  // The bank knows at once, so that an upload in this very group already meets it; a failed commit takes it back.
  if (holds_changed) core_.bank.set_holds(draft.id, store::list_holds(state, draft.live.code));
  if (has_event<cases::ItemsAdded>(draft.events)) {
    for (const std::string& key : store::list_item_keys(state, 0)) item_keys_[key].insert(draft.id);
  }
  store::Append& append = appends_.emplace_back();
  append.case_id = draft.id;
  append.events = std::move(draft.events);
  append.after = state;
  append.next_wake = cases::find_next_wake(state, core_.policy);
  Touched& touched = touched_[draft.id];
  touched.holds_changed = touched.holds_changed || holds_changed;
  touched.wake_before = draft.wake_before;
  touched.live = std::move(draft.live);
  return append;
}

// What the ticker loaded counts only where nothing has happened since and the cache knows no better.
void Group::take_loaded(const Id& case_id, LiveCase live) {
  if (touched_.contains(case_id) || cache_.find(case_id) != nullptr) return;
  const auto count = core_.events.find_event_count(case_id);
  if (count.ok() && count.value() == live.state.event_count) cache_.put(case_id, std::move(live));
}

void Group::add(TickJob& job) {
  --core_.ticks_waiting;
  const auto again = [&core = core_, case_id = job.case_id] {
    (void)core.wakes.push({store::Wake{core.now() + std::chrono::seconds{1}, case_id}});
  };
  if (job.ahead) take_loaded(job.case_id, std::move(*job.ahead));
  auto draft = open_draft(job.case_id);
  if (!draft.ok()) return again();
  const std::size_t items_before = draft.value().live.state.items.size();
  Status acted = act(draft.value(), cases::Tick{}, cases::Actor{});
  if (acted.ok() && draft.value().events.empty()) return;
  if (acted.ok()) acted = follow_up(draft.value(), items_before);
  if (!acted.ok()) return again();
  keep(std::move(draft).value());
  wait_for_commit([&core = core_, again, due_at = job.due_at](const Status& outcome) {
    if (!outcome.ok()) return again();
    ++core.meters.ticks_fired;
    count_lateness(core.meters, core.clock.now().ms - due_at.ms);
  });
}

void Group::add(ReactorJob& job) {
  std::optional<Draft> draft;
  if (!job.commands.empty()) {
    auto opened = open_draft(job.case_id);
    if (opened.ok()) draft = std::move(opened).value();
  }
  for (cases::Command& command : job.commands) {
    if (auto* const add_items = std::get_if<cases::AddItems>(&command)) {
      for (cases::ItemFacts& item : add_items->items) complete_item(item);
    }
    // A refusal means that the case moved on meanwhile: what the reactor did stands all the same.
    if (draft && act(*draft, command, job.actor).ok()) (void)let_edge_act(*draft);
  }
  store::Append* append = nullptr;
  if (draft && !draft->events.empty()) {
    append = &keep(std::move(*draft));
  } else {
    append = &appends_.emplace_back();
  }
  append->deliveries = job.deliveries;
  append->cursor = job.cursor;
  append->erasure = job.erasure;
  wait_for_commit([done = std::move(job.done)](const Status& outcome) {
    if (done) done(outcome);
  });
}

Status Group::commit() {
  if (!is_written()) return Done{};
  const auto clock_error_ms = core_.clock.find_error_ms();
  for (store::Append& append : appends_) append.clock_error_ms = clock_error_ms;
  if (Status written = core_.events.append(appends_); !written.ok()) {
    // Nothing of this group happened: what the cache and the bank saw of it goes.
    cache_.clear();
    for (const auto& [id, touched] : touched_) {
      if (!touched.holds_changed) continue;
      const auto records = core_.events.load_case(id);
      cases::Case state;
      state.id = id;
      for (const store::Record& record : records.ok() ? records.value() : std::vector<store::Record>{}) {
        state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
      }
      core_.bank.set_holds(id, store::list_holds(state, touched.live.code));
    }
    return written;
  }
  std::uint64_t event_count = 0;
  std::uint64_t record_count = 0;
  std::int64_t newest = core_.last_event_ms.load();
  for (const store::Append& append : appends_) {
    for (const cases::Event& event : append.events) newest = std::max(newest, event.at.ms);
    event_count += append.events.size();
    record_count += append.events.size() + append.contents.size();
  }
  core_.last_event_ms = newest;
  ++core_.meters.commits;
  core_.meters.events += event_count;
  std::vector<store::Wake> wakes;
  for (auto& [id, touched] : touched_) {
    if (touched.holds_changed) core_.edge.set(id, store::list_holds(touched.live.state, touched.live.code));
    const auto wake = cases::find_next_wake(touched.live.state, core_.policy);
    if (wake && wake != touched.wake_before) wakes.push_back({*wake, id});
    cache_.put(id, std::move(touched.live));
  }
  core_.last_position += record_count;
  // Full only when the ticker is 65,536 groups behind; it reads the store's wakes again when it is told so.
  if (!wakes.empty() && !core_.wakes.push(std::move(wakes)).ok()) core_.wakes_lost = true;
  return Done{};
}

}  // namespace redress::engine
