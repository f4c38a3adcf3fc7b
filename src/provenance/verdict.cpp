// SPDX-License-Identifier: Apache-2.0
#include "provenance/verdict.hpp"

#include <algorithm>
#include <array>

#include "provenance/producers.hpp"

namespace redress::provenance {
namespace {

// What one mark is worth, unsigned as it is.
Origin weigh(const Signal& signal) {
  const bool is_stated = signal.strength == Strength::states;
  switch (signal.making) {
    case Making::ai_generated:
      return is_stated ? Origin::ai_generated : Origin::ai_suspected;
    case Making::ai_edited:
      return is_stated ? Origin::ai_edited : Origin::ai_suspected;
    case Making::possible:
      return Origin::ai_suspected;
    case Making::captured:
    case Making::other:
      break;
  }
  return Origin::unknown;
}

bool is_ai(Origin origin) {
  return origin == Origin::ai_suspected || origin == Origin::ai_edited || origin == Origin::ai_generated;
}

std::string tell(const Signal& signal) {
  std::string text = signal.field + " " + (signal.strength == Strength::states ? "states " : "suggests ");
  switch (signal.making) {
    case Making::ai_generated:
      text += "that AI made it";
      break;
    case Making::ai_edited:
      text += "that AI edited it";
      break;
    case Making::possible:
      text += "that AI may have had a part";
      break;
    case Making::captured:
      return text + "a camera; nobody signed that, so it counts for nothing";
    case Making::other:
      return text + "that neither AI nor a camera made it";
  }
  return text + " (" + signal.producer + ")";
}

void add_claim_signal(const std::string& software, std::string_view field, std::vector<Signal>& signals) {
  Fact fact;
  fact.name = "Software";
  fact.value = software;
  const auto mark = find_tool(fact);
  if (!mark) return;
  const bool is_known = std::ranges::any_of(
      signals, [&](const Signal& one) { return one.producer == mark->producer && one.field == field; });
  if (is_known) return;
  // A program of that name may do other work too: who signed did not say what this one did.
  signals.push_back({std::string(mark->producer), Making::possible, Strength::suggests, std::string(field), 0,
                     render_excerpt(software)});
}

bool is_claim_intact(const ProvenanceReport& report) {
  return report.state == ManifestState::valid || report.state == ManifestState::trusted;
}

// Both speak, and not alike.
void note_disagreement(Origin claimed, Origin stated, OriginVerdict& verdict) {
  if (claimed == Origin::unknown || stated == Origin::unknown || claimed == stated) return;
  verdict.reasons.push_back("the manifest says " + std::string(origin_name(claimed)) + ", the metadata " +
                            std::string(origin_name(stated)) + ": they disagree");
}

}  // namespace

std::vector<Signal> read_claim_signals(const ProvenanceReport& report) {
  std::vector<Signal> signals;
  for (const ManifestReport& manifest : report.manifests) {
    add_claim_signal(manifest.generator, "C2PA claim generator", signals);
    for (const ActionFacts& action : manifest.actions) add_claim_signal(action.software, "C2PA softwareAgent", signals);
  }
  return signals;
}

OriginVerdict judge_file(const ProvenanceReport& report, const std::vector<Signal>& signals) {
  OriginVerdict verdict = judge_origin(report);
  Origin stated = Origin::unknown;
  for (const Signal& signal : signals) {
    stated = std::max(stated, weigh(signal));
    verdict.reasons.push_back(tell(signal));
  }
  const Origin claimed = verdict.origin;
  if (claimed == Origin::tampered) return verdict;
  // The weaker mark of the two says nothing against the stronger.
  const bool is_decided = is_claim_intact(report) && claimed != Origin::unknown && claimed != Origin::ai_suspected;
  if (stated != Origin::ai_suspected || claimed == Origin::captured) note_disagreement(claimed, stated, verdict);
  if (!is_decided) verdict.origin = is_ai(stated) ? std::max(claimed, stated) : claimed;
  return verdict;
}

Result<Declaration> parse_declaration(std::string_view word) {
  for (const Declaration one : {Declaration::ai, Declaration::ai_edited, Declaration::not_ai}) {
    if (word == declaration_name(one)) return one;
  }
  return Error{Code::invalid, "must be ai, ai-edited or not-ai"};
}

std::string_view declaration_name(Declaration declaration) {
  constexpr std::array<std::string_view, 3> names = {"ai", "ai-edited", "not-ai"};
  return names.at(static_cast<std::size_t>(declaration));
}

std::string_view agreement_name(Agreement agreement) {
  constexpr std::array<std::string_view, 4> names = {"confirmed", "contradicted", "doubted", "unproven"};
  return names.at(static_cast<std::size_t>(agreement));
}

DeclarationVerdict check_declaration(Declaration declared, Origin found) {
  const std::string says = "declared " + std::string(declaration_name(declared)) + ", ";
  const bool is_ai_declared = declared != Declaration::not_ai;
  switch (found) {
    case Origin::unknown:
      return {Agreement::unproven, says + "and the file says nothing for or against it"};
    case Origin::tampered:
      return {Agreement::unproven, says + "and the file was changed after it was signed: nothing it says is proof"};
    case Origin::captured:
      return is_ai_declared
                 ? DeclarationVerdict{Agreement::contradicted, says + "and a camera's signature says captured"}
                 : DeclarationVerdict{Agreement::confirmed, says + "and a camera's signature says so too"};
    case Origin::ai_suspected:
      return is_ai_declared
                 ? DeclarationVerdict{Agreement::unproven, says + "and marks of AI in the file only suggest it"}
                 : DeclarationVerdict{Agreement::doubted, says + "and the file holds marks that suggest AI"};
    case Origin::ai_edited:
    case Origin::ai_generated:
      break;
  }
  const std::string name(origin_name(found));
  if (!is_ai_declared) return {Agreement::contradicted, says + "and the file says " + name};
  return {Agreement::confirmed, says + "and the file says " + name};
}

}  // namespace redress::provenance
