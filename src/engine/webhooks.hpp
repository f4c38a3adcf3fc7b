// SPDX-License-Identifier: Apache-2.0
// engine/webhooks.hpp — tells one endpoint of the platform everything that concerns it, until it says it has heard.
//
// Shapes          one delivery per event and endpoint, kept in the store with its attempts. The id is the same over
//                 retries and
//                 restarts; an endpoint that acknowledged one is never sent it again. A measure becomes `dispatched`
//                 with the first
//                 attempt and `acknowledged` with the first 2xx of any endpoint.
// Errors          none leave: what fails is tried again by mail::find_retry_delay, then given up and logged.
// Threads         one thread an endpoint, so that a slow one holds up nobody else.
// Source          standardwebhooks.com specification 1.0.0.
#pragma once

#include "engine/outbox.hpp"

namespace redress::engine {

class Webhooks {
 public:
  // Errors: invalid when the endpoint's secret is none.
  [[nodiscard]] static Result<std::unique_ptr<Webhooks>> make(Core& core, const WebhookEndpoint& endpoint);
  Webhooks(Core& core, std::string name, mail::Endpoint endpoint);
  void start();
  void join() { outbox_.join(); }

 private:
  [[nodiscard]] Result<Outbox::Attempt> send(const store::Delivery& delivery);

  Core& core_;
  const mail::Endpoint endpoint_;
  const mail::Guard guard_;
  Outbox outbox_;
};

}  // namespace redress::engine
