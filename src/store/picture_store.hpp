// SPDX-License-Identifier: Apache-2.0
// store/picture_store.hpp — what is kept of registered pictures, films, sound and texts to find their copies: never the
// thing itself.
//
// Use this when   the second tier needs the corners of a picture again, or a case shows what was searched for it.
// Shapes          DIR/pictures.db, by SHA-256: the encoded corners of a picture (media/features_codec.hpp), the hashes
//                 of its parts (match/parts.hpp), the line of a film, sound or a text (match/bank_file.hpp); and for
//                 each searched item how much was looked at and what came of it.
// Units           instants are UTC ms.
// Errors          exhausted: no room on the disk. corrupt: the file is damaged. unavailable: what else the disk says.
// Threads         any. visit() reads in lots and lets writers pass between them; what is kept meanwhile it may meet.
// Cost            keep: one commit, whatever there is to keep. 36 bytes a corner, about 6 kB a picture.
// Source          docs/decisions/0028-second-tier-in-the-engine.md.
// Never           knows what a corner is, or loses a picture whose keep() returned.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

enum class LookKind { corners, parts, line };

// One search for the copies of one item among everything registered.
struct Sweep {
  Id case_id;
  int item_no = 0;
  Instant at;
  std::uint64_t picture_count = 0;  // looked at
  int found_count = 0;              // of them the copies
  int look_count = 0;               // of the copies: a person is to look
  bool operator==(const Sweep&) const = default;
};

class PictureStore {
  struct Private {};

 public:
  [[nodiscard]] static Result<std::unique_ptr<PictureStore>> open(const std::string& data_dir);
  PictureStore(Private, std::string path) : connections_(std::move(path)) {}

  // In one commit. What is kept already is not written again.
  using Looks = std::vector<std::pair<LookKind, Bytes>>;
  [[nodiscard]] Status keep(const Digest& sha256, const Looks& looks);
  [[nodiscard]] Result<std::optional<Bytes>> find(const Digest& sha256, LookKind kind = LookKind::corners) const;
  // In the order of keeping; `visit` says whether to go on.
  using Visit = std::function<bool(const Digest&, ByteView)>;
  [[nodiscard]] Status visit(const Visit& visit, LookKind kind = LookKind::corners) const;
  [[nodiscard]] Status forget(std::span<const std::string> sha256s_hex);
  [[nodiscard]] Result<std::uint64_t> count(LookKind kind = LookKind::corners) const;

  // The last search for an item replaces the one before.
  [[nodiscard]] Status note_sweep(const Sweep& sweep);
  [[nodiscard]] Result<std::vector<Sweep>> load_sweeps(const Id& case_id) const;

 private:
  const ConnectionPool connections_;
};

}  // namespace redress::store
