// SPDX-License-Identifier: Apache-2.0
// Sources: PNG (W3C, third edition), 5 and 11.3; C2PA 2.2, A.3.2 (caBX); Adobe, XMP part 3, 1.1.5.
#include <zlib.h>

#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t keyword_bytes_max = 79;
constexpr std::uint64_t chunk_extra_bytes = 12;  // length, type, CRC

struct Chunk {
  FourLetters type;
  Range data;
  Range lies_at;
};

Result<Chunk> read_chunk(Walk& walk, std::uint64_t at) {
  TRY(walk.count_part());
  TRY_ASSIGN(const ByteView head, walk.read(at, 8));
  Chunk chunk{FourLetters(head.subspan(4)), {at + 8, decode_big(head.first(4))}, {}};
  chunk.lies_at = {at, chunk.data.length + chunk_extra_bytes};
  if (chunk.lies_at.length > walk.size() - at) return broken("a PNG chunk that is not all there", at);
  return chunk;
}

// `computed` over type and data, as PNG wants it.
bool has_wrong_crc(const Chunk& chunk, ByteView data, std::uint64_t told) {
  uLong computed = crc32(0, reinterpret_cast<const Bytef*>(chunk.type.view().data()), 4);
  computed = crc32_z(computed, data.data(), data.size());
  return computed != told;
}

Status take_store(Walk& walk, const Chunk& chunk) {
  TRY(walk.take_store(chunk.data, {chunk.lies_at}));
  if (!walk.asset.store) return Done{};
  TRY_ASSIGN(const std::uint64_t told, walk.read_big(chunk.data.offset + chunk.data.length, 4));
  if (has_wrong_crc(chunk, *walk.asset.store, told)) walk.remark("a caBX chunk with a wrong CRC", chunk.lies_at.offset);
  return Done{};
}

// The keyword, a zero; iTXt adds whether it is deflated, how, the language and the keyword in it, each ended by a zero.
Status read_text(Walk& walk, const Chunk& chunk) {
  constexpr std::size_t head_bytes_max = 512;
  TRY_ASSIGN(const ByteView head, walk.read_up_to(chunk.data.offset, head_bytes_max));
  const std::string_view text = text_of(head).substr(0, static_cast<std::size_t>(chunk.data.length));
  const std::size_t keyword_end = text.find('\0');
  if (keyword_end > keyword_bytes_max) return Done{};
  const std::string keyword(text.substr(0, keyword_end));
  std::size_t value_at = keyword_end + 1;
  bool deflated = chunk.type == "zTXt";
  if (deflated) ++value_at;
  if (chunk.type == "iTXt") {
    if (text.size() < value_at + 2) return Done{};
    deflated = text[value_at] != 0;
    const std::size_t language_end = text.find('\0', value_at + 2);
    const std::size_t translated_end = language_end == text.npos ? text.npos : text.find('\0', language_end + 1);
    if (translated_end == text.npos) return Done{};
    value_at = translated_end + 1;
  }
  if (value_at > chunk.data.length) return Done{};
  const Range value{chunk.data.offset + value_at, chunk.data.length - value_at};
  if (keyword == "XML:com.adobe.xmp" && !deflated) return walk.take_xmp(value, chunk.lies_at);
  walk.note(deflated ? MetadataKind::deflated_text : MetadataKind::text, keyword, value, chunk.lies_at);
  return Done{};
}

Status read_inside(Walk& walk, const Chunk& chunk) {
  if (chunk.type == "caBX") return take_store(walk, chunk);
  if (chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt") return read_text(walk, chunk);
  if (chunk.type == "eXIf") walk.note(MetadataKind::exif, "", chunk.data, chunk.lies_at);
  return Done{};
}

}  // namespace

Status read_png(Walk& walk) {
  constexpr std::uint64_t signature_bytes = 8;
  for (std::uint64_t at = signature_bytes; at < walk.size();) {
    TRY_ASSIGN(const Chunk chunk, read_chunk(walk, at));
    TRY(read_inside(walk, chunk));
    at += chunk.lies_at.length;
    if (chunk.type != "IEND") continue;
    if (at < walk.size()) walk.remark("bytes after the end of the PNG", at);
    return Done{};
  }
  return broken("no end of the PNG", walk.size());
}

}  // namespace redress::provenance
