// SPDX-License-Identifier: Apache-2.0
#include "ledger_replay/audit_rate.hpp"

#include <cstdio>
#include <ctime>
#include <unordered_map>

#include "cases/test_case.hpp"
#include "ledger/audit.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/tiles.hpp"
#include "ledger_replay/told_history.hpp"

namespace redress::ledger_replay {
namespace {

using Files = std::unordered_map<std::string, std::string>;

constexpr std::uint64_t histories = 200;  // played once; repeated under other pseudonyms

void write_rulebook(Files& files, const Digest& digest) {
  files[ledger::rulebook_path(digest)] = rulebook_document();
  for (const auto& [name, text] : cases::test::load_pack_texts()) files[ledger::pack_path(sha256(text))] = text;
}

void take_tiles(ledger::TileWriter& writer, Files& files) {
  for (const ledger::TileFile& file : writer.take_files()) {
    files[ledger::render_tile_path(file.path)] = std::string(file.bytes.begin(), file.bytes.end());
  }
}

void append(ledger::TileWriter& writer, const std::vector<ledger::Entry>& entries) {
  for (const ledger::Entry& entry : entries) {
    auto bytes = ledger::encode_entry(entry);
    if (!bytes.ok() || !writer.append(bytes.value()).ok()) cases::test::stop("an entry cannot be written");
  }
}

Files make_log(std::uint64_t count) {
  std::vector<std::vector<ledger::Entry>> told;
  for (std::uint64_t seed = 1; seed <= histories; ++seed) {
    told.push_back(play(seed, cases::test::shared_rulebook()).entries);
  }
  Files files;
  ledger::TileWriter writer;
  for (std::uint64_t round = 0; writer.size() < count; ++round) {
    auto entries = told[round % told.size()];
    for (ledger::Entry& entry : entries) {
      for (int i = 0; i < 8; ++i)
        entry.case_id.at(static_cast<std::size_t>(8 + i)) = static_cast<std::uint8_t>(round >> (8 * i));
    }
    chain(entries);
    append(writer, entries);
    if (round % 50 == 0) take_tiles(writer, files);
  }
  take_tiles(writer, files);
  const auto signer = ledger::make_signer("bench.example/log", ledger::KeyType::note, ledger::derive_signing_key({}));
  const ledger::Checkpoint head{"bench.example/log", writer.size(), writer.root(), {}};
  files["checkpoint"] = ledger::render_note(ledger::sign_checkpoint(head, signer.value()).value());
  files["vkey"] = ledger::render_verifier_key(signer.value().key);
  write_rulebook(files, told.front().front().rulebook);
  return files;
}

}  // namespace

int measure_audit(std::uint64_t entries) {
  const Files files = make_log(entries);
  // The core's own time: what else runs on the machine is not the audit's.
  const std::clock_t began = std::clock();
  const auto report = ledger::audit_ledger(
      [&](const std::string& path) -> Result<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return Error{Code::not_found, path};
        return found->second;
      },
      {});
  const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  if (!report.ok()) cases::test::stop(report.error().message);
  std::uint64_t others = 0;
  // Histories of two years stand one behind the other: their clocks run out while nobody is there to say so.
  for (const auto& finding : report.value().replay.findings) {
    others += finding.rule == "silence" || finding.rule == "overdue" ? 0 : 1;
  }
  const auto size = static_cast<double>(report.value().checkpoint.size);
  std::printf(
      "%.0f entries of %llu cases in %.2f s of one core: %.0f a second, %llu findings besides silence and overdue\n",
      size, static_cast<unsigned long long>(report.value().replay.cases), seconds, size / seconds,
      static_cast<unsigned long long>(others));
  return others == 0 && seconds <= 5.0 * size / 1e6 + 1.0 ? 0 : 1;
}

}  // namespace redress::ledger_replay
