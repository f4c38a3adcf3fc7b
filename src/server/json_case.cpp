// SPDX-License-Identifier: Apache-2.0
#include "server/json_case.hpp"

#include <algorithm>

#include "server/json_notice.hpp"

namespace redress::server {
namespace {

Json optional_instant(const std::optional<Instant>& at) { return at ? Json(render_instant(*at)) : Json(); }

Json render_clocks(const cases::Case& state) {
  Json list = Json::array();
  const auto* leading = cases::find_leading_clock(state);
  for (const auto& clock : state.clocks) list.push_back(render_clock(clock, &clock == leading));
  return list;
}

Json render_measure(const cases::Measure& measure) {
  return Json{{"no", measure.no},
              {"item_no", measure.item_no},
              {"kind", render(measure.kind)},
              {"state", render(measure.state)},
              {"territory", render_territory_json(measure.territory)},
              {"decision_no", measure.decision_no},
              {"automatic", measure.automatic},
              {"ordered_at", render_instant(measure.ordered_at)},
              {"acknowledged_at", optional_instant(measure.acknowledged_at)},
              {"verified_at", optional_instant(measure.verified_at)},
              {"reachable_reports", measure.reachable_reports}};
}

Json render_measures(const cases::Case& state) {
  Json list = Json::array();
  for (const auto& measure : state.measures) list.push_back(render_measure(measure));
  return list;
}

Json render_decision(const cases::Decision& decision, bool for_staff) {
  Json json{{"no", decision.no},
            {"outcome", render(decision.outcome)},
            {"ground",
             {{"kind", render(decision.ground.kind)},
              {"duty", decision.ground.duty},
              {"provision", decision.ground.provision},
              {"pack_sha256", decision.ground.pack_sha256}}},
            {"facts", decision.facts},
            {"reasons", decision.reasons},
            {"territory", render_territory_json(decision.territory)},
            {"items", decision.item_nos},
            {"at", render_instant(decision.at)},
            {"is_reversed", decision.is_reversed}};
  if (!for_staff) return json;
  json["by"] = decision.by;
  if (!decision.proposed_by.empty()) json["proposed_by"] = decision.proposed_by;
  if (decision.picked_of) json["picked_of"] = *decision.picked_of;
  if (decision.look) {
    json["second_look"] = {
        {"agrees", decision.look->agrees}, {"by", decision.look->by}, {"reasons", decision.look->reasons}};
  }
  if (decision.weighing) {
    json["weighing"] = {{"elements", decision.weighing->elements},
                        {"lesser", decision.weighing->lesser},
                        {"languages", decision.weighing->languages}};
    if (!decision.weighing->unfounded.empty()) json["weighing"]["unfounded"] = decision.weighing->unfounded;
  }
  return json;
}

Json render_proposal(const cases::Proposal& proposal) {
  return Json{{"outcome", render(proposal.outcome)},
              {"duty", proposal.ground.duty},
              {"facts", proposal.facts},
              {"reasons", proposal.reasons},
              {"territory", render_territory_json(proposal.territory)},
              {"items", proposal.item_nos},
              {"by", proposal.by},
              {"at", render_instant(proposal.at)}};
}

Json render_appeals(const cases::Case& state, bool for_staff) {
  Json list = Json::array();
  for (const auto& appeal : state.appeals) {
    Json json{{"no", appeal.no},
              {"by", render(appeal.by)},
              {"decision_no", appeal.decision_no},
              {"at", render_instant(appeal.at)},
              {"outcome", render(appeal.outcome)},
              {"reasons", appeal.reasons},
              {"decided_at", optional_instant(appeal.decided_at)}};
    if (for_staff) json["decided_by"] = appeal.decided_by;
    list.push_back(std::move(json));
  }
  return list;
}

Json count_items(const cases::Case& state) {
  Json counts{{"total", state.items.size()}, {"copies", 0}};
  for (const auto status : {cases::ItemStatus::live, cases::ItemStatus::restricted, cases::ItemStatus::removed,
                            cases::ItemStatus::labelled, cases::ItemStatus::restored}) {
    counts[std::string(render(status))] = std::count_if(state.items.begin(), state.items.end(),
                                                        [&](const cases::Item& item) { return item.status == status; });
  }
  counts["copies"] = std::count_if(state.items.begin(), state.items.end(), [](const cases::Item& item) {
    return item.facts.origin != cases::ItemOrigin::named;
  });
  return counts;
}

Json render_item(const cases::Item& item) {
  Json json{{"no", item.no},
            {"origin", render(item.facts.origin)},
            {"content_id", item.facts.content_id},
            {"urls", item.facts.urls},
            {"uploader", item.facts.uploader},
            {"uploaded_from", item.facts.uploaded_from},
            {"sha256", item.facts.sha256},
            {"status", render(item.status)},
            {"held_in", render_territory_json(item.held_in)}};
  if (item.facts.match) {
    json["match"] = {{"item_no", item.facts.match->item_no},
                     {"tier", item.facts.match->tier},
                     {"needs_look", item.facts.match->needs_look}};
    render_nearness(json["match"], item.facts.match->distance_bits, item.facts.match->inlier_count);
    if (item.facts.match->matched_ms) json["match"]["matched_ms"] = *item.facts.match->matched_ms;
    if (const auto& over = item.facts.match->overlay) {
      const auto share = [](int millionths) { return millionths / 1e6; };
      json["match"]["overlay"] = {share(over->a), share(over->b),    share(over->c),
                                  share(over->d), share(over->left), share(over->top)};
    }
  }
  return json;
}

Json render_notice(const cases::Notice& notice) {
  Json defects = Json::array();
  for (const auto& defect : notice.defects) defects.push_back({{"check", defect.check}, {"detail", defect.detail}});
  return Json{{"no", notice.no},
              {"notice_id", render_id(notice.facts.notice_id)},
              {"kind", render(notice.facts.kind)},
              {"channel", law::render(notice.facts.channel)},
              {"complainant", law::render(notice.facts.complainant)},
              {"harm", law::render(notice.facts.harm)},
              {"jurisdictions", notice.facts.jurisdictions},
              {"language", notice.facts.language},
              {"written_in", notice.facts.written_in},
              {"sent_at", render_instant(notice.facts.sent_at)},
              {"received_at", render_instant(notice.received_at)},
              {"basis", notice.basis},
              {"defects", std::move(defects)},
              {"acted_on", notice.acted_on},
              {"is_withdrawn", notice.is_withdrawn}};
}

Json next_steps(const cases::Case& state) {
  Json steps = Json::array();
  for (const auto& question : state.clarifications) {
    if (!question.answered_at)
      steps.push_back({{"kind", "answer"}, {"no", question.no}, {"question", question.question}});
  }
  const auto* decision = cases::find_standing_decision(state);
  const bool may_appeal =
      decision != nullptr && decision->outcome != cases::Outcome::remove && state.phase != cases::Phase::closed;
  if (may_appeal && !cases::has_pending_appeal(state)) steps.push_back({{"kind", "appeal"}});
  if (decision == nullptr && state.phase == cases::Phase::open) steps.push_back({{"kind", "wait_for_decision"}});
  return steps;
}

}  // namespace

Json render_territory_json(const law::Territory& territory) { return law::render_territory(territory); }

std::string_view status_of(const cases::Case& state) {
  if (cases::has_pending_appeal(state)) return "appeal";
  if (const auto* decision = cases::find_standing_decision(state)) return render(decision->outcome);
  if (state.phase == cases::Phase::closed) return "closed";
  if (!state.decisions.empty()) return "restored";
  const bool is_sent_back =
      !state.notices.empty() && std::none_of(state.notices.begin(), state.notices.end(),
                                             [](const cases::Notice& notice) { return notice.acted_on; });
  if (is_sent_back) return "sent_back";
  const bool is_hidden = std::any_of(state.items.begin(), state.items.end(), [](const cases::Item& item) {
    return item.status == cases::ItemStatus::restricted || item.status == cases::ItemStatus::removed;
  });
  return is_hidden ? "hidden" : "received";
}

void render_nearness(Json& match, int distance_bits, const std::optional<int>& inlier_count) {
  if (inlier_count) {
    match["inlier_count"] = *inlier_count;
  } else {
    match["distance_bits"] = distance_bits;
  }
}

Json render_sweeps(const std::vector<store::Sweep>& sweeps) {
  Json list = Json::array();
  for (const store::Sweep& sweep : sweeps) {
    list.push_back({{"item_no", sweep.item_no},
                    {"at", render_instant(sweep.at)},
                    {"picture_count", sweep.picture_count},
                    {"found_count", sweep.found_count},
                    {"look_count", sweep.look_count}});
  }
  return list;
}

Json render_follow_up(const cases::Case& state, int notice_no, const std::string& case_code) {
  Json json{{"case_code", case_code},
            {"status", status_of(state)},
            {"phase", render(state.phase)},
            {"opened_at", render_instant(state.opened_at)},
            {"clocks", render_clocks(state)},
            {"items", count_items(state)},
            {"measures", render_measures(state)},
            {"appeals", render_appeals(state, false)},
            {"next_steps", next_steps(state)},
            {"is_erased", state.personal_erased}};
  if (notice_no >= 1 && static_cast<std::size_t>(notice_no) <= state.notices.size()) {
    json["notice"] = render_notice(state.notices[static_cast<std::size_t>(notice_no) - 1]);
  }
  const auto* decision = cases::find_standing_decision(state);
  json["decision"] = decision != nullptr ? render_decision(*decision, false) : Json();
  return json;
}

Json render_case(const cases::Case& state, const std::string& case_code, const std::vector<store::Record>& records) {
  Json notices = Json::array();
  for (const auto& notice : state.notices) notices.push_back(render_notice(notice));
  Json appeals = render_appeals(state, true);
  std::size_t notice_at = 0;
  std::size_t appeal_at = 0;
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event == nullptr) continue;
    if (const auto* received = std::get_if<cases::NoticeReceived>(&event->body);
        received != nullptr && notice_at < notices.size()) {
      notices[notice_at]["statement"] = received->personal.statement;
      notices[notice_at++]["is_signed"] = received->facts.is_signed;
    }
    if (const auto* appealed = std::get_if<cases::Appealed>(&event->body);
        appealed != nullptr && appeal_at < appeals.size()) {
      appeals[appeal_at]["grounds"] = appealed->grounds;
      appeals[appeal_at++]["words"] = appealed->personal.statement;
    }
  }
  Json items = Json::array();
  for (const auto& item : state.items) items.push_back(render_item(item));
  Json decisions = Json::array();
  for (const auto& decision : state.decisions) decisions.push_back(render_decision(decision, true));
  Json json{{"id", render_id(state.id)},
            {"case_code", case_code},
            {"status", status_of(state)},
            {"phase", render(state.phase)},
            {"opened_at", render_instant(state.opened_at)},
            {"event_count", state.event_count},
            {"notices", std::move(notices)},
            {"items", std::move(items)},
            {"clocks", render_clocks(state)},
            {"measures", render_measures(state)},
            {"decisions", std::move(decisions)},
            {"appeals", std::move(appeals)},
            {"claim", Json()}};
  if (state.claim) json["claim"] = {{"reviewer", state.claim->reviewer}, {"until", render_instant(state.claim->until)}};
  if (state.claim && !state.claim->note.empty()) {
    json["claim"]["from"] = state.claim->from;
    json["claim"]["note"] = state.claim->note;
  }
  if (state.proposal) json["proposal"] = render_proposal(*state.proposal);
  json["recused"] = state.recused;
  return json;
}

Json render_queue_row(const store::QueueRow& row) {
  return Json{{"id", render_id(row.case_id)},
              {"case_code", row.case_code},
              {"phase", render(row.phase)},
              {"harm", law::render(row.harm)},
              {"language", row.language},
              {"leading_duty", row.leading_duty},
              {"starts_at", optional_instant(row.starts_at)},
              {"due_at", optional_instant(row.due_at)},
              {"claimed_by", row.claimed_by},
              {"claimed_until", optional_instant(row.claimed_until)},
              {"notice_count", row.notice_count},
              {"item_count", row.item_count},
              {"is_restricted", row.is_restricted},
              {"has_appeal", row.has_appeal},
              {"needs_look", row.needs_look}};
}

}  // namespace redress::server
