// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "ledger/entry_codec.hpp"
#include "ledger/entry_fields.hpp"
#include "ledger/entry_text.hpp"

namespace redress::ledger {
namespace {

class Writer {
 public:
  explicit Writer(const TypeRule& rule) : rule_(rule) { bytes_.reserve(entry_bucket_bytes); }

  void header(EntryType type) {
    bytes_.push_back(1);
    bytes_.push_back(static_cast<std::uint8_t>(type));
    bytes_.resize(entry_header_bytes);
  }
  [[nodiscard]] bool wants(Field id) const { return has(rule_.allowed, id); }

  void raw(Field id, ByteView value) {
    open(id, value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  template <std::size_t count>
  void number(Field id, std::uint64_t value) {
    open(id, count);
    put<count>(value);
  }
  void count(Field id, std::uint32_t value) {
    if (wants(id)) number<4>(id, value);
  }
  void instant(Field id, Instant at) {
    if (wants(id)) number<8>(id, static_cast<std::uint64_t>(at.ms));
  }
  void instant(Field id, const std::optional<Instant>& at) {
    if (at) instant(id, *at);
  }
  void word(Field id, std::string_view value) {
    if (!wants(id)) return;
    if (!is_word(value)) fail(id, "is no word of 1 to 64 visible characters");
    raw(id, view_bytes(value));
  }
  void words(Field id, const std::vector<std::string>& values) {
    for (const auto& value : values) word(id, value);
  }
  void text(Field id, std::string_view value, std::size_t bytes_max) {
    if (value.size() > bytes_max || !is_text(value)) fail(id, "is too long or no clean text");
    raw(id, view_bytes(value));
  }
  template <std::size_t count>
  void put(std::uint64_t value) {
    for (std::size_t i = 0; i < count; ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)) & 0xff));
    }
  }
  void open(Field id, std::size_t length) {
    if (length > std::numeric_limits<std::uint16_t>::max()) fail(id, "is too long");
    bytes_.push_back(id);
    put<2>(length);
  }
  void fail(Field id, std::string_view what) {
    if (failure_.empty()) failure_ = "an entry's field '" + std::string(name_of(id)) + "' " + std::string(what);
  }

  Result<Bytes> finish() {
    if (!failure_.empty()) return Error{Code::invalid, failure_};
    const std::size_t padded = (bytes_.size() + entry_bucket_bytes - 1) / entry_bucket_bytes * entry_bucket_bytes;
    if (padded > sealed_bytes_max) {
      return Error{Code::exhausted, "an entry would have " + std::to_string(bytes_.size()) + " bytes, more than " +
                                        std::to_string(sealed_bytes_max)};
    }
    const std::size_t length = bytes_.size() - entry_header_bytes;
    bytes_[2] = static_cast<std::uint8_t>(length >> 8);
    bytes_[3] = static_cast<std::uint8_t>(length & 0xff);
    bytes_.resize(padded);
    return std::move(bytes_);
  }

 private:
  const TypeRule& rule_;
  Bytes bytes_;
  std::string failure_;
};

void write_case(Writer& out, const Entry& entry) {
  if (out.wants(field_case)) out.raw(field_case, entry.case_id);
  out.count(field_number, entry.number);
  out.instant(field_at, entry.at);
  out.count(field_clock_error, entry.clock_error_ms);
  if (out.wants(field_previous)) out.raw(field_previous, entry.previous);
  out.word(field_actor, render(entry.actor));
  if (out.wants(field_rulebook)) out.raw(field_rulebook, entry.rulebook);
  if (out.wants(field_pack) && entry.pack) out.raw(field_pack, *entry.pack);
  if (out.wants(field_tz) && !entry.tz.empty()) out.text(field_tz, entry.tz, word_bytes_max);
}

// A run of two or more numbers is one field: all 10,000 items of the largest case fit, whatever is left out of them.
void write_item_nos(Writer& out, const Entry& entry) {
  const auto& nos = entry.item_nos;
  if (!out.wants(field_item_no)) return;
  if (entry.type == EntryType::measure_ordered && nos.size() != 1) out.fail(field_item_no, "must stand there once");
  for (std::size_t i = 0; i < nos.size();) {
    std::size_t end = i + 1;
    while (end < nos.size() && nos[end] == nos[end - 1] + 1 && nos[end] != 0) ++end;
    if (end < nos.size() && nos[end] <= nos[end - 1]) return out.fail(field_item_no, "does not ascend");
    out.open(field_item_no, end - i > 1 ? 8 : 4);
    out.put<4>(nos[i]);
    if (end - i > 1) out.put<4>(nos[end - 1]);
    i = end;
  }
}

void write_numbers(Writer& out, const Entry& entry) {
  out.count(field_notice_no, entry.notice_no);
  write_item_nos(out, entry);
  out.count(field_clock_no, entry.clock_no);
  out.count(field_measure_no, entry.measure_no);
  if (entry.type != EntryType::measure_ordered || entry.decision_no != 0) {
    out.count(field_decision_no, entry.decision_no);
  }
  out.count(field_appeal_no, entry.appeal_no);
  out.count(field_clarification_no, entry.clarification_no);
}

std::string_view kind_of(const Entry& entry) {
  if (entry.type == EntryType::measure_ordered) return render(entry.measure_kind);
  return entry.type == EntryType::appealed ? render(entry.appeal_by) : render(entry.notice_kind);
}

void write_notice(Writer& out, const Entry& entry) {
  out.word(field_kind, kind_of(entry));
  out.word(field_channel, law::render(entry.channel));
  out.word(field_complainant, law::render(entry.complainant));
  out.word(field_harm, law::render(entry.harm));
  out.words(field_jurisdiction, entry.jurisdictions);
  out.words(field_limb, entry.limbs);
  out.word(field_medium, law::render(entry.medium));
  out.instant(field_sent_at, entry.sent_at);
  out.instant(field_entered_at, entry.entered_at);
  out.instant(field_retrieved_at, entry.retrieved_at);
  out.instant(field_received_at, entry.received_at);
}

std::string_view state_of(const Entry& entry) {
  return entry.type == EntryType::measure_moved ? render(entry.measure_state) : law::render(entry.clock_state);
}

void check_clock_state(Writer& out, const Entry& entry) {
  const bool is_going = entry.clock_state == law::ClockState::running || entry.clock_state == law::ClockState::paused;
  if (entry.type == EntryType::clock_moved && !is_going) out.fail(field_state, "of a clock that moved is an end");
  if (entry.type == EntryType::clock_ended && is_going) out.fail(field_state, "of a clock that ended is no end");
}

void write_clock(Writer& out, const Entry& entry, std::uint8_t flags) {
  if ((entry.flags & ~flags) != 0) out.fail(field_flag, "has a bit that this type does not have");
  if (out.wants(field_flag)) out.number<1>(field_flag, entry.flags);
  if (entry.type != EntryType::decided || !entry.duty.empty()) out.word(field_duty, entry.duty);
  out.words(field_country, entry.countries);
  out.instant(field_starts_at, entry.starts_at);
  out.instant(field_due_at, entry.due_at);
  out.instant(field_until, entry.until);
  check_clock_state(out, entry);
  out.word(field_state, state_of(entry));
  out.word(field_outcome,
           entry.type == EntryType::appeal_decided ? render(entry.appeal_outcome) : render(entry.outcome));
  out.word(field_ground, render(entry.ground));
  out.count(field_step, entry.escalation);
  out.word(field_word, law::render(entry.step));
  out.word(field_bearer, law::render(entry.bearer));
}

void write_items(Writer& out, const Entry& entry) {
  if (!out.wants(field_item)) return;
  for (const EntryItem& item : entry.items) {
    out.open(field_item, 12);
    out.put<4>(item.no);
    out.put<1>(static_cast<std::uint8_t>(item.origin));
    out.put<1>(item.needs_look ? 1 : 0);
    out.put<4>(item.copied_no);
    out.put<2>(item.url_count);
  }
}

void write_order(Writer& out, const Entry& entry) {
  if (!out.wants(field_order_url_count)) return;
  if (entry.order) {
    if (!entry.order_url_count) out.fail(field_order_url_count, "is missing beside the order's words");
    out.text(field_order_issuer, entry.order->issuer, order_issuer_bytes_max);
    out.text(field_order_rank, entry.order->rank, order_rank_bytes_max);
    out.text(field_order_legal_basis, entry.order->legal_basis, order_legal_basis_bytes_max);
    out.text(field_order_provision, entry.order->provision, order_provision_bytes_max);
  }
  if (entry.order_url_count) out.count(field_order_url_count, *entry.order_url_count);
  out.words(field_defect, entry.defects);
}

void write_happenings(Writer& out, const Entry& entry) {
  constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();
  if (!out.wants(field_happening)) return;
  for (const EntryHappening& one : entry.happenings) {
    const std::string_view word = law::render(one.happening.what);
    if (!one.duty.empty() && !is_word(one.duty)) out.fail(field_happening, "is for no duty");
    if (one.happening.until && one.happening.until->ms == never) out.fail(field_happening, "ends at no instant");
    out.open(field_happening, 17 + word.size() + one.duty.size());
    out.put<8>(static_cast<std::uint64_t>(one.happening.at.ms));
    out.put<8>(static_cast<std::uint64_t>(one.happening.until ? one.happening.until->ms : never));
    out.put<1>(word.size());
    for (const char c : word) out.put<1>(static_cast<std::uint8_t>(c));
    for (const char c : one.duty) out.put<1>(static_cast<std::uint8_t>(c));
  }
}

void write_commitments(Writer& out, const Entry& entry) {
  if (!out.wants(field_commitment)) return;
  for (std::size_t i = 0; i < entry.commitments.size(); ++i) {
    const Commitment& one = entry.commitments[i];
    if (i > 0 && one.code <= entry.commitments[i - 1].code) out.fail(field_commitment, "does not ascend");
    out.open(field_commitment, 33);
    out.put<1>(one.code);
    for (const std::uint8_t byte : one.digest) out.put<1>(byte);
  }
}

}  // namespace

Result<Bytes> encode_entry(const Entry& entry) {
  const TypeRule& rule = find_rule(static_cast<std::uint8_t>(entry.type));
  CHECK(rule.required != 0);
  Writer out(rule);
  out.header(entry.type);
  write_case(out, entry);
  write_numbers(out, entry);
  write_notice(out, entry);
  write_clock(out, entry, rule.flags);
  write_items(out, entry);
  write_order(out, entry);
  write_happenings(out, entry);
  if (out.wants(field_step_ms)) out.number<8>(field_step_ms, static_cast<std::uint64_t>(entry.step_ms));
  if (out.wants(field_key)) out.text(field_key, entry.key, key_bytes_max);
  write_commitments(out, entry);
  return out.finish();
}

}  // namespace redress::ledger
