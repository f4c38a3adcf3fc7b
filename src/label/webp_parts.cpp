// SPDX-License-Identifier: Apache-2.0
#include "label/part_taker.hpp"

namespace redress::label {
namespace {

constexpr std::size_t head_bytes = 12;  // "RIFF", the length of what follows, "WEBP"
constexpr std::size_t chunk_head_bytes = 8;
constexpr std::uint8_t icc_flag = 0x20;
constexpr std::uint8_t alpha_flag = 0x10;
constexpr std::uint8_t exif_flag = 0x08;
constexpr std::uint8_t xmp_flag = 0x04;

std::uint32_t read_little(ByteView bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::uint32_t{bytes[at + i]} << (8 * i);
  return value;
}

void append_little(Bytes& to, std::size_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_chunk(Bytes& to, std::string_view name, ByteView data) {
  to.insert(to.end(), name.begin(), name.end());
  append_little(to, data.size(), 4);
  to.insert(to.end(), data.begin(), data.end());
  if (data.size() % 2 != 0) to.push_back(0);
}

// The lossless bitstream says itself whether it uses alpha: RFC 9649, 3.4.
bool uses_alpha(std::string_view name, ByteView data) {
  if (name == "VP8X") return !data.empty() && (data[0] & alpha_flag) != 0;
  return name == "ALPH" || (name == "VP8L" && data.size() >= 5 && (data[4] & 0x10U) != 0);
}

Status take_chunk(PictureParts& parts, std::string_view name, ByteView whole, ByteView data) {
  if (name == "C2PA") return signed_already();
  if (name == "ANIM" || name == "ANMF") {
    return Error{Code::unsupported, "the picture moves: only still ones can be labelled"};
  }
  if (uses_alpha(name, data)) return has_alpha();
  if (name == "XMP ") return take_xmp(parts, text_of(data));
  if (name == "ICCP" || name == "EXIF") return keep(parts, whole);
  if (name == "VP8L") parts.is_lossless = true;
  if (name != "VP8 " && name != "VP8L" && name != "VP8X") leave_out(parts, name_part(name) + " chunk");
  return Done{};
}

// The bitstream in a file of our own encoder: its one chunk.
struct Picture {
  ByteView chunk;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

Picture find_picture(ByteView encoded) {
  CHECK(encoded.size() > head_bytes + chunk_head_bytes + 10);
  const ByteView chunk = encoded.subspan(head_bytes);
  if (text_of(chunk.first(4)) == "VP8L") {  // a byte of signature, then 14 bits each, less one
    const std::uint32_t bits = read_little(chunk, chunk_head_bytes + 1, 4);
    return {chunk, (bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1};
  }
  CHECK(text_of(chunk.first(4)) == "VP8 ");
  return {chunk, read_little(chunk, chunk_head_bytes + 6, 2) & 0x3FFFU,
          read_little(chunk, chunk_head_bytes + 8, 2) & 0x3FFFU};
}

}  // namespace

Result<PictureParts> parse_webp_parts(ByteView file) {
  const Error broken{Code::invalid, "the WebP's chunks do not fit together"};
  PictureParts parts;
  if (file.size() < head_bytes || text_of(file.first(4)) != "RIFF" || text_of(file.subspan(8, 4)) != "WEBP") {
    return broken;
  }
  const std::size_t end = std::size_t{8} + read_little(file, 4, 4);
  if (end > file.size()) return broken;
  bool has_picture = false;
  for (std::size_t at = head_bytes; at + chunk_head_bytes <= end;) {
    const std::size_t bytes = read_little(file, at + 4, 4);
    if (bytes > end - at - chunk_head_bytes) return broken;
    const std::string_view name = text_of(file.subspan(at, 4));
    has_picture = has_picture || name == "VP8 " || name == "VP8L";
    TRY(take_chunk(parts, name, file.subspan(at, chunk_head_bytes + bytes),
                   file.subspan(at + chunk_head_bytes, bytes)));
    at += chunk_head_bytes + bytes + bytes % 2;
  }
  if (!has_picture) return broken;
  if (end < file.size()) leave_out(parts, "what stands behind the picture");
  return parts;
}

Result<Bytes> join_webp_parts(ByteView encoded, const PictureParts& parts) {
  const Picture picture = find_picture(encoded);
  std::uint8_t flags = parts.xmp.empty() ? 0 : xmp_flag;
  Bytes before;
  Bytes after;
  for (const Bytes& part : parts.kept) {
    const bool is_profile = text_of(part).starts_with("ICCP");
    flags |= is_profile ? icc_flag : exif_flag;
    Bytes& to = is_profile ? before : after;
    to.insert(to.end(), part.begin(), part.end());
    if (part.size() % 2 != 0) to.push_back(0);
  }
  if (!parts.xmp.empty()) append_chunk(after, "XMP ", view_bytes(parts.xmp));
  Bytes extended{flags, 0, 0, 0};
  append_little(extended, picture.width - 1, 3);
  append_little(extended, picture.height - 1, 3);
  Bytes body;
  append_chunk(body, "VP8X", extended);
  for (const ByteView part : {ByteView(before), picture.chunk, ByteView(after)}) {
    body.insert(body.end(), part.begin(), part.end());
  }
  Bytes file{'R', 'I', 'F', 'F'};
  append_little(file, body.size() + 4, 4);
  for (const char c : std::string_view("WEBP")) file.push_back(static_cast<std::uint8_t>(c));
  file.insert(file.end(), body.begin(), body.end());
  return file;
}

}  // namespace redress::label
