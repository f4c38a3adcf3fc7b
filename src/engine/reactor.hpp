// SPDX-License-Identifier: Apache-2.0
// engine/reactor.hpp — what every reactor needs: its place in the journal, a case as it was at an event, a word to
// the writer.
//
// Errors          those of the store; unavailable while the engine stops.
// Threads         each reactor runs on one thread of its own and owns its Reactor.
// Source          ARCHITECTURE.md: at least once, from a durable cursor, outcomes written back as events.
#pragma once

#include <functional>
#include <future>
#include <thread>

#include "engine/core.hpp"

namespace redress::engine {

class Reactor {
 public:
  Reactor(Core& core, std::string name) : core_(core), name_(std::move(name)) {}

  // A thread that works a round, rests, and works the next, until the engine stops. A round that failed is told in the
  // log; after a second the next one reads again what no durable place has left behind.
  void start(Milliseconds rest, std::function<Status()> round);
  void join();

  // What an event gives this reactor to deliver: ids (make_delivery_id), often none.
  using Find = std::function<Result<std::vector<std::string>>(const store::Record&, const cases::Event&)>;
  // All that the journal has new becomes deliveries under the reactor's own name, each due `delay` after its event.
  // Cursor and deliveries move in one commit, so none is made twice or missed; where nothing was found the place is
  // written down less often, since to read on again from there does no harm.
  [[nodiscard]] Status take_in(const Find& find, Milliseconds delay = Milliseconds{0});

  // Journal records beyond the cursor, a bounded lot of them; none when all are read.
  [[nodiscard]] Result<std::vector<store::Record>> read_on();
  [[nodiscard]] Result<cases::Case> load_case_at(const Id& case_id, std::uint64_t case_seq) const;
  // Hands the outcome to the writer and waits until it is durable.
  [[nodiscard]] Status report(ReactorJob job);

 private:
  // Sleeps in steps so that a stop is noticed.
  void pause(Milliseconds span) const;

  Core& core_;
  const std::string name_;
  std::optional<std::uint64_t> cursor_;
  int unwritten_lots_ = 0;
  std::thread thread_;
};

// Stable over retries and restarts: made of where the event stands, not of when it is sent. Holds no full stop.
[[nodiscard]] std::string make_delivery_id(std::string_view prefix, const Id& case_id, std::uint64_t case_seq);

}  // namespace redress::engine
