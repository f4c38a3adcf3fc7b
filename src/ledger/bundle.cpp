// SPDX-License-Identifier: Apache-2.0
#include "ledger/bundle.hpp"

#include <zlib.h>

#include <algorithm>

namespace redress::ledger {
namespace {

constexpr int gzip_window_bits = 15 + 16;  // zlib's way to say: gzip and nothing else

}  // namespace

Status encode_entry(ByteView entry, Bytes& bundle) {
  if (entry.size() > entry_bytes_max) return Error{Code::invalid, "an entry has at most 65,535 bytes"};
  bundle.push_back(static_cast<std::uint8_t>(entry.size() >> 8U));
  bundle.push_back(static_cast<std::uint8_t>(entry.size() & 255U));
  bundle.insert(bundle.end(), entry.begin(), entry.end());
  return Done{};
}

Result<std::vector<ByteView>> decode_bundle(ByteView bundle, unsigned width) {
  const Error bad{Code::corrupt, "an entry bundle does not hold exactly the entries that it should"};
  std::vector<ByteView> entries;
  entries.reserve(width);
  while (entries.size() < width) {
    if (bundle.size() < 2) return bad;
    const std::size_t length = static_cast<std::size_t>(bundle[0]) << 8U | bundle[1];
    if (bundle.size() - 2 < length) return bad;
    entries.push_back(bundle.subspan(2, length));
    bundle = bundle.subspan(2 + length);
  }
  if (!bundle.empty()) return bad;
  return entries;
}

bool is_gzip(ByteView bytes) { return bytes.size() > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8; }

Result<Bytes> unpack_gzip(ByteView packed, std::size_t bytes_max) {
  const Error bad{Code::corrupt, "a gzip file of the log cannot be unpacked, or is longer than it may be"};
  z_stream stream{};
  CHECK(inflateInit2(&stream, gzip_window_bits) == Z_OK);
  // zlib's interface is older than const.
  stream.next_in = const_cast<Bytef*>(packed.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  stream.avail_in = static_cast<uInt>(packed.size());
  Bytes plain;
  int state = Z_OK;
  while (state == Z_OK && plain.size() <= bytes_max) {
    const std::size_t had = plain.size();
    const std::size_t step = std::min(std::max<std::size_t>(had, 16'384), bytes_max + 1 - had);
    plain.resize(had + step);
    stream.next_out = plain.data() + had;
    stream.avail_out = static_cast<uInt>(step);
    state = inflate(&stream, Z_NO_FLUSH);
    plain.resize(had + step - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0 && plain.size() <= bytes_max;
  inflateEnd(&stream);
  if (!whole) return bad;
  return plain;
}

Bytes pack_gzip(ByteView plain) {
  z_stream stream{};
  constexpr int memory_level = 8;
  CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window_bits, memory_level, Z_DEFAULT_STRATEGY) ==
        Z_OK);
  Bytes packed(deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = const_cast<Bytef*>(plain.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace redress::ledger
