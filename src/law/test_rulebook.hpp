// SPDX-License-Identifier: Apache-2.0
// law/test_rulebook.hpp — for tests: the shipped packs, and facts that read like a story.
//
// Errors          a pack that does not parse ends the test binary with its faults.
// Threads         tests only.
// Source          statutes/*.yaml.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "law/evaluate.hpp"

namespace redress::law {

inline std::string read_test_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::map<std::string, std::string> read_statutes() {
  std::map<std::string, std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator("statutes")) {
    if (entry.path().extension() == ".yaml") texts.emplace(entry.path().string(), read_test_file(entry.path()));
  }
  return texts;
}

inline Rulebook load_shipped(OperatorChoices choices = {}) {
  auto rulebook = build_rulebook(read_statutes(), std::move(choices));
  EXPECT_TRUE(rulebook.ok()) << (rulebook.ok() ? "" : rulebook.error().message);
  return std::move(rulebook).value();
}

inline const Rulebook& shipped() {
  static const Rulebook rulebook = load_shipped();
  return rulebook;
}

inline Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return instant.ok() ? instant.value() : Instant{};
}

// Sent, entered and seen at one instant, at the published address.
inline Facts notice(std::string_view jurisdiction, Harm harm, Complainant complainant, std::string_view when) {
  Facts facts;
  facts.harm = harm;
  facts.complainant = complainant;
  facts.jurisdictions = {std::string(jurisdiction)};
  facts.sent_at = at(when);
  facts.entered_at = facts.sent_at;
  facts.retrieved_at = facts.sent_at;
  return facts;
}

// A government order in valid form.
inline Facts order_to_remove(std::string_view when) {
  Facts facts = notice("IN", Harm::ncii_synthetic, Complainant::authority, when);
  facts.channel = Channel::government_order;
  facts.order = OrderFacts{.issuer = "Ministry of Home Affairs",
                           .rank = "Joint Secretary",
                           .authorised_in_writing = true,
                           .court = false,
                           .legal_basis = "Section 79(3)(b), Information Technology Act 2000",
                           .provision = "Section 66E",
                           .reasons = "Intimate images published without consent.",
                           .urls = {"https://host/p/1"}};
  return facts;
}

inline Happening happened(std::string_view when, HappeningKind what) { return {at(when), what, std::nullopt}; }

inline const DutyFinding& finding(const Evaluation& evaluation, std::string_view id) {
  for (const auto& duty : evaluation.duties) {
    if (duty.id == id) return duty;
  }
  ADD_FAILURE() << "no finding for " << id;
  static const DutyFinding none;
  return none;
}

inline std::string leader(const Evaluation& evaluation) {
  std::string id;
  for (const auto& duty : evaluation.duties) {
    if (!duty.leads) continue;
    EXPECT_TRUE(id.empty()) << "two leaders: " << id << " and " << duty.id;
    id = duty.id;
  }
  return id;
}

inline std::string due(const Evaluation& evaluation, std::string_view id) {
  const auto& found = finding(evaluation, id);
  if (!found.triggered) return "not triggered: " + found.reason;
  return found.due_at ? render_instant(*found.due_at) : "none";
}

inline bool says(const DutyFinding& found, std::string_view words) {
  return found.reason.find(words) != std::string::npos;
}

}  // namespace redress::law
