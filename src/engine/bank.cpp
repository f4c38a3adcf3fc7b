// SPDX-License-Identifier: Apache-2.0
#include "engine/bank.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::engine {
namespace {

Id id_of(std::string_view text) {
  const Digest digest = sha256(text);
  Id id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

cases::MatchFacts facts_of(const match::Decision& decision) {
  cases::MatchFacts facts;
  facts.tier = match::render(decision.tier);
  facts.distance_bits = decision.distance_bits;
  facts.needs_look = decision.verdict == match::Verdict::look;
  return facts;
}

// A copy of the whole may be turned or mirrored.
std::optional<cases::Overlay> overlay_of_turn(const media::Fingerprint& query, const std::string& known_pdq) {
  const auto known = media::parse_pdq(known_pdq);
  if (!known.ok()) return std::nullopt;
  const media::Turn turn = match::nearest_turn(query.dihedral, known.value());
  if (turn == media::Turn::original) return std::nullopt;
  return make_overlay(match::overlay_of(turn));
}

}  // namespace

std::optional<media::Fingerprint> make_fingerprint(const Fingerprints& from) {
  media::Fingerprint fingerprint;
  const auto sha = parse_digest(from.sha256);
  if (sha) fingerprint.sha256 = *sha;
  const auto pdq = media::parse_pdq(from.pdq);
  if (pdq.ok()) {
    fingerprint.pdq = pdq.value();
    fingerprint.dihedral = from.turns.value_or(media::Dihedral{});
    fingerprint.dihedral[0] = pdq.value();
    fingerprint.pdq_quality = from.pdq_quality;
  }
  if (!sha) {
    if (!pdq.ok()) return std::nullopt;
    // A hash of its own, so that two pictures of which only pixels are known are not "the same bytes".
    fingerprint.sha256 = sha256("no bytes seen: " + from.pdq);
  }
  return fingerprint;
}

Status Bank::add_content(const store::Content& content) {
  const auto fingerprint = make_fingerprint({content.sha256, content.pdq, content.pdq_quality, std::nullopt});
  if (!fingerprint) return Done{};
  const Id id = id_of(content.content_id);
  contents_.remove(id);
  TRY(contents_.add(id, *fingerprint));
  content_ids_.write([&](auto& ids) { ids[id] = content.content_id; });
  return Done{};
}

std::vector<Bank::Copy> Bank::find_copies(const Fingerprints& fingerprints) const {
  std::vector<Copy> copies;
  const auto query = make_fingerprint(fingerprints);
  if (!query) return copies;
  const auto matches = contents_.match(*query);
  content_ids_.read([&](const auto& ids) {
    for (const match::Match& match : matches) {
      const auto found = ids.find(match.id);
      if (found != ids.end()) copies.push_back({found->second, facts_of(match.decision)});
    }
  });
  return copies;
}

void Bank::set_holds(const Id& case_id, const std::vector<store::Hold>& holds) {
  std::vector<Id> before = std::exchange(of_case_[case_id], {});
  std::vector<Id> now;
  for (const store::Hold& hold : holds) {
    const auto fingerprint = make_fingerprint({hold.sha256, hold.pdq, hold.pdq_quality, std::nullopt});
    if (!fingerprint) continue;
    const Id id = id_of(render_id(case_id) + "/" + std::to_string(hold.item_no));
    held_.write([&](auto& held) { held[id] = hold; });
    const bool is_new = std::erase(before, id) == 0;
    if (is_new && !holds_.add(id, *fingerprint).ok()) continue;
    // What was reported is held by its look too; a copy by its own hashes only: a collage, or her voice under a
    // stranger's film, must not hold what else is in it.
    if (is_new && !hold.is_copy) learn_look(id, fingerprint->sha256);
    now.push_back(id);
  }
  for (const Id& id : before) {
    holds_.remove(id);
    held_looks_.remove(id);
    held_.write([&](auto& held) { held.erase(id); });
  }
  ++hold_version_;
  now.empty() ? static_cast<void>(of_case_.erase(case_id)) : static_cast<void>(of_case_[case_id] = std::move(now));
}

void Bank::learn_look(const Id& id, const Digest& sha256) {
  if (pictures_ == nullptr) return;
  const auto look = load_look(*pictures_, sha256);
  const Status added = look.ok() ? held_looks_.add(id, look.value()) : Status(look.error());
  if (!added.ok()) spdlog::warn("something held is found by its hashes only: {}", added.error().message);
}

std::vector<std::string> Bank::find_contents(const Digest& sha256) const {
  std::vector<std::string> found;
  for (const Copy& copy : find_copies({render_hex(sha256), {}, 0, std::nullopt})) found.push_back(copy.content_id);
  return found;
}

std::vector<Bank::HeldMatch> Bank::find_alike(const Look& look) const {
  std::vector<Alike> alike = held_looks_.find(look);
  for (const match::PartMatch& part :
       look.parts ? find_part_matches([&](const media::Pdq& pdq) { return holds_.find(pdq); }, *look.parts)
                  : std::vector<match::PartMatch>{}) {
    if (auto facts = make_match_facts(part)) alike.push_back({part.id, std::move(*facts)});
  }
  std::vector<HeldMatch> found;
  held_.read([&](const auto& held) {
    for (Alike& one : alike) {
      const auto hold = held.find(one.id);
      if (hold == held.end()) continue;
      one.match.item_no = hold->second.item_no;
      found.push_back({hold->second, std::move(one.match)});
    }
  });
  return found;
}

std::vector<Bank::HeldMatch> Bank::find_held(const Fingerprints& fingerprints) const {
  std::vector<HeldMatch> found;
  const auto query = make_fingerprint(fingerprints);
  if (!query) return found;
  const auto matches = holds_.match(*query);
  held_.read([&](const auto& held) {
    for (const match::Match& match : matches) {
      const auto hold = held.find(match.id);
      if (hold == held.end()) continue;
      cases::MatchFacts facts = facts_of(match.decision);
      facts.item_no = hold->second.item_no;
      if (match.decision.tier == match::Tier::pdq) facts.overlay = overlay_of_turn(*query, hold->second.pdq);
      found.push_back({hold->second, std::move(facts)});
    }
  });
  return found;
}

}  // namespace redress::engine
