// SPDX-License-Identifier: Apache-2.0
#include "cli/policy_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/clock.hpp"
#include "cli/exit.hpp"
#include "cli/facts_json.hpp"
#include "cli/statutes.hpp"

namespace redress::cli {
namespace {

law::OperatorChoices choices_of(const PolicyOptions& options) {
  law::OperatorChoices choices;
  choices.enabled = options.enabled;
  return choices;
}

Result<std::string> read_input(const std::string& path) {
  if (path != "-") return read_file(path);
  return std::string{std::istreambuf_iterator<char>(std::cin), {}};
}

bool is_asked_for(const PolicyOptions& options, const std::string& jurisdiction) {
  const auto& wanted = options.jurisdictions;
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), jurisdiction) != wanted.end();
}

void print_duties_json(const law::Rulebook& rulebook, const PolicyOptions& options) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    if (!is_asked_for(options, jurisdiction)) continue;
    for (const law::Duty& duty : pack.duties) {
      list.push_back({{"id", duty.id},
                      {"jurisdiction", jurisdiction},
                      {"status", law::render(duty.status)},
                      {"bearer", law::render(duty.bearer)},
                      {"step", law::render(duty.step)},
                      {"clock", duty.clock},
                      {"clock_kind", law::render(duty.clock_kind)},
                      {"on_risk", law::render(duty.on_risk)},
                      {"instrument", duty.instrument},
                      {"provision", duty.provision},
                      {"action_required", duty.action_required},
                      {"confidence", law::render(duty.confidence)},
                      {"source", duty.source_line}});
    }
  }
  std::cout << list.dump(2) << '\n';
}

void print_duties_table(const law::Rulebook& rulebook, const PolicyOptions& options) {
  std::cout << fmt::format("{:<20} {:<6} {:<26} {:<10} {:<16} {}\n", "duty", "where", "clock", "bearer", "status",
                           "provision");
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    if (!is_asked_for(options, jurisdiction)) continue;
    for (const law::Duty& duty : pack.duties) {
      std::cout << fmt::format("{:<20} {:<6} {:<26.26} {:<10.10} {:<16.16} {}\n", duty.id, jurisdiction, duty.clock,
                               law::render(duty.bearer), law::render(duty.status), duty.provision);
    }
  }
}

std::string left_until(const law::DutyFinding& finding, Instant now) {
  if (!finding.due_at) return "no deadline";
  const std::int64_t minutes = (finding.due_at->ms - now.ms) / 60'000;
  const std::int64_t size = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{} h {:02} min", minutes < 0 ? "over by " : "", size / 60, size % 60);
}

void print_evaluation(const law::Evaluation& evaluation, Instant now, bool all) {
  std::cout << "received  " << (evaluation.is_received ? render_instant(evaluation.received_at) : "not yet")
            << "\nbecause   " << evaluation.basis << "\n";
  for (const auto& defect : evaluation.order_defects)
    std::cout << "defect    " << defect.check << ": " << defect.detail << '\n';
  std::cout << '\n';
  std::size_t hidden = 0;
  for (const auto& finding : evaluation.duties) {
    if (!finding.triggered && !all) {
      ++hidden;
      continue;
    }
    const char mark = finding.leads ? '*' : (finding.triggered ? '+' : '-');
    std::cout << fmt::format("{} {:<20} {:<8} {:<24} {:<22} {}\n", mark, finding.id,
                             finding.triggered ? law::render(finding.state) : "-", finding.clock,
                             finding.due_at ? render_instant(*finding.due_at) : "",
                             finding.triggered ? left_until(finding, now) : "");
    std::cout << "    " << finding.reason << "\n    " << finding.provision << " — " << finding.source << '\n';
  }
  std::cout << "\n* leads   + runs beside it";
  if (hidden > 0) std::cout << "   (" << hidden << " duties were considered and not triggered: --all shows why)";
  std::cout << '\n';
}

int explain_lines(const law::Rulebook& rulebook, const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const auto file = parse_facts(line);
    if (!file.ok()) {
      return fail("policy explain", Error{Code::invalid, fmt::format("line {}: {}", number, file.error().message)});
    }
    const Instant now = file.value().now.value_or(SystemClock{}.now());
    std::cout << render_evaluation(law::evaluate(rulebook, file.value().facts, now)).dump() << '\n';
  }
  return exit_done;
}

}  // namespace

int policy_check(const PolicyOptions& options) {
  auto texts = options.files.empty() ? read_statutes(options.statutes) : read_pack_files(options.files);
  if (!texts.ok()) return fail("policy check", texts.error());
  auto rulebook = law::build_rulebook(texts.value(), choices_of(options));
  if (!rulebook.ok()) {
    std::cerr << rulebook.error().message << '\n';
    return exit_finding;
  }
  std::size_t duties = 0;
  for (const auto& [jurisdiction, pack] : rulebook.value().packs) {
    duties += pack.duties.size();
    if (!options.json)
      std::cout << fmt::format("{:<6} {:>3} duties  {}\n", jurisdiction, pack.duties.size(), pack.sha256);
  }
  if (options.json) {
    std::cout << nlohmann::json{{"packs", rulebook.value().packs.size()}, {"duties", duties}, {"faults", 0}}.dump()
              << '\n';
  } else {
    std::cout << rulebook.value().packs.size() << " packs, " << duties << " duties, no fault\n";
  }
  return exit_done;
}

int policy_list(const PolicyOptions& options) {
  auto rulebook = load_rulebook(options.statutes, choices_of(options));
  if (!rulebook.ok()) return fail("policy list", rulebook.error());
  options.json ? print_duties_json(rulebook.value(), options) : print_duties_table(rulebook.value(), options);
  return exit_done;
}

int policy_explain(const PolicyOptions& options) {
  auto rulebook = load_rulebook(options.statutes, choices_of(options));
  if (!rulebook.ok()) return fail("policy explain", rulebook.error());
  auto text = read_input(options.facts_path);
  if (!text.ok()) return fail("policy explain", text.error());
  if (options.lines) return explain_lines(rulebook.value(), text.value());
  auto file = parse_facts(text.value());
  if (!file.ok()) return fail("policy explain", Error{Code::invalid, options.facts_path + ": " + file.error().message});
  for (const std::string& warning : file.value().warnings) std::cerr << "redress policy explain: " << warning << '\n';
  const Instant now = file.value().now.value_or(SystemClock{}.now());
  const auto evaluation = law::evaluate(rulebook.value(), file.value().facts, now);
  if (options.json) {
    std::cout << render_evaluation(evaluation).dump(2) << '\n';
  } else {
    print_evaluation(evaluation, now, options.all);
  }
  return exit_done;
}

}  // namespace redress::cli
