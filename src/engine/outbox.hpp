// SPDX-License-Identifier: Apache-2.0
// engine/outbox.hpp — what the journal gives one receiver to be told, kept until it was heard or given up.
//
// Use this when   a reactor sends something out: webhooks, letters.
// Shapes          one delivery per event and id, in the store with its attempts. Ids are stable over retries and
//                 restarts (make_delivery_id), so that nothing is made twice.
// Errors          those of the store end a round, which is then run again.
// Threads         one of its own; both functions run on it.
// Source          ARCHITECTURE.md: at least once, from a durable cursor, outcomes written back as events.
#pragma once

#include "engine/reactor.hpp"
#include "mail/webhook.hpp"

namespace redress::engine {

class Outbox {
 public:
  // One attempt. `commands` go into the case together with the delivery's new state; none where nothing follows.
  struct Attempt {
    enum class Outcome { heard, retry, give_up, hold };  // hold: nothing was tried, and nothing is before hold_until
    Outcome outcome = Outcome::retry;
    std::chrono::seconds retry_after_min{0};  // the receiver's wish
    std::string reason;                       // for the operator
    std::vector<cases::Command> commands;
    Instant hold_until{};
  };
  using Send = std::function<Result<Attempt>(const store::Delivery&)>;

  Outbox(Core& core, std::string receiver, cases::Actor actor, OutboxMeters& meters)
      : core_(core),
        receiver_(std::move(receiver)),
        actor_(std::move(actor)),
        meters_(meters),
        reactor_(core, receiver_) {}
  void start(Reactor::Find find, Send send);
  void join() { reactor_.join(); }

  [[nodiscard]] const std::string& receiver() const { return receiver_; }
  [[nodiscard]] const Reactor& reactor() const { return reactor_; }
  // What follows in the case before the first attempt: durable when this returns.
  [[nodiscard]] Status report(const Id& case_id, cases::Command command);

 private:
  [[nodiscard]] Status send_due(const Send& send);
  [[nodiscard]] Status conclude(store::Delivery delivery, Attempt attempt);
  [[nodiscard]] Status keep(store::Delivery delivery, std::vector<cases::Command> commands);

  Core& core_;
  const std::string receiver_;
  const cases::Actor actor_;
  OutboxMeters& meters_;
  Reactor reactor_;
  std::uint64_t waiting_ = 0;
};

}  // namespace redress::engine
