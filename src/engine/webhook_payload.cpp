// SPDX-License-Identifier: Apache-2.0
#include "engine/webhook_payload.hpp"

#include <nlohmann/json.hpp>

#include "law/territory.hpp"

namespace redress::engine {
namespace {

using Json = nlohmann::json;

Json render_item(const cases::Item& item) {
  Json json{{"no", item.no}, {"content_id", item.facts.content_id}, {"urls", item.facts.urls}};
  json["uploader"] = item.facts.uploader;
  json["origin"] = std::string(render(item.facts.origin));
  return json;
}

// DSA Article 17(3): what the uploader is told. Facts and reasons are the reviewer's words, never the reporter's.
Json render_reasons(const cases::Decision& decision, const PayloadContext& context) {
  return Json{{"outcome", std::string(render(decision.outcome))},
              {"territory", law::render_territory(decision.territory)},
              {"ground",
               {{"kind", std::string(render(decision.ground.kind))},
                {"duty", decision.ground.duty},
                {"provision", decision.ground.provision}}},
              {"facts", decision.facts},
              {"reasons", decision.reasons},
              {"decided_at", render_instant(decision.at)},
              {"automated_detection", false},
              {"redress", {{"appeal_url", context.appeal_url}, {"appeal_code", context.appeal_code}}}};
}

Json render_measure(const cases::Measure& measure) {
  return Json{{"no", measure.no},
              {"kind", std::string(render(measure.kind))},
              {"territory", law::render_territory(measure.territory)},
              {"automatic", measure.automatic},
              {"interim", measure.decision_no == 0},
              {"ordered_at", render_instant(measure.ordered_at)}};
}

template <class Body>
std::optional<std::string_view> fill(const cases::Case&, const Body&, const PayloadContext&, Json&) {
  return std::nullopt;
}

std::optional<std::string_view> fill(const cases::Case& after, const cases::NoticeReceived& body, const PayloadContext&,
                                     Json& data) {
  data["notice"] = {{"no", after.notices.size()},
                    {"id", render_id(body.facts.notice_id)},
                    {"kind", std::string(render(body.facts.kind))},
                    {"channel", std::string(law::render(body.facts.channel))},
                    {"complainant", std::string(law::render(body.facts.complainant))},
                    {"harm", std::string(law::render(body.facts.harm))},
                    {"jurisdictions", body.facts.jurisdictions},
                    {"received_at", render_instant(body.received_at)}};
  return "notice.received";
}

std::optional<std::string_view> fill(const cases::Case& after, const cases::MeasureOrdered& body,
                                     const PayloadContext& context, Json& data) {
  data["measure"] = render_measure(after.measures.back());
  data["measure"]["reason"] = body.reason;
  data["item"] = render_item(after.items.at(static_cast<std::size_t>(body.item_no) - 1));
  if (body.decision_no > 0) {
    data["statement_of_reasons"] =
        render_reasons(after.decisions.at(static_cast<std::size_t>(body.decision_no) - 1), context);
  }
  return "measure.ordered";
}

std::optional<std::string_view> fill(const cases::Case& after, const cases::Decided&, const PayloadContext& context,
                                     Json& data) {
  data["decision_no"] = after.decisions.back().no;
  data["item_nos"] = after.decisions.back().item_nos;
  data["statement_of_reasons"] = render_reasons(after.decisions.back(), context);
  return "case.decided";
}

std::optional<std::string_view> fill(const cases::Case&, const cases::DecisionReversed& body, const PayloadContext&,
                                     Json& data) {
  data["decision_no"] = body.decision_no;
  data["reasons"] = body.reasons;
  return "decision.reversed";
}

std::optional<std::string_view> fill(const cases::Case& after, const cases::Appealed& body, const PayloadContext&,
                                     Json& data) {
  data["appeal_no"] = after.appeals.size();
  data["by"] = std::string(render(body.by));
  data["decision_no"] = body.decision_no;
  return "appeal.received";
}

std::optional<std::string_view> fill(const cases::Case&, const cases::AppealDecided& body, const PayloadContext&,
                                     Json& data) {
  data["appeal_no"] = body.appeal_no;
  data["outcome"] = std::string(render(body.outcome));
  data["reasons"] = body.reasons;
  return "appeal.decided";
}

std::optional<std::string_view> fill(const cases::Case& after, const cases::FoundReachable& body, const PayloadContext&,
                                     Json& data) {
  const cases::Measure& measure = after.measures.at(static_cast<std::size_t>(body.measure_no) - 1);
  data["measure"] = render_measure(measure);
  data["item"] = render_item(after.items.at(static_cast<std::size_t>(measure.item_no) - 1));
  data["vantage"] = body.vantage;
  return "measure.still_reachable";
}

std::optional<std::string_view> fill(const cases::Case&, const cases::Closed&, const PayloadContext&, Json&) {
  return "case.closed";
}

}  // namespace

bool has_payload(const cases::EventBody& body) {
  return std::visit(
      [](const auto& one) {
        using Body = std::decay_t<decltype(one)>;
        return std::is_same_v<Body, cases::NoticeReceived> || std::is_same_v<Body, cases::MeasureOrdered> ||
               std::is_same_v<Body, cases::Decided> || std::is_same_v<Body, cases::DecisionReversed> ||
               std::is_same_v<Body, cases::Appealed> || std::is_same_v<Body, cases::AppealDecided> ||
               std::is_same_v<Body, cases::FoundReachable> || std::is_same_v<Body, cases::Closed>;
      },
      body);
}

std::optional<std::string> render_payload(const cases::Event& event, const cases::Case& after,
                                          const PayloadContext& context) {
  Json data{{"case_code", context.case_code}, {"case_id", render_id(after.id)}};
  const auto type = std::visit([&](const auto& body) { return fill(after, body, context, data); }, event.body);
  if (!type) return std::nullopt;
  const Json json{{"type", std::string(*type)}, {"timestamp", render_instant(event.at)}, {"data", std::move(data)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

int find_ordered_measure(const cases::Event& event, const cases::Case& after) {
  return std::holds_alternative<cases::MeasureOrdered>(event.body) ? after.measures.back().no : 0;
}

}  // namespace redress::engine
