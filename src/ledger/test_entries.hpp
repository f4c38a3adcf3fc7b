// SPDX-License-Identifier: Apache-2.0
// ledger/test_entries.hpp — for tests: entries of every type, and draws that repeat with their seed.
//
// Errors          a text that is no hex or no instant fails the test.
// Threads         tests only.
// Source          docs/reference/ledger-entries.md.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "ledger/commitment.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/entry_fields.hpp"

namespace redress::ledger {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  bool happens(int percent) { return below(100) < static_cast<std::uint64_t>(percent); }
  Instant instant() { return Instant{static_cast<std::int64_t>(1'790'000'000'000 + below(10'000'000'000))}; }
  Digest digest() {
    Digest digest{};
    for (auto& byte : digest) byte = static_cast<std::uint8_t>(below(256));
    return digest;
  }
  std::uint32_t number() { return static_cast<std::uint32_t>(1 + below(20)); }
  template <class Word>
  Word word(int count) {
    return static_cast<Word>(below(static_cast<std::uint64_t>(count)));
  }
  std::vector<std::string> words(std::vector<std::string> from) {
    std::erase_if(from, [this](const auto&) { return happens(50); });
    return from;
  }

 private:
  std::mt19937_64 engine_;
};

inline void fill_case(Entry& entry, Draws& draws) {
  for (auto& byte : entry.case_id) byte = static_cast<std::uint8_t>(draws.below(256));
  entry.number = draws.number();
  entry.previous = draws.digest();
  entry.actor = draws.word<Actor>(7);
}

inline void fill_notice(Entry& entry, Draws& draws) {
  entry.notice_kind = draws.word<NoticeKind>(4);
  entry.channel = draws.word<law::Channel>(6);
  entry.complainant = draws.word<law::Complainant>(6);
  entry.harm = draws.word<law::Harm>(23);
  entry.medium = draws.word<law::Medium>(2);
  entry.jurisdictions = draws.words({"IN", "EU", "US-CA"});
  entry.limbs = draws.words({"ii", "vi", std::string(unknown_limb)});
  entry.sent_at = draws.instant();
  if (draws.happens(50)) entry.entered_at = draws.instant();
  if (draws.happens(50)) entry.retrieved_at = draws.instant();
  entry.received_at = draws.instant();
  entry.rulebook = draws.digest();
  if (draws.happens(50)) entry.flags |= flag_acted_on;
  if (!draws.happens(40)) return;
  entry.order_url_count = draws.number();
  entry.flags |= flag_reasoned;
  entry.defects = draws.words({"IN-3-1-D/V4", "IN-3-1-D/V5"});
  if (draws.happens(50)) entry.order = OrderWords{"Ministry of Home Affairs", "Joint Secretary", "", "section 351 §"};
}

inline void fill_told(Entry& entry, Draws& draws) {
  while (draws.happens(40)) {
    EntryHappening one{{draws.instant(), draws.word<law::HappeningKind>(16), std::nullopt}, ""};
    if (draws.happens(30)) one.happening.until = draws.instant();
    if (draws.happens(30)) one.duty = "EU-TCO-1H";
    entry.happenings.push_back(one);
  }
  for (std::uint8_t code = 1; code <= 12; ++code) {
    if (draws.happens(15)) entry.commitments.push_back({code, draws.digest()});
  }
}

inline void fill_clock(Entry& entry, Draws& draws) {
  entry.duty = "IN-NCII-2H";
  entry.countries = draws.words({"IN", "EU"});
  entry.starts_at = draws.instant();
  if (draws.happens(70)) entry.due_at = draws.instant();
  if (draws.happens(70)) entry.pack = draws.digest();
  if (draws.happens(70)) entry.tz = "2026a";
  if (draws.happens(20)) entry.flags |= flag_target;
  entry.notice_no = static_cast<std::uint32_t>(draws.below(4));
  entry.step = draws.word<law::Step>(10);
  entry.bearer = draws.word<law::Bearer>(4);
}

// Notices, items, decisions and what is asked about them.
inline void fill_story(Entry& entry, Draws& draws) {
  switch (entry.type) {
    case EntryType::notice_received:
      return fill_notice(entry, draws);
    case EntryType::items_added:
      while (draws.happens(70)) {
        entry.items.push_back({draws.number(), draws.word<ItemOrigin>(3), draws.happens(20), draws.number(), 3});
      }
      return;
    case EntryType::decided:
      entry.outcome = draws.word<Outcome>(4);
      entry.ground = draws.word<GroundKind>(2);
      if (draws.happens(70)) entry.duty = "IN-NCII-2H";
      for (std::uint32_t no = 1; no <= 40; ++no) {
        if (draws.happens(60)) entry.item_nos.push_back(no);
      }
      return;
    case EntryType::extension_granted:
      entry.duty = "EU-TCO-1H";
      entry.until = draws.instant();
      return;
    case EntryType::claimed:
      entry.until = draws.instant();
      return;
    case EntryType::appealed:
      entry.appeal_by = draws.word<AppealBy>(2);
      return;
    case EntryType::appeal_decided:
      entry.appeal_outcome = draws.word<AppealOutcome>(2);
      return;
    default:
      return;
  }
}

// Clocks, measures and the house.
inline void fill_work(Entry& entry, Draws& draws) {
  switch (entry.type) {
    case EntryType::clock_started:
      return fill_clock(entry, draws);
    case EntryType::clock_moved:
      entry.clock_state = draws.word<law::ClockState>(2);
      entry.starts_at = draws.instant();
      return;
    case EntryType::clock_ended:
      entry.clock_state = static_cast<law::ClockState>(2 + draws.below(3));
      return;
    case EntryType::escalated:
      entry.escalation = draws.number();
      return;
    case EntryType::measure_ordered:
      entry.item_nos = {draws.number()};
      entry.measure_kind = draws.word<MeasureKind>(4);
      entry.countries = draws.words({"*"});
      if (draws.happens(50)) entry.flags = flag_automatic;
      return;
    case EntryType::measure_moved:
      entry.measure_state = draws.word<MeasureState>(4);
      return;
    case EntryType::house_started:
      entry.rulebook = draws.digest();
      return;
    case EntryType::clock_stepped:
      entry.step_ms = -static_cast<std::int64_t>(draws.below(100'000));
      return;
    case EntryType::key_changed:
      entry.key = "ledger.example+12345678+AbCd";
      return;
    default:
      return;
  }
}

// Only what the type has: the rest stays as it was made, or the entry would not read back as it was written.
inline void fill_common(Entry& entry, Draws& draws) {
  const FieldSet allowed = find_rule(static_cast<std::uint8_t>(entry.type)).allowed;
  const auto number = [&](Field field, std::uint32_t& out) {
    if (has(allowed, field)) out = draws.number();
  };
  number(field_notice_no, entry.notice_no);
  number(field_clock_no, entry.clock_no);
  number(field_measure_no, entry.measure_no);
  number(field_decision_no, entry.decision_no);
  number(field_appeal_no, entry.appeal_no);
  number(field_clarification_no, entry.clarification_no);
  if (has(allowed, field_happening) && has(allowed, field_commitment)) fill_told(entry, draws);
}

// Of any type, with whatever that type can hold.
inline Entry draw_entry(EntryType type, Draws& draws) {
  Entry entry;
  entry.type = type;
  entry.at = draws.instant();
  if (draws.happens(80)) entry.clock_error_ms = static_cast<std::uint32_t>(draws.below(900));
  if (!is_of_house(type)) fill_case(entry, draws);
  fill_common(entry, draws);
  fill_story(entry, draws);
  fill_work(entry, draws);
  return entry;
}

inline std::vector<EntryType> all_types() {
  std::vector<EntryType> types;
  for (int code = 0x01; code <= 0x18; ++code) types.push_back(static_cast<EntryType>(code));
  for (int code = 0x80; code <= 0x83; ++code) types.push_back(static_cast<EntryType>(code));
  return types;
}

inline Bytes encoded(const Entry& entry) {
  auto bytes = encode_entry(entry);
  EXPECT_TRUE(bytes.ok()) << (bytes.ok() ? "" : bytes.error().message);
  return bytes.ok() ? std::move(bytes).value() : Bytes{};
}

}  // namespace redress::ledger
