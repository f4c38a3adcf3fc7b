// SPDX-License-Identifier: Apache-2.0
// simulation/silence.cpp — everything that leaves the house because of one step, searched for what a person wrote.
#include "engine/projection.hpp"
#include "engine/webhook_payload.hpp"
#include "ledger/entry_codec.hpp"
#include "report/statement_of_reasons.hpp"
#include "simulation/fairness.hpp"

namespace redress::simulation {
namespace {

using namespace cases;

const report::Messages& all_messages() {
  static const report::Messages messages = report::Messages::load().value();
  return messages;
}

// One language a step: over a history every one of them has its turn.
const report::Language& language_of(const Case& state) {
  const auto& languages = all_messages().languages();
  return languages[state.event_count % languages.size()];
}

std::string tells(const char* who, const std::string& text) {
  for (const std::string& word : kept_words) {
    if (text.find(word) != std::string::npos) return std::string(who) + " says what a person wrote";
  }
  return "";
}

std::string check_letters(const Event& event, const Case& after) {
  if (!report::may_be_news(event.body)) return "";
  const report::Language& language = language_of(after);
  for (const auto& addressee : report::find_addressees(event, after)) {
    const auto letter =
        report::render_letter(all_messages(), language, event, after, addressee, {"CODE", "https://us"});
    if (auto broken = tells("a letter", letter.subject + letter.text); !broken.empty()) return broken;
  }
  return "";
}

std::string check_statement(const Event& event, const Case& after) {
  const int measure_no = engine::find_ordered_measure(event, after);
  if (measure_no == 0) return "";
  const auto statement = report::render_statement_of_reasons(all_messages(), language_of(after), after, measure_no, {});
  if (!statement.ok()) return "the newest measure has no statement of reasons: " + statement.error().message;
  return tells("the statement to the uploader", statement.value().subject + statement.value().text);
}

std::string check_webhook(const Event& event, const Case& after) {
  const auto payload = engine::render_payload(event, after, {"CODE", "https://us/appeal/CODE", "OPENS-IT"});
  return payload ? tells("the message to the platform", *payload) : "";
}

std::string check_ledger(const Event& event, const Case& after, std::size_t happenings_before, const Policy& policy) {
  static const engine::PublicWords words(*policy.rulebook);
  store::Record record;
  record.case_seq = after.event_count;
  record.body = event;
  const auto entry = ledger::encode_entry(engine::project(record, after, happenings_before, words, Digest{}));
  if (!entry.ok()) return "an event has no entry in the ledger: " + entry.error().message;
  const auto& bytes = entry.value();
  return tells("the public ledger", std::string(bytes.begin(), bytes.end()));
}

}  // namespace

std::string check_silence(const Step& step) {
  Case after = step.before;
  for (const Event& event : step.events) {
    const std::size_t happenings = after.happenings.size();
    after = apply(std::move(after), event);
    for (const auto& broken : {check_letters(event, after), check_statement(event, after), check_webhook(event, after),
                               check_ledger(event, after, happenings, step.policy)}) {
      if (!broken.empty()) return broken;
    }
  }
  return "";
}

}  // namespace redress::simulation
