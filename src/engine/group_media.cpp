// SPDX-License-Identifier: Apache-2.0
// engine/group_media.cpp — the upload check: registers a content, meets it with what is held, and says what to do
// with it.
#include <algorithm>

#include "engine/group.hpp"
#include "store/event_codec.hpp"
#include "store/read_model.hpp"

namespace redress::engine {
namespace {

// A national ground blocks only uploads that are known to come from there; elsewhere a person looks.
Verdict judge(const Bank::HeldMatch& held, const std::string& country) {
  if (held.match.needs_look) return Verdict::review;
  if (held.hold.kind == cases::MeasureKind::label) return Verdict::label;
  if (held.hold.is_interim) return Verdict::review;
  const bool holds_here = held.hold.territory.worldwide || (!country.empty() && held.hold.territory.covers(country));
  return holds_here ? Verdict::block : Verdict::review;
}

// The bank's word, where its territory is known to hold; elsewhere a person looks.
Verdict judge(const BankHit& hit, const std::string& country) {
  if (hit.action == store::BankAction::review) return Verdict::review;
  const bool holds_here = hit.territory.worldwide || (!country.empty() && hit.territory.covers(country));
  if (!holds_here) return Verdict::review;
  return hit.action == store::BankAction::block ? Verdict::block : Verdict::label;
}

// What the reviewer reads above the picture.
std::string tell(const BankHit& hit) {
  std::string text = "Bank " + hit.bank + ", entry " + std::to_string(hit.entry_no) + " (" +
                     std::string(store::render(hit.role)) + ", from " + hit.source + "): ";
  text += hit.inlier_count ? std::to_string(*hit.inlier_count) + " corners lie alike"
                           : std::to_string(hit.distance_bits) + " bits apart, tier " + hit.tier;
  if (hit.is_quarantined) text += "; the entry is in quarantine";
  return text;
}

// One line a case: the surest of what it holds.
void list_match(const Bank::HeldMatch& one, std::vector<MediaMatch>& matches) {
  const MediaMatch match{one.hold.case_id,        one.hold.case_code,     one.match.tier,
                         one.match.distance_bits, one.match.inlier_count, one.match.matched_ms,
                         one.match.needs_look,    one.hold.harm,          one.hold.territory};
  const auto listed = std::find_if(matches.begin(), matches.end(),
                                   [&](const MediaMatch& other) { return other.case_id == match.case_id; });
  if (listed == matches.end()) return matches.push_back(match);
  if (listed->needs_look && !match.needs_look) *listed = match;
}

int weight(Verdict verdict) {
  constexpr std::array<int, 4> weights{0, 2, 3, 1};  // allow < label < review < block
  return weights.at(static_cast<std::size_t>(verdict));
}

}  // namespace

Status Group::register_content(store::Content content) {
  cases::ItemFacts key;
  key.content_id = content.content_id;
  if (const auto known = find_content(key)) {
    for (const std::string& url : known->urls) {
      if (std::find(content.urls.begin(), content.urls.end(), url) == content.urls.end()) content.urls.push_back(url);
    }
    content.registered_at = known->registered_at;
    auto before = known->urls;
    auto after = content.urls;
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    content.urls = known->urls;
    if (before == after && content == *known) return Done{};  // nothing new: the journal does not grow
    content.urls = after;
  }
  content.registered_at = core_.now();
  TRY(store::encode_content(content));
  TRY(core_.bank.add_content(content));
  contents_[content.content_id] = content;
  for (const std::string& url : content.urls) content_urls_[url] = content.content_id;
  appends_.emplace_back().contents.push_back(std::move(content));
  return Done{};
}

Status Group::add_upload(const store::Content& content, const Bank::HeldMatch& held) {
  TRY_ASSIGN(Draft draft, open_draft(held.hold.case_id));
  cases::ItemFacts facts;
  facts.origin = cases::ItemOrigin::upload;
  facts.content_id = content.content_id;
  complete_item(facts);
  facts.match = held.match;
  TRY(act(draft, cases::AddItems{{facts}}, cases::Actor{cases::ActorKind::platform, ""}));
  if (draft.events.empty()) return Done{};
  TRY(let_edge_act(draft));
  keep(std::move(draft));
  return Done{};
}

// The newest case that this entry opened and nobody has decided; of this group, or of any time before.
Result<std::optional<Group::Draft>> Group::find_match_case(std::int64_t entry_no) {
  TRY_ASSIGN(const auto stored, core_.events.find_cases_by_bank_entry(static_cast<int>(entry_no)));
  std::set<Id> candidates(stored.begin(), stored.end());
  const auto pending = item_keys_.find(store::bank_entry_key(static_cast<int>(entry_no)));
  if (pending != item_keys_.end()) candidates.insert(pending->second.begin(), pending->second.end());
  for (auto id = candidates.rbegin(); id != candidates.rend(); ++id) {
    TRY_ASSIGN(Draft draft, open_draft(*id));
    if (draft.live.state.phase == cases::Phase::open) return std::optional(std::move(draft));
  }
  return std::optional<Draft>{};
}

// A person must look, and the uploader must be told: a bank's match is a notice of our own. The case that an entry has
// open takes what it meets next.
Result<std::string> Group::open_match_case(const store::Content& content, const BankHit& hit) {
  cases::ItemFacts facts;
  facts.origin = cases::ItemOrigin::upload;
  facts.content_id = content.content_id;
  complete_item(facts);
  TRY_ASSIGN(auto open, find_match_case(hit.entry_no));
  if (open) {
    facts.match = cases::MatchFacts{1, hit.tier, hit.distance_bits, hit.inlier_count, true};
    if (act(*open, cases::AddItems{{facts}}, cases::Actor{}).ok()) {
      const std::string code = open->live.code;
      if (!open->events.empty()) keep(std::move(*open));
      return code;
    }
    facts.match.reset();
  }
  NoticeRequest request;
  request.facts.kind = cases::NoticeKind::match;
  request.facts.channel = law::Channel::own_detection;
  request.facts.complainant = law::Complainant::none;
  request.facts.harm = hit.harm;
  request.facts.bank_entry_no = static_cast<int>(hit.entry_no);
  if (!content.uploaded_from.empty()) request.facts.jurisdictions = {content.uploaded_from};
  request.personal.statement = tell(hit);
  request.items = {facts};
  TRY_ASSIGN(const UnsignedAnswer made, decide_notice(request));
  if (judge(hit, content.uploaded_from) == Verdict::block) TRY(hold_blocked(made.answer.case_id, content, hit));
  return made.answer.case_code;
}

// The platform is told to block it. That is a measure, so it stands on the record, goes no further than a duty of the
// case and lifts unless a person confirms it. Where no duty asks for anything, the answer at the door stands alone.
Status Group::hold_blocked(const Id& case_id, const store::Content& content, const BankHit& hit) {
  TRY_ASSIGN(Draft draft, open_draft(case_id));
  const auto& items = draft.live.state.items;
  const auto item = std::find_if(items.begin(), items.end(),
                                 [&](const auto& one) { return one.facts.content_id == content.content_id; });
  if (item == items.end()) return Done{};
  const cases::Restrict restrict {
      {item->no}, hit.territory, "a picture that bank " + hit.bank + " knows: held until a person decides"};
  if (!act(draft, restrict, cases::Actor{}).ok() || draft.events.empty()) return Done{};
  TRY(let_edge_act(draft));
  keep(std::move(draft));
  return Done{};
}

Result<MediaAnswer> Group::decide_media(MediaJob& job) {
  store::Content& content = job.check.content;
  for (std::string& url : content.urls) url = normalise_url(url);
  const bool registers = job.check.register_content && !content.content_id.empty();
  // Looked up before it is registered: a content does not match itself.
  auto held = core_.bank.find_held({content.sha256, content.pdq, content.pdq_quality, job.check.turns});
  const std::vector<BankMatch> in_banks = std::move(job.closer.in_banks);
  add_closer(core_.bank, std::move(job.closer), held);
  if (registers) TRY(register_content(content));
  MediaAnswer answer;
  std::set<Id> met;
  for (const Bank::HeldMatch& one : held) {
    const Verdict verdict = judge(one, content.uploaded_from);
    if (weight(verdict) > weight(answer.verdict)) answer.verdict = verdict;
    list_match(one, answer.matches);
    // Nearest first: one item in each case is enough. A closed case takes no more.
    if (registers && met.insert(one.hold.case_id).second) (void)add_upload(content, one);
  }
  for (const BankMatch& one : in_banks) {
    const BankHit& hit = answer.bank_hits.emplace_back(make_hit(one));
    const Verdict verdict = judge(hit, content.uploaded_from);
    if (weight(verdict) > weight(answer.verdict)) answer.verdict = verdict;
  }
  // A decision of our own on this picture is more than any bank's word; what is held in the interim has its case.
  const bool is_decided = std::any_of(held.begin(), held.end(), [](const auto& one) { return !one.hold.is_interim; });
  if (!registers || is_decided || answer.bank_hits.empty()) return answer;
  if (!held.empty()) {
    answer.case_code = held.front().hold.case_code;
    return answer;
  }
  TRY_ASSIGN(answer.case_code, open_match_case(content, answer.bank_hits.front()));
  return answer;
}

void Group::add(MediaJob& job) {
  const std::size_t appends_before = appends_.size();
  auto decided = decide_media(job);
  if (!decided.ok()) {
    ++core_.meters.refusals;
    return job.done(std::move(decided).error());
  }
  if (appends_.size() == appends_before && !is_written()) return job.done(std::move(decided).value());
  wait_for_commit([done = std::move(job.done), answer = std::move(decided).value()](const Status& outcome) mutable {
    outcome.ok() ? done(std::move(answer)) : done(outcome.error());
  });
}

}  // namespace redress::engine
