// SPDX-License-Identifier: Apache-2.0
#include "engine/closer_look.hpp"

#include <algorithm>

#include "media/features_codec.hpp"

namespace redress::engine {
namespace {

bool is_settled(const std::vector<Bank::HeldMatch>& held) {
  return std::any_of(held.begin(), held.end(), [](const Bank::HeldMatch& one) { return !one.match.needs_look; });
}

bool is_one_item(const Bank::HeldMatch& a, const Bank::HeldMatch& b) {
  return a.hold.case_id == b.hold.case_id && a.hold.item_no == b.hold.item_no;
}

// Before it is registered: a search for copies that starts in between then finds it.
Status keep_corners(store::PictureStore* pictures, const MediaCheck& check) {
  const bool registers = check.register_content && !check.content.content_id.empty();
  const auto sha256 = parse_digest(check.content.sha256);
  if (pictures == nullptr || !registers || !sha256) return Done{};
  return pictures->keep(*sha256, media::encode_features(media::find_features(*check.plane, media::stored_plan)));
}

}  // namespace

bool has_others(const Bank& bank, const Banks* banks) {
  return bank.has_features() || (banks != nullptr && banks->has_features());
}

Result<Closer> look_closer(const Bank& bank, Banks* banks, store::PictureStore* pictures, const MediaCheck& check,
                           Instant now) {
  Closer closer;
  const store::Content& content = check.content;
  const Fingerprints fingerprints{content.sha256, content.pdq, content.pdq_quality, check.turns};
  if (check.plane) TRY(keep_corners(pictures, check));
  // Where nothing is held that could share corners, none are looked for. What comes to be held while this upload is on
  // its way finds it by the search for copies: its own corners are kept by now.
  if (check.plane && pictures != nullptr && has_others(bank, banks) && !is_settled(bank.find_held(fingerprints))) {
    closer.query = media::find_features(*check.plane, media::query_plan);
    closer.hold_version = bank.hold_version();
    if (bank.has_features()) closer.found = bank.find_alike(*closer.query);
  }
  if (banks == nullptr) return closer;
  TRY_ASSIGN(closer.in_banks, banks->find(fingerprints, content.md5, closer.query ? &*closer.query : nullptr, now));
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
  if (!closer.query) return;
  if (closer.hold_version != bank.hold_version()) closer.found = bank.find_alike(*closer.query);
  for (Bank::HeldMatch& alike : closer.found) {
    const auto known = std::find_if(held.begin(), held.end(), [&](const auto& one) { return is_one_item(one, alike); });
    if (known == held.end()) {
      held.push_back(std::move(alike));
    } else if (known->match.needs_look && !alike.match.needs_look) {
      *known = std::move(alike);
    }
  }
}

}  // namespace redress::engine
