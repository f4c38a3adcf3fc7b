// SPDX-License-Identifier: Apache-2.0
#include "match/text_index.hpp"

#include <algorithm>

namespace redress::match {

Status TextIndex::add(const Id& id, const TextHash& hash) {
  return known_.write([&](Known& known) -> Status {
    if (known.slots.contains(id)) return Error{Code::conflict, "this text is in the index already"};
    if (known.slots.size() >= count_max_) {
      return Error{Code::exhausted, "the index of texts is full: raise its limit and restart"};
    }
    const std::uint32_t slot = hashes_.add(bits_of(hash.bits));
    CHECK(slot == known.ids.size());
    known.ids.push_back(id);
    known.slots.emplace(id, slot);
    return Done{};
  });
}

bool TextIndex::remove(const Id& id) {
  return known_.write([&](Known& known) {
    const auto slot = known.slots.find(id);
    if (slot == known.slots.end()) return false;
    hashes_.remove(slot->second);
    known.slots.erase(slot);
    return true;
  });
}

std::size_t TextIndex::count() const {
  return known_.read([](const Known& known) { return known.slots.size(); });
}

std::vector<TextMatch> TextIndex::find(const TextHash& query, int radius_bits) const {
  const Bits256 bits = bits_of(query.bits);
  std::vector<TextMatch> matches;
  const auto near = hashes_.find(std::span(&bits, 1), radius_bits);
  known_.read([&](const Known& known) {
    for (const Near& one : near) {
      const Verdict verdict = one.distance_bits <= same_text_bits_max ? Verdict::same : Verdict::look;
      matches.push_back({known.ids[one.slot], one.distance_bits, verdict});
    }
  });
  std::sort(matches.begin(), matches.end(), [](const TextMatch& a, const TextMatch& b) {
    return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.id < b.id;
  });
  matches.resize(std::min(matches.size(), hit_count_max));
  return matches;
}

}  // namespace redress::match
