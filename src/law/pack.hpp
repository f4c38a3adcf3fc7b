// SPDX-License-Identifier: Apache-2.0
// law/pack.hpp — a regime pack: the duties, penalties, validity lists and time rules of one jurisdiction, from YAML.
//
// Use this when   you read packs or list their rows; to know which duties a notice starts, see law/evaluate.hpp.
// Shapes          docs/reference/statute-packs.md; every entry keeps its sources, confidence and dates.
// Units           durations as written (ISO 8601) and parsed; dates are local dates of the pack's zone.
// Errors          parse_pack: invalid, one line per fault as "file:line: what; what to do".
// Threads         values.
// Source          the `source` of each entry.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "law/calendar.hpp"
#include "law/duration.hpp"
#include "law/facts.hpp"
#include "law/territory.hpp"
#include "law/zone.hpp"

namespace redress::law {

enum class Bearer { provider, regulator, complainant, dispute_body };
// What ends a duty's clock. `other` ends only by a person's word.
enum class Step { acknowledge, take_down, decide, inform, restore, label, preserve, report, appeal_decision, other };
enum class OnRisk { none, restrict, escalate };
enum class DutyStatus {
  in_force,
  adopted_not_yet_applicable,
  transitional,
  superseded_in_part,
  repealed,
  lapsed,  // by their own dates
  draft,
  draft_adoption_not_established,
  contested,
  struck_down,
  voluntary,
  not_law,
  transposition_pending,
  announced_statutory_basis_not_established  // off until the operator switches them on
};
enum class ClockKind { hard_max, standard, window, limitation, endeavour, retention, periodic, none };
enum class Counting { continuous, calendar_days, business_days, silent, not_applicable };
enum class Confidence { high, medium, low };
// Who can lengthen a clock: the authority's word, the provider's own notice in time, or an agreement.
enum class ExtensionBy { none, authority, notice, agreement };

[[nodiscard]] Result<Bearer> parse_bearer(std::string_view word);
[[nodiscard]] Result<Step> parse_step(std::string_view word);
[[nodiscard]] Result<OnRisk> parse_on_risk(std::string_view word);
[[nodiscard]] Result<DutyStatus> parse_duty_status(std::string_view word);
[[nodiscard]] Result<ClockKind> parse_clock_kind(std::string_view word);
[[nodiscard]] Result<Counting> parse_counting(std::string_view word);
[[nodiscard]] Result<Confidence> parse_confidence(std::string_view word);
[[nodiscard]] Result<ExtensionBy> parse_extension_by(std::string_view word);
[[nodiscard]] std::string_view render(Bearer bearer);
[[nodiscard]] std::string_view render(Step step);
[[nodiscard]] std::string_view render(OnRisk on_risk);
[[nodiscard]] std::string_view render(DutyStatus status);
[[nodiscard]] std::string_view render(ClockKind kind);
[[nodiscard]] std::string_view render(Counting counting);
[[nodiscard]] std::string_view render(Confidence confidence);
[[nodiscard]] std::string_view render(ExtensionBy by);

// True when a duty of this status applies only after the operator has switched it on.
[[nodiscard]] bool is_off_by_default(DutyStatus status);

// Free words that ride along with an entry ("notes", "notice_elements", ...), lists as several lines.
using Details = std::map<std::string, std::vector<std::string>>;

struct Source {
  std::string key;
  std::string title;
  std::string url;
};

// A bit per enumerator; 0 in a trigger means "any".
template <class Word>
[[nodiscard]] constexpr std::uint32_t bit_of(Word word) {
  return std::uint32_t{1} << static_cast<unsigned>(word);
}

// One way a duty can start. Every set that is not empty must contain the fact.
struct Trigger {
  std::uint32_t channels = 0;
  std::uint32_t complainants = 0;
  std::uint32_t harms = 0;
  std::uint32_t starts_on = 0;           // happenings; 0: at receipt
  std::vector<std::string> limbs;        // "ii"
  std::uint32_t limb_mask = 0;           // the same as positions in Pack::limbs
  std::vector<std::string> order_cites;  // the order's basis or provision must name one of these
  std::string checklist;                 // the order must pass this validity list
  std::string never;                     // why no notice and no happening starts this clock; "" when one can
  std::map<std::string, std::string, std::less<>> why;  // condition → the words of law it comes from, for reasons
  // The sets in plain words, for reasons; worked out when the pack is read.
  std::string channel_words;
  std::string complainant_words;
  std::string harm_words;
};

struct Extension {
  ExtensionBy by = ExtensionBy::none;
  std::optional<Duration> max;  // of the whole clock, from its start
};

// A further clock inside a duty ("then within one hour of the determination").
struct Stage {
  std::string name;
  std::string action;
  std::string clock;
  Duration duration;
  Counting counting = Counting::continuous;
  Step step = Step::other;
  OnRisk on_risk = OnRisk::none;
  std::uint32_t starts_on = 0;  // 0: with the duty itself
  std::uint32_t ends_on = 0;
};

struct Duty {
  std::string id;
  std::string jurisdiction;
  std::string instrument;
  std::string provision;
  DutyStatus status = DutyStatus::in_force;
  Bearer bearer = Bearer::provider;
  struct AppliesTo {
    std::vector<std::string> channel;
    std::vector<std::string> content;
    std::string actor;
  } applies_to;
  std::string action_required;
  std::string clock;
  std::optional<Duration> duration;  // absent for a standard and where the law sets no clock
  ClockKind clock_kind = ClockKind::none;
  Counting counting = Counting::not_applicable;
  std::string starts_at;
  std::string pausable;
  std::string territorial_scope;
  Territory territory;
  struct Appeal {
    std::string route;
    std::string clock;
  } appeal;
  std::vector<std::string> penalty;
  std::optional<CivilDate> in_force_from;
  std::optional<CivilDate> in_force_until;  // the last day
  std::string prior_clock;
  std::string validity_checklist;
  std::vector<std::string> source;
  Confidence confidence = Confidence::low;
  Details details;

  std::vector<Trigger> triggers;
  Step step = Step::other;
  OnRisk on_risk = OnRisk::none;
  std::uint32_t ends_on = 0;  // happenings
  bool restarts_on_clarification = false;
  bool restarts_on_impossibility = false;
  bool has_merits_exit = false;
  Extension extension;
  bool has_day_end = false;  // a clock in days runs to the end of its last day
  std::string only_for;      // the kind of service it reaches; off until switched on
  std::vector<Stage> stages;

  // Worked out when the pack is read, so that evaluate() parses nothing.
  std::int64_t from_ms = 0;   // first instant in force
  std::int64_t until_ms = 0;  // first instant no longer in force
  std::string citation;       // "IT Rules 2021, 3(2)(b)": the instrument and the provision
  std::string source_line;    // title and address of the first source
  std::string appeal_line;    // route and clock
  int line = 0;

  // The operator's choices, set by build_rulebook().
  bool is_enabled = false;
  bool is_disabled = false;
  std::optional<Milliseconds> target;  // for a standard
};

struct Penalty {
  std::string id;
  std::string instrument;
  std::string provision;
  std::string imposed_by;
  std::string liable;
  std::string currency;
  std::string formula;  // "" where the law gives none
  std::vector<std::string> source;
  Confidence confidence = Confidence::low;
  Details details;
};

// What the facts must show for one check of a validity list.
enum class OrderTest { court_or_all, reasons, authorised, civil_rank, police_rank, legal_basis, location };
[[nodiscard]] Result<OrderTest> parse_order_test(std::string_view word);
[[nodiscard]] std::string_view render(OrderTest test);

struct Check {
  std::string id;
  std::string text;
  OrderTest test = OrderTest::reasons;
};

struct Checklist {
  std::string id;
  std::vector<Check> checks;
  std::string effect_if_failed;
  std::vector<std::string> source;
  Confidence confidence = Confidence::low;
};

struct Rank {
  std::string title;  // lower case words
  bool is_police = false;
  bool is_enough = false;
};

struct TimeRule {
  std::string id;
  std::string topic;
  std::string rule;
  std::string applies;
  std::vector<std::string> source;
  Confidence confidence = Confidence::low;
};

struct Limb {
  std::string limb;
  std::string text;
  std::string clock;
  std::uint32_t harms = 0;  // our harm codes that fall under it
  Details details;
};

struct Ladder {
  std::string regime;
  std::vector<std::string> rungs;
  std::string note;
  std::vector<std::string> source;
  Confidence confidence = Confidence::low;
};

// Which of the three instants is the receipt.
enum class ReceiptInstant { sent, entered, retrieved };
[[nodiscard]] Result<ReceiptInstant> parse_receipt_instant(std::string_view word);
[[nodiscard]] std::string_view render(ReceiptInstant instant);

struct ReceiptRule {
  ReceiptInstant designated = ReceiptInstant::entered;
  ReceiptInstant other = ReceiptInstant::retrieved;
  std::string provision;  // what it rests on, in words
  std::vector<std::string> source;
};

struct Pack {
  std::string jurisdiction;
  std::string title;
  std::string sha256;
  std::string path;
  CivilDate as_at{};
  Zone zone;
  WorkingCalendar working;  // weekend and holidays
  ReceiptRule receipt;
  std::map<std::string, Source> sources;
  std::vector<std::string> standards;  // words the law uses instead of a deadline
  std::vector<Duty> duties;
  std::vector<Penalty> penalties;
  std::map<std::string, Checklist> checklists;
  std::vector<Rank> ranks;
  std::vector<TimeRule> time_rules;
  std::string limb_prefix;  // "3(1)(b)"
  std::vector<Limb> limbs;
  std::vector<Ladder> ladders;
  // Rows of one duty id (dates never overlap), in order of first appearance.
  std::vector<std::vector<std::size_t>> rows_by_id;
};

inline constexpr std::size_t pack_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t faults_max = 50;

// `path` is only for the fault lines and for Pack::path; the text is what is read.
[[nodiscard]] Result<Pack> parse_pack(std::string_view path, std::string_view text);

}  // namespace redress::law
