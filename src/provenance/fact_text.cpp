// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "provenance/fact.hpp"

namespace redress::provenance {
namespace {

bool is_little(ByteView bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) return true;
  if (bytes.size() >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) return false;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i + 1 < bytes.size() && i < 256; i += 2) {
    even += bytes[i] == 0 ? 1 : 0;
    odd += bytes[i + 1] == 0 ? 1 : 0;
  }
  return odd > even;
}

}  // namespace

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<std::uint32_t, 4> leads{0, 0xc0, 0xe0, 0xf0};
  text += static_cast<char>(leads[static_cast<std::size_t>(more)] | code >> (6U * static_cast<unsigned>(more)));
  for (int i = more - 1; i >= 0; --i)
    text += static_cast<char>(0x80U | (code >> (6U * static_cast<unsigned>(i)) & 0x3fU));
}

std::string decode_utf16(ByteView bytes) {
  const bool little = is_little(bytes);
  const auto unit_at = [&](std::size_t at) {
    return little ? decode_little(bytes.subspan(at, 2)) : decode_big(bytes.subspan(at, 2));
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto code = static_cast<std::uint32_t>(unit_at(at));
    if (code == 0xfeff || code == 0) continue;
    if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size()) {
      const auto low = static_cast<std::uint32_t>(unit_at(at + 2));
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
        at += 2;
      }
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;  // half of a pair
    append_utf8(text, code);
  }
  return text;
}

std::string inflate_text(ByteView packed, std::size_t bytes_max) {
  std::string text(bytes_max, '\0');
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = const_cast<Bytef*>(packed.data());  // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  static_cast<void>(inflate(&stream, Z_SYNC_FLUSH));
  text.resize(text.size() - stream.avail_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace redress::provenance
