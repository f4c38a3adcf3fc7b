// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <map>

#include "ledger/cosignature.hpp"
#include "ledger/log_check.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::ledger {
namespace {

constexpr std::size_t entry_bytes = 300;

void append_to_tree(benchmark::State& state) {
  CompactTree tree;
  Bytes entry(entry_bytes, 7);
  for (auto _ : state) {
    ++entry[0];
    tree.append(entry);
  }
  benchmark::DoNotOptimize(tree.root());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_to_tree);

void append_to_tiles(benchmark::State& state) {
  TileWriter writer;
  Bytes entry(entry_bytes, 7);
  for (auto _ : state) {
    ++entry[0];
    CHECK(writer.append(entry).ok());
    if (writer.waiting_bytes() > std::size_t{1} << 20U) benchmark::DoNotOptimize(writer.take_full_files());
  }
  benchmark::DoNotOptimize(writer.root());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_to_tiles);

// A log of 100,000 entries in memory, its checkpoint signed and cosigned by three.
struct Log {
  std::map<std::string, Bytes> files;
  TileWriter writer;
  Signer signer =
      make_signer("log.example", KeyType::note, derive_signing_key(sha256(std::string_view("log")))).value();
  Policy policy;
  std::string note;

  Log() {
    const Bytes entry(entry_bytes, 7);
    for (int i = 0; i < 100'000; ++i) CHECK(writer.append(entry).ok());
    for (TileFile& file : writer.take_files()) files[render_tile_path(file.path)] = std::move(file.bytes);
    Note signed_note = sign_checkpoint({"log.example", writer.size(), writer.root(), {}}, signer).value();
    std::string text;
    for (const std::string name : {"w1", "w2", "w3"}) {
      const Signer witness = make_signer(name, KeyType::cosignature, derive_signing_key(sha256(name))).value();
      signed_note.signatures.push_back(cosign(signed_note.text, witness, 1'800'000'000).value());
      text += "witness " + name + " " + render_verifier_key(witness.key) + "\n";
    }
    policy = parse_policy(text + "group g 2 w1 w2 w3\nquorum g\n").value();
    note = render_note(signed_note);
  }
  [[nodiscard]] TileReader reader() const {
    return [this](const TilePath& tile) -> Result<Bytes> {
      const auto file = files.find(render_tile_path(tile));
      if (file == files.end()) return Error{Code::not_found, "no such file"};
      return file->second;
    };
  }
};
const Log& shared_log() {
  static const Log log;
  return log;
}

void check_receipt(benchmark::State& state) {
  const Log& log = shared_log();
  auto tree = TileTree::open(log.reader(), log.writer.size(), log.writer.root()).value();
  const TlogProof made{std::nullopt, 54'321, tree.inclusion_proof(54'321, tree.size()).value(), log.note};
  const std::string text = render_tlog_proof(made);
  const Digest leaf = leaf_hash(Bytes(entry_bytes, 7));
  for (auto _ : state) {
    const TlogProof proof = parse_tlog_proof(text).value();
    CHECK(verify_tlog_proof(proof, leaf, log.signer.key, &log.policy).value().state == ProofState::witnessed);
  }
}
BENCHMARK(check_receipt)->Unit(benchmark::kMicrosecond);

void make_proof(benchmark::State& state) {
  const Log& log = shared_log();
  auto tree = TileTree::open(log.reader(), log.writer.size(), log.writer.root()).value();
  std::uint64_t index = 0;
  for (auto _ : state) {
    index = (index + 7'919) % tree.size();
    benchmark::DoNotOptimize(tree.inclusion_proof(index, tree.size()).value());
  }
}
BENCHMARK(make_proof)->Unit(benchmark::kMicrosecond);

void check_whole_log(benchmark::State& state) {
  const Log& log = shared_log();
  for (auto _ : state) CHECK(check_log(log.reader(), log.note, log.signer.key).ok());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(log.writer.size()));
}
BENCHMARK(check_whole_log)->Unit(benchmark::kMillisecond);

void open_and_resume(benchmark::State& state) {
  const Log& log = shared_log();
  for (auto _ : state) {
    benchmark::DoNotOptimize(TileWriter::resume(log.reader(), log.writer.size(), log.writer.root()).value().size());
  }
}
BENCHMARK(open_and_resume)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace redress::ledger
