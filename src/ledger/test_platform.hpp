// SPDX-License-Identifier: Apache-2.0
// ledger/test_platform.hpp — for tests: a platform with one kind of case, whose clocks come from law::evaluate itself,
// and its ledger as files in memory.
//
// Errors          a file that is not there is not_found, as on a disk.
// Threads         tests only.
// Source          statutes/IN.yaml for the case: the person shown complains about an intimate picture.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "law/test_rulebook.hpp"
#include "ledger/audit.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/tiles.hpp"

namespace redress::ledger {

class TestPlatform {
 public:
  explicit TestPlatform(Instant at) : now_(at) {
    document_ = render_rulebook_document(law::shipped(), HouseLengths{std::chrono::hours{24}, std::chrono::hours{24}});
    files_[rulebook_path(sha256(document_))] = document_;
    for (const auto& [path, text] : law::read_statutes()) files_[pack_path(sha256(text))] = text;
    Entry started = of_house(EntryType::house_started);
    started.rulebook = sha256(document_);
    entries_.push_back(started);
  }

  // A notice, its item, and every clock that the law starts.
  void receive(std::uint8_t id) {
    Entry notice = of_case(id, EntryType::notice_received);
    notice.actor = Actor::reporter;
    notice.notice_no = 1;
    notice.rulebook = sha256(document_);
    notice.complainant = law::Complainant::depicted;
    notice.harm = law::Harm::ncii;
    notice.jurisdictions = {"IN"};
    notice.sent_at = notice.received_at = now_;
    notice.entered_at = now_;
    notice.flags = flag_acted_on;
    entries_.push_back(notice);
    Entry items = of_case(id, EntryType::items_added);
    items.items = {EntryItem{1, ItemOrigin::named, false, 0, 1}};
    entries_.push_back(items);
    cases_[id].received_at = now_;
    sync(id);
  }

  // Decided, ordered and confirmed, a second apart.
  void remove(std::uint8_t id) {
    Entry decided = of_case(id, EntryType::decided);
    decided.decision_no = 1;
    decided.outcome = Outcome::remove;
    decided.duty = "IN-NCII-2H";
    decided.countries = {"IN"};
    decided.item_nos = {1};
    tell(id, decided, {law::HappeningKind::decided, law::HappeningKind::informed});
    Entry ordered = of_case(id, EntryType::measure_ordered);
    ordered.measure_no = 1;
    ordered.item_nos = {1};
    ordered.measure_kind = MeasureKind::remove;
    ordered.countries = {"IN"};
    ordered.decision_no = 1;
    entries_.push_back(ordered);
    sync(id);
    pass(std::chrono::seconds{1});
    Entry moved = of_case(id, EntryType::measure_moved);
    moved.measure_no = 1;
    moved.measure_state = MeasureState::acknowledged;
    tell(id, moved, {law::HappeningKind::removed});
    sync(id);
  }

  void close(std::uint8_t id) { entries_.push_back(of_case(id, EntryType::closed)); }
  // What time alone brings.
  void tick(std::uint8_t id) { sync(id); }

  void pass(Milliseconds span) { now_ = now_ + span; }
  void beat(int minutes) {
    for (int i = 0; i < minutes; ++i) {
      pass(std::chrono::seconds{60});
      entries_.push_back(of_house(EntryType::heartbeat));
    }
  }
  void restart() {
    Entry started = of_house(EntryType::house_started);
    started.rulebook = sha256(document_);
    entries_.push_back(started);
  }

  [[nodiscard]] std::vector<Entry>& entries() { return entries_; }
  [[nodiscard]] std::map<std::string, std::string>& files() { return files_; }

  // Chains the cases, writes tiles and bundles, signs.
  void seal(const Signer& signer) {
    TileWriter writer;
    std::map<Pseudonym, std::pair<std::uint32_t, Digest>> lasts;
    for (Entry& entry : entries_) {
      if (!is_of_house(entry.type)) {
        auto& [number, leaf] = lasts[entry.case_id];
        entry.number = ++number;
        entry.previous = leaf;
      }
      const auto bytes = encode_entry(entry);
      ASSERT_TRUE(bytes.ok()) << bytes.error().message;
      const auto leaf = writer.append(bytes.value());
      ASSERT_TRUE(leaf.ok());
      if (!is_of_house(entry.type)) lasts[entry.case_id].second = leaf.value();
    }
    for (const TileFile& file : writer.take_files()) {
      files_[render_tile_path(file.path)] = std::string(file.bytes.begin(), file.bytes.end());
    }
    const auto note = sign_checkpoint(Checkpoint{signer.key.name, writer.size(), writer.root(), {}}, signer);
    ASSERT_TRUE(note.ok()) << note.error().message;
    files_["checkpoint"] = render_note(note.value());
    files_["vkey"] = render_verifier_key(signer.key) + "\n";
  }

  [[nodiscard]] Result<std::string> read(const std::string& path) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return Error{Code::not_found, path + " is not there"};
    return found->second;
  }

 private:
  struct TestClock {
    std::string duty;
    law::ClockState state = law::ClockState::running;
  };
  struct TestCase {
    Instant received_at;
    std::vector<law::Happening> then;
    std::vector<TestClock> clocks;
  };

  Entry of_house(EntryType type) const {
    Entry entry;
    entry.type = type;
    entry.at = now_;
    entry.clock_error_ms = 5;
    return entry;
  }
  Entry of_case(std::uint8_t id, EntryType type) const {
    Entry entry = of_house(type);
    entry.case_id[0] = id;
    return entry;
  }
  void tell(std::uint8_t id, Entry entry, const std::vector<law::HappeningKind>& what) {
    for (const auto kind : what) {
      entry.happenings.push_back({{now_, kind, std::nullopt}, ""});
      cases_[id].then.push_back({now_, kind, std::nullopt});
    }
    entries_.push_back(entry);
  }

  void sync(std::uint8_t id) {
    TestCase& one = cases_[id];
    law::Facts facts = law::notice("IN", law::Harm::ncii, law::Complainant::depicted, "2026-01-01T00:00:00Z");
    facts.sent_at = one.received_at;
    facts.entered_at = one.received_at;
    facts.retrieved_at = std::nullopt;
    facts.then = one.then;
    facts.then.insert(facts.then.begin(), {one.received_at, law::HappeningKind::acknowledged, std::nullopt});
    const auto evaluation = law::evaluate(law::shipped(), facts, now_);
    for (const auto& finding : evaluation.duties) {
      if (finding.triggered) sync_clock(id, evaluation, finding);
    }
  }

  void sync_clock(std::uint8_t id, const law::Evaluation& evaluation, const law::DutyFinding& finding) {
    auto& clocks = cases_[id].clocks;
    auto clock = std::find_if(clocks.begin(), clocks.end(), [&](const auto& c) { return c.duty == finding.id; });
    if (clock == clocks.end()) {
      clocks.push_back({finding.id, law::ClockState::running});
      clock = clocks.end() - 1;
      Entry started = of_case(id, EntryType::clock_started);
      started.clock_no = static_cast<std::uint32_t>(clocks.size());
      started.notice_no = 1;
      started.duty = finding.id;
      started.countries = law::render_territory(finding.territory);
      started.starts_at = *finding.starts_at;
      started.due_at = finding.due_at;
      if (finding.is_target) started.flags = flag_target;
      started.pack.emplace();
      const auto pack = parse_hex(evaluation.packs.at(finding.jurisdiction)).value();
      std::copy(pack.begin(), pack.end(), started.pack->begin());
      started.tz = evaluation.tz_version;
      started.step = finding.step;
      started.bearer = finding.bearer;
      entries_.push_back(started);
    }
    auto state = finding.state;
    if (state == law::ClockState::missed && finding.bearer == law::Bearer::complainant) state = law::ClockState::voided;
    if (state == law::ClockState::running || clock->state != law::ClockState::running) return;
    clock->state = state;
    Entry ended = of_case(id, EntryType::clock_ended);
    ended.clock_no = static_cast<std::uint32_t>(clock - clocks.begin()) + 1;
    ended.clock_state = state;
    entries_.push_back(ended);
  }

  Instant now_;
  std::string document_;
  std::map<std::string, std::string> files_;
  std::vector<Entry> entries_;
  std::map<std::uint8_t, TestCase> cases_;
};

inline Signer test_signer(std::string_view seed = "seed") {
  auto signer = make_signer("ledger.example/log", KeyType::note, derive_signing_key(sha256(seed)));
  EXPECT_TRUE(signer.ok());
  return std::move(signer).value();
}

inline AuditReport audit(const TestPlatform& platform, const AuditOptions& options = {}) {
  auto report = audit_ledger([&](const std::string& path) { return platform.read(path); }, options);
  EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message);
  return report.ok() ? std::move(report).value() : AuditReport{};
}

// "rule: what" of each finding, a line each.
inline std::string findings(const AuditReport& report) {
  std::string text;
  for (const auto& one : report.replay.findings) text.append(one.rule).append(": ").append(one.what).append("\n");
  return text;
}

}  // namespace redress::ledger
