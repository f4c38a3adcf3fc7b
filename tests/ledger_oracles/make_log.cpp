// SPDX-License-Identifier: Apache-2.0
// ledger_oracles/make_log.cpp — writes a log for verifiers that are not ours: make_log FOLDER COUNT.
//
// The log grows in uneven batches through the same code that seals cases. Beside it in FOLDER: vkey and witness.vkey,
// checkpoint.old (a smaller size), receipts/N.tlog-proof and N.entry for every entry, and packed/, the same log with
// every bundle gzipped.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "ledger/cosignature.hpp"
#include "ledger/tile_folder.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::ledger {
namespace {

const std::string origin = "log.example/oracle";

Bytes entry_of(std::uint64_t index) { return Bytes(256 * (1 + index % 3), static_cast<std::uint8_t>(index)); }

void require(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  std::exit(1);
}

std::string head_of(const TileWriter& writer, const Signer& log, const Signer& witness) {
  Note note = sign_checkpoint({origin, writer.size(), writer.root(), {}}, log).value();
  note.signatures.push_back(cosign(note.text, witness, 1'800'000'000 + writer.size()).value());
  return render_note(note);
}

void write_packed(const TileFolder& folder, std::vector<TileFile> files) {
  for (TileFile& file : files) {
    if (file.path.kind == TileKind::entries) file.bytes = pack_gzip(file.bytes);
  }
  std::filesystem::create_directory(folder.folder() + "/packed");
  TileFolder packed(folder.folder() + "/packed");
  require(packed.write(files));
}

void make_log(const std::string& path, std::uint64_t count) {
  const auto signer = [](const char* name, KeyType type) {
    return make_signer(name, type, derive_signing_key(sha256(std::string_view(name)))).value();
  };
  const Signer log = signer(origin.c_str(), KeyType::note);
  const Signer witness = signer("witness.example/oracle", KeyType::cosignature);
  std::filesystem::create_directories(path);
  TileFolder folder(path);
  TileWriter writer;
  TileWriter at_once;
  for (std::uint64_t step = 1; writer.size() < count; step = step * 3 + 1) {
    const std::uint64_t before = writer.size();
    for (std::uint64_t i = 0; i < step && writer.size() < count; ++i) {
      const Bytes entry = entry_of(writer.size());
      if (!at_once.append(entry).ok() || !writer.append(entry).ok()) std::exit(1);
    }
    require(folder.write(writer.take_files()));
    if (writer.size() < count) require(folder.publish("checkpoint.old", head_of(writer, log, witness)));
    require(folder.publish("checkpoint", head_of(writer, log, witness)));
    require(folder.remove_covered(before, writer.size()));
  }
  write_packed(folder, at_once.take_files());
  require(folder.publish("vkey", render_verifier_key(log.key)));
  require(folder.publish("witness.vkey", render_verifier_key(witness.key)));
  auto tree = TileTree::open(folder.reader(), writer.size(), writer.root());
  if (!tree.ok()) std::exit(1);
  for (std::uint64_t index = 0; index < count; ++index) {
    const TlogProof proof{std::nullopt, index, tree.value().inclusion_proof(index, count).value(),
                          folder.load("checkpoint").value()};
    const std::string name = "receipts/" + std::to_string(index);
    // Receipts are for reading, not for keeping: no sync.
    std::filesystem::create_directory(path + "/receipts");
    require(real_disk().write(path + "/" + name + ".tlog-proof", view_bytes(render_tlog_proof(proof))));
    require(real_disk().write(path + "/" + name + ".entry", entry_of(index)));
  }
}

}  // namespace
}  // namespace redress::ledger

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: make_log FOLDER COUNT\n");
    return 2;
  }
  redress::ledger::make_log(argv[1], std::strtoull(argv[2], nullptr, 10));
  return 0;
}
