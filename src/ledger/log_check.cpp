// SPDX-License-Identifier: Apache-2.0
#include "ledger/log_check.hpp"

namespace redress::ledger {
namespace {

// The tile files that the writer makes from the entries must be those that are stored.
Status compare(const TileReader& reader, const std::vector<TileFile>& files) {
  for (const TileFile& file : files) {
    if (file.path.kind == TileKind::entries) continue;
    TRY_ASSIGN(const std::vector<Digest> stored, read_tile(reader, file.path));
    for (std::size_t i = 0; i < stored.size(); ++i) {
      if (!std::equal(stored[i].begin(), stored[i].end(), file.bytes.begin() + static_cast<std::ptrdiff_t>(32 * i))) {
        return Error{Code::corrupt, render_tile_path(file.path) + " was changed: hash " + std::to_string(i) +
                                        " is not that of the entries"};
      }
    }
  }
  return Done{};
}

}  // namespace

Status check_tiles(const TileReader& reader, std::uint64_t size, const Digest& root, const EntryVisitor& visit) {
  TileWriter writer;
  for (std::uint64_t number = 0; writer.size() < size; ++number) {
    TRY_ASSIGN(const Bundle bundle, read_bundle(reader, number, tile_width(size, 0, number)));
    for (const ByteView entry : bundle.entries) {
      const std::uint64_t index = writer.size();
      TRY_ASSIGN(const Digest leaf, writer.append(entry));
      if (visit) TRY(visit(index, entry, leaf));
    }
    TRY(compare(reader, writer.take_full_files()));
  }
  // What is partial on the way is partial in the log only at its end.
  TRY(compare(reader, writer.take_files()));
  if (writer.root() != root) {
    return Error{Code::corrupt, "the entries do not lead to the root that the log signed"};
  }
  return Done{};
}

Result<SignedCheckpoint> check_log(const TileReader& reader, std::string_view note, const VerifierKey& log,
                                   const EntryVisitor& visit) {
  TRY_ASSIGN(SignedCheckpoint head, open_checkpoint(note, log));
  TRY(check_tiles(reader, head.checkpoint.size, head.checkpoint.root, visit));
  return head;
}

}  // namespace redress::ledger
