// SPDX-License-Identifier: Apache-2.0
#include "engine/projection.hpp"

#include <algorithm>

#include "cases/policy.hpp"
#include "ledger/entry_codec.hpp"
#include "store/event_codec.hpp"

namespace redress::engine {
namespace {

using ledger::CommitmentCode;
using ledger::Entry;
using ledger::EntryType;

// The word lists of the two rooms are the same, in the same order: what an entry says must not hang on what the core is
// called inside, so each room has its own. projection_test holds them together.
template <class Out, class In>
Out same_word(In word) {
  return static_cast<Out>(static_cast<int>(word));
}

std::uint32_t number(int no) { return static_cast<std::uint32_t>(std::max(no, 0)); }
std::uint32_t number(std::size_t no) { return static_cast<std::uint32_t>(no); }

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::vector<std::uint32_t> ascending(const std::vector<int>& nos) {
  std::vector<std::uint32_t> out;
  out.reserve(nos.size());
  for (const int no : nos) out.push_back(number(no));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// One operator for each event: what of it stands in the entry.
struct Project {
  Entry& entry;
  const cases::Event& event;
  const cases::Case& after;
  const PublicWords& words;
  const Digest& rulebook;

  void operator()(const cases::NoticeReceived& body) const {
    const cases::NoticeFacts& facts = body.facts;
    entry.type = EntryType::notice_received;
    entry.notice_no = number(after.notices.size());
    entry.rulebook = rulebook;
    entry.notice_kind = same_word<ledger::NoticeKind>(facts.kind);
    entry.channel = facts.channel;
    entry.complainant = facts.complainant;
    entry.harm = facts.harm;
    entry.medium = facts.medium;
    for (const std::string& where : facts.jurisdictions) {
      if (law::parse_territory(std::vector<std::string>{where}).ok()) entry.jurisdictions.push_back(where);
    }
    for (const std::string& limb : facts.limbs) entry.limbs.push_back(words.name_limb(limb));
    entry.sent_at = facts.sent_at;
    entry.entered_at = facts.entered_at;
    entry.retrieved_at = facts.retrieved_at;
    entry.received_at = body.received_at;
    if (body.acted_on) entry.flags |= ledger::flag_acted_on;
    if (facts.order) put_order(*facts.order);
    for (const law::OrderDefect& defect : body.defects) {
      if (ledger::is_word(defect.check)) entry.defects.push_back(defect.check);
    }
  }
  void put_order(const law::OrderFacts& order) const {
    if (order.court) entry.flags |= ledger::flag_court;
    if (order.authorised_in_writing) entry.flags |= ledger::flag_authorised;
    if (!is_blank(order.reasons)) entry.flags |= ledger::flag_reasoned;
    entry.order_url_count = number(static_cast<std::size_t>(
        std::count_if(order.urls.begin(), order.urls.end(), [](const std::string& url) { return !is_blank(url); })));
    if (event.by.kind != cases::ActorKind::authority) return;
    entry.order = ledger::OrderWords{ledger::clip_text(order.issuer, ledger::order_issuer_bytes_max),
                                     ledger::clip_text(order.rank, ledger::order_rank_bytes_max),
                                     ledger::clip_text(order.legal_basis, ledger::order_legal_basis_bytes_max),
                                     ledger::clip_text(order.provision, ledger::order_provision_bytes_max)};
  }
  void operator()(const cases::NoticeWithdrawn& body) const {
    entry.type = EntryType::notice_withdrawn;
    entry.notice_no = number(body.notice_no);
  }
  void operator()(const cases::ItemsAdded& body) const {
    entry.type = EntryType::items_added;
    std::size_t no = after.items.size() - body.items.size();
    for (const cases::ItemFacts& facts : body.items) {
      ledger::EntryItem& item = entry.items.emplace_back();
      item.no = number(++no);
      item.origin = same_word<ledger::ItemOrigin>(facts.origin);
      item.needs_look = facts.match && facts.match->needs_look;
      item.copied_no = facts.match ? number(facts.match->item_no) : 0;
      item.url_count = static_cast<std::uint16_t>(std::min<std::size_t>(facts.urls.size(), 65'535));
    }
  }
  void operator()(const cases::ClockStarted& body) const {
    const cases::CaseClock& clock = body.clock;
    entry.type = EntryType::clock_started;
    entry.clock_no = number(after.clocks.size());
    entry.notice_no = number(clock.notice_no);
    entry.duty = clock.duty;
    entry.countries = law::render_territory(clock.territory);
    entry.starts_at = clock.starts_at;
    entry.due_at = clock.due_at;
    if (clock.is_target) entry.flags |= ledger::flag_target;
    entry.pack = parse_digest(clock.pack_sha256);
    if (entry.pack) entry.tz = clock.tz_version;
    entry.step = clock.step;
    entry.bearer = clock.bearer;
  }
  void operator()(const cases::ClockMoved& body) const {
    entry.type = EntryType::clock_moved;
    entry.clock_no = number(body.clock_no);
    entry.clock_state = body.state;
    entry.starts_at = body.starts_at;
    entry.due_at = body.due_at;
  }
  void operator()(const cases::ClockEnded& body) const {
    entry.type = EntryType::clock_ended;
    entry.clock_no = number(body.clock_no);
    entry.clock_state = body.state;
  }
  void operator()(const cases::Escalated& body) const {
    entry.type = EntryType::escalated;
    entry.clock_no = number(body.clock_no);
    entry.escalation = number(body.step);
  }
  void operator()(const cases::OnRiskApplied& body) const {
    entry.type = EntryType::on_risk_applied;
    entry.clock_no = number(body.clock_no);
  }
  void operator()(const cases::Claimed& body) const {
    entry.type = EntryType::claimed;
    entry.until = body.until;
  }
  void operator()(const cases::Released&) const { entry.type = EntryType::released; }
  void operator()(const cases::MeasureOrdered& body) const {
    entry.type = EntryType::measure_ordered;
    entry.measure_no = number(after.measures.size());
    entry.item_nos = {number(body.item_no)};
    entry.measure_kind = same_word<ledger::MeasureKind>(body.kind);
    entry.countries = law::render_territory(body.territory);
    entry.decision_no = number(body.decision_no);
    if (body.automatic) entry.flags |= ledger::flag_automatic;
  }
  void operator()(const cases::MeasureMoved& body) const {
    CHECK(body.state != cases::MeasureState::ordered);
    entry.type = EntryType::measure_moved;
    entry.measure_no = number(body.measure_no);
    entry.measure_state = static_cast<ledger::MeasureState>(static_cast<int>(body.state) - 1);
  }
  void operator()(const cases::FoundReachable& body) const {
    entry.type = EntryType::found_reachable;
    entry.measure_no = number(body.measure_no);
  }
  void operator()(const cases::Decided& body) const {
    entry.type = EntryType::decided;
    entry.decision_no = number(after.decisions.size());
    entry.outcome = same_word<ledger::Outcome>(body.outcome);
    entry.ground = same_word<ledger::GroundKind>(body.ground.kind);
    // A clause of the operator's terms, or a duty that the rulebook does not have, is the reviewer's own text.
    if (body.ground.kind == cases::GroundKind::legal && words.has_duty(body.ground.duty)) entry.duty = body.ground.duty;
    entry.countries = law::render_territory(body.territory);
    entry.item_nos = ascending(body.item_nos);
  }
  void operator()(const cases::DecisionReversed& body) const {
    entry.type = EntryType::decision_reversed;
    entry.decision_no = number(body.decision_no);
  }
  void operator()(const cases::ClarificationAsked&) const {
    entry.type = EntryType::clarification_asked;
    entry.clarification_no = number(after.clarifications.size());
  }
  void operator()(const cases::ClarificationGiven& body) const {
    entry.type = EntryType::clarification_given;
    entry.clarification_no = number(body.clarification_no);
  }
  void operator()(const cases::ExtensionGranted& body) const {
    entry.type = EntryType::extension_granted;
    entry.duty = body.duty;
    entry.until = body.until;
  }
  void operator()(const cases::ImpossibilityDeclared&) const { entry.type = EntryType::impossibility_declared; }
  void operator()(const cases::ImpossibilityEnded&) const { entry.type = EntryType::impossibility_ended; }
  void operator()(const cases::Appealed& body) const {
    entry.type = EntryType::appealed;
    entry.appeal_no = number(after.appeals.size());
    entry.appeal_by = same_word<ledger::AppealBy>(body.by);
    entry.decision_no = number(body.decision_no);
  }
  void operator()(const cases::AppealDecided& body) const {
    CHECK(body.outcome != cases::AppealOutcome::pending);
    entry.type = EntryType::appeal_decided;
    entry.appeal_no = number(body.appeal_no);
    entry.appeal_outcome = static_cast<ledger::AppealOutcome>(static_cast<int>(body.outcome) - 1);
  }
  void operator()(const cases::PersonalErased&) const { entry.type = EntryType::personal_erased; }
  void operator()(const cases::Closed&) const { entry.type = EntryType::closed; }
};

bool is_staff(const cases::Actor& actor) {
  return actor.kind == cases::ActorKind::reviewer || actor.kind == cases::ActorKind::officer;
}

bool names_staff(EntryType type) {
  switch (type) {
    case EntryType::claimed:
    case EntryType::released:
    case EntryType::decided:
    case EntryType::decision_reversed:
    case EntryType::clarification_asked:
    case EntryType::extension_granted:
    case EntryType::impossibility_declared:
    case EntryType::appeal_decided:
    case EntryType::personal_erased:
      return true;
    default:
      return false;
  }
}

// One operator for each event that has something to commit to.
struct Commit {
  Entry& entry;
  const ledger::SaltKey& key;

  void add(CommitmentCode code, std::string_view value) const { ledger::add_commitment(entry, key, code, value); }
  [[nodiscard]] Status add(CommitmentCode code, Result<std::string> value) const {
    TRY_ASSIGN(const std::string text, std::move(value));
    add(code, std::string_view(text));
    return Done{};
  }
  void add_personal(const cases::Personal& personal) const {
    add(CommitmentCode::statement, std::string_view(personal.statement));
    add(CommitmentCode::signature, std::string_view(personal.signature));
    add(CommitmentCode::contact, std::string_view(personal.email));
  }
  Status operator()(const cases::NoticeReceived& body) const {
    add_personal(body.personal);
    return body.facts.order ? add(CommitmentCode::order, store::encode_order(*body.facts.order)) : Status(Done{});
  }
  Status operator()(const cases::ItemsAdded& body) const {
    return add(CommitmentCode::items, store::encode_items(body.items));
  }
  Status operator()(const cases::MeasureMoved& body) const {
    add(CommitmentCode::detail, std::string_view(body.detail));
    return Done{};
  }
  Status operator()(const cases::Decided& body) const {
    add(CommitmentCode::facts, std::string_view(body.facts));
    add(CommitmentCode::reasons, std::string_view(body.reasons));
    return Done{};
  }
  Status operator()(const cases::DecisionReversed& body) const {
    add(CommitmentCode::reasons, std::string_view(body.reasons));
    return Done{};
  }
  Status operator()(const cases::ClarificationAsked& body) const {
    add(CommitmentCode::question, std::string_view(body.question));
    return Done{};
  }
  Status operator()(const cases::ClarificationGiven& body) const {
    add_personal(body.personal);
    return Done{};
  }
  Status operator()(const cases::ExtensionGranted& body) const {
    add(CommitmentCode::evidence, std::string_view(body.evidence));
    return Done{};
  }
  Status operator()(const cases::ImpossibilityDeclared& body) const {
    add(CommitmentCode::detail, std::string_view(body.reason));
    return Done{};
  }
  Status operator()(const cases::Appealed& body) const {
    add_personal(body.personal);
    if (body.grounds.empty()) return Done{};
    return add(CommitmentCode::grounds, store::encode_texts(body.grounds));
  }
  Status operator()(const cases::AppealDecided& body) const {
    add(CommitmentCode::reasons, std::string_view(body.reasons));
    return Done{};
  }
  Status operator()(const cases::PersonalErased& body) const {
    add(CommitmentCode::reasons, std::string_view(body.reason));
    return Done{};
  }
  // Numbers, states and instants, which stand in the entry themselves.
  template <class Other>
  Status operator()(const Other&) const {
    return Done{};
  }
};

}  // namespace

PublicWords::PublicWords(const law::Rulebook& rulebook) {
  for (const law::Duty* duty : law::list_duties(rulebook)) {
    duties_.insert(duty->id);
    for (const law::Stage& stage : duty->stages) duties_.insert(duty->id + "/" + stage.name);
  }
  for (const auto own : {cases::house_review, cases::house_restore, cases::house_appeal, cases::house_order}) {
    duties_.emplace(own);
  }
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    for (const law::Limb& limb : pack.limbs) limbs_.insert(limb.limb);
  }
}

// As the law reads it: the name inside the last brackets, "3(1)(b)(vi)" or a bare "vi".
std::string PublicWords::name_limb(std::string_view given) const {
  const auto close = given.rfind(')');
  const auto open = given.rfind('(');
  const bool is_bracketed = close != std::string_view::npos && open != std::string_view::npos && open < close;
  const std::string_view name = is_bracketed ? given.substr(open + 1, close - open - 1) : given;
  return std::string(limbs_.contains(name) ? name : ledger::unknown_limb);
}

Entry project(const store::Record& record, const cases::Case& after, std::size_t happenings_before,
              const PublicWords& words, const Digest& rulebook) {
  const auto& event = std::get<cases::Event>(record.body);
  Entry entry;
  entry.at = event.at;
  entry.number = static_cast<std::uint32_t>(record.case_seq);
  entry.actor = same_word<ledger::Actor>(event.by.kind);
  std::visit(Project{entry, event, after, words, rulebook}, event.body);
  for (std::size_t i = happenings_before; i < after.happenings.size(); ++i) {
    entry.happenings.push_back({after.happenings[i].happening, after.happenings[i].duty});
  }
  return entry;
}

Status add_commitments(Entry& entry, const cases::Event& event, const ledger::SaltKey& key) {
  const Commit commit{entry, key};
  TRY(std::visit(commit, event.body));
  const bool has_staff = names_staff(entry.type) && is_staff(event.by);
  if (has_staff) commit.add(CommitmentCode::staff, std::string_view(event.by.name));
  return Done{};
}

Bytes encode_commitments(const std::vector<ledger::Commitment>& commitments) {
  Bytes bytes;
  bytes.reserve(commitments.size() * 33);
  for (const ledger::Commitment& one : commitments) {
    bytes.push_back(one.code);
    bytes.insert(bytes.end(), one.digest.begin(), one.digest.end());
  }
  return bytes;
}

Result<std::vector<ledger::Commitment>> decode_commitments(ByteView bytes) {
  std::vector<ledger::Commitment> commitments;
  if (bytes.size() % 33 != 0) return Error{Code::corrupt, "a sealed row holds half a commitment"};
  for (std::size_t at = 0; at < bytes.size(); at += 33) {
    ledger::Commitment& one = commitments.emplace_back();
    one.code = bytes[at];
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at) + 1, one.digest.size(), one.digest.begin());
  }
  return commitments;
}

}  // namespace redress::engine
