// SPDX-License-Identifier: Apache-2.0
#include "report/statement_of_reasons.hpp"

#include <algorithm>

namespace redress::report {
namespace {

struct Writer {
  const Messages& messages;
  const Language& language;
  const cases::Case& state;
  const cases::Measure& measure;
  const StatementContext& context;
  std::string text{};

  [[nodiscard]] std::string say(std::string_view name, const Arguments& arguments = {}) const {
    return messages.text(language, name, arguments);
  }
  void add(std::string_view paragraph) { text.append(text.empty() ? "" : "\n\n").append(paragraph); }
  // "Why: because". A reviewer's words stand as they were written, whatever language this is.
  void add_field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    const std::string asked = say(name);
    add(asked + (asked.ends_with('?') ? " " : ": ") + std::string(value));
  }

  [[nodiscard]] std::string render_place() const {
    const cases::ItemFacts& item = state.items.at(static_cast<std::size_t>(measure.item_no) - 1).facts;
    return item.urls.empty() ? say("item.by_id", {{"id", item.content_id}}) : item.urls.front();
  }

  void add_measure() {
    add(say(std::string("statement.").append(render(measure.kind)), {{"place", render_place()}}));
    add_field("decision.territory", render_territory(messages, language, measure.territory));
    add(say("statement.since", {{"local", render_local(language, country_of(state), measure.ordered_at)},
                                {"utc", render_utc(language, measure.ordered_at)}}));
  }

  void add_why() {
    add_field("appeal.demand", render_demand(messages, language, state));
    if (measure.decision_no == 0) {
      add_interim();
    } else {
      const auto& decision = state.decisions.at(static_cast<std::size_t>(measure.decision_no) - 1);
      add_field("decision.provision", decision.ground.provision);
      add(say(decision.ground.kind == cases::GroundKind::legal ? "statement.unlawful" : "statement.against_terms"));
      add_field("decision.facts", decision.facts);
      add_field("decision.reasons", decision.reasons);
      add(say("statement.lasts"));
    }
    add_field("appeal.automated", say(measure.automatic ? "appeal.automated.yes" : "appeal.automated.no"));
  }

  // Until somebody decided there are no facts found yet: the duty whose time ran short is the ground.
  void add_interim() {
    const cases::CaseClock* acted = nullptr;
    for (const cases::CaseClock& clock : state.clocks) {
      if (clock.on_risk_applied && law::Step::take_down == clock.step) acted = &clock;
    }
    if (acted != nullptr) add_field("decision.provision", acted->provision);
    add(say("statement.interim"));
  }

  void add_redress() {
    add(say("statement.redress", {{"code", context.case_code},
                                  {"appeal_code", context.appeal_code},
                                  {"span", render_span(language, context.answer_span)}}));
    text.append("\n").append(context.public_url).append("/appeal");
    add(say("appeal.next") + ": " + render_next_instance(messages, language, country_of(state)));
  }
};

}  // namespace

Result<Letter> render_statement_of_reasons(const Messages& messages, const Language& language, const cases::Case& state,
                                           int measure_no, const StatementContext& context) {
  if (measure_no < 1 || static_cast<std::size_t>(measure_no) > state.measures.size()) {
    return Error{Code::not_found, "this case has no such measure"};
  }
  const cases::Measure& measure = state.measures[static_cast<std::size_t>(measure_no) - 1];
  const cases::Measure* active = cases::find_active_measure(state, measure.item_no);
  if (active != nullptr && active->no != measure.no) {
    return Error{Code::conflict, "measure " + std::to_string(measure.no) + " was replaced by measure " +
                                     std::to_string(active->no) + ": ask for the statement of that one"};
  }
  Writer writer{messages, language, state, measure, context};
  writer.add(writer.say("letter.greeting"));
  writer.add_measure();
  if (measure.kind != cases::MeasureKind::restore) {
    writer.add_why();
    writer.add_redress();
  }
  return Letter{messages.text(language, "statement.subject"), std::move(writer.text) + "\n"};
}

}  // namespace redress::report
