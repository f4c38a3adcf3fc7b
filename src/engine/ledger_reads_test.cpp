// SPDX-License-Identifier: Apache-2.0
// engine/ledger_reads_test.cpp — what the tests of sealing read back from the log's files, as anybody outside would.
#include <gtest/gtest.h>

#include "ledger/entry.hpp"
#include "ledger/log_check.hpp"
#include "ledger/tile_folder.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::ledger {
Result<Entry> decode_entry(ByteView bytes);
}

namespace redress::engine::test {

struct LogSeen {
  std::uint64_t size = 0;
  std::vector<ledger::Entry> entries;
};

Result<LogSeen> read_whole_log(const std::string& folder) {
  const ledger::TileFolder files(folder);
  TRY_ASSIGN(std::string vkey, files.load("vkey"));
  vkey.pop_back();
  TRY_ASSIGN(const auto key, ledger::parse_verifier_key(vkey));
  TRY_ASSIGN(const std::string note, files.load("checkpoint"));
  LogSeen seen;
  TRY_ASSIGN(const auto checked,
             ledger::check_log(files.reader(), note, key, [&](std::uint64_t, ByteView bytes, const Digest&) -> Status {
               TRY_ASSIGN(auto entry, ledger::decode_entry(bytes));
               seen.entries.push_back(std::move(entry));
               return Done{};
             }));
  seen.size = checked.checkpoint.size;
  return seen;
}

Status verify_receipt(const std::string& folder, const std::string& proof, std::uint64_t index, ledger::Entry& entry) {
  const ledger::TileFolder files(folder);
  TRY_ASSIGN(std::string vkey, files.load("vkey"));
  vkey.pop_back();
  TRY_ASSIGN(const auto key, ledger::parse_verifier_key(vkey));
  TRY_ASSIGN(const auto parsed, ledger::parse_tlog_proof(proof));
  if (parsed.index != index || !parsed.extra) return Error{Code::invalid, "not the proof that was asked for"};
  const auto verdict = ledger::verify_tlog_proof(parsed, ledger::leaf_hash(*parsed.extra), key);
  if (!verdict.ok()) return verdict.error();
  TRY_ASSIGN(entry, ledger::decode_entry(*parsed.extra));
  return Done{};
}

}  // namespace redress::engine::test
