// SPDX-License-Identifier: Apache-2.0
#include "engine/bank.hpp"

#include <algorithm>

namespace redress::engine {
namespace {

Id id_of(std::string_view text) {
  const Digest digest = sha256(text);
  Id id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

// Nothing to go by: no index can hold it.
std::optional<media::Fingerprint> make_fingerprint(const Fingerprints& from) {
  media::Fingerprint fingerprint;
  const auto sha = parse_hex(from.sha256);
  const bool has_sha = sha.ok() && sha.value().size() == fingerprint.sha256.size();
  if (has_sha) std::copy(sha.value().begin(), sha.value().end(), fingerprint.sha256.begin());
  const auto pdq = media::parse_pdq(from.pdq);
  if (pdq.ok()) {
    fingerprint.pdq = pdq.value();
    fingerprint.dihedral = from.turns.value_or(media::Dihedral{});
    fingerprint.dihedral[0] = pdq.value();
    fingerprint.pdq_quality = from.pdq_quality;
  }
  if (!has_sha) {
    if (!pdq.ok()) return std::nullopt;
    // A hash of its own, so that two pictures of which only pixels are known are not "the same bytes".
    fingerprint.sha256 = sha256("no bytes seen: " + from.pdq);
  }
  return fingerprint;
}

cases::MatchFacts facts_of(const match::Decision& decision) {
  cases::MatchFacts facts;
  facts.tier = match::render(decision.tier);
  facts.distance_bits = decision.distance_bits;
  facts.needs_look = decision.verdict == match::Verdict::look;
  return facts;
}

}  // namespace

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
    if (std::erase(before, id) == 0 && !holds_.add(id, *fingerprint).ok()) continue;
    now.push_back(id);
  }
  for (const Id& id : before) {
    holds_.remove(id);
    held_.write([&](auto& held) { held.erase(id); });
  }
  now.empty() ? static_cast<void>(of_case_.erase(case_id)) : static_cast<void>(of_case_[case_id] = std::move(now));
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
      found.push_back({hold->second, std::move(facts)});
    }
  });
  return found;
}

}  // namespace redress::engine
