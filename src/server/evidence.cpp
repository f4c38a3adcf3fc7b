// SPDX-License-Identifier: Apache-2.0
#include "server/evidence.hpp"

#include <algorithm>

#include "server/pdf_sheet.hpp"
#include "server/receipt.hpp"
#include "server/zip.hpp"

namespace redress::server {
namespace {

// When the platform first confirmed that an item can no longer be seen.
std::optional<Instant> hidden_at(const cases::Case& state, int item_no) {
  std::optional<Instant> first;
  for (const auto& measure : state.measures) {
    const bool hides = measure.kind == cases::MeasureKind::restrict || measure.kind == cases::MeasureKind::remove;
    if (measure.item_no != item_no || !hides || !measure.acknowledged_at) continue;
    first = first ? std::min(*first, *measure.acknowledged_at) : *measure.acknowledged_at;
  }
  return first;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// Addresses that the person gave stand in full; of copies only that there is one.
std::string render_items(const Telling& telling, const cases::Case& state) {
  std::string csv = "item,where,status,sha256,pdq,pdq_quality\r\n";
  for (const auto& item : state.items) {
    csv += std::to_string(item.no) + "," + quote(tell_where(telling, item)) + "," +
           std::string(cases::render(item.status)) + "," + item.facts.sha256 + "," + item.facts.pdq + "," +
           (item.facts.pdq.empty() ? std::string() : std::to_string(item.facts.pdq_quality)) + "\r\n";
  }
  return csv;
}

std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() || part.empty() ? "" : "\n") + part;
  return text;
}

void add_items(PdfSheet& sheet, const Telling& telling, const cases::Case& state) {
  sheet.add(PdfStyle::heading, telling.say("case.copies"));
  for (const auto& item : tell_items(telling, state)) {
    sheet.add(PdfStyle::text, std::to_string(item.value("no", 0)) + ". " + item.value("where", "") + " – " +
                                  item.value("status", "") + " " + item.value("territory", ""));
  }
  for (const auto& item : state.items) {
    if (!item.facts.sha256.empty())
      sheet.add(PdfStyle::mono, std::to_string(item.no) + " SHA-256 " + item.facts.sha256);
    if (!item.facts.pdq.empty()) sheet.add(PdfStyle::mono, std::to_string(item.no) + " PDQ " + item.facts.pdq);
  }
  if (const auto served = tell_served(telling, state); served.is_object()) {
    sheet.add(PdfStyle::heading, telling.say("case.served"));
    sheet.add(PdfStyle::text, served.value("text", ""));
    sheet.add(PdfStyle::small, served.value("until", ""));
  }
}

void add_clocks(PdfSheet& sheet, const Telling& telling, const cases::Case& state, int notice_no) {
  sheet.add(PdfStyle::heading, telling.say("case.clocks"));
  const auto clocks = tell_clocks(telling, state, notice_no);
  if (clocks.empty()) sheet.add(PdfStyle::text, telling.say("case.clocks.none"));
  for (const auto& clock : clocks) {
    sheet.add(PdfStyle::text, clock.value("name", "") + ": " + clock.value("state", ""));
    sheet.add(PdfStyle::small,
              joined({clock.value("due", ""), clock.value("due_utc", ""), clock.value("provision", "")}));
  }
}

void add_decision(PdfSheet& sheet, const Telling& telling, const cases::Case& state) {
  const auto* decision = cases::find_standing_decision(state);
  if (decision == nullptr) return;
  const auto told = tell_decision(telling, *decision);
  sheet.add(PdfStyle::heading, telling.say("case.decision"));
  sheet.add(PdfStyle::text, told.value("outcome", ""));
  for (const auto* name : {"provision", "facts", "reasons", "territory"}) {
    if (const auto text = told.value(name, ""); !text.empty())
      sheet.add(PdfStyle::text, telling.say(std::string("decision.") + name) + ": " + text);
  }
}

std::string draw(const Telling& telling, const cases::Case& state, int notice_no, const std::string& case_code,
                 const std::vector<store::Record>& records) {
  const auto now = telling.desk.engine.now();
  PdfSheet sheet(telling.language.tag, telling.language.direction == "rtl", now);
  sheet.add(PdfStyle::title, telling.desk.options.platform + " – " + telling.say("case.title") + " " + case_code);
  sheet.add(PdfStyle::small,
            telling.say("evidence.made", {{"at", telling.local(now)}}) + " (" + telling.utc(now) + ")");
  sheet.add(PdfStyle::text, telling.say("status." + std::string(status_of(state))));
  add_items(sheet, telling, state);
  add_decision(sheet, telling, state);
  add_clocks(sheet, telling, state, notice_no);
  sheet.add(PdfStyle::heading, telling.say("case.timeline"));
  for (const auto& line : tell_timeline(telling, state, records)) {
    sheet.add(PdfStyle::text, line.value("text", ""));
    sheet.add(PdfStyle::small, line.value("at", ""));
  }
  sheet.add(PdfStyle::heading, telling.say("evidence.check"));
  sheet.add(PdfStyle::text, telling.say("evidence.check.text"));
  sheet.add(PdfStyle::mono, render_hex(telling.desk.engine.receipt_public_key()));
  return sheet.finish();
}

std::string render_sums(const std::vector<ZipFile>& files) {
  std::string sums;
  for (const auto& file : files) sums += render_hex(sha256(file.text)) + "  " + file.name + "\n";
  return sums;
}

}  // namespace

std::optional<store::ServedCounts> count_served(const Desk& desk, const cases::Case& state) {
  if (desk.options.served == nullptr) return std::nullopt;
  std::optional<store::ServedCounts> sum;
  for (const auto& item : state.items) {
    if (item.facts.content_id.empty()) continue;
    const auto counted = desk.options.served->count(item.facts.content_id, hidden_at(state, item.no));
    if (!counted.ok() || !counted.value()) continue;
    const auto& one = *counted.value();
    sum = sum ? store::ServedCounts{sum->before + one.before, sum->after + one.after,
                                    std::max(sum->counted_to, one.counted_to)}
              : one;
  }
  return sum;
}

Json tell_served(const Telling& telling, const cases::Case& state) {
  const auto counts = count_served(telling.desk, state);
  if (!counts) return nullptr;
  return {{"text", telling.say("case.served.text",
                               {{"before", std::to_string(counts->before)}, {"after", std::to_string(counts->after)}})},
          {"until", telling.say("case.served.until", {{"at", telling.local(counts->counted_to)}})}};
}

Result<std::string> make_evidence(const Telling& telling, const cases::Case& state, int notice_no,
                                  const std::string& case_code) {
  const auto& engine = telling.desk.engine;
  TRY_ASSIGN(const auto records, engine.events().load_case(state.id));
  const auto& notice = state.notices.at(static_cast<std::size_t>(notice_no) - 1);
  std::vector<ZipFile> files;
  files.push_back({"case.pdf", draw(telling, state, notice_no, case_code, records)});
  files.push_back({"items.csv", render_items(telling, state)});
  files.push_back({"receipt.txt", engine.render_receipt_text(notice, case_code)});
  files.push_back({"receipt.sig", engine.make_receipt(notice, case_code).signature + "\n"});
  if (const auto event = find_notice_event(records, notice_no)) {
    auto proof = engine.find_receipt(state.id, *event);
    if (proof.ok() && proof.value().state != engine::ReceiptState::being_sealed)
      files.push_back({"proof.tlog-proof", std::move(proof.value().proof)});
  }
  files.push_back({"key.txt", render_hex(engine.receipt_public_key()) + "\n"});
  auto sums = render_sums(files);
  // What is signed says what it is, so that it can never pass for a receipt.
  const auto signature = engine.sign("redress-evidence/v1\n" + sums);
  files.push_back({"SHA256SUMS", std::move(sums)});
  files.push_back({"SHA256SUMS.sig", signature + "\n"});
  return make_zip(files);
}

}  // namespace redress::server
