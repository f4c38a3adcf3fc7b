// SPDX-License-Identifier: Apache-2.0
// cli/bank_files.cpp — redress bank import, export and sync.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "base/clock.hpp"
#include "cli/bank_command.hpp"
#include "cli/configuration.hpp"
#include "cli/exit.hpp"
#include "cli/open_banks.hpp"
#include "cli/statutes.hpp"
#include "engine/bank_feed.hpp"
#include "engine/looks.hpp"
#include "match/bank_file.hpp"
#include "match/exchange_lines.hpp"

namespace redress::cli {
namespace {

constexpr std::size_t lot_count = 2'000;

// On a terminal only: how far it has come.
void tell_progress(std::uint64_t done, const char* what) {
  if (::isatty(STDERR_FILENO) != 0) std::cerr << '\r' << done << ' ' << what << "   " << std::flush;
}
void end_progress() {
  if (::isatty(STDERR_FILENO) != 0) std::cerr << "\r                                        \r" << std::flush;
}

struct Imported {
  std::uint64_t added = 0, replaced = 0, unchanged = 0, faults = 0;
};

// Lines of `redress fingerprint`: pictures with corners, where they were made with --all; films, sound and texts.
store::BankEntry entry_of(const match::BankEntry& line, store::EntryRole role, const std::string& reason) {
  store::BankEntry entry;
  entry.role = role;
  entry.reason = reason.empty() ? line.path.substr(0, 300) : reason;
  entry.sha256 = render_hex(line.fingerprint.sha256);
  entry.md5 = render_hex(line.fingerprint.md5);
  if (line.fingerprint.kind == "image") {
    entry.pdq = media::render_pdq(line.fingerprint.pdq);
    entry.pdq_quality = line.fingerprint.pdq_quality;
  }
  entry.source_ref = entry.sha256;
  engine::Look look{{}, line.features, line.video, line.text};
  if (look.recording) {
    look.recording->width = line.fingerprint.width;
    look.recording->height = line.fingerprint.height;
  }
  entry.look = engine::encode_look(look);
  return entry;
}

class FingerprintLines {
 public:
  FingerprintLines(store::BankStore& banks, const BankOptions& options, store::EntryRole role)
      : banks_(banks), options_(options), role_(role) {}

  Status take(const std::string& line, const std::string& where) {
    const auto entry = match::parse_entry(line, where);
    if (!entry.ok()) {
      std::cerr << "redress bank import: " << entry.error().message << '\n';
      ++done_.faults;
      return Done{};
    }
    batch_.entries.push_back(entry_of(entry.value(), role_, options_.reason));
    return batch_.entries.size() == lot_count ? flush() : Status(Done{});
  }
  Status flush() {
    batch_.bank = options_.bank;
    batch_.source = options_.source;
    TRY_ASSIGN(const auto put, banks_.put(batch_, command_by()));
    batch_.entries.clear();
    done_.added += put.added;
    done_.replaced += put.replaced;
    done_.unchanged += put.unchanged;
    tell_progress(done_.added + done_.replaced + done_.unchanged, "entries");
    return Done{};
  }
  [[nodiscard]] const Imported& done() const { return done_; }

 private:
  store::BankStore& banks_;
  const BankOptions& options_;
  const store::EntryRole role_;
  store::BankStore::Batch batch_;
  Imported done_;
};

Result<Imported> import_fingerprints(store::BankStore& banks, const BankOptions& options, std::istream& in) {
  TRY_ASSIGN(const auto role, store::parse_entry_role(options.role.value_or("confirmed")));
  FingerprintLines lines(banks, options, role);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) TRY(lines.take(line, options.file + ":" + std::to_string(number)));
  }
  TRY(lines.flush());
  end_progress();
  return lines.done();
}

// Lines or CSV of opinions, as exchanges and `redress bank export` write them.
Result<Imported> import_opinions(store::BankStore& banks, const BankOptions& options, const std::string& text) {
  const bool is_csv = options.csv || (!text.empty() && text[text.find_first_not_of(" \t\r\n")] != '{');
  TRY_ASSIGN(auto page, is_csv ? match::parse_csv(text) : match::parse_lines(text));
  for (const std::string& fault : page.faults)
    std::cerr << "redress bank import: " << options.file << ": " << fault << '\n';
  engine::FeedReport report;
  // In lots, each of them whole references: a page is a snapshot of each.
  for (std::size_t begin = 0; begin < page.entries.size();) {
    std::size_t end = std::min(begin + lot_count, page.entries.size());
    while (end < page.entries.size() && page.entries[end].source_ref == page.entries[end - 1].source_ref) ++end;
    match::ExchangePage lot;
    lot.is_in_order = page.is_in_order;
    lot.entries.assign(page.entries.begin() + static_cast<std::ptrdiff_t>(begin),
                       page.entries.begin() + static_cast<std::ptrdiff_t>(end));
    TRY(engine::take_page(banks, options.bank, options.source, lot, std::nullopt, command_by(), report));
    tell_progress(report.entries, "entries");
    begin = end;
  }
  end_progress();
  return Imported{report.added, report.replaced, 0, page.faults.size()};
}

bool is_fingerprint_line(const std::string& line) {
  return line.find("\"path\"") != std::string::npos && line.find("\"sha256\"") != std::string::npos;
}

Result<Imported> import_file(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY(banks->load_bank(options.bank));
  std::ifstream file;
  if (options.file != "-") file.open(options.file);
  std::istream& in = options.file == "-" ? std::cin : file;
  if (!in) return Error{Code::not_found, options.file + ": cannot be opened"};
  std::string text((std::istreambuf_iterator<char>(in)), {});
  if (is_fingerprint_line(text.substr(0, text.find('\n')))) {
    std::istringstream lines(std::move(text));
    return import_fingerprints(*banks, options, lines);
  }
  return import_opinions(*banks, options, text);
}

match::Opinion opinion_of(store::EntryRole role) {
  if (role == store::EntryRole::confirmed) return match::Opinion::positive;
  return role == store::EntryRole::negative ? match::Opinion::negative : match::Opinion::seed;
}

void write_entry(std::ostream& out, const store::BankEntry& entry, bool csv) {
  match::ExchangeEntry line;
  line.source_ref = entry.source_ref;
  line.opinion = opinion_of(entry.role);
  line.owner = entry.source;
  line.changed_at = entry.changed_at == Instant{} ? entry.added_at : entry.changed_at;
  const auto write = [&](match::SignalKind kind, const std::string& signal) {
    if (signal.empty()) return;
    line.kind = kind;
    line.signal = signal;
    out << (csv ? match::render_csv_row(line) : match::render_line(line) + "\n");
  };
  write(match::SignalKind::pdq, entry.pdq);
  write(match::SignalKind::md5, entry.md5);
  write(match::SignalKind::sha256, entry.sha256);
}

Result<std::uint64_t> export_bank(const BankOptions& options) {
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  TRY(banks->load_bank(options.bank));
  std::ofstream file;
  if (!options.output.empty()) file.open(options.output, std::ios::trunc);
  std::ostream& out = options.output.empty() ? std::cout : file;
  if (!out) return Error{Code::unavailable, options.output + ": cannot be written"};
  if (options.csv) out << match::render_csv_head();
  std::uint64_t count = 0;
  for (std::int64_t after = 0;;) {
    TRY_ASSIGN(const auto entries, banks->load_entries(options.bank, after, lot_count));
    if (entries.empty()) break;
    for (const auto& entry : entries) {
      if (entry.is_on) write_entry(out, entry, options.csv);
    }
    count += entries.size();
    after = entries.back().no;
    if (!options.output.empty()) tell_progress(count, "entries");
  }
  if (!out.flush()) return Error{Code::unavailable, "the export could not be written: is the disk full?"};
  end_progress();
  return count;
}

Result<int> sync_exchanges(const BankOptions& options) {
  TRY_ASSIGN(const auto reader, media::HashListReader::start());
  TRY_ASSIGN(const auto configuration, load_configuration(options.config));
  TRY_ASSIGN(const auto banks, open_banks(options.data_dir));
  const mail::Guard guard(mail::GuardRules{{80, 443}, configuration.engine.reach_allowed});
  const SystemClock clock;
  const engine::ExchangeDoor door{guard, clock, &reader, wait_at_keyboard};
  int synced = 0;
  int failed = 0;
  for (const engine::ExchangeSettings& settings : configuration.exchanges) {
    if (!options.exchange.empty() && settings.name != options.exchange) continue;
    ++synced;
    TRY_ASSIGN(const auto exchange, engine::load_exchange(settings));
    const auto done = engine::sync_bank(
        *banks, exchange, door, [](const engine::FeedReport& report) { tell_progress(report.entries, "entries"); });
    end_progress();
    if (!done.ok()) {
      ++failed;
      std::cerr << "redress bank sync: " << done.error().message << '\n';
      continue;
    }
    const auto& report = done.value();
    std::cout << fmt::format(
        "{}: {} pages, {} entries, {} added, {} replaced, {} withdrawn, {} of other kinds, {} bad\n", settings.name,
        report.pages, report.entries, report.added, report.replaced, report.removed, report.other, report.faults);
  }
  if (synced == 0) return Error{Code::not_found, "no such exchange: name one in redress.toml, [exchange.NAME]"};
  return failed == 0 ? exit_done : exit_failed;
}

}  // namespace

int bank_import(const BankOptions& options) {
  const auto done = import_file(options);
  if (!done.ok()) return fail("bank import", done.error());
  const Imported& imported = done.value();
  std::cout << fmt::format("{} added, {} replaced, {} as they were, {} lines could not be taken\n", imported.added,
                           imported.replaced, imported.unchanged, imported.faults);
  return imported.faults == 0 ? exit_done : exit_finding;
}

int bank_export(const BankOptions& options) {
  const auto done = export_bank(options);
  if (!done.ok()) return fail("bank export", done.error());
  if (!options.output.empty()) std::cout << done.value() << " entries in " << options.output << '\n';
  return exit_done;
}

int bank_sync(const BankOptions& options) {
  const auto done = sync_exchanges(options);
  return done.ok() ? done.value() : fail("bank sync", done.error());
}

}  // namespace redress::cli
