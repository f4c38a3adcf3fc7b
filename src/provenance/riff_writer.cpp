// SPDX-License-Identifier: Apache-2.0
// Sources: Microsoft and IBM, RIFF 1.0; C2PA 2.2, A.3.3.
#include "provenance/riff_chunks.hpp"
#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

constexpr std::uint64_t head_bytes = 8;

struct Root {
  std::uint64_t length = 0;  // as its head says
  std::uint64_t end = 0;     // with the byte of padding
};

// Indexes of long films point across roots from the beginning of the file: those are left alone.
Result<Root> read_root(Walk& walk) {
  TRY_ASSIGN(const ByteView head, walk.read(0, head_bytes));
  if (text_of(head.first(4)) != "RIFF") return Error{Code::unsupported, "a RIFF file of the long form is not written"};
  Root root{decode_little(head.subspan(4)), 0};
  root.end = head_bytes + root.length + root.length % 2;
  if (root.end < walk.size()) return Error{Code::unsupported, "a RIFF file of several parts is not written"};
  root.end = head_bytes + root.length;
  return root;
}

// The chunk with its padding; one before it, where the last chunk of the file lacks its own.
Bytes encode_chunk(ByteView store, bool is_padded_first) {
  Bytes chunk;
  if (is_padded_first) chunk.push_back(0);
  if (store.empty()) return chunk;
  append(chunk, std::string_view("C2PA"));
  append_little(chunk, store.size(), 4);
  append(chunk, store);
  if (store.size() % 2 == 1) chunk.push_back(0);
  return chunk;
}

}  // namespace

// At the end, where nothing behind it moves.
Result<Splices> splice_riff(Walk& walk, const Asset& asset, ByteView store) {
  TRY_ASSIGN(const Root root, read_root(walk));
  std::uint64_t removed = 0;
  Splices splices;
  for (const Range& range : asset.store_lies_at) {
    if (range.offset + range.length < root.end && asset.mime == "video/x-msvideo") {
      return Error{Code::unsupported, "the film's old manifest stands before what its index points at"};
    }
    splices.push_back({range.offset, range.length, {}});
    removed += range.length;
  }
  Bytes chunk = encode_chunk(store, (root.length - removed) % 2 == 1);
  const std::uint64_t length = root.length - removed + chunk.size();
  if (length > UINT32_MAX - 1) return Error{Code::exhausted, "the RIFF file would be longer than its head can say"};
  Bytes length_bytes;
  append_little(length_bytes, length, 4);
  splices.push_back({4, 4, std::move(length_bytes)});
  splices.push_back({root.end, walk.size() - root.end, std::move(chunk)});
  return splices;
}

}  // namespace redress::provenance
