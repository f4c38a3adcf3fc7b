// SPDX-License-Identifier: Apache-2.0
// http/responder.hpp — the edge's side of a Responder: where the one answer goes.
//
// Errors          none.
// Threads         answered() and the holder count are atomic; deliver() is called once, on whichever thread answered.
#pragma once

#include <atomic>

#include "http/http.hpp"

namespace redress::http {

class Responder::Ticket {
 public:
  Ticket() = default;
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  virtual ~Ticket() = default;
  virtual void deliver(Response&& response) = 0;

 private:
  friend class Responder;
  std::atomic<int> holders_{1};
  std::atomic<bool> answered_{false};
};

}  // namespace redress::http
