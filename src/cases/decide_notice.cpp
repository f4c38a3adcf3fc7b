// SPDX-License-Identifier: Apache-2.0
// cases/decide_notice.cpp — notices join a case, items join it, clocks start.
#include <algorithm>

#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

bool shares_url(const ItemFacts& a, const ItemFacts& b) {
  return std::any_of(a.urls.begin(), a.urls.end(), [&](const std::string& url) {
    return std::find(b.urls.begin(), b.urls.end(), url) != b.urls.end();
  });
}

bool is_known(const Case& state, const ItemFacts& facts) {
  return std::any_of(state.items.begin(), state.items.end(), [&](const Item& item) {
    const bool same_id = !facts.content_id.empty() && facts.content_id == item.facts.content_id;
    return same_id || shares_url(facts, item.facts);
  });
}

void add_unknown_items(Draft& draft, const std::vector<ItemFacts>& items) {
  std::vector<ItemFacts> fresh;
  for (const ItemFacts& facts : items) {
    const bool twice = std::any_of(fresh.begin(), fresh.end(), [&](const ItemFacts& earlier) {
      return shares_url(facts, earlier) || (!facts.content_id.empty() && facts.content_id == earlier.content_id);
    });
    if (!twice && !is_known(draft.state, facts)) fresh.push_back(facts);
  }
  if (!fresh.empty()) draft.add(ItemsAdded{std::move(fresh)});
}

law::Facts law_facts(const NoticeFacts& notice) {
  law::Facts facts;
  facts.channel = notice.channel;
  facts.complainant = notice.complainant;
  facts.harm = notice.harm;
  facts.limbs = notice.limbs;
  facts.jurisdictions = notice.jurisdictions;
  facts.sent_at = notice.sent_at;
  facts.entered_at = notice.entered_at;
  facts.retrieved_at = notice.retrieved_at;
  facts.medium = notice.medium;
  facts.order = notice.order;
  return facts;
}

}  // namespace

Status receive_notice(Draft& draft, const ReceiveNotice& command) {
  if (draft.state.phase == Phase::closed) {
    return Error{Code::conflict, "this case is closed: send the notice again and it will open a new one"};
  }
  if (command.items.size() > item_count_max) {
    return Error{Code::invalid, "one notice may name at most 200 items: split it into several"};
  }
  const auto evaluation = law::receive(*draft.policy.rulebook, law_facts(command.facts));
  NoticeReceived received;
  received.facts = command.facts;
  received.personal = command.personal;
  received.received_at = evaluation.received_at;
  received.basis = evaluation.basis;
  received.defects = evaluation.order_defects;
  received.acted_on = evaluation.order_defects.empty() || draft.policy.act_on_defective_orders;
  const bool defective_but_acted_on = received.acted_on && !received.defects.empty();
  draft.add(std::move(received));
  add_unknown_items(draft, command.items);
  hold_copies(draft);
  sync_clocks(draft);
  if (defective_but_acted_on) {
    start_house_clock(draft, house_order, law::Step::take_down, draft.policy.house_clock_max,
                      "the operator's policy acts on defective orders; the defects are on the record");
  }
  return Done{};
}

Status withdraw_notice(Draft& draft, const WithdrawNotice& command) {
  const auto no = command.notice_no;
  if (no < 1 || static_cast<std::size_t>(no) > draft.state.notices.size()) {
    return Error{Code::conflict, "this case has no such notice"};
  }
  if (draft.state.notices[static_cast<std::size_t>(no) - 1].is_withdrawn) return Done{};
  draft.add(NoticeWithdrawn{no});
  sync_clocks(draft);
  return Done{};
}

Status add_items(Draft& draft, const AddItems& command) {
  if (draft.state.phase == Phase::closed) return Error{Code::conflict, "this case is closed: open a new one"};
  if (draft.state.items.size() + command.items.size() > case_item_count_max) {
    return Error{Code::exhausted, "this case already holds 10,000 items: open another for the rest"};
  }
  const std::size_t before = draft.events.size();
  add_unknown_items(draft, command.items);
  if (draft.events.size() == before) return Done{};
  hold_copies(draft);
  sync_clocks(draft);
  return Done{};
}

Status ask_clarification(Draft& draft, const AskClarification& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  if (command.question.empty()) return Error{Code::invalid, "write the question"};
  draft.add(ClarificationAsked{command.question});
  sync_clocks(draft);
  return Done{};
}

Status give_clarification(Draft& draft, const GiveClarification& command) {
  const int no = command.clarification_no;
  if (no < 1 || static_cast<std::size_t>(no) > draft.state.clarifications.size()) {
    return Error{Code::conflict, "this case has no such question"};
  }
  if (draft.state.clarifications[static_cast<std::size_t>(no) - 1].answered_at) {
    return Error{Code::conflict, "this question has been answered already"};
  }
  if (command.answer.empty()) return Error{Code::invalid, "write the answer"};
  ClarificationGiven given;
  given.clarification_no = no;
  given.personal.statement = command.answer;
  draft.add(std::move(given));
  sync_clocks(draft);
  return Done{};
}

Status grant_extension(Draft& draft, const GrantExtension& command) {
  TRY(require_not_closed(draft));
  if (draft.actor.kind == ActorKind::reporter || draft.actor.kind == ActorKind::uploader) {
    return Error{Code::forbidden, "an authority grants an extension, or an officer records it"};
  }
  if (command.evidence.empty()) return Error{Code::invalid, "say where the extension is written down"};
  const auto due_of = [&]() -> std::optional<Instant> {
    for (const CaseClock& clock : draft.state.clocks) {
      if (clock.duty == command.duty && clock.state == law::ClockState::running) return clock.due_at;
    }
    return std::nullopt;
  };
  const auto due_before = due_of();
  if (!due_before) return Error{Code::conflict, "no running clock of this case has that duty"};
  if (command.until <= *due_before) return Error{Code::invalid, "an extension must end after the present deadline"};
  draft.add(ExtensionGranted{command.duty, command.until, command.evidence});
  sync_clocks(draft);
  if (due_of() == due_before) {
    return Error{Code::forbidden, "the law does not let this clock be extended: " +
                                      explain_duty(draft.state, draft.policy, command.duty, draft.now)};
  }
  return Done{};
}

Status declare_impossible(Draft& draft, const DeclareImpossible& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  if (command.reason.empty()) return Error{Code::invalid, "say what makes it impossible"};
  draft.add(ImpossibilityDeclared{command.reason});
  sync_clocks(draft);
  return Done{};
}

Status declare_possible(Draft& draft, const DeclarePossible&) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  draft.add(ImpossibilityEnded{});
  sync_clocks(draft);
  return Done{};
}

}  // namespace redress::cases
