// SPDX-License-Identifier: Apache-2.0
#include "engine/webhooks.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "engine/webhook_payload.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t due_count_max = 64;
const cases::Actor sender{cases::ActorKind::system, "webhook"};

}  // namespace

Result<std::unique_ptr<Webhooks>> Webhooks::make(Core& core, const WebhookEndpoint& endpoint) {
  const std::string& secret_text = endpoint.secret.empty() ? core.keys.webhook_secret : endpoint.secret;
  TRY_ASSIGN(auto secret, mail::parse_webhook_secret(secret_text));
  return std::make_unique<Webhooks>(core, "webhook:" + endpoint.name,
                                    mail::Endpoint{endpoint.url, {std::move(secret)}});
}

Webhooks::Webhooks(Core& core, std::string name, mail::Endpoint endpoint)
    : core_(core),
      receiver_(std::move(name)),
      endpoint_(std::move(endpoint)),
      guard_(mail::GuardRules{{80, 443}, core.options.reach_allowed}),
      reactor_(core, receiver_) {}

void Webhooks::start() {
  reactor_.start(Milliseconds{10}, [this]() -> Status {
    TRY(take_in());
    return send_due();
  });
}

// From the journal into deliveries: cursor and deliveries move in one commit, so none is made twice or missed.
Status Webhooks::take_in() {
  while (!core_.is_stopping) {
    TRY_ASSIGN(const auto records, reactor_.read_on());
    if (records.empty()) return Done{};
    ReactorJob job;
    for (const store::Record& record : records) {
      const auto* event = std::get_if<cases::Event>(&record.body);
      if (event == nullptr || !has_payload(event->body)) continue;
      job.deliveries.push_back({make_delivery_id("msg", record.case_id, record.case_seq), receiver_, record.case_id,
                                record.case_seq, 0, event->at, store::DeliveryState::waiting});
    }
    // Nothing for us in this lot: the cursor is written with the next one that has something.
    if (job.deliveries.empty()) continue;
    job.cursor = store::CursorMove{receiver_, records.back().position};
    TRY(reactor_.report(std::move(job)));
  }
  return Done{};
}

Status Webhooks::send_due() {
  TRY_ASSIGN(const auto waiting, core_.events.load_waiting(receiver_, due_count_max));
  core_.meters.webhooks_waiting += waiting.size() - std::exchange(waiting_, waiting.size());
  for (const store::Delivery& delivery : waiting) {
    if (core_.is_stopping || delivery.next_at > core_.now()) break;
    TRY(send(delivery));
  }
  return Done{};
}

Status Webhooks::send(store::Delivery delivery) {
  TRY_ASSIGN(const cases::Case after, reactor_.load_case_at(delivery.case_id, delivery.case_seq));
  TRY_ASSIGN(const auto records, core_.events.load_case(delivery.case_id));
  const auto& event = std::get<cases::Event>(records.at(delivery.case_seq - 1).body);
  TRY_ASSIGN(const std::string code, core_.events.find_code(delivery.case_id));
  const PayloadContext context{code, core_.options.public_url + "/appeal/" + code,
                               derive_appeal_secret(core_.keys.secret_key, delivery.case_id)};
  const auto body = render_payload(event, after, context);
  const int measure_no = find_ordered_measure(event, after);
  CHECK(body);
  if (measure_no > 0 && delivery.attempts == 0) {
    ReactorJob job;
    job.case_id = delivery.case_id;
    job.actor = sender;
    job.commands = {cases::MoveMeasure{measure_no, cases::MeasureState::dispatched, receiver_}};
    TRY(reactor_.report(std::move(job)));
  }
  ++core_.meters.webhooks_sent;
  auto sent = mail::post_webhook(guard_, endpoint_, delivery.id, *body, core_.clock.now());
  // Not to be called as configured (a private address, a bad URL): the operator may mend that, so it is tried again
  // too.
  mail::Delivery answer;
  if (sent.ok()) {
    answer = std::move(sent).value();
  } else {
    answer.reason = sent.error().message;
  }
  return conclude(std::move(delivery), answer, measure_no);
}

Status Webhooks::conclude(store::Delivery delivery, const mail::Delivery& answer, int measure_no) {
  ReactorJob job;
  ++delivery.attempts;
  if (answer.outcome == mail::Delivery::Outcome::delivered) {
    delivery.state = store::DeliveryState::done;
    if (measure_no > 0) {
      job.case_id = delivery.case_id;
      job.actor = sender;
      job.commands = {cases::MoveMeasure{measure_no, cases::MeasureState::acknowledged, receiver_}};
    }
  } else {
    ++core_.meters.webhooks_failed;
    const auto delay = mail::find_retry_delay(delivery.attempts, answer);
    const bool gives_up = answer.outcome == mail::Delivery::Outcome::disabled || !delay;
    if (gives_up) delivery.state = store::DeliveryState::given_up;
    if (delay) delivery.next_at = core_.now() + *delay;
    spdlog::warn("{}: attempt {} of a delivery failed ({}){}", receiver_, delivery.attempts, answer.reason,
                 gives_up ? "; given up" : "");
  }
  job.deliveries = {std::move(delivery)};
  return reactor_.report(std::move(job));
}

}  // namespace redress::engine
