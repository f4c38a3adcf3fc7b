// SPDX-License-Identifier: Apache-2.0
#include "engine/webhooks.hpp"

#include "engine/webhook_payload.hpp"

namespace redress::engine {
namespace {

Outbox::Attempt::Outcome outcome_of(const mail::Delivery& answer) {
  if (answer.outcome == mail::Delivery::Outcome::delivered) return Outbox::Attempt::Outcome::heard;
  return answer.outcome == mail::Delivery::Outcome::disabled ? Outbox::Attempt::Outcome::give_up
                                                             : Outbox::Attempt::Outcome::retry;
}

}  // namespace

Result<std::unique_ptr<Webhooks>> Webhooks::make(Core& core, const WebhookEndpoint& endpoint) {
  const std::string& secret_text = endpoint.secret.empty() ? core.keys.webhook_secret : endpoint.secret;
  TRY_ASSIGN(auto secret, mail::parse_webhook_secret(secret_text));
  return std::make_unique<Webhooks>(core, "webhook:" + endpoint.name,
                                    mail::Endpoint{endpoint.url, {std::move(secret)}});
}

Webhooks::Webhooks(Core& core, std::string name, mail::Endpoint endpoint)
    : core_(core),
      endpoint_(std::move(endpoint)),
      guard_(mail::GuardRules{{80, 443}, core.options.reach_allowed}),
      outbox_(core, std::move(name), {cases::ActorKind::system, "webhook"}, core.meters.webhooks) {}

void Webhooks::start() {
  const auto find = [](const store::Record& record, const cases::Event& event) -> Result<std::vector<std::string>> {
    if (!has_payload(event.body)) return std::vector<std::string>{};
    return std::vector{make_delivery_id("msg", record.case_id, record.case_seq)};
  };
  outbox_.start(find, [this](const store::Delivery& delivery) { return send(delivery); });
}

Result<Outbox::Attempt> Webhooks::send(const store::Delivery& delivery) {
  TRY_ASSIGN(const auto records, core_.events.load_case(delivery.case_id));
  TRY_ASSIGN(const cases::Case after, outbox_.reactor().load_case_at(delivery.case_id, delivery.case_seq));
  const auto& event = std::get<cases::Event>(records.at(delivery.case_seq - 1).body);
  TRY_ASSIGN(const std::string code, core_.events.find_code(delivery.case_id));
  const PayloadContext context{code, core_.options.public_url + "/appeal/" + code,
                               derive_appeal_secret(core_.keys.secret_key, delivery.case_id)};
  const auto body = render_payload(event, after, context);
  CHECK(body);
  const int measure_no = find_ordered_measure(event, after);
  if (measure_no > 0 && delivery.attempts == 0) {
    TRY(outbox_.report(delivery.case_id,
                       cases::MoveMeasure{measure_no, cases::MeasureState::dispatched, outbox_.receiver()}));
  }
  auto sent = mail::post_webhook(guard_, endpoint_, delivery.id, *body, core_.clock.now());
  // Not to be called as configured (a private address, a bad URL): the operator may mend that, so it is tried again.
  mail::Delivery answer;
  if (sent.ok()) {
    answer = std::move(sent).value();
  } else {
    answer.reason = sent.error().message;
  }
  Outbox::Attempt attempt{outcome_of(answer), answer.retry_after.value_or(std::chrono::seconds{0}), answer.reason, {}};
  if (attempt.outcome == Outbox::Attempt::Outcome::heard && measure_no > 0) {
    attempt.commands = {cases::MoveMeasure{measure_no, cases::MeasureState::acknowledged, outbox_.receiver()}};
  }
  return attempt;
}

}  // namespace redress::engine
