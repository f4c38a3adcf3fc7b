// SPDX-License-Identifier: Apache-2.0
#include "server/notifiers.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::server {
namespace {

constexpr std::chrono::hours day{24};
const cases::NotifierRules rules;

std::string explain(const KnownNotifier& known) {
  const std::string count = std::to_string(known.standing.unfounded_count);
  const std::string found = count +
                            " notices of this notifier were found manifestly unfounded within 12 months, each by a "
                            "reviewer who wrote down why. ";
  if (known.standing.step == cases::NotifierStep::warned) {
    return found + "This is a warning: if it goes on, the number of notices in a day is limited for a time.";
  }
  return found + "After the warning it went on: until " + render_instant(*known.standing.until) + " at most " +
         std::to_string(known.standing.daily_max) +
         " notices in 24 hours are taken. A notice by the person shown, or for a child, is always taken.";
}

Result<std::vector<store::NotifierNotice>> verify_marked(const Desk& desk, const store::NotifierFile& file,
                                                         const std::vector<store::NotifierNotice>& marked,
                                                         std::vector<cases::UnfoundedNotice>& unfounded) {
  std::vector<store::NotifierNotice> counted;
  for (const store::NotifierNotice& notice : marked) {
    TRY_ASSIGN(const cases::Case state, desk.engine.load_case(notice.case_id));
    const cases::Decision* decision = cases::find_unfounded(state, notice.notice_no);
    if (notice.received_at < desk.engine.now() - rules.window) continue;
    if (decision == nullptr || (file.lifted_at && decision->at <= *file.lifted_at)) continue;
    unfounded.push_back({notice.received_at, decision->at});
    counted.push_back(notice);
  }
  return counted;
}

void write_notes(Desk& desk) {
  std::vector<store::NotifierNotice> notices;
  desk.notifier_notices.write([&](auto& waiting) { notices.swap(waiting); });
  if (notices.empty()) return;
  const auto kept = desk.options.notifiers->keep(notices);
  if (!kept.ok()) spdlog::error("notifiers: {} notices are not counted: {}", notices.size(), kept.error().message);
  const Instant now = desk.engine.now();
  if (now.ms - desk.notifiers_expired_ms < Milliseconds(day).count()) return;
  desk.notifiers_expired_ms = now.ms;
  const auto expired = desk.options.notifiers->expire(now);
  if (!expired.ok()) spdlog::error("notifiers: what is too old is not gone yet: {}", expired.error().message);
}

}  // namespace

Result<std::string> find_notifier(const Desk& desk, const Caller& caller, const std::string& account) {
  if (!account.empty() && !caller.may("notices")) {
    return Error{Code::forbidden, "only a token of scope notices says for which account it speaks"};
  }
  const bool is_known = !account.empty() || caller.may("agent");
  if (!is_known || desk.options.notifiers == nullptr) return std::string{};
  return render_hex(keyed_digest(desk.options.key, view_bytes("notifier/" + caller.name + "/" + account)));
}

Result<KnownNotifier> load_notifier(const Desk& desk, const std::string& digest) {
  const Instant now = desk.engine.now();
  KnownNotifier known;
  known.digest = digest;
  TRY_ASSIGN(const auto file, desk.options.notifiers->find(digest));
  if (file) known.file = *file;
  TRY_ASSIGN(const auto counts, desk.options.notifiers->count(digest, now - day));
  known.sent_today = counts.limitable_since;
  cases::NotifierFacts facts{counts.notices, {}, known.file.warned_at, known.file.appealed_at};
  TRY_ASSIGN(known.counted, verify_marked(desk, known.file, counts.marked, facts.unfounded));
  known.standing = cases::judge_notifier(facts, rules, now);
  return known;
}

Json render_standing(const KnownNotifier& known) {
  Json json{{"step", cases::render(known.standing.step)}, {"unfounded", known.standing.unfounded_count}};
  if (known.file.answered_at) {
    json["answer"] = {{"at", render_instant(*known.file.answered_at)}, {"reasons", known.file.answer}};
  }
  if (known.file.appealed_at) json["appealed_at"] = render_instant(*known.file.appealed_at);
  if (known.standing.step == cases::NotifierStep::none) return json;
  json["reasons"] = explain(known);
  json["ground"] = "Regulation (EU) 2022/2065, Article 23(2); the terms of this platform";
  json["appeal"] = "POST /api/v1/notifier/appeal";
  if (!known.standing.until) return json;
  json["until"] = render_instant(*known.standing.until);
  json["daily_max"] = known.standing.daily_max;
  return json;
}

Result<NotifierNote> admit_notifier(const Desk& desk, const Caller& caller, const std::string& account,
                                    const cases::NoticeFacts& facts) {
  TRY_ASSIGN(const std::string digest, find_notifier(desk, caller, account));
  NotifierNote note{digest, true, nullptr, false};
  if (digest.empty()) return note;
  TRY_ASSIGN(const KnownNotifier known, load_notifier(desk, digest));
  // Who calls itself a trusted flagger without a token for it is none.
  const bool may_be_limited = !caller.may("orders") || known.file.informed_at.has_value();
  note.is_limitable = !cases::is_never_limited(facts, may_be_limited);
  if (known.standing.step != cases::NotifierStep::none) note.told = render_standing(known);
  note.is_first_word = !note.told.is_null() && !known.file.warned_at;
  const bool is_full = known.standing.daily_max > 0 && known.sent_today >= known.standing.daily_max;
  if (is_full && note.is_limitable) {
    return Error{Code::exhausted, explain(known) + " To object: POST /api/v1/notifier/appeal; somebody else decides."};
  }
  return note;
}

void keep_note(Desk& desk, const NotifierNote& note, const Id& case_id, int notice_no, Instant received_at) {
  if (note.digest.empty()) return;
  desk.notifier_notices.write([&](auto& waiting) {
    if (waiting.size() < notifier_notice_count_max) {
      waiting.push_back({note.digest, case_id, notice_no, received_at, note.is_limitable, std::nullopt});
    }
  });
  // Where the thread has enough to do already, what it does next takes this one along.
  (void)desk.notifier_writes.push(std::packaged_task<void()>([&desk] { write_notes(desk); }));
  if (!note.is_first_word) return;
  const auto noted = desk.options.notifiers->note_warned(note.digest, desk.engine.now());
  if (!noted.ok()) spdlog::error("notifiers: a warning is not on record: {}", noted.error().message);
}

void mark_unfounded(const Desk& desk, const cases::Case& state, const std::vector<cases::Event>& events) {
  const bool is_said = std::any_of(events.begin(), events.end(), [](const cases::Event& event) {
    const auto* decided = std::get_if<cases::Decided>(&event.body);
    return decided != nullptr && decided->weighing && !decided->weighing->unfounded.empty();
  });
  if (!is_said || desk.options.notifiers == nullptr) return;
  const auto notices = desk.options.notifiers->load_of_case(state.id);
  const auto marked =
      notices.ok() ? desk.options.notifiers->mark(notices.value(), state.decisions.back().at) : Status{notices.error()};
  if (!marked.ok()) spdlog::error("notifiers: a decision is not counted: {}", marked.error().message);
}

}  // namespace redress::server
