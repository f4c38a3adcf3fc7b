// SPDX-License-Identifier: Apache-2.0
// engine/dsa_teller.hpp — tells the DSA Transparency Database of every measure that it has to hear of, once.
//
// Use this when   [dsa] names the database.
// Shapes          journal → rows of store/statement_store.hpp, place and rows in one commit → batches. A row's puid
//                 follows from case and measure, so whatever is sent again after a kill the database knows, and that
//                 counts as sent. A batch that is refused goes on without what was named, or in halves where nothing
//                 was; what is refused alone is kept with the database's words until somebody retries it.
// Errors          make: invalid, not_found for what [dsa] says. Afterwards none leave: what fails is tried again, after
//                 1 s first and 8 h at most, for as long as it takes; a duty does not lapse.
// Threads         one of its own.
// Source          Regulation (EU) 2022/2065, Art. 24(5); docs/how-to/send-statements-to-the-dsa-database.md.
// Never           sends anything in a dry run, or logs what a statement or an answer says.
#pragma once

#include <memory>
#include <optional>

#include "engine/case_walk.hpp"
#include "engine/dsa_client.hpp"
#include "engine/reactor.hpp"
#include "store/statement_store.hpp"

namespace redress::engine {

class DsaTeller {
 public:
  // Needs Options::statements.
  [[nodiscard]] static Result<std::unique_ptr<DsaTeller>> make(Core& core);
  explicit DsaTeller(Core& core);
  void start();
  void join() { reactor_.join(); }

 private:
  using Rows = std::vector<store::StatementRow>;
  [[nodiscard]] Status begin();
  [[nodiscard]] Status collect();
  [[nodiscard]] Result<std::optional<store::OwedStatement>> find_owed(const store::Record& record);
  [[nodiscard]] Status render_waiting();
  [[nodiscard]] Result<std::string> render(const store::StatementRow& row);
  [[nodiscard]] Status send_waiting();
  [[nodiscard]] Status send(Rows rows);
  // What of a refused batch is still to be sent, in one or two parts.
  [[nodiscard]] Result<std::vector<Rows>> part(Rows rows, const DsaReply& reply);
  [[nodiscard]] Status conclude_stored(const Rows& rows, const std::string& body);
  void back_off(const DsaReply& reply);
  [[nodiscard]] Status count();

  Core& core_;
  const DsaOptions& options_;
  store::StatementStore& statements_;
  const mail::Guard guard_;
  Reactor reactor_;
  CaseWalk walk_;
  std::optional<std::uint64_t> cursor_;
  int unwritten_lots_ = 0;
  int failures_ = 0;
  Instant resume_at_{};
};

}  // namespace redress::engine
