// SPDX-License-Identifier: Apache-2.0
// engine/eraser.hpp — carries erasures out: once the ledger has committed to what was said, the case's key goes.
//
// Use this when   the journal has PersonalErased. From that commit on nobody is shown anything; this removes it.
// Errors          logged and tried again: an erasure stays in the journal's list until its last step is durable.
// Threads         one of its own.
// Source          docs/decisions/0018-keys-per-case.md: the order of the steps, and what a crash leaves at each.
#pragma once

#include "engine/reactor.hpp"

namespace redress::engine {

class Eraser {
 public:
  explicit Eraser(Core& core) : core_(core), reactor_(core, "eraser") {}
  void start();
  void join() { reactor_.join(); }

 private:
  [[nodiscard]] Status carry_out_all();
  [[nodiscard]] Status carry_out(const store::Erasure& erasure);
  [[nodiscard]] bool may_go(const store::Erasure& erasure) const;

  Core& core_;
  Reactor reactor_;
};

// SHA-256 of the pictures in this case that no other case holds as well which is neither closed nor erased.
[[nodiscard]] Result<std::vector<std::string>> list_own_pictures(const store::EventStore& events, const Id& case_id);

}  // namespace redress::engine
