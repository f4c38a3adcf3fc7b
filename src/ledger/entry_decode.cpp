// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "ledger/entry_codec.hpp"
#include "ledger/entry_value.hpp"

namespace redress::ledger {
namespace {

class Reader {
 public:
  Reader(ByteView bytes, Entry& entry) : bytes_(bytes), entry_(entry) {}
  [[nodiscard]] Status read();

 private:
  [[nodiscard]] Status read_header();
  [[nodiscard]] Status read_fields();
  [[nodiscard]] Status check_order(const Value& value);
  [[nodiscard]] Status check_whole() const;
  [[nodiscard]] Status take(const Value& value);
  [[nodiscard]] Status take_case(const Value& value);
  [[nodiscard]] Status take_notice(const Value& value);
  [[nodiscard]] Status take_clock(const Value& value);
  [[nodiscard]] Status take_order(const Value& value);
  [[nodiscard]] Status take_kind(const Value& value);
  [[nodiscard]] Status take_state(const Value& value);
  [[nodiscard]] Status take_item_no(const Value& value);
  [[nodiscard]] Status take_decision_no(const Value& value);
  [[nodiscard]] Status take_flags(const Value& value);
  [[nodiscard]] Status take_item(const Value& value);
  [[nodiscard]] Status take_happening(const Value& value);
  [[nodiscard]] Status take_commitment(const Value& value);
  [[nodiscard]] std::string_view text(const Value& value) const { return text_of(value.bytes); }
  [[nodiscard]] static Status add_word(const Value& value, std::vector<std::string>& out) {
    return value.read_word(out.emplace_back());
  }

  ByteView bytes_;
  Entry& entry_;
  const TypeRule* rule_ = nullptr;
  std::size_t end_ = 0;  // of the fields
  FieldSet seen_ = 0;
  std::uint8_t last_id_ = 0;
};

Error fault_at(std::size_t offset, std::string_view what) {
  return Error{Code::invalid, "byte " + std::to_string(offset) + ": " + std::string(what)};
}

Status Reader::read_header() {
  const std::size_t size = bytes_.size();
  if (size == 0 || size % entry_bucket_bytes != 0) return fault_at(size, "an entry is a multiple of 256 bytes");
  if (size > sealed_bytes_max) return fault_at(sealed_bytes_max, "an entry has at most 65,280 bytes");
  if (bytes_[0] != 1) return fault_at(0, "the version is " + std::to_string(bytes_[0]) + ", and only 1 is known");
  rule_ = &find_rule(bytes_[1]);
  if (rule_->required == 0) return fault_at(1, "there is no type " + std::to_string(bytes_[1]));
  entry_.type = static_cast<EntryType>(bytes_[1]);
  end_ = entry_header_bytes + number_of(bytes_.subspan(2, 2));
  if (end_ > size) return fault_at(2, "the length reaches beyond the entry");
  if (size - end_ >= entry_bucket_bytes) return fault_at(end_, "the padding is longer than needed");
  for (std::size_t i = end_; i < size; ++i) {
    if (bytes_[i] != 0) return fault_at(i, "a byte of the padding is not zero");
  }
  return Done{};
}

Status Reader::check_order(const Value& value) {
  if (!has(rule_->allowed, value.id)) {
    if (name_of(value.id).empty()) return fault_at(value.offset, "there is no field " + std::to_string(value.id));
    return value.fault("does not belong to this type");
  }
  if (value.id < last_id_) return value.fault("stands after a later one");
  if (value.id == last_id_ && !has(many_fields, value.id)) return value.fault("stands twice");
  last_id_ = value.id;
  seen_ |= FieldSet{1} << value.id;
  return Done{};
}

Status Reader::read_fields() {
  for (std::size_t at = entry_header_bytes; at < end_;) {
    if (end_ - at < 3) return fault_at(at, "a field is cut off");
    const std::size_t length = number_of(bytes_.subspan(at + 1, 2));
    const Value value{static_cast<Field>(bytes_[at]), at, bytes_.subspan(at + 3, std::min(length, end_ - at - 3))};
    if (value.bytes.size() != length) return fault_at(at, "a field reaches beyond the fields");
    TRY(check_order(value));
    TRY(take(value));
    at += 3 + length;
  }
  return Done{};
}

Status Reader::check_whole() const {
  const FieldSet missing = rule_->required & ~seen_;
  for (std::uint8_t id = 0; id < 64; ++id) {
    if (has(missing, id)) return fault_at(end_, "field '" + std::string(name_of(id)) + "' is missing");
  }
  const FieldSet words = seen_ & order_word_fields;
  if (words != 0 && (words != order_word_fields || !entry_.order_url_count)) {
    return fault_at(end_, "an order's words and the number of its addresses stand together");
  }
  if (entry_.type == EntryType::measure_ordered && entry_.item_nos.size() != 1) {
    return fault_at(end_, "a measure is about one item");
  }
  return Done{};
}

Status Reader::read() {
  TRY(read_header());
  TRY(read_fields());
  return check_whole();
}

Status Reader::take(const Value& value) {
  if (value.id <= field_tz) return take_case(value);
  if (value.id <= field_received_at) return take_notice(value);
  if (value.id <= field_item) return take_clock(value);
  return take_order(value);
}

Status Reader::take_case(const Value& value) {
  switch (value.id) {
    case field_case:
      TRY(value.require(entry_.case_id.size()));
      std::copy(value.bytes.begin(), value.bytes.end(), entry_.case_id.begin());
      return Done{};
    case field_number:
      return value.read(entry_.number);
    case field_at:
      return value.read(entry_.at);
    case field_clock_error:
      return value.read(entry_.clock_error_ms);
    case field_previous:
      return value.read(entry_.previous);
    case field_actor:
      return value.take(entry_.actor, parse_word<Actor>(text(value)));
    case field_rulebook:
      return value.read(entry_.rulebook);
    case field_pack:
      return value.read(entry_.pack.emplace());
    default:
      if (value.bytes.empty()) return value.fault("is empty");
      return value.read_text(entry_.tz, word_bytes_max);
  }
}

Status Reader::take_notice(const Value& value) {
  switch (value.id) {
    case field_notice_no:
      return value.read(entry_.notice_no);
    case field_item_no:
      return take_item_no(value);
    case field_clock_no:
      return value.read(entry_.clock_no);
    case field_measure_no:
      return value.read(entry_.measure_no);
    case field_decision_no:
      return take_decision_no(value);
    case field_appeal_no:
      return value.read(entry_.appeal_no);
    case field_clarification_no:
      return value.read(entry_.clarification_no);
    case field_kind:
      return take_kind(value);
    case field_channel:
      return value.take(entry_.channel, law::parse_channel(text(value)));
    case field_complainant:
      return value.take(entry_.complainant, law::parse_complainant(text(value)));
    case field_harm:
      return value.take(entry_.harm, law::parse_harm(text(value)));
    case field_jurisdiction:
      return add_word(value, entry_.jurisdictions);
    case field_limb:
      return add_word(value, entry_.limbs);
    case field_medium:
      return value.take(entry_.medium, law::parse_medium(text(value)));
    case field_sent_at:
      return value.read(entry_.sent_at);
    case field_entered_at:
      return value.read(entry_.entered_at);
    case field_retrieved_at:
      return value.read(entry_.retrieved_at);
    default:
      return value.read(entry_.received_at);
  }
}

Status Reader::take_clock(const Value& value) {
  switch (value.id) {
    case field_flag:
      return take_flags(value);
    case field_duty:
      return value.read_word(entry_.duty);
    case field_country:
      return add_word(value, entry_.countries);
    case field_starts_at:
      return value.read(entry_.starts_at);
    case field_due_at:
      return value.read(entry_.due_at);
    case field_until:
      return value.read(entry_.until);
    case field_state:
      return take_state(value);
    case field_outcome:
      if (entry_.type == EntryType::appeal_decided) {
        return value.take(entry_.appeal_outcome, parse_word<AppealOutcome>(text(value)));
      }
      return value.take(entry_.outcome, parse_word<Outcome>(text(value)));
    case field_ground:
      return value.take(entry_.ground, parse_word<GroundKind>(text(value)));
    case field_step:
      return value.read(entry_.escalation);
    case field_word:
      return value.take(entry_.step, law::parse_step(text(value)));
    case field_bearer:
      return value.take(entry_.bearer, law::parse_bearer(text(value)));
    default:
      return take_item(value);
  }
}

Status Reader::take_order(const Value& value) {
  switch (value.id) {
    case field_order_issuer:
      return value.read_text(entry_.order.emplace().issuer, order_issuer_bytes_max);
    case field_order_rank:
      if (!entry_.order) entry_.order.emplace();
      return value.read_text(entry_.order->rank, order_rank_bytes_max);
    case field_order_legal_basis:
      if (!entry_.order) entry_.order.emplace();
      return value.read_text(entry_.order->legal_basis, order_legal_basis_bytes_max);
    case field_order_provision:
      if (!entry_.order) entry_.order.emplace();
      return value.read_text(entry_.order->provision, order_provision_bytes_max);
    case field_order_url_count:
      return value.read(entry_.order_url_count.emplace());
    case field_defect:
      return add_word(value, entry_.defects);
    case field_happening:
      return take_happening(value);
    case field_step_ms:
      TRY(value.require(8));
      entry_.step_ms = instant_of(value.bytes).ms;
      return Done{};
    case field_key:
      return value.read_text(entry_.key, key_bytes_max);
    default:
      return take_commitment(value);
  }
}

Status Reader::take_kind(const Value& value) {
  if (entry_.type == EntryType::measure_ordered) {
    return value.take(entry_.measure_kind, parse_word<MeasureKind>(text(value)));
  }
  if (entry_.type == EntryType::appealed) return value.take(entry_.appeal_by, parse_word<AppealBy>(text(value)));
  return value.take(entry_.notice_kind, parse_word<NoticeKind>(text(value)));
}

Status Reader::take_state(const Value& value) {
  if (entry_.type == EntryType::measure_moved) {
    return value.take(entry_.measure_state, parse_word<MeasureState>(text(value)));
  }
  TRY(value.take(entry_.clock_state, law::parse_clock_state(text(value))));
  const bool is_going = entry_.clock_state == law::ClockState::running || entry_.clock_state == law::ClockState::paused;
  if (is_going != (entry_.type == EntryType::clock_moved)) return value.fault("is none that this type can bring");
  return Done{};
}

Status Reader::take_item_no(const Value& value) {
  auto& nos = entry_.item_nos;
  if (value.bytes.size() != 4 && value.bytes.size() != 8) return value.fault("has neither 4 nor 8 bytes");
  const auto first = static_cast<std::uint32_t>(number_of(value.bytes.first(4)));
  const auto last = static_cast<std::uint32_t>(number_of(value.bytes.last(4)));
  if (value.bytes.size() == 8 && last <= first) return value.fault("is a run of less than two numbers");
  if (!nos.empty() && first <= nos.back()) return value.fault("does not ascend");
  if (!nos.empty() && first == nos.back() + 1) return value.fault("goes on from the run before it");
  if (last - first >= case_item_count_max || nos.size() + (last - first) >= case_item_count_max) {
    return value.fault("names more items than a case has");
  }
  for (std::uint32_t no = first;; ++no) {
    nos.push_back(no);
    if (no == last) return Done{};
  }
}

Status Reader::take_decision_no(const Value& value) {
  TRY(value.read(entry_.decision_no));
  const bool is_zero = entry_.type == EntryType::measure_ordered && entry_.decision_no == 0;
  return is_zero ? Status(value.fault("is 0: leave it out")) : Status(Done{});
}

Status Reader::take_flags(const Value& value) {
  TRY(value.require(1));
  entry_.flags = value.bytes[0];
  if ((entry_.flags & ~rule_->flags) != 0) return value.fault("has a bit that this type does not have");
  return Done{};
}

Status Reader::take_item(const Value& value) {
  TRY(value.require(12));
  if (value.bytes[4] > static_cast<std::uint8_t>(ItemOrigin::upload) || value.bytes[5] > 1) {
    return value.fault("has an origin or a mark that does not exist");
  }
  EntryItem item;
  item.no = static_cast<std::uint32_t>(number_of(value.bytes.first(4)));
  item.origin = static_cast<ItemOrigin>(value.bytes[4]);
  item.needs_look = value.bytes[5] == 1;
  item.copied_no = static_cast<std::uint32_t>(number_of(value.bytes.subspan(6, 4)));
  item.url_count = static_cast<std::uint16_t>(number_of(value.bytes.subspan(10, 2)));
  entry_.items.push_back(item);
  return Done{};
}

Status Reader::take_happening(const Value& value) {
  if (value.bytes.size() < 17) return value.fault("has less than 17 bytes");
  const std::size_t length = value.bytes[16];
  if (value.bytes.size() - 17 < length) return value.fault("has a word that reaches beyond it");
  EntryHappening one;
  one.happening.at = instant_of(value.bytes.first(8));
  const Instant until = instant_of(value.bytes.subspan(8, 8));
  if (until.ms != std::numeric_limits<std::int64_t>::min()) one.happening.until = until;
  TRY(value.take(one.happening.what, law::parse_happening(text_of(value.bytes.subspan(17, length)))));
  const std::string_view duty = text_of(value.bytes.subspan(17 + length));
  if (!duty.empty() && !is_word(duty)) return value.fault("is for a duty that is no word");
  one.duty = duty;
  entry_.happenings.push_back(std::move(one));
  return Done{};
}

Status Reader::take_commitment(const Value& value) {
  TRY(value.require(33));
  Commitment one;
  one.code = value.bytes[0];
  std::copy(value.bytes.begin() + 1, value.bytes.end(), one.digest.begin());
  if (!entry_.commitments.empty() && one.code <= entry_.commitments.back().code) {
    return value.fault("does not ascend by its code");
  }
  entry_.commitments.push_back(one);
  return Done{};
}

}  // namespace

Result<Entry> decode_entry(ByteView bytes) {
  Entry entry;
  TRY(Reader(bytes, entry).read());
  return entry;
}

}  // namespace redress::ledger
