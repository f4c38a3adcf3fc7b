// SPDX-License-Identifier: Apache-2.0
// cases/draft.hpp — the events of one command as they are being decided, and the state they lead to.
//
// Use this when   a rule needs to see what the rules before it have already decided in the same command.
// Errors          none.
// Threads         one command, one thread.
#pragma once

#include <utility>
#include <vector>

#include "cases/decide.hpp"

namespace redress::cases {

struct Draft {
  Case state;
  const Actor& actor;
  const Policy& policy;
  Instant now;
  std::vector<Event> events;

  void add(EventBody body) { add_by(actor, std::move(body)); }
  // What the house does by itself, whoever's command made it do so.
  void add_by_system(EventBody body) { add_by(Actor{}, std::move(body)); }

 private:
  void add_by(const Actor& by, EventBody body) {
    events.push_back(Event{now, by, std::move(body)});
    state = apply(std::move(state), events.back());
  }
};

}  // namespace redress::cases
