// SPDX-License-Identifier: Apache-2.0
#include "simulation/wishes.hpp"

namespace redress::simulation {
namespace {

using namespace cases;
using law::Channel;
using law::Complainant;
using law::Harm;

struct Kind {
  std::vector<std::string> where;
  Channel channel;
  Complainant complainant;
  std::vector<Harm> harms;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {{"IN"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii, Harm::ncii_synthetic, Harm::csam}},
      {{"IN"}, Channel::user_complaint, Complainant::user, {Harm::impersonation_synthetic, Harm::hate, Harm::fraud}},
      {{"IN"}, Channel::government_order, Complainant::authority, {Harm::threat, Harm::false_document}},
      {{"GB"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii}},
      {{"GB"}, Channel::user_complaint, Complainant::user, {Harm::ncii, Harm::csam}},
      {{"US"}, Channel::user_complaint, Complainant::agent, {Harm::ncii, Harm::copyright}},
      {{"US-CA"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii_synthetic}},
      {{"BR"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii, Harm::harassment}},
      {{"EU"}, Channel::government_order, Complainant::authority, {Harm::terrorist}},
      {{"DE"}, Channel::user_complaint, Complainant::user, {Harm::hate, Harm::terrorist, Harm::defamation}},
      {{"FR"}, Channel::trusted_flagger, Complainant::flagger, {Harm::csam, Harm::fraud}},
      {{"AU"}, Channel::regulator_notice, Complainant::authority, {Harm::ncii, Harm::child_harm}},
      {{"MY"}, Channel::user_complaint, Complainant::user, {Harm::fraud, Harm::csam, Harm::gaming}},
      {{"JP"}, Channel::user_complaint, Complainant::depicted, {Harm::privacy, Harm::defamation}},
      {{"KR"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii}},
      {{"IN", "US"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii}},
      {{"BR", "GB", "IN"}, Channel::user_complaint, Complainant::depicted, {Harm::ncii_synthetic}},
      {{"EU", "US"}, Channel::own_detection, Complainant::none, {Harm::csam, Harm::terrorist}},
  };
  return all;
}

Actor staff(Chance& chance) {
  return Actor{chance.happens(80) ? ActorKind::reviewer : ActorKind::officer, chance.pick(colleagues())};
}
Actor anybody(Chance& chance) {
  return chance.happens(92) ? staff(chance) : Actor{static_cast<ActorKind>(chance.below(7)), "stranger"};
}

ItemFacts make_item(Chance& chance, int copies_of_max) {
  ItemFacts facts;
  facts.content_id = "content-" + std::to_string(chance.below(9));
  if (chance.happens(50)) facts.urls.push_back("https://host.example/" + facts.content_id);
  facts.uploader = "uploader-" + std::to_string(chance.below(3));
  if (copies_of_max == 0 || chance.happens(40)) return facts;
  facts.origin = chance.happens(50) ? ItemOrigin::copy : ItemOrigin::upload;
  facts.match = MatchFacts{chance.between(0, copies_of_max + 1), "pdq", chance.below(60), chance.happens(40)};
  return facts;
}

law::OrderFacts make_order(Chance& chance) {
  law::OrderFacts order;
  order.issuer = "an authority";
  order.rank = chance.happens(75) ? "Joint Secretary" : "Under Secretary";
  order.authorised_in_writing = chance.happens(90);
  order.court = chance.happens(20);
  order.legal_basis = "the law of the land";
  order.provision = chance.happens(90) ? "section 1" : "";
  order.reasons = chance.happens(90) ? "as found" : "";
  order.urls.push_back("https://host.example/content-1");
  return order;
}

law::Territory make_territory(Chance& chance) {
  law::Territory territory;
  if (chance.happens(75)) return territory;  // as far as the ground reaches
  if (chance.happens(20)) return law::everywhere();
  const std::vector<std::string> codes{"BR", "DE", "EU", "GB", "IN", "US"};
  territory.countries.push_back(chance.pick(codes));
  return territory;
}

std::vector<int> some_items(Chance& chance, const Case& state) {
  std::vector<int> nos;
  if (chance.happens(55)) return nos;  // all
  const int count = static_cast<int>(state.items.size());
  for (int i = 0; i < 2; ++i)
    nos.push_back(chance.between(chance.happens(4) ? 0 : 1, count + (chance.happens(4) ? 1 : 0)));
  if (nos[0] == nos[1] || nos[1] < 1) nos.pop_back();
  return nos;
}

}  // namespace

const std::vector<std::string>& colleagues() {
  static const std::vector<std::string> names{"asha", "ben", "chen", "dara"};
  return names;
}

Decide make_decision(Chance& chance, const Case& state) {
  Decide command;
  command.outcome = static_cast<Outcome>(chance.below(4));
  if (!state.clocks.empty() && chance.happens(85)) {
    command.ground = Ground{GroundKind::legal, chance.pick(state.clocks).duty, "as cited"};
  } else {
    command.ground = Ground{chance.happens(80) ? GroundKind::contractual : GroundKind::legal, "terms/4.2", "4.2"};
  }
  command.facts = "what was seen";
  command.reasons = chance.happens(97) ? "why" : "";
  command.territory = make_territory(chance);
  if (!state.items.empty()) command.item_nos = some_items(chance, state);
  return command;
}

namespace {

int some_number(Chance& chance, std::size_t count) {
  return chance.between(chance.happens(5) ? 0 : 1, static_cast<int>(count) + (chance.happens(5) ? 1 : 0));
}

Wish make_look(Chance& chance, const Case& state) {
  LookAgain command{some_number(chance, state.decisions.size() + 1), chance.happens(50), "read again", std::nullopt};
  if (chance.happens(90)) command.instead = make_decision(chance, state);
  return {command, anybody(chance)};
}

Wish make_review(Chance& chance, const Case& state) {
  switch (chance.below(10)) {
    case 0:
      return {Claim{}, anybody(chance)};
    case 1:
      return {Release{}, anybody(chance)};
    case 2: {
      Restrict command{{}, make_territory(chance), "in the interim"};
      if (!state.items.empty()) command.item_nos = some_items(chance, state);
      return {command, anybody(chance)};
    }
    case 3:
      return {Reverse{chance.happens(95) ? "taken back" : ""}, anybody(chance)};
    case 4:
      return {HandOver{anybody(chance).name, "read the second letter"}, anybody(chance)};
    case 5:
      return {Second{chance.happens(70), "not yet"}, anybody(chance)};
    case 7:
      return make_look(chance, state);
    case 6:
      if (chance.happens(10)) return {Recuse{"an acquaintance"}, anybody(chance)};
      [[fallthrough]];
    default:
      return {make_decision(chance, state), anybody(chance)};
  }
}

Wish make_appeal(Chance& chance, const Case& state) {
  if (chance.happens(50) || state.appeals.empty()) {
    const AppealBy by = chance.happens(60) ? AppealBy::uploader : AppealBy::complainant;
    const std::string words = by == AppealBy::uploader ? "his-words" : "her-objection";
    Appeal command{by, {"consent"}, words, chance.happens(80) ? 0 : some_number(chance, state.decisions.size() + 1)};
    return {command, Actor{by == AppealBy::uploader ? ActorKind::uploader : ActorKind::reporter, ""}};
  }
  DecideAppeal command{some_number(chance, state.appeals.size()),
                       chance.happens(50) ? AppealOutcome::upheld : AppealOutcome::rejected, "heard", std::nullopt};
  if (chance.happens(60)) command.instead = make_decision(chance, state);
  return {command, anybody(chance)};
}

Wish make_happening(Chance& chance, const Case& state, Instant now) {
  switch (chance.below(6)) {
    case 0:
      return {AskClarification{"which one?"}, anybody(chance)};
    case 1:
    case 2:
      return {GiveClarification{some_number(chance, state.clarifications.size() + 1), "her-answer"},
              Actor{ActorKind::reporter, ""}};
    case 3: {
      const std::string duty = state.clocks.empty() ? "IN-NCII-2H" : chance.pick(state.clocks).duty;
      return {GrantExtension{duty, now + chance.span(), "a letter"}, Actor{ActorKind::authority, "authority"}};
    }
    case 4:
      return {DeclareImpossible{"no power"}, anybody(chance)};
    default:
      return {DeclarePossible{}, anybody(chance)};
  }
}

}  // namespace

Wish make_notice(Chance& chance, Instant now) {
  const Kind& kind = chance.pick(kinds());
  ReceiveNotice command;
  NoticeFacts& facts = command.facts;
  facts.notice_id = make_id(now, chance.draw(), chance.draw());
  facts.channel = kind.channel;
  facts.complainant = kind.complainant;
  facts.harm = chance.pick(kind.harms);
  facts.jurisdictions = kind.where;
  facts.sent_at = chance.happens(80) ? now : now - chance.span();
  if (chance.happens(80)) facts.entered_at = chance.happens(70) ? facts.sent_at : now;
  if (chance.happens(30)) facts.retrieved_at = now;
  facts.medium = chance.happens(90) ? law::Medium::designated : law::Medium::other;
  facts.good_faith = true;
  command.personal = Personal{"her-own-words", "her-initials", "her-address@host.example"};
  const bool is_order = kind.channel == Channel::government_order || kind.channel == Channel::court_order;
  if (is_order) {
    facts.kind = NoticeKind::order;
    facts.order = make_order(chance);
  }
  for (int i = chance.below(3); i >= 0; --i) command.items.push_back(make_item(chance, 0));
  return {command, Actor{is_order ? ActorKind::authority : ActorKind::reporter, ""}};
}

Wish make_wish(Chance& chance, const Case& state, Instant now) {
  const int roll = chance.below(100);
  if (state.notices.empty() || roll < 8) return make_notice(chance, now);
  if (roll < 10) return {WithdrawNotice{some_number(chance, state.notices.size())}, Actor{ActorKind::reporter, ""}};
  if (roll < 22) return {AddItems{{make_item(chance, static_cast<int>(state.items.size()))}}, Actor{}};
  if (roll < 60) return make_review(chance, state);
  if (roll < 76) return make_appeal(chance, state);
  if (roll < 92) return make_happening(chance, state, now);
  if (roll < 96) return {Close{}, anybody(chance)};
  if (roll < 97) return {ErasePersonal{}, Actor{ActorKind::reporter, ""}};
  return {Tick{}, Actor{}};
}

}  // namespace redress::simulation
