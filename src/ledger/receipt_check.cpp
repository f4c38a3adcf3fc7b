// SPDX-License-Identifier: Apache-2.0
#include "ledger/receipt_check.hpp"

#include "ledger/entry_codec.hpp"

namespace redress::ledger {
namespace {

class Lines {
 public:
  void add(std::string name, std::string value) {
    if (!value.empty()) lines_.emplace_back(std::move(name), std::move(value));
  }
  void add(std::string name, std::string_view value) { add(std::move(name), std::string(value)); }
  void add(std::string name, Instant at) { add(std::move(name), render_instant(at)); }
  void add(std::string name, std::optional<Instant> at) {
    if (at) add(std::move(name), *at);
  }
  void add(std::string name, std::uint32_t number) {
    if (number != 0) add(std::move(name), std::to_string(number));
  }
  void add(std::string name, const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
    add(std::move(name), text);
  }
  std::vector<std::pair<std::string, std::string>> take() { return std::move(lines_); }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

void describe_notice(Lines& lines, const Entry& entry) {
  lines.add("notice", entry.notice_no);
  lines.add("kind", render(entry.notice_kind));
  lines.add("channel", law::render(entry.channel));
  lines.add("complainant", law::render(entry.complainant));
  lines.add("harm", law::render(entry.harm));
  lines.add("jurisdictions", entry.jurisdictions);
  lines.add("received_at", entry.received_at);
  lines.add("acted_on", std::string_view((entry.flags & flag_acted_on) != 0 ? "yes" : "no"));
  lines.add("rulebook", render_hex(entry.rulebook));
  if (entry.order) {
    lines.add("issuer", entry.order->issuer);
    lines.add("rank", entry.order->rank);
    lines.add("legal_basis", entry.order->legal_basis);
    lines.add("provision", entry.order->provision);
  }
  lines.add("defects", entry.defects);
}

void describe_clock(Lines& lines, const Entry& entry) {
  lines.add("clock", entry.clock_no);
  lines.add("duty", entry.duty);
  if (entry.type == EntryType::clock_started || entry.type == EntryType::clock_moved) {
    lines.add("starts_at", entry.starts_at);
    lines.add("due_at", entry.due_at);
  }
  if (entry.type == EntryType::clock_moved || entry.type == EntryType::clock_ended) {
    lines.add("state", law::render(entry.clock_state));
  }
}

}  // namespace

Result<ReceiptReport> check_receipt(std::string_view text, const VerifierKey& log, const Policy* policy) {
  TRY_ASSIGN(const TlogProof proof, parse_tlog_proof(text));
  if (!proof.extra) return Error{Code::invalid, "the receipt does not carry the entry it is of"};
  ReceiptReport report;
  report.index = proof.index;
  TRY_ASSIGN(report.entry, decode_entry(*proof.extra));
  TRY_ASSIGN(report.verdict, verify_tlog_proof(proof, leaf_hash(*proof.extra), log, policy));
  return report;
}

Result<std::string> read_receipt_origin(std::string_view text) {
  TRY_ASSIGN(const TlogProof proof, parse_tlog_proof(text));
  TRY_ASSIGN(const Note note, parse_note(proof.checkpoint));
  TRY_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(note.text));
  return checkpoint.origin;
}

std::vector<std::pair<std::string, std::string>> describe_entry(const Entry& entry) {
  Lines lines;
  lines.add("entry", render(entry.type));
  lines.add("at", entry.at);
  if (entry.clock_error_ms != unknown_error) {
    lines.add("clock_error", "at most " + std::to_string(entry.clock_error_ms) + " ms");
  }
  if (is_of_house(entry.type)) return lines.take();
  lines.add("case", render_hex(entry.case_id));
  lines.add("number", entry.number);
  lines.add("actor", render(entry.actor));
  if (entry.type == EntryType::notice_received) describe_notice(lines, entry);
  describe_clock(lines, entry);
  lines.add("decision", entry.decision_no);
  if (entry.type == EntryType::decided) lines.add("outcome", render(entry.outcome));
  lines.add("countries", entry.countries);
  lines.add("measure", entry.measure_no);
  if (entry.type == EntryType::measure_ordered) lines.add("measure_kind", render(entry.measure_kind));
  if (entry.type == EntryType::measure_moved) lines.add("measure_state", render(entry.measure_state));
  lines.add("appeal", entry.appeal_no);
  if (entry.type == EntryType::appealed) lines.add("by", render(entry.appeal_by));
  if (entry.type == EntryType::appeal_decided) lines.add("outcome", render(entry.appeal_outcome));
  lines.add("commitments", static_cast<std::uint32_t>(entry.commitments.size()));
  return lines.take();
}

}  // namespace redress::ledger
