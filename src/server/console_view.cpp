// SPDX-License-Identifier: Apache-2.0
#include "server/console_view.hpp"

#include <set>

#include "provenance/inspection.hpp"
#include "server/console_pair.hpp"
#include "server/console_queue.hpp"
#include "server/console_work.hpp"
#include "server/safe_view.hpp"
#include "server/second_look.hpp"

namespace redress::server {
namespace {

// More are read than shown, so that somebody's own are found behind what waits for their colleagues.
constexpr std::size_t row_count_read = 500;
constexpr std::size_t row_count_shown = 100;

std::string key(std::string_view group, std::string_view word) { return std::string(group).append(word); }

std::string_view tone_of(cases::Phase phase) { return phase == cases::Phase::open ? "warn" : "good"; }

std::string preview_of(const Desk& desk, const cases::Item& item) {
  return desk.previews.has(item.facts.sha256) ? item.facts.sha256 : std::string();
}

// What its file said about itself when it was uploaded. Null where no file was at hand.
Json tell_note(const Desk& desk, const cases::Item& item) {
  const auto note = desk.previews.find_note(item.facts.sha256);
  if (!note) return nullptr;
  const auto said = provenance::parse_inspection(*note);
  if (!said.ok()) return nullptr;
  Json lines = Json::array();
  for (const auto& reason : said.value().verdict.reasons) lines.push_back({{"text", reason}});
  return {{"origin", provenance::origin_name(said.value().verdict.origin)},
          {"summary", said.value().summary},
          {"lines", std::move(lines)}};
}

Json tell_order(const law::OrderFacts& order) {
  return {{"issuer", order.issuer}, {"rank", order.rank}, {"provision", order.provision}, {"reasons", order.reasons}};
}

// What only its sender could say.
struct NoticeWords {
  std::string statement;
  std::string safe_time;
};

Json tell_notice(const Telling& telling, const cases::Notice& notice, const NoticeWords& words) {
  Json defects = Json::array();
  for (const auto& defect : notice.defects) defects.push_back({{"check", defect.check}, {"detail", defect.detail}});
  Json json{
      {"heading", telling.say("console.notice", {{"no", std::to_string(notice.no)},
                                                 {"harm", telling.say(key("harm.", law::render(notice.facts.harm)))}})},
      {"who", telling.say(key("who.", law::render(notice.facts.complainant)))},
      {"received", telling.local(notice.received_at)},
      {"basis", notice.basis},
      {"statement", words.statement},
      {"safe_time", words.safe_time},
      {"withdrawn", notice.is_withdrawn},
      {"defects", std::move(defects)}};
  if (notice.facts.order) json["order"] = tell_order(*notice.facts.order);
  return json;
}

// The words that were said, in the order in which they stand in the journal.
struct Words {
  std::vector<NoticeWords> notices;
  std::vector<std::string> appeals, answers;
  std::vector<std::vector<std::string>> grounds;
};

Words read_words(const Telling& telling, const cases::Case& state, const std::vector<store::Record>& records) {
  Words words;
  words.answers.resize(state.clarifications.size());
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event == nullptr) continue;
    if (const auto* notice = std::get_if<cases::NoticeReceived>(&event->body))
      words.notices.push_back({notice->personal.statement, tell_safe_time(telling, *notice)});
    if (const auto* appeal = std::get_if<cases::Appealed>(&event->body)) {
      words.appeals.push_back(appeal->personal.statement);
      words.grounds.push_back(appeal->grounds);
    }
    if (const auto* given = std::get_if<cases::ClarificationGiven>(&event->body)) {
      const auto at = static_cast<std::size_t>(given->clarification_no) - 1;
      if (at < words.answers.size()) words.answers[at] = given->personal.statement;
    }
  }
  words.notices.resize(state.notices.size());
  words.appeals.resize(state.appeals.size());
  words.grounds.resize(state.appeals.size());
  return words;
}

std::string tell_match(const Telling& telling, const cases::MatchFacts& match) {
  const auto item = std::to_string(match.item_no);
  if (match.inlier_count) {
    return telling.say(match.needs_look ? "console.match.corners.look" : "console.match.corners",
                       {{"item", item}, {"count", std::to_string(*match.inlier_count)}});
  }
  if (match.matched_ms) {
    return telling.say(match.needs_look ? "console.match.time.look" : "console.match.time",
                       {{"item", item}, {"seconds", std::to_string(*match.matched_ms / 1'000)}});
  }
  return telling.say(match.needs_look ? "console.match.look" : "console.match",
                     {{"tier", match.tier}, {"item", item}, {"bits", std::to_string(match.distance_bits)}});
}

Json tell_sweeps(const Telling& telling, const Id& case_id) {
  Json told = Json::array();
  const auto sweeps = telling.desk.engine.load_sweeps(case_id);
  if (!sweeps.ok()) return told;
  for (const store::Sweep& sweep : sweeps.value()) {
    told.push_back({{"text", telling.say("console.sweep", {{"item", std::to_string(sweep.item_no)},
                                                           {"count", std::to_string(sweep.picture_count)},
                                                           {"found", std::to_string(sweep.found_count)},
                                                           {"look", std::to_string(sweep.look_count)}})},
                    {"at", telling.local(sweep.at)}});
  }
  return told;
}

Json tell_console_items(const Telling& telling, const cases::Case& state, int clear_item_no) {
  auto items = tell_items(telling, state);
  for (std::size_t i = 0; i < state.items.size(); ++i) {
    const auto& item = state.items[i];
    if (item.facts.match) {
      const auto& match = *item.facts.match;
      items[i]["look"] = match.needs_look;
      items[i]["match"] = tell_match(telling, match);
      if (auto pair = tell_pair(telling, state, item, clear_item_no); !pair.is_null())
        items[i]["pair"] = std::move(pair);
    }
    if (const auto* measure = cases::find_active_measure(state, item.no)) {
      items[i]["measure"] = telling.say("console.measure", {{"kind", std::string(render(measure->kind))},
                                                            {"state", std::string(render(measure->state))}});
    }
    items[i]["preview"] = preview_of(telling.desk, item);
    if (auto said = tell_note(telling.desk, item); !said.is_null()) items[i]["said"] = std::move(said);
  }
  return items;
}

// A decision rests on a duty that a notice of this case started; each once, in the order in which they started.
Json tell_grounds(const cases::Case& state) {
  Json grounds = Json::array();
  std::set<std::string> seen;
  for (const auto& clock : state.clocks) {
    if (clock.notice_no == 0 || !seen.insert(clock.duty).second) continue;
    grounds.push_back({{"value", clock.duty}, {"text", clock.duty + " — " + clock.provision}});
  }
  return grounds;
}

Json tell_appeals(const Telling& telling, const cases::Case& state, const Words& words) {
  Json appeals = Json::array();
  for (std::size_t i = 0; i < state.appeals.size(); ++i) {
    const auto& appeal = state.appeals[i];
    std::string grounds;
    for (const auto& ground : words.grounds[i]) {
      const auto name = "appeal.ground." + ground;
      grounds += (grounds.empty() ? "" : "; ") + (telling.desk.messages.has(name) ? telling.say(name) : std::string());
    }
    appeals.push_back({{"no", appeal.no},
                       {"by", telling.say(key("by.", render(appeal.by)))},
                       {"at", telling.local(appeal.at)},
                       {"outcome", telling.say(key("appeal.", render(appeal.outcome)))},
                       {"tone", appeal.outcome == cases::AppealOutcome::pending ? "warn" : ""},
                       {"pending", appeal.outcome == cases::AppealOutcome::pending},
                       {"needs_instead", appeal.by == cases::AppealBy::complainant},
                       {"ticks", grounds},
                       {"words", words.appeals[i]}});
  }
  return appeals;
}

void put_acts(const Telling& telling, const cases::Case& state, const Caller& caller, Json& view) {
  const auto now = telling.desk.engine.now();
  const bool is_held = state.claim && state.claim->until > now;
  const bool is_mine = is_held && state.claim->reviewer == caller.name;
  const bool is_open = state.phase != cases::Phase::closed;
  view["is_open"] = is_open;
  view["may_claim"] = is_open && !is_held;
  view["may_release"] = is_mine || (is_held && caller.kind == cases::ActorKind::officer);
  view["may_decide"] = state.phase == cases::Phase::open && (!is_held || is_mine);
  view["may_reverse"] = is_open && cases::find_holding_decision(state) != nullptr;
  view["may_close"] = state.phase == cases::Phase::decided && !cases::has_pending_appeal(state);
  if (is_held) {
    view["held"] =
        telling.say("console.held", {{"name", state.claim->reviewer}, {"until", telling.local(state.claim->until)}});
  }
}

}  // namespace

Result<Json> tell_queue(const Desk& desk, const Visit& visit, const Caller& caller) {
  TRY_ASSIGN(auto rows, desk.engine.events().load_queue(row_count_read));
  TRY_ASSIGN(auto skills, desk.accounts.load_skills());
  const Team team{std::move(skills), caller.name};
  order_queue(rows);
  put_colleagues_last(rows, team);
  rows.resize(std::min(rows.size(), row_count_shown));
  keep_for(desk, caller, rows);
  const Telling telling{desk, visit.language, Eyes::staff, desk.options.country};
  const auto now = desk.engine.now();
  Json list = Json::array();
  for (const store::QueueRow& row : rows) {
    Json entry{{"id", render_id(row.case_id)},
               {"case_code", row.case_code},
               {"harm", telling.say(key("harm.", law::render(row.harm)))},
               {"duty", row.leading_duty},
               {"state", telling.say(key("phase.", render(row.phase)))},
               {"tone", tone_of(row.phase)},
               {"restricted", row.is_restricted},
               {"appeal", row.has_appeal},
               {"look", row.needs_look},
               {"again", is_second_look(row)},
               {"elsewhere", is_for_a_colleague(row, team)},
               {"held_by", row.claimed_until && *row.claimed_until > now ? row.claimed_by : std::string()},
               {"size", telling.say("console.size", {{"notices", std::to_string(row.notice_count)},
                                                     {"items", std::to_string(row.item_count)}})}};
    entry["language"] = row.language;
    entry["severity"] = severity_of(row.harm);
    if (row.due_at) entry["due"] = telling.local(*row.due_at);
    if (row.due_at) entry["due_at"] = render_instant(*row.due_at);
    entry.update(tell_left(telling, row.starts_at, row.due_at, now));
    list.push_back(std::move(entry));
  }
  return list;
}

void put_case(const Telling& telling, const cases::Case& state, const std::vector<store::Record>& records,
              const Caller& caller, int clear_item_no, Json& view) {
  const auto words = read_words(telling, state, records);
  view["state"] = telling.say(key("phase.", render(state.phase)));
  view["tone"] = tone_of(state.phase);
  if (const auto* clock = cases::find_leading_clock(state)) {
    view.update(tell_left(telling, clock->starts_at, clock->due_at, telling.desk.engine.now()));
    view["leading"] = clock->duty;
  }
  view["notices"] = Json::array();
  for (std::size_t i = 0; i < state.notices.size(); ++i) {
    view["notices"].push_back(tell_notice(telling, state.notices[i], words.notices[i]));
  }
  view["items"] = tell_console_items(telling, state, clear_item_no);
  view["sweeps"] = tell_sweeps(telling, state.id);
  view["clocks"] = tell_clocks(telling, state);
  view["grounds"] = tell_grounds(state);
  view["decisions"] = Json::array();
  for (const auto& decision : state.decisions) view["decisions"].push_back(tell_decision(telling, decision));
  view["appeals"] = tell_appeals(telling, state, words);
  view["clarifications"] = Json::array();
  for (std::size_t i = 0; i < state.clarifications.size(); ++i) {
    view["clarifications"].push_back({{"question", state.clarifications[i].question}, {"answer", words.answers[i]}});
  }
  view["has_clarifications"] = !state.clarifications.empty();
  view["timeline"] = tell_timeline(telling, state, records);
  put_acts(telling, state, caller, view);
  put_work(telling, state, caller, view);
}

}  // namespace redress::server
