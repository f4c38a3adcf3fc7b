// SPDX-License-Identifier: Apache-2.0
#include "engine/projection.hpp"

#include <gtest/gtest.h>

#include "cases/decide.hpp"
#include "law/test_rulebook.hpp"
#include "ledger/entry_codec.hpp"
#include "store/event_codec.hpp"
#include "store/event_samples.hpp"

namespace redress::engine {
namespace {

const ledger::SaltKey salt_key = sha256("a salt key");
const Digest rulebook_digest = sha256("a rulebook");

const PublicWords& words() {
  static const law::Rulebook rulebook = law::load_shipped();
  static const PublicWords words(rulebook);
  return words;
}

// A case that has one of everything, so that every event finds what it speaks of.
cases::Case full_case() {
  cases::Case state;
  state.id = store::sample_id(1);
  state.notices.resize(1);
  state.notices[0].no = 1;
  for (int no = 1; no <= 2; ++no) {
    cases::Item item;
    item.no = no;
    state.items.push_back(item);
  }
  cases::CaseClock clock;
  clock.no = 1;
  state.clocks.push_back(clock);
  cases::Measure measure;
  measure.no = measure.item_no = 1;
  state.measures.push_back(measure);
  cases::Decision decision;
  decision.no = 1;
  decision.item_nos = {1, 2};
  state.decisions.push_back(decision);
  cases::CaseAppeal appeal;
  appeal.no = appeal.decision_no = 1;
  state.appeals.push_back(appeal);
  state.clarifications.resize(1);
  return state;
}

struct Projected {
  ledger::Entry entry;
  Bytes bytes;
};

Projected seal(const cases::Event& event, const cases::Case& before) {
  store::Record record;
  record.position = 7;
  record.case_id = before.id;
  record.case_seq = 3;
  record.body = event;
  const cases::Case after = cases::apply(before, event);
  Projected made;
  made.entry = project(record, after, before.happenings.size(), words(), rulebook_digest);
  made.entry.case_id = ledger::pseudonym_of(salt_key);
  made.entry.previous = sha256("before");
  EXPECT_TRUE(add_commitments(made.entry, event, salt_key).ok());
  auto bytes = ledger::encode_entry(made.entry);
  EXPECT_TRUE(bytes.ok()) << store::render_type(event.body) << ": " << (bytes.ok() ? "" : bytes.error().message);
  if (bytes.ok()) made.bytes = std::move(bytes).value();
  return made;
}

TEST(Projection, EveryEventHasAnEntryThatReadsBackTheSame) {
  std::set<ledger::EntryType> types;
  for (const cases::Event& event : store::sample_events()) {
    const Projected made = seal(event, full_case());
    const auto again = ledger::decode_entry(made.bytes);
    ASSERT_TRUE(again.ok()) << store::render_type(event.body) << ": " << again.error().message;
    EXPECT_EQ(again.value(), made.entry) << store::render_type(event.body);
    EXPECT_EQ(made.bytes.size() % 256, 0U);
    types.insert(made.entry.type);
  }
  EXPECT_EQ(types.size(), std::variant_size_v<cases::EventBody>);
}

TEST(Projection, TheWordsOfBothRoomsAreTheSame) {
  const auto expect_same = [](auto theirs, auto ours, int count) {
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(cases::render(static_cast<decltype(theirs)>(i)), ledger::render(static_cast<decltype(ours)>(i)));
    }
  };
  expect_same(cases::ActorKind{}, ledger::Actor{}, 7);
  expect_same(cases::NoticeKind{}, ledger::NoticeKind{}, 4);
  expect_same(cases::MeasureKind{}, ledger::MeasureKind{}, 4);
  expect_same(cases::Outcome{}, ledger::Outcome{}, 4);
  expect_same(cases::GroundKind{}, ledger::GroundKind{}, 2);
  expect_same(cases::AppealBy{}, ledger::AppealBy{}, 2);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(cases::render(static_cast<cases::MeasureState>(i + 1)),
              ledger::render(static_cast<ledger::MeasureState>(i)));
  }
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(cases::render(static_cast<cases::AppealOutcome>(i + 1)),
              ledger::render(static_cast<ledger::AppealOutcome>(i)));
  }
}

// --- nothing that a person wrote ------------------------------------------------------------------------------------

constexpr std::string_view marker = "Srinivasa-Marker-7f3a";

void mark(std::string& text) { text = marker; }
void mark(std::vector<std::string>& texts) { texts = {std::string(marker), std::string(marker) + "/2"}; }
void mark(cases::Personal& personal) { mark(personal.statement), mark(personal.signature), mark(personal.email); }
void mark(law::OrderFacts& order) {
  mark(order.issuer), mark(order.rank), mark(order.legal_basis), mark(order.provision), mark(order.reasons);
  mark(order.urls);
}
void mark(cases::ItemFacts& item) {
  mark(item.content_id), mark(item.urls), mark(item.uploader), mark(item.uploaded_from), mark(item.sha256);
  mark(item.pdq);
  if (item.match) mark(item.match->tier);
}
void mark(cases::Ground& ground) { mark(ground.duty), mark(ground.provision); }

// Every text of an event that comes from outside; ids of duties and packs are the law's own.
struct Mark {
  void operator()(cases::NoticeReceived& body) const {
    mark(body.personal), mark(body.basis), mark(body.facts.limbs), mark(body.facts.language);
    if (body.facts.order) mark(*body.facts.order);
    for (auto& defect : body.defects) mark(defect.detail);
  }
  void operator()(cases::ItemsAdded& body) const {
    for (auto& item : body.items) mark(item);
  }
  void operator()(cases::ClockStarted& body) const { mark(body.reason), mark(body.clock.provision); }
  void operator()(cases::ClockMoved& body) const { mark(body.reason); }
  void operator()(cases::ClockEnded& body) const { mark(body.reason); }
  void operator()(cases::Claimed& body) const { mark(body.reviewer); }
  void operator()(cases::Released& body) const { mark(body.reviewer); }
  void operator()(cases::MeasureOrdered& body) const { mark(body.reason); }
  void operator()(cases::MeasureMoved& body) const { mark(body.detail); }
  void operator()(cases::FoundReachable& body) const { mark(body.vantage); }
  void operator()(cases::Decided& body) const { mark(body.facts), mark(body.reasons), mark(body.ground); }
  void operator()(cases::DecisionReversed& body) const { mark(body.reasons); }
  void operator()(cases::ClarificationAsked& body) const { mark(body.question); }
  void operator()(cases::ClarificationGiven& body) const { mark(body.personal); }
  void operator()(cases::ExtensionGranted& body) const { mark(body.evidence); }
  void operator()(cases::ImpossibilityDeclared& body) const { mark(body.reason); }
  void operator()(cases::Appealed& body) const { mark(body.personal), mark(body.grounds); }
  void operator()(cases::AppealDecided& body) const { mark(body.reasons); }
  void operator()(cases::PersonalErased& body) const { mark(body.reason); }
  template <class Other>
  void operator()(Other&) const {}
};

bool holds_marker(const Bytes& bytes) {
  return std::search(bytes.begin(), bytes.end(), marker.begin(), marker.end()) != bytes.end();
}

TEST(Projection, NothingThatAPersonWroteStandsInAnEntry) {
  for (cases::Event event : store::sample_events()) {
    std::visit(Mark{}, event.body);
    for (const auto kind : {cases::ActorKind::reporter, cases::ActorKind::reviewer, cases::ActorKind::platform,
                            cases::ActorKind::uploader, cases::ActorKind::officer, cases::ActorKind::system}) {
      event.by = {kind, std::string(marker)};
      for (const auto ground : {cases::GroundKind::legal, cases::GroundKind::contractual}) {
        if (auto* decided = std::get_if<cases::Decided>(&event.body)) decided->ground.kind = ground;
        const Projected made = seal(event, full_case());
        ASSERT_FALSE(made.bytes.empty());
        EXPECT_FALSE(holds_marker(made.bytes)) << store::render_type(event.body);
      }
    }
  }
}

TEST(Projection, AnAuthoritysOrderIsReadableAndAnybodyElsesIsNot) {
  cases::Event event = store::sample_events().front();
  event.by = {cases::ActorKind::authority, "High Court"};
  auto& order = *std::get<cases::NoticeReceived>(event.body).facts.order;
  order.reasons = marker;
  order.urls = {std::string(marker), " "};
  order.issuer = std::string(299, 'a') + "é";
  const Projected clear = seal(event, full_case());
  ASSERT_TRUE(clear.entry.order);
  EXPECT_EQ(clear.entry.order->issuer, std::string(299, 'a')) << "cut at a character";
  EXPECT_EQ(clear.entry.order->provision, "3(1)(d)");
  EXPECT_EQ(clear.entry.order_url_count, 1U);
  EXPECT_EQ(clear.entry.flags & ledger::flag_reasoned, ledger::flag_reasoned);
  EXPECT_FALSE(holds_marker(clear.bytes)) << "reasons and addresses are never public";
  event.by = {cases::ActorKind::reporter, ""};
  const Projected closed = seal(event, full_case());
  EXPECT_FALSE(closed.entry.order);
  EXPECT_EQ(closed.entry.flags, clear.entry.flags);
  EXPECT_EQ(closed.entry.commitments, clear.entry.commitments) << "the whole is committed to either way";
}

TEST(Projection, ALimbIsTheLawsOwnWordOrUnknown) {
  EXPECT_EQ(words().name_limb("3(1)(b)(ii)"), "ii");
  EXPECT_EQ(words().name_limb("my name is (ii)"), "ii");
  EXPECT_EQ(words().name_limb("vi"), "vi");
  EXPECT_EQ(words().name_limb("ramesh"), ledger::unknown_limb);
  EXPECT_EQ(words().name_limb(""), ledger::unknown_limb);
}

TEST(Projection, HappeningsOfTheEventAndNoOthersAreAppended) {
  cases::Case before = full_case();
  before.happenings.push_back({{Instant{5}, law::HappeningKind::appealed, std::nullopt}, ""});
  const cases::Event event{Instant{9}, {cases::ActorKind::reviewer, "asha"}, cases::ClarificationAsked{"which?"}};
  const Projected made = seal(event, before);
  ASSERT_EQ(made.entry.happenings.size(), 1U);
  EXPECT_EQ(made.entry.happenings[0].happening.what, law::HappeningKind::clarification_asked);
  EXPECT_EQ(made.entry.clarification_no, 2U);
}

TEST(Projection, CommitmentsAreKeptAsTheyAre) {
  const Projected made = seal(store::sample_events().front(), full_case());
  ASSERT_GE(made.entry.commitments.size(), 4U);
  const auto again = decode_commitments(encode_commitments(made.entry.commitments));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value(), made.entry.commitments);
  EXPECT_FALSE(decode_commitments(Bytes(32)).ok());
}

TEST(Projection, ACommitmentIsOpenedByItsSaltAndItsWords) {
  const Projected made = seal(store::sample_events().front(), full_case());
  const auto& first = made.entry.commitments.front();
  ASSERT_EQ(first.code, 1);
  const auto salt = ledger::salt_of(salt_key, made.entry.number, ledger::CommitmentCode::statement);
  EXPECT_EQ(first.digest, ledger::commit(ledger::CommitmentCode::statement, salt, "it is me"));
  EXPECT_NE(first.digest, ledger::commit(ledger::CommitmentCode::statement, salt, "it is not me"));
}

}  // namespace
}  // namespace redress::engine
