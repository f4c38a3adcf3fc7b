// SPDX-License-Identifier: Apache-2.0
// engine/group_notice.cpp — notices and commands: joining, codes and secrets, answers given twice.
#include <algorithm>
#include <sstream>

#include "engine/group.hpp"

namespace redress::engine {
namespace {

// Harms that are one wrong seen two ways: a notice of either joins the other's case.
int harm_family(law::Harm harm) {
  switch (harm) {
    case law::Harm::ncii:
    case law::Harm::ncii_synthetic:
      return -1;
    case law::Harm::csam:
    case law::Harm::csam_synthetic:
    case law::Harm::child_harm:
      return -2;
    case law::Harm::impersonation_synthetic:
    case law::Harm::unlabelled_synthetic:
      return -3;
    default:
      return static_cast<int>(harm);
  }
}

bool may_join(const cases::Case& state, law::Harm harm) {
  return state.phase != cases::Phase::closed && !state.notices.empty() &&
         harm_family(state.notices.front().facts.harm) == harm_family(harm);
}

}  // namespace

Result<std::optional<Id>> Group::find_case_to_join(const NoticeRequest& request) {
  // Oldest first: ids are ordered by time.
  std::set<Id> candidates;
  const auto add_pending = [&](const std::string& key) {
    if (const auto found = item_keys_.find(key); found != item_keys_.end()) {
      candidates.insert(found->second.begin(), found->second.end());
    }
  };
  for (const cases::ItemFacts& item : request.items) {
    if (!item.content_id.empty()) {
      TRY_ASSIGN(const auto ids, core_.events.find_cases_by_content(item.content_id));
      candidates.insert(ids.begin(), ids.end());
      add_pending("c:" + item.content_id);
    }
    for (const std::string& url : item.urls) {
      TRY_ASSIGN(const auto ids, core_.events.find_cases_by_url(url));
      candidates.insert(ids.begin(), ids.end());
      add_pending("u:" + url);
    }
  }
  for (const Id& id : candidates) {
    TRY_ASSIGN(const Draft draft, open_draft(id));
    if (may_join(draft.live.state, request.facts.harm)) return std::optional<Id>(id);
  }
  return std::optional<Id>{};
}

Result<std::string> Group::make_free_code() const {
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string code = make_case_code();
    if (codes_.contains(code)) continue;
    TRY_ASSIGN(const auto taken, core_.events.find_case_by_code(code));
    if (!taken) return code;
  }
  return Error{Code::exhausted, "no free case code was found in 100 tries"};
}

Result<Group::Draft> Group::join_or_open(const NoticeRequest& request) {
  TRY_ASSIGN(const std::optional<Id> joined, find_case_to_join(request));
  if (joined) return open_draft(*joined);
  Draft draft;
  draft.id = make_id(core_.now());
  draft.live.state.id = draft.id;
  TRY_ASSIGN(draft.live.code, make_free_code());
  return draft;
}

Group::UnsignedAnswer Group::make_notice_answer(const LiveCase& live, int notice_no, const std::string& once) const {
  const cases::Notice& notice = live.state.notices.at(static_cast<std::size_t>(notice_no) - 1);
  UnsignedAnswer made;
  made.receipt_text = receipt_text(core_.options.public_url, notice, live.code);
  NoticeAnswer& answer = made.answer;
  answer.case_id = live.state.id;
  answer.notice_no = notice_no;
  answer.case_code = live.code;
  answer.secret = make_secret(core_.keys.secret_key, once, notice.facts.notice_id);
  answer.notice_id = notice.facts.notice_id;
  answer.receipt = make_receipt(notice);
  answer.defects = notice.defects;
  for (const cases::CaseClock& clock : live.state.clocks) {
    if (clock.notice_no == notice_no) answer.clocks.push_back(clock);
  }
  const cases::CaseClock* leading = cases::find_leading_clock(live.state);
  answer.leading_clock_no = leading == nullptr ? 0 : leading->no;
  return made;
}

Result<Group::UnsignedAnswer> Group::decide_notice(NoticeRequest& request) {
  const Instant now = core_.now();
  request.facts.notice_id = request.facts.notice_id.is_nil() ? make_id(now) : request.facts.notice_id;
  if (request.facts.sent_at == Instant{}) request.facts.sent_at = now;
  if (!request.facts.entered_at) request.facts.entered_at = now;
  for (cases::ItemFacts& item : request.items) complete_item(item);
  TRY_ASSIGN(Draft draft, join_or_open(request));
  const bool opens = draft.live.state.notices.empty();
  const std::size_t items_before = draft.live.state.items.size();
  TRY(act(draft, cases::ReceiveNotice{request.facts, request.personal, request.items}, request.actor));
  TRY(follow_up(draft, items_before));
  const int notice_no = static_cast<int>(draft.live.state.notices.size());
  UnsignedAnswer made = make_notice_answer(draft.live, notice_no, request.idempotency_key);
  const NoticeAnswer& answer = made.answer;
  const std::uint64_t seq = draft.live.state.event_count;
  store::Append& append = keep(std::move(draft));
  if (opens) {
    append.case_code = answer.case_code;
    codes_.insert(answer.case_code);
  }
  append.notice_no = notice_no;
  TRY_ASSIGN(const std::string secret, normalise_crockford(answer.secret));
  append.secret_digest = digest_secret(core_.keys.secret_key, secret);
  remember(append, {request.idempotency_key, request.request_text},
           "notice " + render_id(answer.case_id) + " " + std::to_string(notice_no) + " " + std::to_string(seq), made);
  return made;
}

void Group::add(NoticeJob& job) {
  const Idempotency once{job.request.idempotency_key, job.request.request_text};
  // Signed where answers are rendered: the writer has the next group to decide.
  const auto finish = [&](UnsignedAnswer made) {
    wait_for_commit([&core = core_, done = std::move(job.done), made = std::move(made)](const Status& outcome) mutable {
      if (!outcome.ok()) return done(outcome.error());
      made.answer.receipt.signature = sign_text(core, made.receipt_text);
      done(std::move(made.answer));
    });
  };
  auto given = find_answer(once);
  if (!given.ok()) return job.done(std::move(given).error());
  if (given.value()) {
    auto* const answer = std::get_if<UnsignedAnswer>(&*given.value());
    if (answer == nullptr) return job.done(Error{Code::conflict, "this idempotency key was used for something else"});
    return finish(std::move(*answer));
  }
  auto decided = decide_notice(job.request);
  if (!decided.ok()) {
    ++core_.meters.refusals;
    return job.done(std::move(decided).error());
  }
  finish(std::move(decided).value());
}

Result<CommandAnswer> Group::decide_command(CommandJob& job) {
  TRY_ASSIGN(Draft draft, open_draft(job.case_id));
  const std::size_t items_before = draft.live.state.items.size();
  if (auto* const add_items = std::get_if<cases::AddItems>(&job.command)) {
    for (cases::ItemFacts& item : add_items->items) complete_item(item);
  }
  TRY(act(draft, job.command, job.actor));
  if (draft.events.empty()) return CommandAnswer{std::move(draft.live.state), {}};
  TRY(follow_up(draft, items_before));
  CommandAnswer answer{draft.live.state, draft.events};
  const std::uint64_t last = answer.state.event_count;
  const std::uint64_t first = last - answer.events.size() + 1;
  store::Append& append = keep(std::move(draft));
  remember(append, job.once,
           "command " + render_id(job.case_id) + " " + std::to_string(first) + " " + std::to_string(last), answer);
  return answer;
}

void Group::add(CommandJob& job) {
  const auto finish = [&](CommandAnswer answer) {
    wait_for_commit([done = std::move(job.done), answer = std::move(answer)](const Status& outcome) mutable {
      outcome.ok() ? done(std::move(answer)) : done(outcome.error());
    });
  };
  auto given = find_answer(job.once);
  if (!given.ok()) return job.done(std::move(given).error());
  if (given.value()) {
    auto* const answer = std::get_if<CommandAnswer>(&*given.value());
    if (answer == nullptr || answer->state.id != job.case_id) {
      return job.done(Error{Code::conflict, "this idempotency key was used for something else"});
    }
    return finish(std::move(*answer));
  }
  auto decided = decide_command(job);
  if (!decided.ok()) {
    ++core_.meters.refusals;
    return job.done(std::move(decided).error());
  }
  finish(std::move(decided).value());
}

Result<std::optional<Group::Answer>> Group::find_answer(const Idempotency& once) {
  if (once.key.empty()) return std::optional<Answer>{};
  const Error other{Code::conflict, "this idempotency key came with another request: use a new key for a new request"};
  const std::string key = digest_idempotency_key(core_.keys.secret_key, once.key);
  const Digest request = keyed_digest(core_.keys.secret_key, view_bytes(once.request_text));
  if (const auto kept = answers_.find(key); kept != answers_.end()) {
    if (kept->second.request_digest != request) return other;
    return std::optional<Answer>(kept->second.answer);
  }
  TRY_ASSIGN(const auto remembered, core_.events.find_remembered(key));
  if (!remembered) return std::optional<Answer>{};
  if (remembered->request_digest != request) return other;
  TRY_ASSIGN(Answer answer, load_answer(remembered->answer, once));
  return std::optional<Answer>(std::move(answer));
}

// The state as it was when the answer was first given.
Result<Group::Answer> Group::load_answer(const std::string& stored, const Idempotency& once) {
  std::istringstream in(stored);
  std::string kind;
  std::string id_text;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  in >> kind >> id_text >> first >> last;
  TRY_ASSIGN(const Id id, parse_id(id_text));
  TRY_ASSIGN(const auto records, core_.events.load_case(id));
  LiveCase live;
  live.state.id = id;
  TRY_ASSIGN(live.code, core_.events.find_code(id));
  std::vector<cases::Event> events;
  for (const store::Record& record : records) {
    if (record.case_seq > last) break;
    const auto& event = std::get<cases::Event>(record.body);
    live.state = cases::apply(std::move(live.state), event);
    if (record.case_seq >= first) events.push_back(event);
  }
  if (kind == "notice") return Answer(make_notice_answer(live, static_cast<int>(first), once.key));
  return Answer(CommandAnswer{std::move(live.state), std::move(events)});
}

void Group::remember(store::Append& append, const Idempotency& once, std::string stored, Answer answer) {
  if (once.key.empty()) return;
  append.idempotency_key = digest_idempotency_key(core_.keys.secret_key, once.key);
  append.request_digest = keyed_digest(core_.keys.secret_key, view_bytes(once.request_text));
  append.answer = std::move(stored);
  answers_[append.idempotency_key] = Kept{append.request_digest, std::move(answer)};
}

}  // namespace redress::engine
