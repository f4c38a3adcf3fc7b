// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::engine {
namespace {

constexpr std::size_t due_count_max = 64;

}  // namespace

void Outbox::start(Reactor::Find find, Send send) {
  reactor_.start(Milliseconds{10}, [this, find = std::move(find), send = std::move(send)]() -> Status {
    TRY(reactor_.take_in(find));
    return send_due(send);
  });
}

Status Outbox::send_due(const Send& send) {
  TRY_ASSIGN(const auto waiting, core_.events.load_waiting(receiver_, due_count_max));
  meters_.waiting += waiting.size() - std::exchange(waiting_, waiting.size());
  // The earliest first: one that is held until tomorrow stands behind all that may go today.
  for (const store::Delivery& delivery : waiting) {
    if (core_.is_stopping || delivery.next_at > core_.now()) break;
    TRY_ASSIGN(Attempt attempt, send(delivery));
    TRY(conclude(delivery, std::move(attempt)));
  }
  return Done{};
}

Status Outbox::report(const Id& case_id, cases::Command command) {
  ReactorJob job;
  job.case_id = case_id;
  job.actor = actor_;
  job.commands = {std::move(command)};
  return reactor_.report(std::move(job));
}

Status Outbox::conclude(store::Delivery delivery, Attempt attempt) {
  if (attempt.outcome == Attempt::Outcome::hold) {
    delivery.next_at = attempt.hold_until;
    return keep(std::move(delivery), {});
  }
  ++delivery.attempts;
  ++meters_.tried;
  const auto delay = mail::find_retry_delay(delivery.attempts);
  if (attempt.outcome == Attempt::Outcome::heard) {
    delivery.state = store::DeliveryState::done;
  } else {
    ++meters_.failed;
    const bool gives_up = attempt.outcome == Attempt::Outcome::give_up || !delay;
    if (gives_up) delivery.state = store::DeliveryState::given_up;
    if (delay) delivery.next_at = core_.now() + std::max(*delay, attempt.retry_after_min);
    spdlog::warn("{}: attempt {} of a delivery failed ({}){}", receiver_, delivery.attempts, attempt.reason,
                 gives_up ? "; given up" : "");
  }
  return keep(std::move(delivery), std::move(attempt.commands));
}

Status Outbox::keep(store::Delivery delivery, std::vector<cases::Command> commands) {
  ReactorJob job;
  if (!commands.empty()) job.case_id = delivery.case_id;
  job.actor = actor_;
  job.commands = std::move(commands);
  job.deliveries = {std::move(delivery)};
  return reactor_.report(std::move(job));
}

}  // namespace redress::engine
