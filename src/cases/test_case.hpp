// SPDX-License-Identifier: Apache-2.0
// cases/test_case.hpp — test only: one case driven by commands at chosen instants, with the regime packs of statutes/.
//
// Use this when   a test or a simulation plays a case without a journal, a clock or a network.
// Shapes          the fold of `events` is checked against `state` after every command.
// Errors          send() aborts on a refusal and prints it; refuse() aborts on an answer.
// Threads         one test, one thread; the rulebook is shared and immutable.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cases/decide.hpp"

namespace redress::cases::test {

using std::chrono::hours;
using std::chrono::minutes;

[[noreturn]] inline void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

inline Instant at(std::string_view rfc3339) {
  const auto parsed = parse_instant(rfc3339);
  if (!parsed.ok()) stop(parsed.error().message);
  return parsed.value();
}

// Every pack of statutes/ below the working directory, which ctest sets to the root of the repository.
inline std::map<std::string, std::string> load_pack_texts() {
  std::map<std::string, std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator("statutes")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts[entry.path().string()] = std::string(std::istreambuf_iterator<char>(file), {});
  }
  return texts;
}

inline law::Rulebook build_test_rulebook(const std::map<std::string, std::string>& texts) {
  auto built = law::build_rulebook(texts, law::OperatorChoices{});
  if (!built.ok()) stop(built.error().message);
  return std::move(built).value();
}

inline const law::Rulebook& shared_rulebook() {
  static const law::Rulebook rulebook = build_test_rulebook(load_pack_texts());
  return rulebook;
}

inline Policy test_policy() {
  Policy policy;
  policy.rulebook = &shared_rulebook();
  return policy;
}

// A quiet Sunday night in November 2026, when every pack that these tests rely on is in force.
inline const Instant sunday_night = at("2026-11-22T02:00:00Z");

inline Actor reviewer(std::string name = "asha") { return Actor{ActorKind::reviewer, std::move(name)}; }
inline Actor officer(std::string name = "omar") { return Actor{ActorKind::officer, std::move(name)}; }
inline Actor reporter() { return Actor{ActorKind::reporter, ""}; }
inline Actor uploader() { return Actor{ActorKind::uploader, ""}; }
inline Actor platform() { return Actor{ActorKind::platform, ""}; }
inline Actor authority() { return Actor{ActorKind::authority, "authority"}; }

inline law::Territory countries(std::vector<std::string> codes) {
  auto territory = law::parse_territory(codes);
  if (!territory.ok()) stop(territory.error().message);
  return std::move(territory).value();
}

inline ItemFacts item(std::string content_id) {
  ItemFacts facts;
  facts.urls.push_back("https://host.example/p/" + content_id);
  facts.content_id = std::move(content_id);
  facts.uploader = "uploader-1";
  return facts;
}

inline ItemFacts copy_of(int item_no, std::string content_id, bool needs_look = false) {
  ItemFacts facts = item(std::move(content_id));
  facts.origin = ItemOrigin::copy;
  facts.match = MatchFacts{item_no, needs_look ? "pdq" : "exact", needs_look ? 28 : 0, std::nullopt, needs_look};
  return facts;
}

// The person shown reports her own picture through the form of the platform.
inline ReceiveNotice complaint(std::vector<std::string> jurisdictions, std::vector<ItemFacts> items,
                               Instant sent_at = sunday_night) {
  ReceiveNotice notice;
  notice.facts.complainant = law::Complainant::depicted;
  notice.facts.harm = law::Harm::ncii;
  notice.facts.jurisdictions = std::move(jurisdictions);
  notice.facts.sent_at = sent_at;
  notice.facts.entered_at = sent_at;
  notice.facts.good_faith = true;
  notice.facts.is_signed = true;
  notice.personal.statement = "this is me";
  notice.items = std::move(items);
  return notice;
}

// A government order to an Indian platform that passes rule 3(1)(d), unless a test spoils it.
inline ReceiveNotice indian_order(std::vector<ItemFacts> items, Instant sent_at = sunday_night) {
  ReceiveNotice notice = complaint({"IN"}, std::move(items), sent_at);
  notice.facts.kind = NoticeKind::order;
  notice.facts.channel = law::Channel::government_order;
  notice.facts.complainant = law::Complainant::authority;
  notice.facts.harm = law::Harm::threat;
  law::OrderFacts order;
  order.issuer = "Ministry of Home Affairs";
  order.rank = "Joint Secretary";
  order.authorised_in_writing = true;
  order.legal_basis = "Bharatiya Nyaya Sanhita 2023";
  order.provision = "section 351";
  order.reasons = "criminal intimidation of a named person";
  order.urls = {"https://host.example/p/1"};
  notice.facts.order = std::move(order);
  return notice;
}

// A removal order for terrorist content by an authority of a member state.
inline ReceiveNotice removal_order(std::vector<ItemFacts> items, Instant sent_at = sunday_night) {
  ReceiveNotice notice = indian_order(std::move(items), sent_at);
  notice.facts.jurisdictions = {"EU"};
  notice.facts.harm = law::Harm::terrorist;
  notice.facts.order->issuer = "Bundeskriminalamt";
  notice.facts.order->legal_basis = "Regulation (EU) 2021/784";
  notice.facts.order->provision = "Article 3";
  return notice;
}

inline Decide decision(Outcome outcome, std::string duty, std::string provision = "as cited") {
  Decide command;
  command.outcome = outcome;
  command.ground = Ground{GroundKind::legal, std::move(duty), std::move(provision)};
  command.facts = "the picture shows the person who complained";
  command.reasons = "shared without consent";
  return command;
}

class TestCase {
 public:
  explicit TestCase(Policy house = test_policy()) : policy(house) {}

  std::vector<Event> send(const Command& command, const Actor& actor = reviewer()) {
    auto decided = decide(state, command, actor, policy, now);
    if (!decided.ok()) stop("refused: " + decided.error().message);
    for (const Event& event : decided.value()) {
      events.push_back(event);
      state = apply(std::move(state), event);
    }
    check_fold();
    return std::move(decided).value();
  }

  [[nodiscard]] Error refuse(const Command& command, const Actor& actor = reviewer()) const {
    auto decided = decide(state, command, actor, policy, now);
    if (decided.ok()) stop("allowed, although the test expects a refusal");
    return std::move(decided).error();
  }

  // Time passes as it does under the engine: every wake on the way gets its tick.
  void pass(std::chrono::milliseconds span) {
    const Instant end = now + span;
    for (auto wake = find_next_wake(state, policy); wake && *wake <= end; wake = find_next_wake(state, policy)) {
      now = std::max(now, *wake);
      send(Tick{}, Actor{});
      const auto next = find_next_wake(state, policy);
      if (next && *next <= now) stop("a tick at " + render_instant(now) + " left the case wanting another");
    }
    now = end;
  }

  // The platform reports that it has done what waits: every measure goes to `reached`.
  void acknowledge(MeasureState reached = MeasureState::acknowledged) {
    for (std::size_t i = 0; i < state.measures.size(); ++i) {
      send(MoveMeasure{static_cast<int>(i) + 1, reached, "done"}, platform());
    }
  }

  [[nodiscard]] const CaseClock* clock(std::string_view duty, int notice_no = -1) const {
    for (auto one = state.clocks.rbegin(); one != state.clocks.rend(); ++one) {
      if (one->duty == duty && (notice_no < 0 || one->notice_no == notice_no)) return &*one;
    }
    return nullptr;
  }
  // The word for a clock's state; "none" when the case has no such clock.
  [[nodiscard]] std::string clock_state(std::string_view duty, int notice_no = -1) const {
    const CaseClock* found = clock(duty, notice_no);
    return found == nullptr ? "none" : std::string(law::render(found->state));
  }
  [[nodiscard]] std::string item_status(int no) const {
    return std::string(render(state.items.at(static_cast<std::size_t>(no) - 1).status));
  }
  [[nodiscard]] law::Territory held_in(int no) const {
    return state.items.at(static_cast<std::size_t>(no) - 1).held_in;
  }

  Policy policy;
  Instant now = sunday_night;
  Case state;
  std::vector<Event> events;

 private:
  void check_fold() const {
    Case folded;
    for (const Event& event : events) folded = apply(std::move(folded), event);
    if (!(folded == state)) stop("the fold of the events is not the state");
  }
};

template <class Body>
[[nodiscard]] int count_of(const std::vector<Event>& events) {
  int count = 0;
  for (const Event& event : events) count += std::holds_alternative<Body>(event.body) ? 1 : 0;
  return count;
}

}  // namespace redress::cases::test
