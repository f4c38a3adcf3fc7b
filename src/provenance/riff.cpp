// SPDX-License-Identifier: Apache-2.0
// Sources: Microsoft and IBM, RIFF 1.0; EBU Tech 3306 (RF64); Google, WebP container; C2PA 2.2, A.3.3; Adobe, XMP
// part 3, 2.3.
#include "provenance/containers.hpp"
#include "provenance/riff_chunks.hpp"

namespace redress::provenance {
namespace {

Status read_info(Walk& walk, const RiffChunk& list) {
  std::uint64_t at = list.data.offset + 4;
  const std::uint64_t end = list.data.offset + list.data.length;
  while (at + 8 <= end) {
    TRY_ASSIGN(const RiffChunk field, read_riff_chunk(walk, at, end));
    if (field.id != "LIST") walk.note(MetadataKind::text, std::string(field.id.view()), field.data, field.lies_at);
    at += field.lies_at.length;
  }
  return Done{};
}

Status read_inside(Walk& walk, const RiffChunk& chunk) {
  if (chunk.id == "C2PA") return walk.take_store(chunk.data, {chunk.lies_at});
  if (chunk.id == "XMP " || chunk.id == "_PMX") return walk.take_xmp(chunk.data, chunk.lies_at);
  if (chunk.id == "EXIF") walk.note(MetadataKind::exif, "", chunk.data, chunk.lies_at);
  if (chunk.id == "LIST" && chunk.data.length >= 4) {
    TRY_ASSIGN(const ByteView type, walk.read(chunk.data.offset, 4));
    if (text_of(type) == "INFO") return read_info(walk, chunk);
  }
  return Done{};
}

std::string_view mime_of(std::string_view form) {
  if (form == "WAVE") return "audio/wav";
  if (form == "AVI ") return "video/x-msvideo";
  if (form == "WEBP") return "image/webp";
  return "application/octet-stream";
}

}  // namespace

Status read_riff(Walk& walk) {
  TRY_ASSIGN(const ByteView form, walk.read(8, 4));
  walk.asset.mime = mime_of(text_of(form));
  return for_each_riff_chunk(walk, [&walk](const RiffChunk& chunk) { return read_inside(walk, chunk); });
}

}  // namespace redress::provenance
