// SPDX-License-Identifier: Apache-2.0
#include "engine/closer_look.hpp"

#include <algorithm>
#include <iterator>

namespace redress::engine {
namespace {

bool is_settled(const std::vector<Bank::HeldMatch>& held) {
  return std::any_of(held.begin(), held.end(), [](const Bank::HeldMatch& one) { return !one.match.needs_look; });
}

bool is_one_item(const Bank::HeldMatch& a, const Bank::HeldMatch& b) {
  return a.hold.case_id == b.hold.case_id && a.hold.item_no == b.hold.item_no;
}

bool has_something_to_look_at(const MediaCheck& check) { return check.plane || check.recording || check.text; }

// Before it is registered: a search for copies that starts in between then finds it.
Status keep(store::PictureStore& pictures, const MediaCheck& check, const Look& query) {
  const auto sha256 = parse_digest(check.content.sha256);
  if (!sha256) return Done{};
  Look kept = query;
  if (check.plane) kept.corners = media::find_features(*check.plane, media::stored_plan);
  return keep_look(pictures, *sha256, kept);
}

// All but the corners, which cost more than everything else together.
Look make_query(const MediaCheck& check) {
  Look look;
  if (check.plane) look.parts = match::find_parts(*check.plane);
  look.recording = check.recording;
  if (check.text) {
    // A text too short for a hash is known by its bytes only.
    if (const auto hash = match::hash_text(*check.text); hash.ok()) look.text = hash.value();
  }
  return look;
}

// The cheap tiers first; the corners where those found nothing sure.
void look(const Bank& bank, const Banks* banks, const MediaCheck& check, Closer& closer) {
  closer.is_asked = true;
  closer.hold_version = bank.hold_version();
  closer.found = bank.find_alike(closer.query);
  // Where nothing is held that could share corners, none are looked for. What comes to be held while this upload is on
  // its way finds it by the search for copies: its own corners are kept by now.
  const bool has_others = bank.has_corners() || (banks != nullptr && banks->has_features());
  if (!check.plane || !has_others || is_settled(closer.found)) return;
  Look corners;
  corners.corners = media::find_features(*check.plane, media::query_plan);
  if (bank.has_corners()) {
    auto more = bank.find_alike(corners);
    std::move(more.begin(), more.end(), std::back_inserter(closer.found));
  }
  closer.query.corners = std::move(corners.corners);
}

}  // namespace

Status keep_media(store::PictureStore& pictures, const MediaCheck& check) {
  return keep(pictures, check, make_query(check));
}

Result<Closer> look_closer(const Bank& bank, Banks* banks, store::PictureStore* pictures, const MediaCheck& check,
                           Instant now) {
  Closer closer;
  const store::Content& content = check.content;
  const Fingerprints fingerprints{content.sha256, content.pdq, content.pdq_quality, check.turns};
  if (pictures != nullptr && has_something_to_look_at(check)) {
    closer.query = make_query(check);
    if (check.register_content && !content.content_id.empty()) TRY(keep(*pictures, check, closer.query));
    if (check.first_tier_only) closer.query = Look{};
    if (!check.first_tier_only && !is_settled(bank.find_held(fingerprints))) look(bank, banks, check, closer);
  }
  if (banks == nullptr) return closer;
  TRY_ASSIGN(closer.in_banks, banks->find(fingerprints, content.md5, closer.query, now));
  banks->count(closer.in_banks, content.sha256.empty() ? content.pdq : content.sha256, now);
  return closer;
}

BankHit make_hit(const BankMatch& match) {
  BankHit hit;
  hit.bank = match.policy.name;
  hit.entry_no = match.entry_no;
  hit.source = match.source;
  hit.case_code = match.case_code;
  hit.tier = match.match.tier;
  hit.distance_bits = match.match.distance_bits;
  hit.inlier_count = match.match.inlier_count;
  hit.needs_look = match.match.needs_look;
  hit.is_quarantined = match.is_quarantined;
  hit.role = match.role;
  hit.action = find_action(match);
  hit.harm = match.policy.harm;
  hit.territory = match.policy.territory;
  return hit;
}

void add_closer(const Bank& bank, Closer closer, std::vector<Bank::HeldMatch>& held) {
  if (!closer.is_asked) return;
  if (closer.hold_version != bank.hold_version()) closer.found = bank.find_alike(closer.query);
  for (Bank::HeldMatch& alike : closer.found) {
    const auto known = std::find_if(held.begin(), held.end(), [&](const auto& one) { return is_one_item(one, alike); });
    if (known == held.end()) {
      held.push_back(std::move(alike));
    } else if (known->match.needs_look && !alike.match.needs_look) {
      *known = std::move(alike);
    } else if (alike.match.inlier_count) {
      known->match.overlay = alike.match.overlay;  // corners know better than hashes how one lies in the other
    }
  }
}

}  // namespace redress::engine
