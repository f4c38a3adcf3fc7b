// SPDX-License-Identifier: Apache-2.0
// engine/probe.hpp — looks whether a measure really bites: fetches the item's URLs as a visitor of its territory would.
//
// Shapes          probe_delay after the platform acknowledged. Gone: 451, 403, 404, 410, or a 200 that is another
//                 picture. All gone from
//                 every vantage inside the territory: the measure is `verified`. The same picture: FoundReachable
//                 with the vantage.
//                 Anything else (no answer, 5xx) proves nothing. What is not verified is probed again by
//                 mail::find_retry_delay.
// Errors          none leave: they are retried, then given up and logged.
// Threads         one thread of its own.
// Never           reaches an inside address (mail::Guard), keeps what it fetched, or decodes it outside the sandbox.
#pragma once

#include <set>

#include "engine/reactor.hpp"
#include "mail/fetch.hpp"
#include "media/decode.hpp"

namespace redress::engine {

class Probe {
 public:
  explicit Probe(Core& core);
  void start();
  void join() { reactor_.join(); }

 private:
  enum class Sight { gone, reachable, unknown };

  [[nodiscard]] Status look_at_due();
  [[nodiscard]] Status look(store::Delivery delivery);
  [[nodiscard]] Status conclude(store::Delivery delivery, std::vector<cases::Command> commands, bool is_over);
  [[nodiscard]] std::vector<Vantage> list_vantages(const law::Territory& territory) const;
  [[nodiscard]] Sight look_from(const Vantage& vantage, const std::string& url, const cases::ItemFacts& item) const;
  [[nodiscard]] bool is_same_picture(const std::string& body, const cases::ItemFacts& item) const;

  Core& core_;
  const mail::Guard guard_;
  Reactor reactor_;
};

}  // namespace redress::engine
