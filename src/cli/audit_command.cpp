// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/audit_source.hpp"
#include "cli/audit_state.hpp"
#include "cli/exit.hpp"
#include "cli/statutes.hpp"
#include "ledger/audit.hpp"
#include "ledger/receipt_check.hpp"

namespace redress::cli {
namespace {

constexpr std::size_t findings_shown_max = 20;

Result<ledger::VerifierKey> read_key(const std::string& given) {
  std::string text = given;
  if (given.find('+') == std::string::npos || given.find('/') == 0) {
    TRY_ASSIGN(text, read_file(given));
  }
  while (!text.empty() && text.back() <= ' ') text.pop_back();
  return ledger::parse_verifier_key(text);
}

Result<std::optional<ledger::Policy>> read_policy(const std::string& path) {
  if (path.empty()) return std::optional<ledger::Policy>{};
  TRY_ASSIGN(const std::string text, read_file(path));
  auto policy = ledger::parse_policy(text);
  if (!policy.ok()) return Error{policy.error().code, path + ": " + policy.error().message};
  return std::optional(std::move(policy).value());
}

// Packs from the auditor's own folder, by their hash; everything else from the source.
class Reader {
 public:
  static Result<Reader> open(const AuditCommandOptions& options) {
    Reader reader;
    TRY_ASSIGN(reader.source_, open_audit_source(options.source));
    if (!options.statutes.empty()) {
      TRY_ASSIGN(reader.packs_, read_pack_texts(options.statutes));
      reader.has_packs_ = true;
    }
    return reader;
  }
  [[nodiscard]] Result<std::string> read(const std::string& path) const {
    constexpr std::string_view folder = "statutes/";
    if (!has_packs_ || !path.starts_with(folder)) return source_->read(path);
    const std::size_t dot = path.rfind('.');
    const auto found = packs_.find(path.substr(folder.size(), dot - folder.size()));
    if (found != packs_.end()) return found->second;
    return Error{Code::not_found, path + " is not among the packs of --statutes"};
  }

 private:
  std::unique_ptr<AuditSource> source_;
  std::map<std::string, std::string> packs_;
  bool has_packs_ = false;
};

class Progress {
 public:
  explicit Progress(bool is_on) : is_on_(is_on && isatty(STDERR_FILENO) == 1) {}
  void tell(std::uint64_t done, std::uint64_t size) const {
    if (!is_on_) return;
    std::cerr << fmt::format("\r{} of {} entries, {:.0f} a second ", done, size, rate(done)) << std::flush;
  }
  void clear() const {
    if (is_on_) std::cerr << "\r\033[K" << std::flush;
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }
  [[nodiscard]] double rate(std::uint64_t done) const { return static_cast<double>(done) / std::max(seconds(), 1e-6); }

 private:
  bool is_on_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

std::string describe_length(Milliseconds length) {
  const std::int64_t seconds = length.count() / 1000;
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{} d {:02} h", seconds / 86'400, seconds / 3600 % 24);
}

std::string_view describe_key(ledger::KeyOrigin origin) {
  switch (origin) {
    case ledger::KeyOrigin::given:
      return "the one you gave";
    case ledger::KeyOrigin::seen_before:
      return "the one trusted since the first audit of this log";
    case ledger::KeyOrigin::first_use:
      return "TAKEN FROM THE SOURCE ITSELF, for the first time: compare it with one you got another way";
  }
  return "";
}

void print_log(const ledger::AuditReport& report) {
  const auto& replay = report.replay;
  std::cout << fmt::format("log        {}\nentries    {} of {} cases\n", report.checkpoint.origin,
                           report.checkpoint.size, replay.cases);
  if (replay.entries > 0) {
    std::cout << "from       " << render_instant(replay.first_at) << " to " << render_instant(replay.last_at) << '\n';
  }
  std::cout << "key        " << ledger::render_verifier_key(report.key) << "\n           "
            << describe_key(report.key_origin) << '\n';
  const bool witnessed = report.state == ledger::ProofState::witnessed;
  std::cout << "state      " << (witnessed ? "witnessed, by the quorum of your policy" : "signed") << '\n';
  std::cout << "history    "
            << (report.seen_size ? fmt::format("compared with the {} entries seen before", *report.seen_size)
                                 : std::string("first sight of this log: remembered from here on"))
            << '\n';
  std::cout << fmt::format("orders     {} received, {} published in the authority's words\n", replay.orders,
                           replay.orders_published);
  for (const auto& note : replay.notes) std::cout << "note       " << note << '\n';
}

void print_duties(const ledger::ReplayReport& replay) {
  if (replay.duties.empty()) return;
  std::cout << fmt::format("\n{:<22} {:<8} {:>8} {:>8} {:>8} {:>8} {:>8}  {:>12} {:>12}\n", "duty", "month", "met",
                           "missed", "void", "running", "paused", "median", "95 %");
  for (const auto& [key, tally] : replay.duties) {
    const bool is_used = tally.met + tally.missed > 0;
    std::cout << fmt::format("{:<22} {:<8} {:>8} {:>8} {:>8} {:>8} {:>8}  {:>12} {:>12}\n", key.first, key.second,
                             tally.met, tally.missed, tally.voided, tally.running, tally.paused,
                             is_used ? describe_length(tally.used_median) : "-",
                             is_used ? describe_length(tally.used_p95) : "-");
  }
}

void print_gaps(const ledger::ReplayReport& replay) {
  for (const auto& gap : replay.gaps) {
    if (gap.cause == ledger::GapCause::silence) continue;
    std::cout << fmt::format("\n{}  {} to {}: {}", gap.cause == ledger::GapCause::restart ? "down" : "clock set",
                             render_instant(gap.from), render_instant(gap.until),
                             describe_length(gap.until - gap.from));
  }
}

void print_findings(const ledger::ReplayReport& replay) {
  std::size_t shown = 0;
  for (const auto& one : replay.findings) {
    if (++shown > findings_shown_max) break;
    std::cout << fmt::format("\nFINDING    {}{}: {}\n", one.rule,
                             one.case_id.empty() ? "" : ", case " + one.case_id.substr(0, 8), one.what);
    if (!one.expected.empty()) std::cout << "  expected " << one.expected << '\n';
    if (!one.found.empty()) std::cout << "  found    " << one.found << '\n';
    const bool is_of_log = one.rule == "signature" || one.rule == "tiles" || one.rule == "history";
    if (!is_of_log) std::cout << "  entry    " << one.index << '\n';
  }
  if (replay.finding_count > findings_shown_max) {
    std::cout << fmt::format("\n{} findings more; --json tells the first {}\n",
                             replay.finding_count - findings_shown_max, ledger::findings_kept_max);
  }
}

void print_report(const ledger::AuditReport& report, const Progress& progress) {
  print_log(report);
  print_duties(report.replay);
  print_gaps(report.replay);
  print_findings(report.replay);
  std::cout << fmt::format(
      "\n{} in {:.1f} s, {:.0f} entries a second\n",
      report.replay.finding_count == 0
          ? "No finding: signature, history, every entry, every deadline"
          : fmt::format("{} finding{}", report.replay.finding_count, report.replay.finding_count == 1 ? "" : "s"),
      progress.seconds(), progress.rate(report.replay.entries));
}

struct Asked {
  Reader reader;
  std::optional<ledger::VerifierKey> key;
  std::optional<ledger::Policy> policy;
};
Result<Asked> prepare(const AuditCommandOptions& options) {
  std::optional<ledger::VerifierKey> key;
  if (!options.vkey.empty()) {
    TRY_ASSIGN(key, read_key(options.vkey));
  }
  TRY_ASSIGN(auto policy, read_policy(options.policy));
  TRY_ASSIGN(Reader reader, Reader::open(options));
  return Asked{std::move(reader), std::move(key), std::move(policy)};
}

Result<ledger::VerifierKey> find_receipt_key(const AuditCommandOptions& options, const std::string& receipt) {
  if (!options.vkey.empty()) return read_key(options.vkey);
  TRY_ASSIGN(const std::string origin, ledger::read_receipt_origin(receipt));
  TRY_ASSIGN(const auto seen, find_seen(state_path(options.state, origin)));
  if (seen) return seen->key;
  return Error{Code::invalid, "give the log's key with --vkey; no audit of " + origin + " has been made here"};
}

}  // namespace

int audit_command(const AuditCommandOptions& options) {
  if (options.source.empty()) return fail("audit", Error{Code::invalid, "name a folder or an address to audit"});
  auto asked = prepare(options);
  if (!asked.ok()) return fail("audit", asked.error());
  const Asked& with = asked.value();
  const Progress progress(!options.json);
  std::optional<Error> state_failure;
  ledger::AuditOptions how;
  how.key = with.key;
  how.policy = with.policy ? &*with.policy : nullptr;
  how.progress = [&](std::uint64_t done, std::uint64_t size) { progress.tell(done, size); };
  how.find_seen = [&](const std::string& origin) -> std::optional<ledger::SeenCheckpoint> {
    auto seen = find_seen(state_path(options.state, origin));
    if (seen.ok()) return std::move(seen).value();
    state_failure = seen.error();
    return std::nullopt;
  };
  auto report = ledger::audit_ledger([&](const std::string& path) { return with.reader.read(path); }, how);
  progress.clear();
  if (state_failure) return fail("audit", *state_failure);
  if (!report.ok()) return fail("audit", Error{Code::unavailable, report.error().message});
  options.json ? static_cast<void>(std::cout << ledger::render_audit(report.value()) << '\n')
               : print_report(report.value(), progress);
  if (report.value().log_holds) {
    const auto kept = keep_seen(state_path(options.state, report.value().checkpoint.origin), report.value().seen);
    if (!kept.ok()) return fail("audit", kept.error());
  }
  return report.value().replay.finding_count == 0 ? exit_done : exit_finding;
}

int audit_receipt_command(const AuditCommandOptions& options) {
  const auto text = read_file(options.receipt);
  if (!text.ok()) return fail("audit receipt", text.error());
  const auto key = find_receipt_key(options, text.value());
  if (!key.ok()) return fail("audit receipt", key.error());
  const auto policy = read_policy(options.policy);
  if (!policy.ok()) return fail("audit receipt", policy.error());
  const auto report = ledger::check_receipt(text.value(), key.value(), policy.value() ? &*policy.value() : nullptr);
  if (!report.ok()) {
    std::cout << "FINDING    this receipt proves nothing: " << report.error().message << '\n';
    return exit_finding;
  }
  const auto& verdict = report.value().verdict;
  const bool witnessed = verdict.state == ledger::ProofState::witnessed;
  std::cout << (witnessed ? "witnessed" : "signed")
            << fmt::format("  entry {} of {}, {} entries\n", report.value().index, verdict.checkpoint.origin,
                           verdict.checkpoint.size);
  std::cout << (witnessed ? "The quorum of your policy has seen this very history: the operator cannot take it back.\n"
                          : "The operator has signed it. Whoever saw another history of this log can show the fork.\n");
  for (const auto& [name, value] : ledger::describe_entry(report.value().entry)) {
    std::cout << fmt::format("  {:<14} {}\n", name, value);
  }
  return exit_done;
}

}  // namespace redress::cli
