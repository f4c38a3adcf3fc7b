// SPDX-License-Identifier: Apache-2.0
// store/event_samples.hpp — one event of every type with every field filled, for the tests of everything that stores
// them.
//
// Errors          none.
// Threads         pure.
// Never           linked into the product.
#pragma once

#include "store/event_store.hpp"

namespace redress::store {

inline Id sample_id(std::uint64_t number) { return make_id(Instant{1'790'000'000'000}, 7, number); }

inline cases::NoticeFacts sample_notice() {
  cases::NoticeFacts facts;
  facts.notice_id = sample_id(99);
  facts.kind = cases::NoticeKind::order;
  facts.channel = law::Channel::court_order;
  facts.complainant = law::Complainant::authority;
  facts.harm = law::Harm::ncii_synthetic;
  facts.jurisdictions = {"IN", "EU"};
  facts.limbs = {"3(1)(b)(ii)"};
  facts.sent_at = Instant{1'790'000'000'000};
  facts.entered_at = Instant{1'790'000'000'250};
  facts.medium = law::Medium::other;
  facts.order =
      law::OrderFacts{"High Court", "judge", true, true, "s.79", "3(1)(d)", "because", {"https://a.example/1"}};
  facts.language = "hi";
  facts.written_in = "mr";
  facts.good_faith = true;
  facts.is_signed = true;
  facts.bank_entry_no = 17;
  return facts;
}

inline cases::ItemFacts sample_item(std::uint64_t number) {
  cases::ItemFacts facts;
  facts.content_id = "content-" + std::to_string(number);
  facts.urls = {"https://a.example/" + std::to_string(number)};
  facts.uploader = "user-7";
  facts.uploaded_from = "IN";
  facts.sha256 = std::string(64, 'a');
  facts.pdq = std::string(64, 'b');
  facts.pdq_quality = 88;
  return facts;
}

inline std::vector<cases::Event> sample_events() {
  using namespace cases;
  const law::Territory india{false, {"IN"}};
  const Instant at{1'790'000'000'500};
  ItemFacts copy = sample_item(2);
  copy.origin = ItemOrigin::copy;
  copy.match = MatchFacts{1, "pdq", 18, std::nullopt, true, 5'500, Overlay{500'000, 0, -1, 250'000, 125'000, 0}};
  CaseClock clock;
  clock.notice_no = 1;
  clock.duty = "IN-NCII-2H";
  clock.jurisdiction = "IN";
  clock.provision = "Rule 3(2)(b)";
  clock.step = law::Step::take_down;
  clock.on_risk = law::OnRisk::restrict;
  clock.territory = india;
  clock.starts_at = at;
  clock.due_at = at + std::chrono::hours{2};
  clock.is_target = true;
  clock.pack_sha256 = "sha256:00";
  clock.tz_version = "2026a";
  const Ground ground{GroundKind::contractual, "terms/4.2", "Terms 4.2", "sha256:00"};
  const Weighing weighing{{"depicts_person", "no_consent"}, "a label leaves it in sight", {"hi"}, "a landscape"};
  const std::vector<EventBody> bodies{
      NoticeReceived{sample_notice(),
                     Personal{"it is me", "A.B.", "a@b.example", SafeTime::evening, "Asia/Kolkata"},
                     at,
                     "entered",
                     {law::OrderDefect{"IN-3-1-D/V4", "no reasons"}},
                     false},
      NoticeWithdrawn{1},
      ItemsAdded{{sample_item(1), copy}},
      ClockStarted{clock, "depicted person"},
      ClockMoved{1, law::ClockState::paused, at, std::nullopt, "asked"},
      ClockEnded{1, law::ClockState::voided, "withdrawn"},
      Escalated{1, 2},
      OnRiskApplied{1},
      Claimed{"asha", at, "she wrote twice"},
      Released{"asha", Proposal{Outcome::label, ground, "facts", "why", india, {1}, weighing}, "not yet", "my cousin",
               SecondLook{1, true, "so I read it too"}},
      MeasureOrdered{1, MeasureKind::remove, law::everywhere(), 1, true, "ordered"},
      MeasureMoved{1, MeasureState::acknowledged, "edge"},
      FoundReachable{1, "IN"},
      Decided{Outcome::remove, ground, "facts", "reasons \"quoted\" \n हिन्दी", india, {1, 2}, weighing, "ben", 20},
      DecisionReversed{1, "wrong person"},
      ClarificationAsked{"which one?"},
      ClarificationGiven{1, Personal{"the left one", "", ""}},
      ExtensionGranted{"IN-NCII-2H", at, "letter"},
      ImpossibilityDeclared{"flood"},
      ImpossibilityEnded{},
      Appealed{AppealBy::complainant, 1, {"consent", "news"}, Personal{"my words", "", ""}},
      AppealDecided{1, AppealOutcome::upheld, "so be it"},
      PersonalErased{"asked by letter"},
      Closed{}};
  static_assert(std::variant_size_v<EventBody> == 24, "a new event needs a sample, a line in events.md and a name");
  std::vector<Event> events;
  for (const EventBody& body : bodies) events.push_back(Event{at, Actor{ActorKind::reviewer, "asha"}, body});
  return events;
}

}  // namespace redress::store
