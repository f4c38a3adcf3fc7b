// SPDX-License-Identifier: Apache-2.0
// server/notifiers.hpp — those who report for others and are known: what is counted, told and limited.
//
// Use this when   a notice comes with a token. Everybody else stays unknown: no counter follows a person who fills in
//                 the form, whether or not she leaves an address, which nobody has confirmed.
// Errors          those of the stores, as problems where a response is given.
// Threads         any; the writes go through one thread of the desk.
// Source          cases/notice_abuse.hpp; docs/explanation/notice-abuse.md.
// Never           keeps the account or the token's name: a keyed digest stands for both.
#pragma once

#include <string>

#include "cases/notice_abuse.hpp"
#include "server/api.hpp"
#include "store/notifier_store.hpp"

namespace redress::server {

struct KnownNotifier {
  std::string digest;
  cases::NotifierStanding standing;
  store::NotifierFile file;
  std::vector<store::NotifierNotice> counted;  // those whose decision stands
  std::size_t sent_today = 0;                  // of those that a limit may reach
};

// The digest of who speaks: the account that a platform names, or an agent's own token. Empty: nobody is counted.
[[nodiscard]] Result<std::string> find_notifier(const Desk& desk, const Caller& caller, const std::string& account);
[[nodiscard]] Result<KnownNotifier> load_notifier(const Desk& desk, const std::string& digest);
// What the notifier is told, with the reasons and the way to object; null where there is nothing to tell.
[[nodiscard]] Json render_standing(const KnownNotifier& known);

// One notice on its way in.
struct NotifierNote {
  std::string digest;  // empty: not known
  bool is_limitable = true;
  Json told;
  bool is_first_word = false;  // the warning itself
};
// Errors: exhausted, with the reasons, where a limit stands in the way.
[[nodiscard]] Result<NotifierNote> admit_notifier(const Desk& desk, const Caller& caller, const std::string& account,
                                                  const cases::NoticeFacts& facts);
// When the notice is in: it counts, and what was told is noted as told.
void keep_note(Desk& desk, const NotifierNote& note, const Id& case_id, int notice_no, Instant received_at);
// When a reviewer's word on a case is in.
void mark_unfounded(const Desk& desk, const cases::Case& state, const std::vector<cases::Event>& events);

}  // namespace redress::server
