// SPDX-License-Identifier: Apache-2.0
// engine/letters.hpp — writes to those who reported and left an address, when there is news for them.
//
// Shapes          one delivery per event and notice, through the operator's mail server. The same letter may arrive
//                 twice where a connection broke at the wrong moment; its Message-ID is the same.
//                 One that may not reach her yet waits in the store until it may (report/safe_time.hpp); it blocks no
//                 other and counts neither as tried nor for the day. Where it never may, none is made.
// Errors          make: invalid for a relay or a sender that is none, or a password that cannot be read. Afterwards
//                 none leave: what fails is tried again, then given up and logged without the address.
// Threads         one of its own.
// Source          report/letter.hpp (what is said), RFC 5321 (how).
// Never           writes to an address that was erased, at an hour that is not safe for whom it reaches, or more than
//                 daily_count_max a day to one: a form that anybody may send is no means to fill somebody's mailbox.
#pragma once

#include <map>

#include "engine/outbox.hpp"
#include "mail/relay.hpp"
#include "report/letter.hpp"

namespace redress::engine {

// How many letters an address got lately. Forgets everything rather than grow past its bound.
class LetterPace {
 public:
  explicit LetterPace(std::size_t daily_count_max, std::size_t address_count_max = 100'000)
      : daily_count_max_(daily_count_max), address_count_max_(address_count_max) {}
  // True where one more may go; counts it.
  [[nodiscard]] bool admit(const std::string& address, Instant now);

 private:
  struct Day {
    Instant begins;
    std::size_t count = 0;
  };
  const std::size_t daily_count_max_;
  const std::size_t address_count_max_;
  std::map<std::string, Day, std::less<>> days_;
};

class Letters {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Letters>> make(Core& core);
  Letters(Core& core, mail::Relay relay, std::string sender, report::Messages messages);
  void start();
  void join() { outbox_.join(); }

 private:
  struct Told;  // a case at an event, and who is to hear of it
  [[nodiscard]] Result<Told> tell(const Id& case_id, std::uint64_t case_seq) const;
  [[nodiscard]] Result<std::vector<std::string>> find(const store::Record& record, const cases::Event& event) const;
  [[nodiscard]] Result<Outbox::Attempt> send(const store::Delivery& delivery);
  [[nodiscard]] Result<Outbox::Attempt> send_when_safe(const report::Addressee& addressee, const Told& told,
                                                       const store::Delivery& delivery);
  [[nodiscard]] Result<Outbox::Attempt> send_to(const report::Addressee& addressee, const Told& told,
                                                const store::Delivery& delivery);

  Core& core_;
  const mail::Relay relay_;
  const std::string sender_;  // the address alone
  const report::Messages messages_;
  LetterPace pace_;
  Outbox outbox_;
};

}  // namespace redress::engine
