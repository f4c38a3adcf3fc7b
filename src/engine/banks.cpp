// SPDX-License-Identifier: Apache-2.0
#include "engine/banks.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "match/numbered.hpp"
#include "media/features_codec.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t lot_count_max = 10'000;
constexpr std::size_t flood_entry_count_max = 100'000;  // counted at once; more and the counting begins anew

Id id_of(std::int64_t no) { return match::id_of_number(static_cast<std::uint64_t>(no)); }
std::int64_t no_of(const Id& id) { return static_cast<std::int64_t>(match::number_of(id)); }

// Which pictures a bank that is only partly switched on looks at: always the same ones.
bool is_chosen(const std::string& dice, int percent) {
  if (percent >= 100) return true;
  const Digest digest = sha256("bank " + dice);
  return (digest[0] << 8 | digest[1]) % 100 < percent;
}

bool is_nearer(const BankMatch& a, const BankMatch& b) {
  const auto rank = [](const BankMatch& one) {
    return std::tuple(one.match.needs_look, one.match.tier != match::render(match::Tier::exact),
                      one.match.distance_bits, -one.match.inlier_count.value_or(0), one.entry_no);
  };
  return rank(a) < rank(b);
}

// As near as the match: said to be something else by somebody who looked.
bool is_silenced(const BankMatch& match, const std::vector<BankMatch>& negatives) {
  if (match.match.tier == match::render(match::Tier::exact)) return false;
  return std::any_of(negatives.begin(), negatives.end(), [&](const BankMatch& negative) {
    if (match.match.inlier_count && negative.match.inlier_count) {
      return *negative.match.inlier_count >= *match.match.inlier_count;
    }
    const bool is_hash = !negative.match.inlier_count && !negative.match.needs_look;
    return is_hash && (match.match.inlier_count || negative.match.distance_bits <= match.match.distance_bits);
  });
}

}  // namespace

store::BankAction find_action(const BankMatch& match) {
  const bool may_act = match.role == store::EntryRole::confirmed && !match.is_quarantined && !match.match.needs_look;
  return may_act ? match.policy.action : store::BankAction::review;
}

Banks::Banks(store::BankStore& store, Limits limits)
    : store_(store), hashes_(limits.entry_count_max), corners_(limits.feature_count_max) {}

void Banks::start() {
  thread_ = std::thread([this] {
    while (!is_stopping_) {
      if (const Status done = refresh(); !done.ok()) spdlog::error("banks: {}", done.error().message);
      for (int i = 0; i < 10 && !is_stopping_; ++i) std::this_thread::sleep_for(refresh_every / 10);
    }
  });
}

void Banks::stop() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

Status Banks::refresh() {
  return change_.write([&](std::uint64_t& change) -> Status {
    for (bool is_first = true;; is_first = false) {
      TRY_ASSIGN(const store::BankNews news, store_.load_after(change, lot_count_max));
      if (is_first) {
        TRY_ASSIGN(const auto policies, store_.load_banks());
        state_.write([&](State& state) {
          state.policies.clear();
          for (const store::BankPolicy& policy : policies) state.policies.emplace(policy.name, policy);
        });
      }
      state_.write([&](State& state) {
        for (const std::int64_t no : news.removed) forget(state, no);
        for (const store::BankEntry& entry : news.entries) learn(state, entry);
      });
      change = news.change;
      if (news.is_all) return Done{};
    }
  });
}

void Banks::forget(State& state, std::int64_t no) {
  const auto found = state.entries.find(no);
  if (found == state.entries.end()) return;
  hashes_.remove(id_of(no));
  corners_.remove(id_of(no));
  if (found->second.is_quarantined) --state.quarantined_count;
  const auto [first, last] = state.by_md5.equal_range(found->second.md5);
  const auto named = std::find_if(first, last, [&](const auto& one) { return one.second == no; });
  if (named != last) state.by_md5.erase(named);
  state.entries.erase(found);
}

void Banks::learn(State& state, const store::BankEntry& entry) {
  forget(state, entry.no);
  const auto fingerprint = make_fingerprint({entry.sha256, entry.pdq, entry.pdq_quality, std::nullopt});
  if (fingerprint) {
    if (const Status added = hashes_.add(id_of(entry.no), *fingerprint); !added.ok()) {
      return spdlog::error("bank {}: entry {} is not found: {}", entry.bank, entry.no, added.error().message);
    }
  }
  if (!entry.features.empty()) {
    const auto features = media::parse_features(entry.features);
    const Status added = features.ok() ? corners_.add(id_of(entry.no), features.value()) : Status(features.error());
    if (!added.ok()) spdlog::warn("bank {}: entry {} has no corners: {}", entry.bank, entry.no, added.error().message);
  }
  if (!entry.md5.empty()) state.by_md5.emplace(entry.md5, entry.no);
  if (entry.quarantined_at) ++state.quarantined_count;
  state.entries[entry.no] = {entry.bank,       entry.role,   entry.is_on,     entry.quarantined_at.has_value(),
                             entry.expires_at, entry.source, entry.case_code, entry.md5};
}

std::vector<BankMatch> Banks::find(const Fingerprints& fingerprints, const std::string& md5,
                                   const media::Features* corners, Instant now) const {
  Nearness near;
  if (const auto query = make_fingerprint(fingerprints)) {
    for (const match::Match& found : hashes_.match(*query)) near.emplace(no_of(found.id), found.decision);
  }
  std::map<std::int64_t, int> inliers;
  if (corners != nullptr && has_features()) {
    for (const match::Likeness& found : corners_.find(*corners)) {
      inliers.emplace(no_of(found.id), found.alignment.inlier_count);
    }
  }
  return state_.read([&](const State& state) {
    const auto [first, last] = state.by_md5.equal_range(md5);
    for (auto one = first; !md5.empty() && one != last; ++one) near[one->second] = match::Decision{};
    return judge(state, near, inliers, fingerprints.sha256.empty() ? fingerprints.pdq : fingerprints.sha256, now);
  });
}

std::vector<BankMatch> Banks::judge(const State& state, const Nearness& near,
                                    const std::map<std::int64_t, int>& inliers, const std::string& dice,
                                    Instant now) const {
  std::map<std::int64_t, BankMatch> met;
  // An entry that counts now, with its bank's policy; nothing for any other.
  const auto meet = [&](std::int64_t no) -> BankMatch* {
    const auto known = state.entries.find(no);
    if (known == state.entries.end() || !known->second.is_on) return nullptr;
    const Known& entry = known->second;
    const auto policy = state.policies.find(entry.bank);
    const bool is_over = entry.expires_at && *entry.expires_at <= now;
    if (is_over || policy == state.policies.end() || !policy->second.is_on) return nullptr;
    if (!is_chosen(dice, policy->second.enabled_percent)) return nullptr;
    return &met.try_emplace(
                   no,
                   BankMatch{no, policy->second, entry.role, entry.is_quarantined, entry.source, entry.case_code, {}})
                .first->second;
  };
  for (const auto& [no, decision] : near) {
    BankMatch* const one = meet(no);
    if (one == nullptr) continue;
    if (decision.distance_bits > one->policy.radius_bits) {
      met.erase(no);
      continue;
    }
    one->match.tier = match::render(decision.tier);
    one->match.distance_bits = decision.distance_bits;
    one->match.needs_look = decision.distance_bits > one->policy.same_bits;
  }
  for (const auto& [no, inlier_count] : inliers) {
    const auto verdict = match::judge_inliers(inlier_count);
    const auto before = met.find(no);
    const bool is_surer = before == met.end() || (before->second.match.needs_look && verdict == match::Verdict::same);
    if (!verdict || !is_surer) continue;
    BankMatch* const one = meet(no);
    if (one == nullptr) continue;
    if (one->policy.uses_features) {
      one->match = make_match_facts(inlier_count, *verdict);
    } else if (before == met.end()) {
      met.erase(no);
    }
  }
  std::vector<BankMatch> negatives;
  std::vector<BankMatch> matches;
  for (auto& [no, one] : met) (one.role == store::EntryRole::negative ? negatives : matches).push_back(std::move(one));
  std::erase_if(matches, [&](const BankMatch& one) { return is_silenced(one, negatives); });
  std::sort(matches.begin(), matches.end(), is_nearer);
  return matches;
}

void Banks::count(const std::vector<BankMatch>& matches, const std::string& sha256, Instant now) {
  std::vector<std::int64_t> flooded;
  floods_.write([&](auto& floods) {
    if (floods.size() > flood_entry_count_max) floods.clear();
    for (const BankMatch& one : matches) {
      const bool is_counted = one.policy.flood_count_max > 0 && !one.is_quarantined;
      // The same bytes again and again are what the entry is for.
      if (!is_counted || one.match.tier == match::render(match::Tier::exact)) continue;
      Flood& flood = floods[one.entry_no];
      if (now - flood.since > flood_window) flood = {now, {}};
      flood.pictures.insert(sha256);
      if (flood.pictures.size() <= static_cast<std::size_t>(one.policy.flood_count_max)) continue;
      flooded.push_back(one.entry_no);
      floods.erase(one.entry_no);
    }
  });
  if (flooded.empty()) return;
  for (const std::int64_t no : flooded) {
    spdlog::warn(
        "bank entry {} matched more pictures within an hour than its bank allows: it waits in quarantine for a "
        "person (redress bank show)",
        no);
    const Status done = store_.change(no, {{}, {}, true, {}}, "matched too much within an hour", {"flood guard", now});
    if (!done.ok()) spdlog::error("bank entry {} could not be put in quarantine: {}", no, done.error().message);
  }
  if (const Status done = refresh(); !done.ok()) spdlog::error("banks: {}", done.error().message);
}

}  // namespace redress::engine
