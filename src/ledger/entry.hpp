// SPDX-License-Identifier: Apache-2.0
// ledger/entry.hpp — one entry of the public ledger: what an event of a case, or of the house, says to everybody.
//
// Use this when   an event is sealed, or an entry that somebody sealed is read.
// Shapes          docs/reference/ledger-entries.md, field by field. A member that the type of the entry does not have
//                 stays as it was made; encode refuses one that is missing or out of its bounds.
// Units           instants are UTC ms; clock_error_ms is unknown_error where the machine does not know.
// Errors          parse_*: invalid, naming the words that are allowed.
// Threads         values.
// Source          docs/reference/ledger-entries.md, version 1.
// Never           holds a name, an address, free text of a person or a fingerprint.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "law/evaluate.hpp"

namespace redress::ledger {

enum class EntryType : std::uint8_t {
  notice_received = 0x01,
  notice_withdrawn,
  items_added,
  clock_started,
  clock_moved,
  clock_ended,
  escalated,
  on_risk_applied,
  claimed,
  released,
  measure_ordered,
  measure_moved,
  found_reachable,
  decided,
  decision_reversed,
  clarification_asked,
  clarification_given,
  extension_granted,
  impossibility_declared,
  impossibility_ended,
  appealed,
  appeal_decided,
  personal_erased,
  closed,
  house_started = 0x80,
  heartbeat,
  clock_stepped,
  key_changed
};
[[nodiscard]] std::string_view render(EntryType type);
[[nodiscard]] constexpr bool is_of_house(EntryType type) { return static_cast<unsigned>(type) >= 0x80; }

// The same words, in the same order, as the words of a case.
enum class Actor { system, reporter, uploader, reviewer, officer, authority, platform };
enum class NoticeKind { complaint, order, flag, match };
enum class MeasureKind { restrict, remove, label, restore };
enum class MeasureState { dispatched, acknowledged, verified, superseded };
enum class Outcome { remove, restrict, label, reject };
enum class GroundKind { legal, contractual };
enum class AppealBy { uploader, complainant };
enum class AppealOutcome { upheld, rejected };
enum class ItemOrigin : std::uint8_t { named, copy, upload };

// render(Outcome::remove) is "remove"; parse_word<Outcome>("remove"). Every enum above but EntryType and ItemOrigin.
[[nodiscard]] std::string_view render(Actor word);
[[nodiscard]] std::string_view render(NoticeKind word);
[[nodiscard]] std::string_view render(MeasureKind word);
[[nodiscard]] std::string_view render(MeasureState word);
[[nodiscard]] std::string_view render(Outcome word);
[[nodiscard]] std::string_view render(GroundKind word);
[[nodiscard]] std::string_view render(AppealBy word);
[[nodiscard]] std::string_view render(AppealOutcome word);
template <class Word>
[[nodiscard]] Result<Word> parse_word(std::string_view text);

using Pseudonym = std::array<std::uint8_t, 16>;

struct EntryItem {
  std::uint32_t no = 0;
  ItemOrigin origin = ItemOrigin::named;
  bool needs_look = false;
  std::uint32_t copied_no = 0;  // the item it copies; 0: none
  std::uint16_t url_count = 0;
  bool operator==(const EntryItem&) const = default;
};

struct EntryHappening {
  law::Happening happening;
  std::string duty;  // an extension's; else ""
  bool operator==(const EntryHappening&) const = default;
};

struct Commitment {
  std::uint8_t code = 0;
  Digest digest{};
  bool operator==(const Commitment&) const = default;
};

// An order in an authority's own words.
struct OrderWords {
  std::string issuer;
  std::string rank;
  std::string legal_basis;
  std::string provision;
  bool operator==(const OrderWords&) const = default;
};

// Bits of `flags`.
inline constexpr std::uint8_t flag_acted_on = 0x01;    // notice
inline constexpr std::uint8_t flag_target = 0x02;      // clock: the operator's own target
inline constexpr std::uint8_t flag_automatic = 0x04;   // measure
inline constexpr std::uint8_t flag_court = 0x08;       // order
inline constexpr std::uint8_t flag_authorised = 0x10;  // order
inline constexpr std::uint8_t flag_reasoned = 0x20;    // order

inline constexpr std::uint32_t unknown_error = 0xffffffff;
// A limb that no pack in force knows: what a sender wrote there may be anything.
inline constexpr std::string_view unknown_limb = "unknown";

struct Entry {
  EntryType type = EntryType::heartbeat;
  Instant at;
  std::uint32_t clock_error_ms = unknown_error;

  // Of every entry of a case.
  Pseudonym case_id{};
  std::uint32_t number = 0;
  Digest previous{};
  Actor actor = Actor::system;

  Digest rulebook{};           // notice_received, house_started
  std::optional<Digest> pack;  // clock_started; nothing for a clock of the house
  std::string tz;              // clock_started; "" for a clock of the house
  std::uint32_t notice_no = 0;
  std::uint32_t clock_no = 0;
  std::uint32_t measure_no = 0;
  std::uint32_t decision_no = 0;  // measure_ordered: 0 for an interim measure
  std::uint32_t appeal_no = 0;
  std::uint32_t clarification_no = 0;
  std::vector<std::uint32_t> item_nos;  // ascending, each once; measure_ordered has exactly one

  NoticeKind notice_kind = NoticeKind::complaint;
  MeasureKind measure_kind = MeasureKind::restrict;
  AppealBy appeal_by = AppealBy::uploader;
  law::Channel channel = law::Channel::user_complaint;
  law::Complainant complainant = law::Complainant::user;
  law::Harm harm = law::Harm::other_illegal;
  law::Medium medium = law::Medium::designated;
  std::vector<std::string> jurisdictions;
  std::vector<std::string> limbs;
  Instant sent_at;
  std::optional<Instant> entered_at;
  std::optional<Instant> retrieved_at;
  Instant received_at;
  std::uint8_t flags = 0;
  std::optional<OrderWords> order;               // only in an authority's own channel
  std::optional<std::uint32_t> order_url_count;  // of every order; addresses that are not blank
  std::vector<std::string> defects;

  std::string duty;                    // "" where a ground is contractual
  std::vector<std::string> countries;  // as law::render_territory writes them
  Instant starts_at;
  std::optional<Instant> due_at;
  Instant until;  // claimed, extension_granted
  law::ClockState clock_state = law::ClockState::running;
  law::Step step = law::Step::other;           // clock_started: what ends it
  law::Bearer bearer = law::Bearer::provider;  // clock_started
  std::uint32_t escalation = 0;                // escalated: which, from 1
  MeasureState measure_state = MeasureState::dispatched;
  Outcome outcome = Outcome::reject;
  AppealOutcome appeal_outcome = AppealOutcome::rejected;
  GroundKind ground = GroundKind::legal;

  std::vector<EntryItem> items;
  std::vector<EntryHappening> happenings;
  std::vector<Commitment> commitments;  // ascending by code

  std::int64_t step_ms = 0;  // clock_stepped
  std::string key;           // key_changed
  bool operator==(const Entry&) const = default;
};

}  // namespace redress::ledger
