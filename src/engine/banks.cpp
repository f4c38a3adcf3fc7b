// SPDX-License-Identifier: Apache-2.0
#include "engine/banks.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "match/numbered.hpp"

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

bool is_of_tier(const BankMatch& match, match::Tier tier) { return match.match.tier == match::render(tier); }

bool is_of_a_picture(const BankMatch& match) {
  using match::Tier;
  return !is_of_tier(match, Tier::video_frames) && !is_of_tier(match, Tier::audio) && !is_of_tier(match, Tier::text);
}

// As near as the match: said to be something else by somebody who looked.
bool is_silenced(const BankMatch& match, const std::vector<BankMatch>& negatives) {
  using match::Tier;
  if (is_of_tier(match, Tier::exact)) return false;
  return std::any_of(negatives.begin(), negatives.end(), [&](const BankMatch& negative) {
    if (is_of_tier(negative, Tier::exact)) return true;
    // A song that is nobody's harm says nothing of what is seen while it plays.
    if (!is_of_a_picture(match) || !is_of_a_picture(negative)) {
      const bool is_as_near = !negative.match.needs_look && negative.match.distance_bits <= match.match.distance_bits;
      return negative.match.tier == match.match.tier && is_as_near;
    }
    if (match.match.inlier_count && negative.match.inlier_count) {
      return *negative.match.inlier_count >= *match.match.inlier_count;
    }
    const bool is_hash = !negative.match.inlier_count && !negative.match.needs_look;
    return is_hash && (match.match.inlier_count || negative.match.distance_bits <= match.match.distance_bits);
  });
}

// A hash as the bank's policy takes it.
std::optional<cases::MatchFacts> judge_hash(const store::BankPolicy& policy, const match::Decision& hash) {
  if (hash.distance_bits > policy.radius_bits) return std::nullopt;
  cases::MatchFacts facts;
  facts.tier = match::render(hash.tier);
  facts.distance_bits = hash.distance_bits;
  facts.needs_look = hash.distance_bits > policy.same_bits;
  return facts;
}

// Sorted: of each entry the surest way in which it was met.
void keep_surest(std::vector<BankMatch>& matches) {
  std::set<std::int64_t> seen;
  std::erase_if(matches, [&](const BankMatch& one) { return !seen.insert(one.entry_no).second; });
}

}  // namespace

store::BankAction find_action(const BankMatch& match) {
  const bool may_act = match.role == store::EntryRole::confirmed && !match.is_quarantined && !match.match.needs_look;
  return may_act ? match.policy.action : store::BankAction::review;
}

Banks::Banks(store::BankStore& store, Limits limits)
    : store_(store),
      limits_(limits),
      hashes_(limits.entry_count_max),
      digests_(2 * limits.entry_count_max),
      looks_({limits.feature_count_max, limits.shot_count_max, limits.word_count_max, limits.entry_count_max}) {}

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
    TRY_ASSIGN(const auto policies, store_.load_banks());
    TRY_ASSIGN(const std::uint64_t quarantined_count, store_.count_quarantined());
    TRY_ASSIGN(const std::uint64_t entry_count, store_.count_entries());
    state_.write([&](State& state) {
      state.policies.clear();
      for (const store::BankPolicy& policy : policies) state.policies.emplace(policy.name, policy);
      state.quarantined_count = quarantined_count;
      state.entry_count = entry_count;
    });
    TRY_ASSIGN(const std::uint64_t last, store_.find_last_change());
    return catch_up(change, last);
  });
}

// What is new becomes findable together: ten million one by one take minutes.
Status Banks::catch_up(std::uint64_t& change, std::uint64_t upto) {
  std::vector<match::Numbered> hashes;
  if (change == 0) {
    TRY_ASSIGN(const std::uint64_t entry_count, store_.count_entries());
    hashes.reserve(std::min<std::size_t>(entry_count, limits_.entry_count_max));
  }
  for (std::uint64_t read = change; read < upto;) {
    TRY_ASSIGN(const store::BankNews news, store_.load_after(read, upto, lot_count_max));
    for (const std::int64_t no : news.removed) forget(no);
    for (const store::BankSignal& signal : news.entries) learn(signal, hashes);
    read = news.change;
  }
  put(std::move(hashes));
  change = upto;
  return Done{};
}

void Banks::forget(std::int64_t no) {
  hashes_.remove(static_cast<std::uint64_t>(no));
  looks_.remove(id_of(no));
}

void Banks::learn(const store::BankSignal& signal, std::vector<match::Numbered>& hashes) {
  forget(signal.no);
  if (const auto sha256 = parse_digest(signal.sha256)) digests_.put(*sha256);
  if (const auto md5 = parse_hex(signal.md5); md5.ok() && md5.value().size() == sizeof(Md5)) digests_.put(md5.value());
  const auto pdq = media::parse_pdq(signal.pdq);
  if (pdq.ok() && signal.pdq_quality >= media::pdq_quality_min) {
    hashes.push_back({static_cast<std::uint64_t>(signal.no), match::bits_of(pdq.value())});
  }
  const auto look = parse_look(signal.look);
  const Status added = look.ok() ? looks_.add(id_of(signal.no), look.value()) : Status(look.error());
  if (!added.ok()) spdlog::warn("banks: entry {} is found by its hashes only: {}", signal.no, added.error().message);
}

void Banks::put(std::vector<match::Numbered> hashes) {
  const std::size_t room = limits_.entry_count_max - hashes_.count();
  if (hashes.size() > room) {
    spdlog::error(
        "banks: {} entries are not found by their hash: raise data.bank_entry_count_max in redress.toml and "
        "restart",
        hashes.size() - room);
    hashes.resize(room);
  }
  if (hashes.empty()) return;
  if (const Status done = hashes_.put(hashes); !done.ok()) {
    spdlog::error("banks: {} entries are not found by their hash: {}", hashes.size(), done.error().message);
  }
}

Status Banks::find_same_bytes(const std::string& sha256, const std::string& md5, Nearness& near) const {
  const auto sha = parse_digest(sha256);
  const auto md = parse_hex(md5);
  const bool may_be_there = (sha && digests_.may_have(*sha)) ||
                            (md.ok() && md.value().size() == sizeof(Md5) && digests_.may_have(md.value()));
  if (!may_be_there) return Done{};
  TRY_ASSIGN(const auto nos, store_.find_same_bytes(sha256, md5));
  for (const std::int64_t no : nos) near.emplace(no, match::Decision{});
  return Done{};
}

void Banks::find_by_hash(const Fingerprints& fingerprints, const Look& look, Nearness& near) const {
  const auto query = make_fingerprint(fingerprints);
  if (query && match::has_usable_pdq(*query)) {
    for (const match::NumberedHit& found : hashes_.find(query->dihedral, match::look_bits_max)) {
      const auto verdict = match::judge_distance(found.distance_bits);
      if (!verdict) continue;
      near.emplace(static_cast<std::int64_t>(found.number),
                   match::Decision{match::Tier::pdq, found.distance_bits, *verdict});
    }
  }
  if (!look.parts) return;
  const auto find_whole = [&](const media::Pdq& pdq) {
    std::vector<match::Hit> hits;
    for (const match::NumberedHit& found : hashes_.find(media::Dihedral{pdq}, match::look_bits_max)) {
      hits.push_back({match::id_of_number(found.number), found.distance_bits});
    }
    return hits;
  };
  for (const match::PartMatch& part : match::find_part_matches(find_whole, *look.parts)) {
    const auto verdict = match::judge_distance(part.distance_bits);
    if (verdict) near.emplace(no_of(part.id), match::Decision{match::Tier::part, part.distance_bits, *verdict});
  }
}

Banks::Likeness Banks::find_alike(const Look& look) const {
  Likeness alike;
  for (Alike& found : looks_.find(look)) {
    found.match.overlay.reset();  // of an entry nobody has the picture
    alike.emplace(no_of(found.id), std::move(found.match));
  }
  return alike;
}

Result<std::vector<BankMatch>> Banks::find(const Fingerprints& fingerprints, const std::string& md5, const Look& look,
                                           Instant now) const {
  Nearness near;
  TRY(find_same_bytes(fingerprints.sha256, md5, near));
  find_by_hash(fingerprints, look, near);
  const Likeness alike = find_alike(look);
  std::set<std::int64_t> nos;
  for (const auto& [no, decision] : near) nos.insert(no);
  for (const auto& [no, facts] : alike) nos.insert(no);
  if (nos.empty()) return std::vector<BankMatch>{};
  TRY_ASSIGN(const auto entries, store_.load_by_no(std::vector<std::int64_t>(nos.begin(), nos.end())));
  return judge(entries, near, alike, fingerprints.sha256.empty() ? fingerprints.pdq : fingerprints.sha256, now);
}

std::vector<BankMatch> Banks::judge(const std::vector<store::BankEntry>& entries, const Nearness& near,
                                    const Likeness& alike, const std::string& dice, Instant now) const {
  const auto policies = state_.read([](const State& state) { return state.policies; });
  std::vector<BankMatch> negatives;
  std::vector<BankMatch> matches;
  for (const store::BankEntry& entry : entries) {
    const auto policy = policies.find(entry.bank);
    const bool is_over = entry.expires_at && *entry.expires_at <= now;
    if (!entry.is_on || is_over || policy == policies.end() || !policy->second.is_on) continue;
    if (!is_chosen(dice, policy->second.enabled_percent)) continue;
    auto& list = entry.role == store::EntryRole::negative ? negatives : matches;
    const auto add = [&](const cases::MatchFacts& facts) {
      list.push_back({entry.no, policy->second, entry.role, entry.quarantined_at.has_value(), entry.source,
                      entry.case_code, facts});
    };
    if (const auto hash = near.find(entry.no); hash != near.end()) {
      if (const auto facts = judge_hash(policy->second, hash->second)) add(*facts);
    }
    if (!policy->second.uses_features) continue;
    const auto [first, last] = alike.equal_range(entry.no);
    for (auto way = first; way != last; ++way) add(way->second);
  }
  std::erase_if(matches, [&](const BankMatch& one) { return is_silenced(one, negatives); });
  std::sort(matches.begin(), matches.end(), is_nearer);
  keep_surest(matches);
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
