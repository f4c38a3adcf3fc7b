// SPDX-License-Identifier: Apache-2.0
#include "provenance/riff_chunks.hpp"

#include <algorithm>

namespace redress::provenance {
namespace {

constexpr std::uint64_t head_bytes = 8;
constexpr std::uint64_t unknown_length = 0xffffffff;

bool is_long(std::string_view id) { return id == "RF64" || id == "BW64"; }

// ds64: the lengths of the file and of `data`, 8 bytes each, then more that is not needed here.
Result<std::uint64_t> read_long_data_bytes(Walk& walk) {
  TRY_ASSIGN(const ByteView head, walk.read(12, 4));
  if (text_of(head) != "ds64") return broken("an RF64 file without its lengths", 12);
  return walk.read_little(12 + head_bytes + 8, 8);
}

}  // namespace

Result<RiffChunk> read_riff_chunk(Walk& walk, std::uint64_t at, std::uint64_t end, std::uint64_t long_data_bytes) {
  TRY(walk.count_part());
  TRY_ASSIGN(const ByteView head, walk.read(at, head_bytes));
  RiffChunk chunk{FourLetters(head.first(4)), {at + head_bytes, decode_little(head.subspan(4))}, {}};
  if (chunk.id == "data" && chunk.data.length == unknown_length && long_data_bytes != 0) {
    chunk.data.length = long_data_bytes;
  }
  if (end < chunk.data.offset || chunk.data.length > end - chunk.data.offset) {
    return broken("a RIFF chunk that is not all there", at);
  }
  const std::uint64_t padding = chunk.data.length % 2;
  chunk.lies_at = {at, std::min(head_bytes + chunk.data.length + padding, end - at)};
  return chunk;
}

Status for_each_riff_chunk(Walk& walk, const std::function<Status(const RiffChunk&)>& visit,
                           const std::function<Status(Range)>& root) {
  constexpr std::uint64_t root_head_bytes = 12;
  for (std::uint64_t at = 0; at + root_head_bytes <= walk.size();) {
    TRY(walk.count_part());
    TRY_ASSIGN(const ByteView head, walk.read(at, head_bytes));
    const FourLetters id(head.first(4));
    std::uint64_t length = decode_little(head.subspan(4));
    if (id != "RIFF" && !is_long(id.view())) return broken("no RIFF chunk", at);
    std::uint64_t long_data_bytes = 0;
    if (is_long(id.view())) {
      TRY_ASSIGN(long_data_bytes, read_long_data_bytes(walk));
      length = walk.size() - at - head_bytes;
    }
    if (length > walk.size() - at - head_bytes) return broken("a RIFF file that is not all there", at);
    const std::uint64_t end = at + head_bytes + length;
    if (root) TRY(root({at, root_head_bytes}));
    for (std::uint64_t inside = at + root_head_bytes; inside + head_bytes <= end;) {
      TRY_ASSIGN(const RiffChunk chunk, read_riff_chunk(walk, inside, end, long_data_bytes));
      TRY(visit(chunk));
      inside += chunk.lies_at.length;
    }
    at = end + end % 2;
  }
  return Done{};
}

}  // namespace redress::provenance
